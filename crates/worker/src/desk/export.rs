//! An export that the page asked for: the pieces of the file, put together between two turns of the
//! device, so that nothing else waits for it.

use hudhud_client::{Client, Export};
use hudhud_dialogue::AskError;
use hudhud_dialogue::page::Reply;

/// An export under way.
#[derive(Debug)]
pub(super) struct Exporting {
    /// Of the call to answer.
    pub(super) call: u32,
    export: Export,
    file: Vec<u8>,
}

impl Exporting {
    pub(super) fn new(client: &Client, call: u32) -> Self {
        Self {
            call,
            export: Export::new(client),
            file: Vec::new(),
        }
    }

    /// Goes on by one piece. `None`: there is more.
    pub(super) async fn step(&mut self) -> Result<Option<Reply>, AskError> {
        if let Some(piece) = self.export.next().await? {
            self.file.extend_from_slice(&piece);
            return Ok(None);
        }
        Ok(Some(Reply::File {
            name: self.export.file_name().to_owned(),
            bytes: std::mem::take(&mut self.file),
        }))
    }
}
