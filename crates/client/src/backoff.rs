//! How long to wait before a link is tried again: pure, so that it can be proved.
//!
//! Full jitter: a uniform draw below a ceiling that doubles, so that clients that lost their host
//! together do not come back together.

use std::time::Duration;

/// No wait is shorter after a failure.
const FLOOR_MS: u64 = 200;
/// The ceiling stops doubling here.
const CEILING_MS: u64 = 60_000;
/// What a host asks for is obeyed up to here.
const ASKED_MAX_MS: u64 = 5 * 60_000;
/// A link that lived this long did not fail at once: the next failure starts from the beginning.
const SETTLED: Duration = Duration::from_secs(10);

/// The memory of one link's failures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Backoff {
    failures: u32,
    asked_ms: u64,
}

impl Backoff {
    /// Notes that the link ended after `lived`, and how long its host asked to be left alone.
    pub(crate) fn ended(&mut self, lived: Duration, asked: Option<Duration>) {
        self.failures = if lived >= SETTLED {
            1
        } else {
            self.failures.saturating_add(1)
        };
        self.asked_ms = asked.map_or(0, |wait| {
            u64::try_from(wait.as_millis())
                .unwrap_or(ASKED_MAX_MS)
                .min(ASKED_MAX_MS)
        });
    }

    /// The wait before the next attempt. `draw` is uniform over all of `u64`; `spread` bounds the
    /// wait of a first attempt, so that the links of one person do not begin at one instant.
    pub(crate) fn wait(&self, draw: u64, spread: Duration) -> Duration {
        if self.failures == 0 {
            let spread_ms = u64::try_from(spread.as_millis()).unwrap_or(u64::MAX);
            return Duration::from_millis(below(draw, spread_ms));
        }
        let doubled = FLOOR_MS
            .checked_shl(self.failures.min(20))
            .unwrap_or(CEILING_MS);
        let ceiling = doubled.min(CEILING_MS);
        let own = FLOOR_MS + below(draw, ceiling - FLOOR_MS);
        // What was asked for is a least; a quarter more spreads those who were asked the same.
        let asked = self.asked_ms + below(draw, self.asked_ms / 4);
        Duration::from_millis(own.max(asked))
    }
}

/// A number from 0 to `limit`, as uniform as `draw`.
fn below(draw: u64, limit: u64) -> u64 {
    let product = u128::from(draw) * (u128::from(limit) + 1);
    u64::try_from(product >> 64).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_attempt_waits_no_longer_than_the_spread() {
        let spread = Duration::from_millis(250);
        assert_eq!(Backoff::default().wait(0, spread), Duration::ZERO);
        assert_eq!(Backoff::default().wait(u64::MAX, spread), spread);
    }

    #[test]
    fn failures_double_the_ceiling_up_to_a_minute() {
        let mut backoff = Backoff::default();
        let mut longest = Vec::new();
        for _ in 0..12 {
            backoff.ended(Duration::ZERO, None);
            assert_eq!(backoff.wait(0, Duration::ZERO), Duration::from_millis(200));
            longest.push(backoff.wait(u64::MAX, Duration::ZERO).as_millis());
        }
        assert_eq!(longest[..4], [400, 800, 1600, 3200]);
        assert_eq!(longest.last(), Some(&60_000));
    }

    #[test]
    fn what_the_host_asks_for_is_a_least_wait_of_at_most_five_minutes_and_a_quarter_more() {
        let mut backoff = Backoff::default();
        backoff.ended(Duration::ZERO, Some(Duration::from_secs(8)));
        assert_eq!(backoff.wait(0, Duration::ZERO), Duration::from_secs(8));
        assert_eq!(
            backoff.wait(u64::MAX, Duration::ZERO),
            Duration::from_secs(10)
        );
        backoff.ended(Duration::ZERO, Some(Duration::from_secs(86_400)));
        assert_eq!(backoff.wait(0, Duration::ZERO), Duration::from_secs(300));
    }

    #[test]
    fn a_link_that_settled_starts_over() {
        let mut backoff = Backoff::default();
        for _ in 0..10 {
            backoff.ended(Duration::ZERO, None);
        }
        backoff.ended(Duration::from_secs(11), None);
        assert_eq!(
            backoff.wait(u64::MAX, Duration::ZERO),
            Duration::from_millis(400)
        );
    }
}
