//! When a window is closed, and whom to ask for the next one.

use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use hudhud_logstore::CommitError;

use super::queue::Told;
use super::settler::Errand;

/// Bytes after which a window is closed although its time is not up: so much room, and once more as
/// much, the disk must have for it.
const WINDOW_BYTES: u64 = 1024 * 1024 * 1024;

/// How long the committer has written to its window, and how much.
pub(super) struct Turning {
    /// `None`: windows stay as they are.
    errands: Option<Sender<Errand>>,
    window: Duration,
    /// When the first record of this window was written.
    began: Option<Instant>,
    bytes: u64,
    asked: bool,
}

impl Turning {
    pub(super) const fn new(errands: Option<Sender<Errand>>, window: Duration) -> Self {
        Self {
            errands,
            window,
            began: None,
            bytes: 0,
            asked: false,
        }
    }

    /// Bytes were written to the window.
    pub(super) fn wrote(&mut self, bytes: u64, now: Instant) {
        self.began.get_or_insert(now);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// When the next window is to be asked for; `None`: nothing was written, or it was asked for.
    pub(super) fn due(&self) -> Option<Instant> {
        if self.asked || self.errands.is_none() {
            return None;
        }
        let began = self.began?;
        if self.bytes >= WINDOW_BYTES {
            Some(began)
        } else {
            began.checked_add(self.window)
        }
    }

    /// Asks for the next window; the present one will then be settled for whoever waits.
    pub(super) fn ask(&mut self, done: Option<Told<()>>) {
        self.asked = true;
        self.leave(Errand::Make { done });
    }

    /// The next window is there; `closed` is the number of the one before.
    pub(super) fn turned(&mut self, closed: u64, done: Option<Told<()>>) {
        self.began = None;
        self.bytes = 0;
        self.asked = false;
        self.leave(Errand::Settle {
            number: closed,
            done,
        });
    }

    fn leave(&self, errand: Errand) {
        let refused = match &self.errands {
            Some(errands) => errands.send(errand).map_err(|refused| refused.0).err(),
            None => Some(errand),
        };
        if let Some(
            Errand::Make { done: Some(done) }
            | Errand::Settle {
                done: Some(done), ..
            },
        ) = refused
        {
            done(Err(CommitError::Storage));
        }
    }
}
