//! What the system's clock says, and whether it can be believed.
//!
//! A clock that is far ahead makes everything look old. Answers may be wrong for as long as the clock
//! is; what was retired by it is gone. So nothing is retired by a clock that is implausibly far ahead
//! of the newest minute that was believed, which outlives the process in the lock file's note.

use std::time::Duration;

use hudhud_base::{Minute, Timestamp};

/// Milliseconds. A clock that is further ahead of what was believed last is not believed. Longer than
/// a host mostly stands still, shorter than what people stored is kept.
pub(crate) const JUMP_MS: u64 = 7 * 86_400_000;
/// A clock that goes back by more than this was set back; by less, it is only not steady.
const UNSTEADY_MS: u64 = 60_000;

/// The clock of one process.
#[derive(Debug)]
pub(super) struct Clock {
    /// What was said last.
    now: Timestamp,
    /// The newest time that could be believed, moved on by steady time since. `None`: there was none
    /// yet, and the first one is.
    believed: Option<Timestamp>,
    is_plausible: bool,
}

impl Clock {
    /// Of a process that follows one that believed `noted`; `is_right`: an operator says that the
    /// clock is right, however far it has come since.
    pub(super) fn new(noted: Minute, is_right: bool) -> Self {
        Self {
            now: Timestamp(0),
            believed: (noted > Minute(0) && !is_right).then(|| noted.start()),
            is_plausible: true,
        }
    }

    /// Takes what the system's clock says, `steady` after it was asked last; the time to decide by.
    pub(super) fn read(&mut self, said: Timestamp, steady: Duration) -> Timestamp {
        let steady_ms = u64::try_from(steady.as_millis()).unwrap_or(u64::MAX);
        let expected = self.believed.map(|believed| believed.plus_ms(steady_ms));
        self.is_plausible = expected.is_none_or(|expected| said <= expected.plus_ms(JUMP_MS));
        self.believed = if self.is_plausible {
            self.believed.max(Some(said))
        } else {
            expected
        };
        if said >= self.now || self.now.since_ms(said) > UNSTEADY_MS {
            self.now = said;
        }
        self.now
    }

    /// Whether what looks old is old.
    pub(super) fn is_plausible(&self) -> bool {
        self.is_plausible
    }

    /// Days by which the clock is ahead of what was believed.
    pub(super) fn days_ahead(&self) -> u64 {
        let believed = self.believed.unwrap_or_default();
        self.now.since_ms(believed) / 86_400_000
    }

    /// The newest minute that was believed, for the process that follows.
    pub(super) fn believed(&self) -> Minute {
        self.believed.unwrap_or_default().minute()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: u64 = 86_400_000;
    const START: Timestamp = Timestamp(20_000 * DAY_MS);
    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_clock_a_year_ahead_is_not_believed_until_it_is_set_back() {
        let mut clock = Clock::new(START.minute(), false);
        let ahead = START.plus_ms(365 * DAY_MS);
        assert_eq!(clock.read(ahead, SECOND), ahead);
        assert!(!clock.is_plausible());
        assert_eq!(clock.days_ahead(), 364);
        assert!(clock.believed() <= START.plus_ms(1000).minute());
        assert_eq!(clock.read(START, SECOND), START);
        assert!(clock.is_plausible());
    }

    #[test]
    fn a_jump_while_the_host_runs_is_not_believed_either() {
        let mut clock = Clock::new(Minute(0), false);
        clock.read(START, SECOND);
        assert!(clock.is_plausible());
        clock.read(START.plus_ms(8 * DAY_MS), SECOND);
        assert!(!clock.is_plausible());
    }

    #[test]
    fn time_that_passes_is_believed_however_long_it_is() {
        let mut clock = Clock::new(Minute(0), false);
        clock.read(START, SECOND);
        let month = Duration::from_secs(30 * 86_400);
        clock.read(START.plus_ms(30 * DAY_MS), month);
        assert!(clock.is_plausible());
    }

    #[test]
    fn an_operator_may_say_that_the_clock_is_right() {
        let mut clock = Clock::new(START.minute(), true);
        let ahead = START.plus_ms(365 * DAY_MS);
        clock.read(ahead, SECOND);
        assert!(clock.is_plausible());
        assert_eq!(clock.believed(), ahead.minute());
    }

    #[test]
    fn a_clock_that_trembles_does_not_run_backwards() {
        let mut clock = Clock::new(Minute(0), false);
        clock.read(START.plus_ms(500), SECOND);
        assert_eq!(clock.read(START, SECOND), START.plus_ms(500));
    }
}
