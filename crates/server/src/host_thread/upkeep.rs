//! When the next slice of retiring old records is due.

use std::time::{Duration, Instant};

/// Records one slice looks at.
pub(super) const RECORDS_PER_SLICE: usize = 32;
/// Between two slices of one round.
const BETWEEN_SLICES: Duration = Duration::from_millis(30);
/// Between two rounds.
const BETWEEN_ROUNDS: Duration = Duration::from_secs(600);
/// The counts are published, and the watchdog satisfied, at least this often.
const AT_LEAST: Duration = Duration::from_secs(1);

/// The schedule of one process.
pub(super) struct Upkeep {
    due: Instant,
    next_round: Instant,
}

impl Upkeep {
    /// The first slice comes a moment after the start, so that it does not slow the start down.
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self {
            due: now + AT_LEAST,
            next_round: now,
        }
    }

    /// When the thread must wake even if nothing comes.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// Whether a slice is due, or only the publishing.
    pub(super) fn wants_slice(&self) -> bool {
        Instant::now() >= self.next_round
    }

    /// A slice was taken; `complete`: it ended a round.
    pub(super) fn done(&mut self, complete: bool) {
        let now = Instant::now();
        if complete {
            self.next_round = now + BETWEEN_ROUNDS;
            self.due = now + AT_LEAST;
        } else {
            self.due = now + BETWEEN_SLICES;
        }
    }

    /// There was no time for a slice.
    pub(super) fn later(&mut self) {
        self.due = Instant::now() + AT_LEAST;
    }
}
