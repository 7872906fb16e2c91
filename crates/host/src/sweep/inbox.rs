//! Retiring in an inbox: everything in it is plain and in the order in which it came.

use hudhud_base::LogAddress;

use super::{ENTRIES, Progress};
use crate::record::{LogHead, StoredEntry};
use crate::step::{Answer, Step};
use crate::table;

impl Step<'_> {
    pub(super) fn retire_in_inbox(
        &mut self,
        log: &LogAddress,
        mut head: LogHead,
    ) -> Answer<Progress> {
        let before = head.clone();
        let progress = self.retire_rings(log, &mut head);
        if head != before {
            self.set_head(log, head);
        }
        progress
    }

    fn retire_rings(&mut self, log: &LogAddress, head: &mut LogHead) -> Answer<Progress> {
        let days = self.memory.config.quotas.plain_days;
        for _ in 0..ENTRIES {
            let seq = head.first_seq;
            if seq >= head.next_seq {
                return Ok(Progress::Done);
            }
            let entry = self.load_existing::<StoredEntry>(&table::entry(log, seq))?;
            if !self.is_over(entry.minute, days) {
                return Ok(Progress::Done);
            }
            self.remove_entry(log, head, seq, &entry);
            if let Some((track, ordinal)) = entry.ordinal {
                let ring = head.track_mut(track.into());
                // What was evicted has left its ring before.
                if ring.first == ordinal {
                    ring.first = ordinal + 1;
                    self.delete(table::track(log, track.into(), ordinal));
                }
            }
            head.first_seq = seq.next();
            head.plain_from = head.first_seq;
        }
        Ok(Progress::More)
    }
}
