//! Retiring in an inbox: everything in it is plain and in the order in which it came.

use hudhud_base::{LogAddress, Seq};

use super::entries::ENTRIES;
use super::walk::Progress;
use crate::record::LogHead;
use crate::refusal::Answer;
use crate::step::Step;
use crate::table;

impl Step<'_> {
    pub(super) fn retire_in_inbox(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
    ) -> Answer<Progress> {
        let days = self.memory.config.quotas.plain_days;
        let seqs: Vec<Seq> = (head.first_seq.0..head.next_seq.0)
            .take(ENTRIES)
            .map(Seq)
            .collect();
        let over = self.over(log, &seqs, days)?;
        for (seq, entry) in seqs.iter().zip(&over.entries) {
            self.remove_entry(log, head, *seq, entry);
            if let Some((track, ordinal)) = entry.ordinal {
                let ring = head.track_mut(track.into());
                // What was evicted has left its ring before.
                if ring.first == ordinal {
                    ring.first = ordinal + 1;
                    self.delete(table::track(log, track.into(), ordinal));
                }
            }
            head.first_seq = seq.next();
            // No ordered entry is in an inbox.
            head.plain_from = head.first_seq;
        }
        let more = over.all && head.first_seq < head.next_seq;
        Ok(if more { Progress::Some } else { Progress::Done })
    }
}
