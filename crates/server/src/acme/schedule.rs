//! When the authority is asked: before a certificate ends, and after it was asked in vain. Pure.

use std::time::Duration;

use hudhud_base::Timestamp;

use crate::tls::Validity;

/// After the first failure; each further one waits four times as long. An authority counts failures
/// within an hour, and five are too many.
const FIRST_WAIT_MS: u64 = 60_000;
/// No own wait is longer.
const LONGEST_WAIT_MS: u64 = 6 * 60 * 60 * 1000;
/// Between two certificates, whatever an authority writes into them: one that has all but ended when it is
/// given would be asked for without end.
const SOONEST_MS: u64 = 60 * 60 * 1000;
/// What an authority asks for is obeyed up to here.
const ASKED_AT_MOST: Duration = Duration::from_hours(24);
/// That, and the quarter by which pauses differ.
const LONGEST_PAUSE_MS: u64 = 30 * 60 * 60 * 1000;

/// What is remembered of asking.
#[derive(Debug)]
pub(super) struct Schedule {
    /// Uniform over all of `u64`, drawn once: hosts that began together do not renew together.
    draw: u64,
    failures: u32,
    not_before: Timestamp,
}

impl Schedule {
    pub(super) fn new(draw: u64) -> Self {
        Self {
            draw,
            failures: 0,
            not_before: Timestamp(0),
        }
    }

    /// How often it was in vain since it last was not.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// For how long not to ask yet, with this certificate or none.
    pub(super) fn wait_ms(&self, validity: Option<Validity>, now: Timestamp) -> u64 {
        let renewal = validity.map_or(Timestamp(0), |validity| renewal(validity, self.draw));
        let pause_ms = self.not_before.since_ms(now);
        // A pause that is longer than any began by a clock that has been set back since.
        let pause_ms = if pause_ms > LONGEST_PAUSE_MS {
            0
        } else {
            pause_ms
        };
        renewal.since_ms(now).max(pause_ms)
    }

    pub(super) fn succeeded(&mut self, now: Timestamp) {
        self.failures = 0;
        self.not_before = Timestamp(now.0.saturating_add(SOONEST_MS));
    }

    /// It was in vain, and the authority may have asked to be left alone for a while; the wait.
    pub(super) fn failed(&mut self, now: Timestamp, asked: Option<Duration>) -> Duration {
        let own_ms = FIRST_WAIT_MS
            .saturating_mul(4u64.saturating_pow(self.failures))
            .min(LONGEST_WAIT_MS);
        let asked = asked.unwrap_or_default().min(ASKED_AT_MOST);
        let asked_ms = u64::try_from(asked.as_millis()).unwrap_or(u64::MAX);
        let wait_ms = own_ms.max(asked_ms);
        let wait_ms = wait_ms + part(wait_ms / 4, self.draw);
        self.failures = self.failures.saturating_add(1);
        self.not_before = Timestamp(now.0.saturating_add(wait_ms));
        Duration::from_millis(wait_ms)
    }
}

/// When a third of a certificate's life is left, or a little before.
fn renewal(validity: Validity, draw: u64) -> Timestamp {
    let Validity { from, until } = validity;
    let life_ms = until.since_ms(from);
    let before_ms = life_ms / 3 + part(life_ms / 24, draw);
    Timestamp(until.0.saturating_sub(before_ms))
}

/// From 0 to `most`, as uniform as `draw`.
fn part(most: u64, draw: u64) -> u64 {
    let product = u128::from(draw) * (u128::from(most) + 1);
    u64::try_from(product >> 64).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: u64 = 24 * 60 * 60 * 1000;

    #[test]
    fn a_certificate_is_renewed_when_a_third_of_its_life_is_left_or_a_little_before() {
        let validity = Validity {
            from: Timestamp(1000 * DAY_MS),
            until: Timestamp(1090 * DAY_MS),
        };
        let now = Timestamp(1001 * DAY_MS);
        for draw in [0, u64::MAX / 2, u64::MAX] {
            let wait_ms = Schedule::new(draw).wait_ms(Some(validity), now);
            assert!((55 * DAY_MS..=59 * DAY_MS).contains(&wait_ms), "{wait_ms}");
        }
        assert_eq!(Schedule::new(7).wait_ms(None, now), 0, "none: at once");
    }

    #[test]
    fn asked_in_vain_it_waits_longer_each_time_and_never_less_than_was_asked() {
        let mut schedule = Schedule::new(0);
        let now = Timestamp(5000 * DAY_MS);
        let mut within_an_hour = 0;
        let mut passed = Duration::ZERO;
        let mut before = Duration::ZERO;
        for _ in 0..10 {
            let wait = schedule.failed(now, None);
            assert!(wait >= before);
            before = wait;
            passed += wait;
            within_an_hour += u32::from(passed < Duration::from_hours(1));
        }
        assert!(within_an_hour < 5 && before <= Duration::from_hours(8));
        assert_eq!(schedule.failures(), 10);
        schedule.succeeded(now);
        let asked = Some(Duration::from_hours(12));
        assert!(schedule.failed(now, asked) >= Duration::from_hours(12));
        assert!(schedule.wait_ms(None, now) > 0);
        let set_back = Timestamp(4000 * DAY_MS);
        assert_eq!(
            schedule.wait_ms(None, set_back),
            0,
            "by a clock that is right now"
        );
    }

    #[test]
    fn an_authority_that_gives_what_has_all_but_ended_is_not_asked_without_end() {
        let mut schedule = Schedule::new(0);
        let now = Timestamp(5000 * DAY_MS);
        let ending = Validity {
            from: Timestamp(now.0 - 90 * DAY_MS),
            until: Timestamp(now.0 + 1000),
        };
        assert_eq!(
            schedule.wait_ms(Some(ending), now),
            0,
            "it is to be renewed"
        );
        schedule.succeeded(now);
        let wait_ms = schedule.wait_ms(Some(ending), now);
        assert!(wait_ms >= SOONEST_MS, "{wait_ms}");
    }
}
