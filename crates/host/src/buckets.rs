//! What is left in the buckets of logs and accounts that others used lately: entries that change a
//! group, letters, takes of key packages.
//!
//! In memory alone: on the disk it would tell the minute in which a group was changed last. A process
//! begins with full buckets, and so does a log that was left alone for as long as a bucket takes to fill.
//!
//! A bucket has two halves that fill alike. Everybody takes from the first. When it is empty, a link
//! that took nothing lately takes from the second: whoever takes all there is, time and again, leaves
//! something to each of the others (docs/spec/logs.md, Buckets).

use std::collections::BTreeMap;

use hudhud_base::{Minute, limits};

use crate::SessionId;

/// Logs or accounts whose buckets are remembered before those that were used longest ago are
/// forgotten early.
const REMEMBERED: usize = 128 * 1024;
/// Links that are remembered to have taken something of one bucket.
const TAKERS: usize = 16;

/// What has a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rated {
    /// The ordered entries of a log, without control.
    Ordered,
    /// The letters to an inbox that show its capability.
    Letters,
    /// Takes of an account's key packages that show the capability of its inbox.
    Takes,
}

/// How much one half of a bucket holds.
#[derive(Debug, Clone, Copy)]
struct Rate {
    burst: u32,
    per_minute: u32,
}

impl Rate {
    /// Minutes in which an empty half fills.
    const fn filling(self) -> u32 {
        self.burst.div_ceil(self.per_minute)
    }
}

const ORDERED: Rate = Rate {
    burst: limits::ORDERED_BURST,
    per_minute: limits::ORDERED_PER_MINUTE,
};
/// What one inbox takes is remembered for [`limits::PLAIN_RETENTION_DAYS`].
const LETTERS: Rate = Rate {
    burst: 200,
    per_minute: 2,
};
const TAKES: Rate = Rate {
    burst: 100,
    per_minute: 2,
};

/// What may still be taken, at a minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bucket {
    for_all: u32,
    for_others: u32,
    minute: Minute,
    /// Links that took something since a minute.
    takers: Vec<SessionId>,
    since: Minute,
}

impl Bucket {
    const fn full(rate: Rate, now: Minute) -> Self {
        Self {
            for_all: rate.burst,
            for_others: rate.burst,
            minute: now,
            takers: Vec::new(),
            since: now,
        }
    }

    /// Takes one for a link. `Err`: there is none for it before that minute.
    fn take(mut self, rate: Rate, session: SessionId, now: Minute) -> Result<Self, Minute> {
        // A minute that is still to come is one of a clock that has been set back since: the bucket
        // must not stay empty until then.
        let gained = match now.0.checked_sub(self.minute.0) {
            Some(passed) => passed.saturating_mul(rate.per_minute),
            None => rate.burst,
        };
        for half in [&mut self.for_all, &mut self.for_others] {
            *half = half.saturating_add(gained).min(rate.burst);
        }
        self.minute = now;
        if now.0.abs_diff(self.since.0) >= rate.filling() {
            self.takers.clear();
            self.since = now;
        }
        let is_other = !self.takers.contains(&session);
        let half = if self.for_all == 0 && is_other {
            &mut self.for_others
        } else {
            &mut self.for_all
        };
        *half = half.checked_sub(1).ok_or(now.plus(1))?;
        if is_other {
            if self.takers.len() >= TAKERS {
                self.takers.remove(0);
            }
            self.takers.push(session);
        }
        Ok(self)
    }
}

/// Those of all that have one, of one sort. Two ages, of which the older is forgotten whole.
#[derive(Debug)]
struct Sort {
    rate: Rate,
    newer: BTreeMap<[u8; 32], Bucket>,
    older: BTreeMap<[u8; 32], Bucket>,
    /// Since when the newer ones are filled.
    since: Minute,
}

impl Sort {
    const fn new(rate: Rate) -> Self {
        Self {
            rate,
            newer: BTreeMap::new(),
            older: BTreeMap::new(),
            since: Minute(0),
        }
    }

    fn after_one(&self, of: &[u8; 32], session: SessionId, now: Minute) -> Result<Bucket, Minute> {
        let found = self.newer.get(of).or_else(|| self.older.get(of));
        let bucket = found.cloned();
        let bucket = bucket.unwrap_or_else(|| Bucket::full(self.rate, now));
        bucket.take(self.rate, session, now)
    }

