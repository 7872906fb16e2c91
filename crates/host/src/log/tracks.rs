//! Finding entries by their place in a track instead of walking past all that lie between.

use std::ops::Range;

use hudhud_base::{LogAddress, Seq};

use crate::record::{LogHead, Ordinals, TrackRecord};
use crate::refusal::Answer;
use crate::step::Step;
use crate::table::{self, Track};

/// Ordinals between two marks of a track at least.
const STRIDE: u64 = 64;

impl Step<'_> {
    /// Every ordinal between which the first entry not before `from` lies, as far as one look-up
    /// tells: a long track is looked at here and there first, so that two look-ups suffice for any.
    fn narrow(
        &mut self,
        (log, head): (&LogAddress, &LogHead),
        track: Track,
        from: Seq,
    ) -> Answer<Range<u64>> {
        let Ordinals { first, next } = head.track(track);
        let count = next.saturating_sub(first);
        let stride = count.isqrt().max(STRIDE);
        // The first ordinal is no mark: nothing lies before it.
        let marks: Vec<u64> = (first..next)
            .skip(usize::try_from(stride).unwrap_or(usize::MAX))
            .step_by(usize::try_from(stride).unwrap_or(usize::MAX))
            .collect();
        let keys: Vec<_> = marks
            .iter()
            .map(|at| table::track(log, track, *at))
            .collect();
        let mut range = first..next;
        for (mark, record) in marks.into_iter().zip(self.load_all::<TrackRecord>(&keys)?) {
            match record {
                // Sequence numbers rise along a track.
                Some(TrackRecord(seq)) if seq < from => range.start = mark + 1,
                Some(_) => {
                    range.end = mark;
                    break;
                }
                None => return self.damaged(),
            }
        }
        Ok(range)
    }

    /// At most `limit` places of entries in a track, from `from` up to, not including, `end`.
    pub(crate) fn in_track(
        &mut self,
        (log, head): (&LogAddress, &LogHead),
        track: Track,
        (from, end): (Seq, Seq),
        limit: usize,
    ) -> Answer<Vec<Seq>> {
        let range = self.narrow((log, head), track, from)?;
        let places = self.places((log, head), track, (range, limit))?;
        let found = places.into_iter();
        // The range is rough at both ends.
        let found = found
            .skip_while(|seq| *seq < from)
            .take_while(|seq| *seq < end);
        Ok(found.take(limit).collect())
    }

    /// The places at the ordinals of a range and at `more` behind it.
    pub(crate) fn places(
        &mut self,
        (log, head): (&LogAddress, &LogHead),
        track: Track,
        (range, more): (Range<u64>, usize),
    ) -> Answer<Vec<Seq>> {
        let last = range.end.saturating_add(more as u64);
        let keys: Vec<_> = (range.start..last.min(head.track(track).next))
            .map(|at| table::track(log, track, at))
            .collect();
        let found = self.load_all::<TrackRecord>(&keys)?;
        let found = found
            .into_iter()
            .map(|record| record.map(|TrackRecord(seq)| seq));
        match found.collect::<Option<Vec<Seq>>>() {
            Some(found) => Ok(found),
            None => self.damaged(),
        }
    }
}
