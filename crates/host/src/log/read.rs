//! Reading: bounded runs, with holes noticed.

use hudhud_base::{Handle, LogAddress, Seq, limits};
use hudhud_wire::{Entries, Entry, LogKind, Refusal, RefusalCode, Reply};

use crate::log::Opened;
use crate::log::write::to_entry;
use crate::record::{EntryTrack, StoredEntry};
use crate::refusal::{Answer, Halt, refuse};
use crate::run::body_bytes;
use crate::step::Step;
use crate::table::{self, Track};

/// Bytes of an entry's record that are not its body, at most.
const RECORD_BYTES: usize = 256;

/// Some entries, and where to read on.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) entries: Vec<Entry>,
    pub(crate) next: Seq,
}

/// Where entries are, and where to look on.
struct Places {
    found: Vec<Seq>,
    next: Seq,
}

impl Step<'_> {
    pub(crate) fn read(&mut self, handle: Handle, from: Seq, limit: u32) -> Answer<Reply> {
        // Decoding refuses both as well; the machine also takes frames that never were bytes.
        if from == Seq(0) || limit == 0 {
            return refuse(RefusalCode::Malformed);
        }
        let open = self.readable(handle)?;
        let end = self.end_of(&open)?;
        let limit = usize::try_from(limit)
            .unwrap_or(usize::MAX)
            .min(limits::READ_ENTRIES);
        let bounds = (limit, limits::READ_BYTES);
        let Run { entries, next } = self.run(&open, (from, end), bounds)?;
        Ok(Reply::Entries(Entries {
            handle,
            entries,
            next,
            live: false,
        }))
    }

    /// A handle that was opened with `read`.
    pub(crate) fn readable(&mut self, handle: Handle) -> Answer<Opened> {
        let open = self.opened_for_entries(handle)?;
        if open.handle.rights().read {
            Ok(open)
        } else {
            refuse(RefusalCode::Forbidden)
        }
    }

    /// At most `limit` entries, and `bytes` of bodies but one entry always, from `from` up to, not
    /// including, `end`.
    pub(crate) fn run(
        &mut self,
        open: &Opened,
        (from, end): (Seq, Seq),
        (limit, bytes): (usize, usize),
    ) -> Answer<Run> {
        if from >= end {
            return Ok(Run {
                entries: Vec::new(),
                next: end,
            });
        }
        let Places { found, next } = match open.head.kind {
            LogKind::Inbox => self.places_in_rings(open, (from, end), limit)?,
            LogKind::Conversation if from < open.head.first_seq => {
                // Of an ended generation nothing may be left: then it is told its own end, not what
                // is now.
                let seq = open.head.first_seq.min(end);
                return Err(Halt::Refused(Refusal {
                    seq,
                    ..Refusal::new(RefusalCode::Gone)
                }));
            }
            LogKind::Conversation => self.places_in_conversation(open, (from, end), limit)?,
        };
        let (entries, stopped) = self.entries_at(&open.address, &found, bytes)?;
        let next = stopped.unwrap_or(next);
        Ok(Run { entries, next })
    }

    /// Before `plain_from` only ordered entries are left; from there on there is no hole.
    fn places_in_conversation(
        &mut self,
        open: &Opened,
        (from, end): (Seq, Seq),
        limit: usize,
    ) -> Answer<Places> {
        let whole_from = open.head.plain_from.min(end);
        let mut found = Vec::new();
        if from < whole_from {
            let range = (from, whole_from);
            found = self.in_track((&open.address, &open.head), Track::Ordered, range, limit)?;
        }
        let left = limit.saturating_sub(found.len()) as u64;
        let first = from.max(whole_from).0;
        // Where nothing is missing, numbers are places, and no track need be read.
        found.extend((first..end.0.min(first.saturating_add(left))).map(Seq));
        let next = found.last().map_or(end, |last| last.next());
        Ok(Places { found, next })
    }

    /// What is left in the two rings, by sequence number.
    fn places_in_rings(
        &mut self,
        open: &Opened,
        range: (Seq, Seq),
        limit: usize,
    ) -> Answer<Places> {
        let log = (&open.address, &open.head);
        let paid = self.in_track(log, Track::Paid, range, limit);
        // Both are begun before either is waited for: they want what they want together.
        let unpaid = self.in_track(log, Track::Unpaid, range, limit);
        let mut found = paid?;
        found.extend(unpaid?);
        found.sort_unstable();
        // Fewer than asked for: both rings were read to the end of the range.
        let more = found.len() >= limit;
        found.truncate(limit);
        let last = found.last().filter(|_| more);
        let next = last.map_or(range.1, |last| last.next());
        Ok(Places { found, next })
    }

    /// The entries at `places`, as many as have `bytes` of bodies, but one always; then the place of
    /// the first that is left out.
    pub(crate) fn entries_at(
        &mut self,
        log: &LogAddress,
        places: &[Seq],
        bytes: usize,
    ) -> Answer<(Vec<Entry>, Option<Seq>)> {
        let now = self.minute();
        let keys: Vec<_> = places.iter().map(|seq| table::entry(log, *seq)).collect();
        // Records are longer than bodies: what fits by bodies must not be left out.
        let record_bytes = bytes + keys.len() * RECORD_BYTES;
        let stored = self.load_until::<StoredEntry>(&keys, record_bytes)?;
        let mut entries = Vec::with_capacity(stored.len());
        let mut total = 0;
        for (seq, stored) in places.iter().zip(stored) {
            let Some(stored) = stored else {
                // Head or track says that it is there.
                return self.damaged();
            };
            let entry = to_entry(*seq, stored, now);
            total += body_bytes(&entry);
            if total > bytes && !entries.is_empty() {
                break;
            }
            entries.push(entry);
        }
        let left = places.get(entries.len()).copied();
        Ok((entries, left))
    }

    /// The ordered entries after `expected`, oldest first, as many as one refusal carries; none if
    /// `expected` is not one of them.
    pub(crate) fn ordered_after(&mut self, open: &Opened, expected: Seq) -> Answer<Vec<Entry>> {
        if open.head.kind != LogKind::Conversation || expected >= open.head.ordered_head {
            return Ok(Vec::new());
        }
        let ordinals = open.head.track(Track::Ordered);
        let first = if expected == Seq(0) {
            ordinals.first
        } else {
            // It says itself where it stands in the track.
            let entry = self.load::<StoredEntry>(&table::entry(&open.address, expected))?;
            match entry.and_then(|entry| entry.ordinal) {
                // Those directly behind it may have been retired.
                Some((EntryTrack::Ordered, ordinal)) => ordinals.first.max(ordinal + 1),
                Some(_) | None => return Ok(Vec::new()),
            }
        };
        let range = (first..first, limits::READ_ENTRIES);
        let places = self.places((&open.address, &open.head), Track::Ordered, range)?;
        let (entries, _) = self.entries_at(&open.address, &places, limits::READ_BYTES)?;
        Ok(entries)
    }
}
