//! Writing one entry: its record, its id, its place in a track, and the head behind it.

use bytes::Bytes;
use hudhud_base::{CapabilityHash, EntryId, EntryLink, LogAddress, Minute};
use hudhud_crypto::identity::running_hash;
use hudhud_wire::{Appended, CapabilityHashes, Class, Entry, EntryBody, LogKind, Rotation};

use crate::record::{
    EntryTrack, GenerationRecord, IdRecord, LogHead, StoredBody, StoredEntry, TrackRecord,
};
use crate::step::Step;
use crate::table::{self, Track};

/// An entry that was found good.
#[derive(Debug)]
pub(crate) struct NewEntry {
    pub(crate) id: EntryId,
    pub(crate) class: Class,
    pub(crate) rotation: Option<Rotation>,
    pub(crate) expires: Option<Minute>,
    pub(crate) erase_hash: Option<CapabilityHash>,
    pub(crate) body: Bytes,
    pub(crate) body_hash: [u8; 32],
    /// Over everything the request said.
    pub(crate) digest: [u8; 32],
    /// The track that remembers it, besides that of expiring entries.
    pub(crate) track: Option<EntryTrack>,
}

impl Step<'_> {
    /// Writes `entry` behind `head` and lets followers have it. `previous` is the record of the
    /// current generation, needed for a rotation only.
    pub(crate) fn write_entry(
        &mut self,
        log: &LogAddress,
        mut head: LogHead,
        entry: NewEntry,
        previous: Option<GenerationRecord>,
    ) -> Appended {
        let seq = head.next_seq;
        // Before it rotates: an entry belongs to the generation that it ends.
        let generation = head.generation;
        let minute = self.minute_of(&mut head, entry.class);
        let link = EntryLink {
            seq,
            class: entry.class.number(),
            entry: entry.id,
            generation,
            minute,
            rotation: entry.rotation.as_ref().map(Rotation::link),
            body_hash: entry.body_hash,
        };
        head.running_hash = running_hash(&head.running_hash, &link);
        head.next_seq = seq.next();
        head.count(entry.body.len() as u64);
        let appended = Appended {
            seq,
            minute,
            running_hash: head.running_hash,
        };
        let ordinal = entry.track.map(|track| {
            (
                track,
                self.next_ordinal(log, &mut head, track.into(), &appended),
            )
        });
        if entry.expires.is_some() {
            // An entry that has a timer stands in two tracks, and remembers one: this is walked in
            // order.
            self.next_ordinal(log, &mut head, Track::Expiring, &appended);
        }
        let hashes = entry.rotation.map(|rotation| rotation.hashes);
        if let (Some(hashes), Some(previous)) = (hashes, previous) {
            self.rotate(log, &mut head, hashes, (previous, &appended));
        }
        if entry.class == Class::Ordered {
            head.ordered_head = seq;
        }
        self.save(
            table::entry_id(log, &entry.id),
            &IdRecord {
                seq,
                minute,
                digest: entry.digest,
                running_hash: appended.running_hash,
            },
        );
        let stored = StoredEntry {
            class: entry.class,
            id: entry.id,
            generation,
            minute,
            rotation: hashes,
            expires: entry.expires,
            erase_hash: entry.erase_hash,
            ordinal,
            body: StoredBody::Sealed(entry.body),
        };
        self.save(table::entry(log, seq), &stored);
        self.set_head(log, head);
        // What had expired before it came is told as it will be read.
        let entry = to_entry(seq, stored, self.minute());
        self.changes.entry = Some((*log, entry));
        appended
    }

    /// The time that is kept of an entry. Letters and ordered entries come in one breath where somebody
    /// writes to somebody for the first time: the minute would join them.
    fn minute_of(&self, head: &mut LogHead, class: Class) -> Minute {
        match (head.kind, class) {
            (LogKind::Conversation, Class::Plain) => {
                // A clock that was set back does not bring minutes back: they are in the running hash.
                head.newest = self.minute().max(head.newest);
                head.newest
            }
            (LogKind::Inbox, _) | (_, Class::Ordered) => self.minute().day_start(),
        }
    }

    fn next_ordinal(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        track: Track,
        appended: &Appended,
    ) -> u64 {
        let ordinals = head.track_mut(track);
        let ordinal = ordinals.next;
        ordinals.next = ordinal.saturating_add(1);
        self.save(
            table::track(log, track, ordinal),
            &TrackRecord(appended.seq),
        );
        ordinal
    }

    fn rotate(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        hashes: CapabilityHashes,
        (previous, appended): (GenerationRecord, &Appended),
    ) {
        let ended = GenerationRecord {
            until: appended.seq,
            until_hash: appended.running_hash,
            // Its hashes stay: whoever holds its capabilities reads up to here.
            ..previous
        };
        self.save(table::generation(log, head.generation), &ended);
        head.generation = head.generation.next();
        let begun = GenerationRecord {
            hashes,
            until: hudhud_base::Seq(0),
            until_hash: hudhud_base::RunningHash::EMPTY,
        };
        self.save(table::generation(log, head.generation), &begun);
    }
}

/// An entry as it is served: what has expired is served as a tombstone, whether or not it was
/// already retired.
pub(crate) fn to_entry(seq: hudhud_base::Seq, stored: StoredEntry, now: Minute) -> Entry {
    let expired = stored.expires.is_some_and(|expires| expires <= now);
    let body = match stored.body {
        StoredBody::Sealed(body) if expired => {
            EntryBody::Tombstone(hudhud_crypto::identity::body_hash(&body))
        }
        StoredBody::Sealed(body) => EntryBody::Sealed(body),
        StoredBody::Tombstone(hash) => EntryBody::Tombstone(hash),
    };
    let begun = stored.generation.next();
    Entry {
        seq,
        class: stored.class,
        id: stored.id,
        generation: stored.generation,
        minute: stored.minute,
        rotation: stored.rotation.map(|hashes| Rotation {
            generation: begun,
            hashes,
        }),
        body,
    }
}
