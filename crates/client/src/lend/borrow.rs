//! The borrower's end: questions go to the process that has the device open, answers and events come back.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::time::Duration;

use hudhud_dialogue::page::decode;
use hudhud_dialogue::{AskError, Event};
use serde::de::DeserializeOwned;
use tokio::net::UnixStream;
use tokio::sync::{broadcast, mpsc, oneshot};

use super::frames::{Ask, BUILD, Frames, Told};
use crate::platform::{JoinSet, timeout};

/// How long whoever lends it may take to say so.
const GREETED_WITHIN: Duration = Duration::from_secs(5);
/// Questions waiting to be sent.
const ASKS: usize = 64;

type Answer = oneshot::Sender<Result<Vec<u8>, AskError>>;

/// A way to the device; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Borrower(mpsc::Sender<(Ask, Answer)>);

impl Borrower {
    /// Connects to whoever lends a device there. The task that carries what is said goes to `tasks`.
    ///
    /// # Errors
    /// Nobody lends it, or another build does.
    pub(crate) async fn connect(
        socket: &Path,
        events: broadcast::Sender<Event>,
        tasks: &mut JoinSet<()>,
    ) -> io::Result<Self> {
        let mut frames = Frames::new(UnixStream::connect(socket).await?);
        // One that is stopped holds nobody up: the database says that it is there.
        let greeted = timeout(GREETED_WITHIN, frames.next()).await;
        match greeted.map_err(|_| io::ErrorKind::TimedOut)?? {
            Some(Told::Lent(build)) if build == BUILD => {}
            Some(_) | None => return Err(io::ErrorKind::InvalidData.into()),
        }
        let (asks, asked) = mpsc::channel(ASKS);
        tasks.spawn(carry(frames, asked, events));
        Ok(Self(asks))
    }

    pub(crate) async fn ask<T: DeserializeOwned>(&self, ask: Ask) -> Result<T, AskError> {
        let (answer, answered) = oneshot::channel();
        let asked = self.0.send((ask, answer)).await;
        asked.map_err(|_| AskError::Closed)?;
        let bytes = answered.await.map_err(|_| AskError::Closed)??;
        decode(&bytes).map_err(|_| AskError::Closed)
    }
}

/// Until nobody asks any more, or the lender is gone: then whoever waits learns that it was closed.
async fn carry(
    mut frames: Frames,
    mut asked: mpsc::Receiver<(Ask, Answer)>,
    events: broadcast::Sender<Event>,
) {
    let mut waiting = VecDeque::new();
    loop {
        tokio::select! {
            next = asked.recv() => {
                let Some((ask, answer)) = next else { return };
                if frames.send(&ask).await.is_err() {
                    return;
                }
                waiting.push_back(answer);
            }
            told = frames.next() => match told {
                Ok(Some(Told::Answer(found))) => {
                    if let Some(answer) = waiting.pop_front() {
                        // Whoever asked may have stopped waiting.
                        let _: Result<(), _> = Answer::send(answer, found);
                    }
                }
                Ok(Some(Told::Event(event))) => {
                    // Nobody may be listening.
                    let _ = events.send(event);
                }
                Ok(Some(Told::Lent(_)) | None) | Err(_) => return,
            },
        }
    }
}
