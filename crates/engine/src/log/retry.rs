//! Logs that a host refuses for now: each is tried again by itself. What is said of one log says nothing
//! of the link on which all others are open.

use hudhud_base::ConversationId;
use hudhud_wire::{Refusal, RefusalCode};

use crate::turn::Turn;
use crate::turn::memory::LogRetry;
use crate::turn::retry::is_passing;

/// Milliseconds before a log that was refused is tried again, at least.
const RETRY_MS: u64 = 2_000;

impl Turn<'_> {
    /// The next attempt comes later than the last one did; gives how many there were.
    pub(crate) fn try_log_later(&mut self, id: ConversationId, refusal: &Refusal) -> u32 {
        let before = self.memory.log_retry.get(&id);
        let attempts = before.map_or(0, |retry| retry.attempts);
        let wait = self.wait_after(refusal, RETRY_MS, attempts);
        let retry = LogRetry {
            at: self.now.plus_ms(wait),
            attempts: attempts.saturating_add(1),
        };
        self.memory.log_retry.insert(id, retry);
        retry.attempts
    }

    /// Whether a log was refused, and its time has not come.
    pub(crate) fn log_waits(&self, id: ConversationId) -> bool {
        let retry = self.memory.log_retry.get(&id);
        retry.is_some_and(|retry| retry.at > self.now)
    }

    /// Whether a log was refused, and may be asked for again.
    pub(crate) fn log_is_due(&self, id: ConversationId) -> bool {
        let retry = self.memory.log_retry.get(&id);
        retry.is_some_and(|retry| retry.at <= self.now)
    }
}

/// Whether a log may be there, and open, although it was refused: for reasons that pass, or because this
/// link has enough of them.
pub(crate) fn may_open_later(code: RefusalCode) -> bool {
    is_passing(code) || code == RefusalCode::TooMany
}
