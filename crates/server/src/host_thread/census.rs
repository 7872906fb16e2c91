//! Counts the accounts from time to time, a bounded part of them at once.

use std::time::{Duration, Instant};

use hudhud_host::Kept;
use hudhud_logstore::{Key, Reads};

/// Keys that one part looks at: a few milliseconds.
const KEYS: usize = 2048;
/// Between the end of one count and the next.
const BETWEEN: Duration = Duration::from_mins(10);

/// A count under way, or the time of the next.
#[derive(Debug)]
pub(super) struct Census {
    next: Instant,
    counted: u64,
    after: Option<Key>,
}

impl Census {
    /// The first begins at once.
    pub(super) fn new() -> Self {
        Self {
            next: Instant::now(),
            counted: 0,
            after: None,
        }
    }

    /// Counts on, if it is time; the number, if this was the last part.
    pub(super) fn go_on<R: Reads + ?Sized>(&mut self, store: &R) -> Option<u64> {
        if Instant::now() < self.next {
            return None;
        }
        // What cannot be listed now is counted from the beginning at another time.
        let keys = store
            .sweep(Kept::Accounts.table(), self.after.as_ref(), KEYS)
            .unwrap_or_default();
        self.counted = self
            .counted
            .saturating_add(u64::try_from(keys.len()).unwrap_or(u64::MAX));
        if keys.len() == KEYS {
            self.after = keys.into_iter().next_back();
            return None;
        }
        let counted = std::mem::take(&mut self.counted);
        self.after = None;
        self.next = Instant::now() + BETWEEN;
        Some(counted)
    }
}
