//! What is left in the buckets of logs to which ordered entries were appended lately, without control.
//!
//! In memory alone: on the disk it would tell the minute in which a group was changed last. A process
//! begins with full buckets, and so does a log that was left alone for as long as a bucket takes to fill.

use std::collections::BTreeMap;

use hudhud_base::{LogAddress, Minute, limits};

/// Minutes in which an empty bucket fills.
const FILLING: u32 = limits::ORDERED_BURST.div_ceil(limits::ORDERED_PER_MINUTE);
/// Logs whose buckets are remembered before those that were used longest ago are forgotten early.
const LOGS: usize = 128 * 1024;

/// What one log may still append, at a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bucket {
    left: u32,
    minute: Minute,
}

impl Bucket {
    /// Takes one. `Err`: there is none before that minute.
    fn take(self, now: Minute) -> Result<Self, Minute> {
        // A minute that is still to come is one of a clock that has been set back since: the bucket
        // must not stay empty until then.
        let gained = match now.0.checked_sub(self.minute.0) {
            Some(passed) => passed.saturating_mul(limits::ORDERED_PER_MINUTE),
            None => limits::ORDERED_BURST,
        };
        let filled = self.left.saturating_add(gained).min(limits::ORDERED_BURST);
        let left = filled.checked_sub(1).ok_or(now.plus(1))?;
        Ok(Self { left, minute: now })
    }
}

/// Those of all logs. Two halves, of which the older one is forgotten whole.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    newer: BTreeMap<LogAddress, Bucket>,
    older: BTreeMap<LogAddress, Bucket>,
    /// Since when the newer half is filled.
    since: Minute,
}

impl Buckets {
    /// The bucket of a log after one more append. `Err` is the minute in which one may be made again.
    pub(crate) fn after_one(&self, log: &LogAddress, now: Minute) -> Result<Bucket, Minute> {
        let full = Bucket {
            left: limits::ORDERED_BURST,
            minute: now,
        };
        let found = self.newer.get(log).or_else(|| self.older.get(log));
        found.copied().unwrap_or(full).take(now)
    }

    pub(crate) fn set(&mut self, log: LogAddress, bucket: Bucket) {
        let is_old = bucket.minute.0.abs_diff(self.since.0) >= FILLING;
        if is_old || self.newer.len() >= LOGS {
            // What is in the older half and was not used since has filled.
            self.older = std::mem::take(&mut self.newer);
            self.since = bucket.minute;
        }
        self.newer.insert(log, bucket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: LogAddress = LogAddress([1; 32]);

    fn append(buckets: &mut Buckets, log: LogAddress, now: Minute) -> Result<(), Minute> {
        let after = buckets.after_one(&log, now)?;
        buckets.set(log, after);
        Ok(())
    }

    #[test]
    fn a_bucket_is_remembered_until_it_would_be_full_whatever_others_do() {
        let mut buckets = Buckets::default();
        let begin = Minute(1_000);
        while append(&mut buckets, LOG, begin).is_ok() {}
        for minute in 0..FILLING {
            let now = begin.plus(minute);
            append(&mut buckets, LogAddress([2; 32]), now).unwrap();
            let left = (0..).take_while(|_| append(&mut buckets, LOG, now).is_ok());
            let gained = if minute == 0 {
                0
            } else {
                limits::ORDERED_PER_MINUTE
            };
            assert_eq!(left.count(), gained as usize, "minute {minute}");
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut buckets = Buckets::default();
        for number in 0..3 * LOGS {
            let mut log = LogAddress([0; 32]);
            log.0[..8].copy_from_slice(&(number as u64).to_be_bytes());
            append(&mut buckets, log, Minute(5)).unwrap();
        }
        assert!(buckets.newer.len() + buckets.older.len() <= 2 * LOGS);
        let filled = Minute(5 + 2 * FILLING);
        for minute in [filled, filled.plus(FILLING)] {
            append(&mut buckets, LOG, minute).unwrap();
        }
        assert_eq!(buckets.newer.len() + buckets.older.len(), 2);
    }
}
