//! What one link did lately to logs, by log: how much it may still append, and when it may signal.
//!
//! By log and not by handle: a handle is given up and taken anew as often as somebody likes.

use std::collections::BTreeMap;

use hudhud_base::{LogAddress, Timestamp, limits};

/// Milliseconds after which an empty bucket of plain entries is full.
const FULL_MS: u64 = limits::PLAIN_BURST_BYTES / limits::PLAIN_BYTES_PER_MS;

/// What plain entries of so many bytes take of the bucket. Nothing is free.
const fn cost_ms(bytes: u64) -> u64 {
    bytes / limits::PLAIN_BYTES_PER_MS + 1
}

/// Milliseconds until `then`. None is further ahead than `most`: a time that looks so is one of a clock
/// that has been set back since.
fn left_ms(then: Timestamp, now: Timestamp, most: u64) -> u64 {
    let left = then.since_ms(now);
    if left > most { 0 } else { left }
}

#[derive(Debug, Clone, Copy, Default)]
struct Done {
    /// When the bucket of plain entries is full again.
    full: Timestamp,
    /// When a signal may be sent again.
    quiet: Timestamp,
}

impl Done {
    fn is_over(&self, now: Timestamp) -> bool {
        left_ms(self.full, now, FULL_MS) == 0
            && left_ms(self.quiet, now, limits::SIGNAL_INTERVAL_MS) == 0
    }
}

/// Of one link. Of whoever only reads, nothing.
#[derive(Debug, Default)]
pub(crate) struct Lately(BTreeMap<LogAddress, Done>);

impl Lately {
    fn of(&self, log: &LogAddress) -> Done {
        self.0.get(log).copied().unwrap_or_default()
    }

    /// Milliseconds until plain entries of so many bytes may be appended, if it is too early.
    pub(crate) fn plain_wait_ms(
        &self,
        log: &LogAddress,
        bytes: u64,
        now: Timestamp,
    ) -> Option<u64> {
        let missing = left_ms(self.of(log).full, now, FULL_MS);
        let after = missing.saturating_add(cost_ms(bytes));
        after.checked_sub(FULL_MS).filter(|wait| *wait > 0)
    }

    /// Milliseconds until the next signal is allowed.
    pub(crate) fn signal_wait_ms(&self, log: &LogAddress, now: Timestamp) -> u64 {
        left_ms(self.of(log).quiet, now, limits::SIGNAL_INTERVAL_MS)
    }

    pub(crate) fn wrote(&mut self, log: LogAddress, bytes: u64, now: Timestamp) {
        let done = self.done(log, now);
        let missing = left_ms(done.full, now, FULL_MS);
        done.full = now.plus_ms(missing.saturating_add(cost_ms(bytes)).min(FULL_MS));
    }

    pub(crate) fn signalled(&mut self, log: LogAddress, now: Timestamp) {
        self.done(log, now).quiet = now.plus_ms(limits::SIGNAL_INTERVAL_MS);
    }

    /// What is known of a log, to be changed. What is over is forgotten each time as much again has
    /// come, and never more is kept than a link may have open.
    fn done(&mut self, log: LogAddress, now: Timestamp) -> &mut Done {
        let many = self.0.len();
        if !self.0.contains_key(&log) && many.is_power_of_two() {
            self.0.retain(|_, done| !done.is_over(now));
        }
        if many >= limits::HANDLES_PER_LINK && !self.0.contains_key(&log) {
            // The one that is full first loses least.
            let first = self.0.iter().min_by_key(|(_, done)| done.full);
            let first = first.map(|(log, _)| *log);
            first.into_iter().for_each(|log| {
                self.0.remove(&log);
            });
        }
        self.0.entry(log).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_700_000_000_000);

    fn log(number: u64) -> LogAddress {
        let mut log = LogAddress([0; 32]);
        log.0[..8].copy_from_slice(&number.to_be_bytes());
        log
    }

    #[test]
    fn what_a_link_did_long_ago_is_forgotten_and_what_it_did_lately_is_bounded() {
        let mut lately = Lately::default();
        for number in 0..3 * limits::HANDLES_PER_LINK as u64 {
            lately.wrote(log(number), limits::PLAIN_BURST_BYTES, START);
        }
        assert!(lately.0.len() <= limits::HANDLES_PER_LINK);
        let last = log(3 * limits::HANDLES_PER_LINK as u64 - 1);
        assert!(lately.plain_wait_ms(&last, 1, START).is_some());
        let later = START.plus_ms(FULL_MS);
        assert_eq!(lately.plain_wait_ms(&last, 1, later), None);
        lately.wrote(log(1 << 40), 1, later);
        assert_eq!(lately.0.len(), 1);
    }

    #[test]
    fn nobody_waits_for_a_clock_that_was_set_back() {
        let mut lately = Lately::default();
        lately.wrote(log(1), limits::PLAIN_BURST_BYTES, START.plus_ms(1 << 40));
        lately.signalled(log(1), START.plus_ms(1 << 40));
        assert_eq!(lately.plain_wait_ms(&log(1), 1, START), None);
        assert_eq!(lately.signal_wait_ms(&log(1), START), 0);
    }
}
