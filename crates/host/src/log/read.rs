//! Reading: bounded runs, with holes noticed.

use hudhud_base::{Handle, LogAddress, Seq, limits};
use hudhud_wire::{Entries, Entry, LogKind, Refusal, RefusalCode, Reply};

use crate::log::Opened;
use crate::log::write::to_entry;
use crate::record::StoredEntry;
use crate::release::body_bytes;
use crate::step::{Answer, Step, refuse};
use crate::table::{self, Track};

/// Bytes of an entry's record that are not its body, at most.
const RECORD_BYTES: usize = 256;

/// Some entries, and where to read on.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) entries: Vec<Entry>,
    pub(crate) next: Seq,
}

impl Step<'_> {
    pub(crate) fn read(&mut self, handle: Handle, from: Seq, limit: u32) -> Answer<Reply> {
        if from == Seq(0) || limit == 0 {
            return refuse(RefusalCode::Malformed);
        }
        let open = self.readable(handle)?;
        let end = self.end_of(&open)?;
        let limit = usize::try_from(limit)
            .unwrap_or(usize::MAX)
            .min(limits::READ_ENTRIES);
        let Run { entries, next } = self.run(&open, (from, end), limit)?;
        Ok(Reply::Entries(Entries {
            handle,
            entries,
            next,
            live: false,
        }))
    }

    /// A handle that was opened with `read`.
    pub(crate) fn readable(&mut self, handle: Handle) -> Answer<Opened> {
        let open = self.opened(handle)?;
        if open.handle.rights().read {
            Ok(open)
        } else {
            refuse(RefusalCode::Forbidden)
        }
    }

    /// At most `limit` entries from `from` up to, not including, `end`.
    pub(crate) fn run(
        &mut self,
        open: &Opened,
        (from, end): (Seq, Seq),
        limit: usize,
    ) -> Answer<Run> {
        if from >= end {
            return Ok(Run {
                entries: Vec::new(),
                next: end,
            });
        }
        match open.head.kind {
            LogKind::Inbox => self.run_of_rings(open, (from, end), limit),
            LogKind::Conversation if from < open.head.first_seq => {
                let seq = open.head.first_seq.min(end);
                Err(Refusal {
                    seq,
                    ..Refusal::new(RefusalCode::Gone)
                })
            }
            LogKind::Conversation => self.run_of_conversation(open, (from, end), limit),
        }
    }

    /// Before `plain_from` only ordered entries are left; from there on there is no hole.
    fn run_of_conversation(
        &mut self,
        open: &Opened,
        (from, end): (Seq, Seq),
        limit: usize,
    ) -> Answer<Run> {
        let whole_from = open.head.plain_from.min(end);
        let mut places = Vec::new();
        if from < whole_from {
            let range = (from, whole_from);
            places = self.in_track((&open.address, &open.head), Track::Ordered, range, limit)?;
        }
        let full = places.len() >= limit;
        if !full {
            let room = (limit - places.len()) as u64;
            let first = from.max(whole_from).0;
            places.extend((first..end.0.min(first.saturating_add(room))).map(Seq));
        }
        let (entries, stopped) = self.entries_at(&open.address, &places)?;
        let next = match stopped {
            Some(next) => next,
            None => places.last().map_or(end, |last| last.next()),
        };
        Ok(Run { entries, next })
    }

    /// What is left in the two rings, by sequence number.
    fn run_of_rings(
        &mut self,
        open: &Opened,
        (from, end): (Seq, Seq),
        limit: usize,
    ) -> Answer<Run> {
        let range = (from, end);
        let mut places = self.in_track((&open.address, &open.head), Track::Paid, range, limit)?;
        places.extend(self.in_track((&open.address, &open.head), Track::Unpaid, range, limit)?);
        places.sort_unstable();
        let more = places.len() >= limit;
        places.truncate(limit);
        let (entries, stopped) = self.entries_at(&open.address, &places)?;
        let next = match stopped {
            Some(next) => next,
            None if more => places.last().map_or(end, |last| last.next()),
            None => end,
        };
        Ok(Run { entries, next })
    }

    /// The entries at `places`, as many as fit a frame; then the place of the first that does not.
    pub(crate) fn entries_at(
        &mut self,
        log: &LogAddress,
        places: &[Seq],
    ) -> Answer<(Vec<Entry>, Option<Seq>)> {
        let now = self.minute();
        let keys: Vec<_> = places.iter().map(|seq| table::entry(log, *seq)).collect();
        let mut entries = Vec::with_capacity(places.len());
        let mut bytes = 0;
        while let Some(left) = keys.get(entries.len()..).filter(|left| !left.is_empty()) {
            let room = limits::READ_BYTES.saturating_sub(bytes) + left.len() * RECORD_BYTES;
            for stored in self.load_until::<StoredEntry>(left, room)? {
                let Some(seq) = places.get(entries.len()).copied() else {
                    break;
                };
                let Some(stored) = stored else {
                    return self.damaged();
                };
                let entry = to_entry(seq, stored, now);
                bytes += body_bytes(&entry);
                if bytes > limits::READ_BYTES && !entries.is_empty() {
                    return Ok((entries, Some(seq)));
                }
                entries.push(entry);
            }
        }
        Ok((entries, None))
    }
}
