//! A text that was given on the command line, or comes on standard input, as the message that says it.

use std::io::Read as _;
use std::path::Path;

use hudhud_base::limits;
use tokio::io::{AsyncBufReadExt as _, BufReader, Stdin};

use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

/// Bytes read of one message at most: one more than it may have, and its line break.
const READ_BYTES: usize = limits::MESSAGE_BYTES + 2;

/// The text, or all of standard input.
pub(super) fn body(text: String) -> Result<String, Problem> {
    if text != "-" {
        return Ok(hudhud_text::written(&text));
    }
    let mut bytes = Vec::new();
    // A limit of bytes is far below what any number can hold.
    let most = u64::try_from(READ_BYTES).unwrap_or(u64::MAX);
    std::io::stdin()
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    text_of(bytes)
}

/// Standard input, a line at a time. A line that is longer than a message may be is an error before it
/// is read to its end.
pub(super) struct Lines {
    input: BufReader<Stdin>,
    line: Vec<u8>,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self {
            input: BufReader::new(tokio::io::stdin()),
            line: Vec::new(),
        }
    }

    /// The next line without its break; `None` at the end. Nothing is lost if it is not waited for to
    /// the end.
    pub(super) async fn next(&mut self) -> Result<Option<String>, Problem> {
        loop {
            let read = self.input.fill_buf().await;
            let read = read.map_err(|error| unreadable(&error))?;
            let end = read.iter().position(|byte| *byte == b'\n');
            let is_over = read.is_empty();
            let taken = end.map_or(read.len(), |end| end.saturating_add(1));
            self.line.extend(read.iter().take(taken));
            self.input.consume(taken);
            if self.line.len() > READ_BYTES {
                return Err(too_long());
            }
            if is_over && self.line.is_empty() {
                return Ok(None);
            }
            if end.is_some() || is_over {
                return text_of(std::mem::take(&mut self.line)).map(Some);
            }
        }
    }
}

fn text_of(bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.len() >= READ_BYTES {
        return Err(too_long());
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|_| Problem::new(Status::Usage, "not-text", Phrase::NotText))?;
    if text.ends_with('\n') {
        text.pop();
    }
    Ok(hudhud_text::written(&text))
}

fn too_long() -> Problem {
    Problem::new(Status::TooLong, "too-long", Phrase::TooLong).with(limits::MESSAGE_BYTES)
}

fn unreadable(error: &std::io::Error) -> Problem {
    Problem::file(Path::new("-"), error)
}
