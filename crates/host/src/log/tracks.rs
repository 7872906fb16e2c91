//! Finding entries by their place in a track instead of walking past all that lie between.

use hudhud_base::{LogAddress, Seq, limits};
use hudhud_wire::{Entry, LogKind};

use crate::log::Opened;
use crate::record::{LogHead, TrackRecord};
use crate::step::{Answer, Step};
use crate::table::{self, Track};

impl Step<'_> {
    /// The first ordinal in a track whose entry is not before `from`.
    pub(crate) fn lower_bound(
        &mut self,
        log: &LogAddress,
        head: &LogHead,
        track: Track,
        from: Seq,
    ) -> Answer<u64> {
        let ordinals = head.track(track);
        let (mut low, mut high) = (ordinals.first, ordinals.next);
        while low < high {
            let middle = low + (high - low) / 2;
            let TrackRecord(seq) = self.load_existing(&table::track(log, track, middle))?;
            if seq < from {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// At most `limit` places of entries in a track, from `from` up to, not including, `end`.
    pub(crate) fn in_track(
        &mut self,
        (log, head): (&LogAddress, &LogHead),
        track: Track,
        (from, end): (Seq, Seq),
        limit: usize,
    ) -> Answer<Vec<Seq>> {
        let first = self.lower_bound(log, head, track, from)?;
        let last = head
            .track(track)
            .next
            .min(first.saturating_add(limit as u64));
        let keys: Vec<_> = (first..last)
            .map(|at| table::track(log, track, at))
            .collect();
        let mut found = Vec::with_capacity(keys.len());
        for record in self.load_all::<TrackRecord>(&keys)? {
            match record {
                Some(TrackRecord(seq)) if seq < end => found.push(seq),
                Some(_) => break,
                None => return self.damaged(),
            }
        }
        Ok(found)
    }

    /// The ordered entries after `expected`, oldest first, as many as one refusal carries.
    pub(crate) fn ordered_after(&mut self, open: &Opened, expected: Seq) -> Answer<Vec<Entry>> {
        if open.head.kind != LogKind::Conversation || expected >= open.head.ordered_head {
            return Ok(Vec::new());
        }
        let range = (expected.next(), open.head.next_seq);
        let limit = limits::READ_ENTRIES;
        let places = self.in_track((&open.address, &open.head), Track::Ordered, range, limit)?;
        let (entries, _) = self.entries_at(&open.address, &places)?;
        Ok(entries)
    }
}
