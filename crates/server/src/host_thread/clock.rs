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
/// A clock that goes back by more than this was set back; by less, it is only not steady. Ahead by no
/// more, it is as it should be.
const UNSTEADY_MS: u64 = 60_000;
/// Steady time in which as much as [`JUMP_MS`] may be gone ahead again. A machine sleeps, which is no
/// steady time; it is awake for some hours of a day.
const JUMPS_WITHIN_MS: u64 = 86_400_000;

/// The clock of one process.
#[derive(Debug)]
pub(super) struct Clock {
    /// What was said last.
    now: Timestamp,
    /// The newest time that could be believed. `None`: there was none yet, and the first one is.
    believed: Option<Timestamp>,
    /// A time that was believed, and how much steady time there had been then.
    anchor: (Timestamp, Duration),
    /// Steady time since the process began.
    passed: Duration,
    /// By how much the clock may go ahead of steady time: all jumps together, and not each of them.
    room: Duration,
    is_plausible: bool,
}

impl Clock {
    /// Of a process that follows one that believed `noted`; `is_right`: an operator says that the
    /// clock is right, however far it has come since.
    pub(super) fn new(noted: Minute, is_right: bool) -> Self {
        let believed = (noted > Minute(0) && !is_right).then(|| noted.start());
        Self {
            now: Timestamp(0),
            believed,
            anchor: (believed.unwrap_or_default(), Duration::ZERO),
            passed: Duration::ZERO,
            room: Duration::from_millis(JUMP_MS),
            is_plausible: true,
        }
    }

    /// Takes what the system's clock says, `steady` after it was asked last; the time to decide by.
    pub(super) fn read(&mut self, said: Timestamp, steady: Duration) -> Timestamp {
        self.passed = self.passed.saturating_add(steady);
        let most = Duration::from_millis(JUMP_MS);
        let more = steady.saturating_mul(u32::try_from(JUMP_MS / JUMPS_WITHIN_MS).unwrap_or(1));
        self.room = self.room.saturating_add(more).min(most);
        match self.believed {
            None => self.believe(said),
            Some(believed) => self.compare(said, believed),
        }
        if said >= self.now || self.now.since_ms(said) > UNSTEADY_MS {
            self.now = said;
        }
        self.now
    }

    fn compare(&mut self, said: Timestamp, believed: Timestamp) {
        let (then, passed) = self.anchor;
        let since = self.passed.saturating_sub(passed).as_millis();
        let expected = then.plus_ms(u64::try_from(since).unwrap_or(u64::MAX));
        let ahead = said.since_ms(expected);
        // Of what only trembles nothing is taken: it would come to much in the end.
        let taken = Duration::from_millis(if ahead > UNSTEADY_MS { ahead } else { 0 });
        let Some(room) = self.room.checked_sub(taken) else {
            self.is_plausible = false;
            self.believed = Some(believed.max(expected));
            return;
        };
        self.is_plausible = true;
        self.room = room;
        self.believed = Some(believed.max(said));
        if ahead.max(expected.since_ms(said)) > UNSTEADY_MS {
            self.believe(believed.max(said));
        }
    }

    fn believe(&mut self, time: Timestamp) {
        self.believed = Some(time);
        self.anchor = (time, self.passed);
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
    fn a_clock_that_goes_ahead_in_small_steps_is_believed_no_further_than_in_one() {
        let mut clock = Clock::new(Minute(0), false);
        clock.read(START, SECOND);
        for step in 1..=60 {
            clock.read(START.plus_ms(step * 6 * DAY_MS), SECOND);
        }
        assert!(!clock.is_plausible());
        assert!(clock.believed() < START.plus_ms(8 * DAY_MS).minute());
        let steps = (1..=600_000).map(|step| step * 60_000);
        let mut clock = Clock::new(Minute(0), false);
        clock.read(START, SECOND);
        for step_ms in steps {
            clock.read(START.plus_ms(step_ms), Duration::ZERO);
        }
        assert!(!clock.is_plausible(), "and not by a minute each time");
    }

    #[test]
    fn a_machine_that_sleeps_two_thirds_of_each_day_is_believed() {
        let mut clock = Clock::new(Minute(0), false);
        let mut now = START;
        for _ in 0..1_000 {
            now = now.plus_ms(DAY_MS / 3);
            clock.read(now, Duration::from_millis(DAY_MS / 3));
            now = now.plus_ms(2 * DAY_MS / 3);
            clock.read(now, SECOND);
            assert!(clock.is_plausible());
        }
    }

    #[test]
    fn a_clock_that_is_read_often_and_trembles_uses_nothing_up() {
        let mut clock = Clock::new(Minute(0), false);
        for read in 0..2_000_000_u64 {
            let micros = Duration::from_micros(300);
            clock.read(START.plus_ms(read * 3 / 10 + read % 3), micros);
        }
        assert!(clock.is_plausible());
        clock.read(START.plus_ms(7 * DAY_MS), SECOND);
        assert!(clock.is_plausible());
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