    fn set(&mut self, of: [u8; 32], bucket: Bucket) {
        let is_old = bucket.minute.0.abs_diff(self.since.0) >= self.rate.filling();
        if is_old || self.newer.len() >= REMEMBERED {
            // What is among the older ones and was not used since has filled.
            self.older = std::mem::take(&mut self.newer);
            self.since = bucket.minute;
        }
        self.newer.insert(of, bucket);
    }
}

/// All buckets.
#[derive(Debug)]
pub(crate) struct Buckets {
    ordered: Sort,
    letters: Sort,
    takes: Sort,
}

impl Default for Buckets {
    fn default() -> Self {
        Self {
            ordered: Sort::new(ORDERED),
            letters: Sort::new(LETTERS),
            takes: Sort::new(TAKES),
        }
    }
}

impl Buckets {
    /// The bucket of a log or an account after a link has taken one more. `Err` is the minute in which
    /// it may take one again.
    pub(crate) fn after_one(
        &self,
        (rated, of): (Rated, &[u8; 32]),
        session: SessionId,
        now: Minute,
    ) -> Result<Bucket, Minute> {
        let sort = match rated {
            Rated::Ordered => &self.ordered,
            Rated::Letters => &self.letters,
            Rated::Takes => &self.takes,
        };
        sort.after_one(of, session, now)
    }

    pub(crate) fn set(&mut self, (rated, of): (Rated, [u8; 32]), bucket: Bucket) {
        let sort = match rated {
            Rated::Ordered => &mut self.ordered,
            Rated::Letters => &mut self.letters,
            Rated::Takes => &mut self.takes,
        };
        sort.set(of, bucket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: [u8; 32] = [1; 32];
    const LINK: SessionId = SessionId(1);
    const FILLING: u32 = ORDERED.filling();

    fn take(sort: &mut Sort, log: [u8; 32], session: SessionId, now: Minute) -> Result<(), Minute> {
        let after = sort.after_one(&log, session, now)?;
        sort.set(log, after);
        Ok(())
    }

    #[test]
    fn a_bucket_is_remembered_until_it_would_be_full_whatever_others_do() {
        let mut sort = Sort::new(ORDERED);
        let begin = Minute(1_000);
        while take(&mut sort, LOG, LINK, begin).is_ok() {}
        for minute in 0..FILLING {
            let now = begin.plus(minute);
            take(&mut sort, [2; 32], LINK, now).unwrap();
            let left = (0..).take_while(|_| take(&mut sort, LOG, LINK, now).is_ok());
            let gained = if minute == 0 {
                0
            } else {
                limits::ORDERED_PER_MINUTE
            };
            assert_eq!(left.count(), gained as usize, "minute {minute}");
        }
    }

    #[test]
    fn links_without_number_take_no_more_than_both_halves() {
        let mut sort = Sort::new(ORDERED);
        let now = Minute(1_000);
        let links = (0..1_000).map(SessionId);
        let taken = links.filter(|link| take(&mut sort, LOG, *link, now).is_ok());
        assert_eq!(taken.count(), 2 * limits::ORDERED_BURST as usize);
        let links = (1_000..2_000).map(SessionId);
        let taken = links.filter(|link| take(&mut sort, LOG, *link, now.plus(1)).is_ok());
        assert_eq!(taken.count(), 2 * limits::ORDERED_PER_MINUTE as usize);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut sort = Sort::new(ORDERED);
        for number in 0..3 * REMEMBERED {
            let mut log = [0; 32];
            log[..8].copy_from_slice(&(number as u64).to_be_bytes());
            take(&mut sort, log, LINK, Minute(5)).unwrap();
        }
        assert!(sort.newer.len() + sort.older.len() <= 2 * REMEMBERED);
        let filled = Minute(5 + 2 * FILLING);
        for minute in [filled, filled.plus(FILLING)] {
            take(&mut sort, LOG, LINK, minute).unwrap();
        }
        assert_eq!(sort.newer.len() + sort.older.len(), 2);
        for link in 0..100 {
            let now = filled.plus(FILLING);
            let taken = take(&mut sort, LOG, SessionId(link), now);
            assert!(taken.is_ok() || link >= u64::from(limits::ORDERED_BURST));
        }
        let takers = sort.newer.values().map(|bucket| bucket.takers.len());
        assert!(takers.max().is_some_and(|most| most <= TAKERS));
    }
}
