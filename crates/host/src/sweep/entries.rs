//! Entries that have been kept for long enough: finding and removing them.

use hudhud_base::{LogAddress, MINUTES_PER_DAY, Minute, Seq, limits};

use crate::record::{LogHead, StoredBody, StoredEntry};
use crate::refusal::Answer;
use crate::step::Step;
use crate::table;

/// Entries looked at in one part of one log.
pub(super) const ENTRIES: usize = 256;
/// Bytes of entries looked at together.
pub(super) const ENTRIES_BYTES: usize = 1024 * 1024;

/// Entries that have been kept for long enough.
pub(super) struct Over {
    pub(super) entries: Vec<StoredEntry>,
    /// None of those looked at was too young: the next may be over as well.
    pub(super) all: bool,
}

impl Step<'_> {
    /// Those at the beginning of `seqs` that have been kept for `days`.
    pub(super) fn over(&mut self, log: &LogAddress, seqs: &[Seq], days: u32) -> Answer<Over> {
        let mut over = Over {
            entries: Vec::new(),
            all: false,
        };
        let keys: Vec<_> = seqs.iter().map(|seq| table::entry(log, *seq)).collect();
        let Some(first) = keys.first() else {
            return Ok(over);
        };
        // Mostly the first is too young already, and the others are not worth a look.
        let first = self.load_existing::<StoredEntry>(first)?;
        if !self.is_over(first.minute, days) {
            return Ok(over);
        }
        for entry in self.load_until::<StoredEntry>(&keys, ENTRIES_BYTES)? {
            match entry {
                Some(entry) if self.is_over(entry.minute, days) => over.entries.push(entry),
                Some(_) => return Ok(over),
                // Those before the hole are removed, and the next look begins with it.
                None => break,
            }
        }
        over.all = true;
        Ok(over)
    }

    /// Removes an entry with its id.
    pub(crate) fn remove_entry(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        seq: Seq,
        entry: &StoredEntry,
    ) {
        head.forget(match &entry.body {
            StoredBody::Sealed(body) => body.len() as u64,
            StoredBody::Tombstone(_) => 0,
        });
        self.delete(table::entry_id(log, &entry.id));
        self.delete(table::entry(log, seq));
    }

    /// Whether something of `minute` has been kept for `days`. Where that is the first minute of a day,
    /// it came up to a day later: it is kept for as long as ids are all the same.
    fn is_over(&self, minute: Minute, days: u32) -> bool {
        // A resend is recognised for as long, whatever the operator wants kept.
        let days = days.max(limits::ENTRY_ID_DAYS + 1);
        minute.plus(days.saturating_mul(MINUTES_PER_DAY)) <= self.minute()
    }
}
