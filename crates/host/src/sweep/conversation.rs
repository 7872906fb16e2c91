//! Retiring in a conversation: what expires first, then plain entries, then ordered ones.

use hudhud_base::{LogAddress, Seq};
use hudhud_wire::Class;

use super::entries::{ENTRIES, ENTRIES_BYTES};
use super::walk::{InLog, Part, Progress};
use crate::record::{LogHead, StoredBody, StoredEntry, TrackRecord};
use crate::refusal::Answer;
use crate::step::Step;
use crate::table::{self, Track};

impl Step<'_> {
    pub(super) fn retire_part(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        at: &InLog,
    ) -> Answer<Progress> {
        let from = at.expiring_from;
        match at.part {
            Part::Expiring => self.bury_expired(log, head, from),
            Part::Plain => self.remove_plain(log, head, from),
            Part::Ordered => self.remove_ordered(log, head, from),
            Part::First => {
                head.first_seq = self.first_left(log, head)?;
                Ok(Progress::Part)
            }
        }
    }

    /// Buries what has expired. Timers differ, so every entry that has one is looked at; the track
    /// begins behind the last that was buried without a gap.
    fn bury_expired(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        from: u64,
    ) -> Answer<Progress> {
        let ordinals = head.track(Track::Expiring);
        let first = from.max(ordinals.first);
        let places = self.places_of(log, Track::Expiring, first, ordinals.next)?;
        let keys: Vec<_> = places.iter().map(|seq| table::entry(log, *seq)).collect();
        let entries = self.load_until::<StoredEntry>(&keys, ENTRIES_BYTES)?;
        let now = self.minute();
        let mut next = first;
        for ((ordinal, seq), entry) in (first..).zip(places).zip(entries) {
            next = ordinal + 1;
            // One that is not there was retired by age, and its place is free as well.
            let open = entry.filter(|entry| matches!(entry.body, StoredBody::Sealed(_)));
            if let Some(entry) = open {
                if entry.expires.is_none_or(|expires| expires > now) {
                    continue;
                }
                self.bury(log, head, seq, entry);
            }
            let track = head.track_mut(Track::Expiring);
            // Behind one that stays, the place stays too, until that one goes.
            if track.first == ordinal {
                track.first = ordinal + 1;
                self.delete(table::track(log, Track::Expiring, ordinal));
            }
        }
        let more = next < ordinals.next;
        Ok(Progress::of_part(more, next))
    }

    fn remove_plain(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        expiring_from: u64,
    ) -> Answer<Progress> {
        let days = self.memory.config.quotas.plain_days;
        let seqs: Vec<Seq> = (head.plain_from.0..head.next_seq.0)
            .take(ENTRIES)
            .map(Seq)
            .collect();
        let over = self.over(log, &seqs, days)?;
        for (seq, entry) in seqs.iter().zip(&over.entries) {
            if entry.class == Class::Plain {
                self.remove_entry(log, head, *seq, entry);
            }
            // Past ordered ones too, which are kept for longer and found by their track from here
            // on.
            head.plain_from = seq.next();
        }
        let more = over.all && head.plain_from < head.next_seq;
        Ok(Progress::of_part(more, expiring_from))
    }

    fn remove_ordered(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        expiring_from: u64,
    ) -> Answer<Progress> {
        let days = self.memory.config.quotas.ordered_days;
        let ordinals = head.track(Track::Ordered);
        // The first alone tells whether there is anything to do.
        let place = table::track(log, Track::Ordered, ordinals.first);
        if ordinals.count() == 0 {
            return Ok(Progress::Part);
        }
        let TrackRecord(first) = self.load_existing(&place)?;
        if first >= head.plain_from || !self.over(log, &[first], days)?.all {
            return Ok(Progress::Part);
        }
        let mut seqs = self.places_of(log, Track::Ordered, ordinals.first, ordinals.next)?;
        // The walk over plain entries must have passed them: there, a hole is damage.
        seqs.retain(|seq| *seq < head.plain_from);
        let over = self.over(log, &seqs, days)?;
        for ((ordinal, seq), entry) in (ordinals.first..).zip(seqs).zip(&over.entries) {
            self.remove_entry(log, head, seq, entry);
            self.delete(table::track(log, Track::Ordered, ordinal));
            if entry.rotation.is_some() {
                // What its handles could read has gone with the entry that ended it.
                self.delete(table::generation(log, entry.generation));
            }
            head.track_mut(Track::Ordered).first = ordinal + 1;
        }
        let more = over.all && head.track(Track::Ordered).count() > 0;
        Ok(Progress::of_part(more, expiring_from))
    }

    /// The places at the ordinals of a track from `first` up to, not including, `next`; not more than
    /// are looked at together.
    fn places_of(
        &mut self,
        log: &LogAddress,
        track: Track,
        first: u64,
        next: u64,
    ) -> Answer<Vec<Seq>> {
        let last = next.min(first.saturating_add(ENTRIES as u64));
        let keys: Vec<_> = (first..last)
            .map(|at| table::track(log, track, at))
            .collect();
        let places = self.load_all::<TrackRecord>(&keys)?;
        let places = places
            .into_iter()
            .map(|place| place.map(|TrackRecord(seq)| seq));
        match places.collect::<Option<Vec<_>>>() {
            Some(places) => Ok(places),
            None => self.damaged(),
        }
    }

    fn first_left(&mut self, log: &LogAddress, head: &LogHead) -> Answer<Seq> {
        let ordinals = head.track(Track::Ordered);
        if ordinals.count() == 0 {
            return Ok(head.plain_from);
        }
        let place = table::track(log, Track::Ordered, ordinals.first);
        let TrackRecord(seq) = self.load_existing(&place)?;
        // Ordered ones are kept for longer, but may all be newer than the plain ones that are left.
        Ok(seq.min(head.plain_from))
    }
}
