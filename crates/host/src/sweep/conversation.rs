//! Retiring in a conversation: what expires first, then plain entries, then ordered ones.

use hudhud_base::{LogAddress, Seq};
use hudhud_wire::Class;

use super::{ENTRIES, Progress};
use crate::record::{LogHead, StoredBody, StoredEntry, TrackRecord};
use crate::step::{Answer, Step};
use crate::table::{self, Track};

impl Step<'_> {
    pub(super) fn retire_in_conversation(
        &mut self,
        log: &LogAddress,
        mut head: LogHead,
    ) -> Answer<Progress> {
        let before = head.clone();
        let progress = self.retire_entries(log, &mut head);
        // What was done is kept, even if a damaged record ended it: the head must not speak of
        // entries that have gone.
        if head != before {
            self.set_head(log, head);
        }
        progress
    }

    fn retire_entries(&mut self, log: &LogAddress, head: &mut LogHead) -> Answer<Progress> {
        let buried = self.bury_expired(log, head)?;
        let plain = self.remove_plain(log, head)?;
        let ordered = self.remove_ordered(log, head)?;
        head.first_seq = self.first_left(log, head)?;
        let more = [buried, plain, ordered].contains(&Progress::More);
        Ok(if more { Progress::More } else { Progress::Done })
    }

    /// Buries what has expired. Timers differ, so every entry that has one is looked at; the track
    /// begins behind the last that was buried without a gap.
    fn bury_expired(&mut self, log: &LogAddress, head: &mut LogHead) -> Answer<Progress> {
        let ordinals = head.track(Track::Expiring);
        let first = self.memory.sweep.expiring_from.max(ordinals.first);
        let last = ordinals.next.min(first.saturating_add(ENTRIES as u64));
        let keys: Vec<_> = (first..last)
            .map(|at| table::track(log, Track::Expiring, at))
            .collect();
        let places = self.load_all::<TrackRecord>(&keys)?;
        let Some(places) = places.into_iter().collect::<Option<Vec<_>>>() else {
            return self.damaged();
        };
        let now = self.minute();
        for (ordinal, TrackRecord(seq)) in (first..last).zip(places) {
            let entry = self.load::<StoredEntry>(&table::entry(log, seq))?;
            let open = entry.filter(|entry| matches!(entry.body, StoredBody::Sealed(_)));
            if let Some(entry) = open {
                if entry.expires.is_none_or(|expires| expires > now) {
                    continue;
                }
                self.bury(log, head, seq, entry);
            }
            let track = head.track_mut(Track::Expiring);
            if track.first == ordinal {
                track.first = ordinal + 1;
                self.delete(table::track(log, Track::Expiring, ordinal));
            }
        }
        let more = last < ordinals.next;
        self.memory.sweep.expiring_from = last;
        Ok(if more { Progress::More } else { Progress::Done })
    }

    fn remove_plain(&mut self, log: &LogAddress, head: &mut LogHead) -> Answer<Progress> {
        let days = self.memory.config.quotas.plain_days;
        for _ in 0..ENTRIES {
            let seq = head.plain_from;
            if seq >= head.next_seq {
                return Ok(Progress::Done);
            }
            let entry = self.load_existing::<StoredEntry>(&table::entry(log, seq))?;
            if !self.is_over(entry.minute, days) {
                return Ok(Progress::Done);
            }
            if entry.class == Class::Plain {
                self.remove_entry(log, head, seq, &entry);
            }
            head.plain_from = seq.next();
        }
        Ok(Progress::More)
    }

    fn remove_ordered(&mut self, log: &LogAddress, head: &mut LogHead) -> Answer<Progress> {
        let days = self.memory.config.quotas.ordered_days;
        for _ in 0..ENTRIES {
            let ordinals = head.track(Track::Ordered);
            if ordinals.count() == 0 {
                return Ok(Progress::Done);
            }
            let place = table::track(log, Track::Ordered, ordinals.first);
            let TrackRecord(seq) = self.load_existing(&place)?;
            let entry = self.load_existing::<StoredEntry>(&table::entry(log, seq))?;
            // The walk over plain entries must have passed it: there, a hole is damage.
            if seq >= head.plain_from || !self.is_over(entry.minute, days) {
                return Ok(Progress::Done);
            }
            self.remove_entry(log, head, seq, &entry);
            self.delete(place);
            if entry.rotation.is_some() {
                self.delete(table::generation(log, entry.generation));
            }
            head.track_mut(Track::Ordered).first = ordinals.first + 1;
        }
        Ok(Progress::More)
    }

    fn first_left(&mut self, log: &LogAddress, head: &LogHead) -> Answer<Seq> {
        let ordinals = head.track(Track::Ordered);
        if ordinals.count() == 0 {
            return Ok(head.plain_from);
        }
        let place = table::track(log, Track::Ordered, ordinals.first);
        let TrackRecord(seq) = self.load_existing(&place)?;
        Ok(seq.min(head.plain_from))
    }
}
