//! First contact: one entry in an inbox of somebody else, which tells its sender nothing.

use hudhud_base::{EntryId, LogAddress, Minute, RunningHash, Seq, limits};
use hudhud_crypto::identity::body_hash;
use hudhud_crypto::puzzle::PaidFor;
use hudhud_wire::{
    Appended, Capability, Class, Deliver, LogKind, PuzzleSolution, RefusalCode, Reply,
};

use crate::buckets::Rated;
use crate::log::capability_fits;
use crate::log::write::NewEntry;
use crate::puzzle::Payment;
use crate::record::{
    EntryTrack, GenerationRecord, IdRecord, LogHead, Standing, StoredBody, StoredEntry, TrackRecord,
};
use crate::refusal::{Answer, refuse};
use crate::step::Step;
use crate::{Space, table};

impl Step<'_> {
    pub(crate) fn deliver(&mut self, deliver: &Deliver) -> Answer<Reply> {
        let Deliver {
            address,
            entry,
            write,
            payment,
            body,
        } = deliver;
        let id = table::entry_id(address, entry);
        let head = self.head_key(address);
        self.need(head.into_iter().chain([id.clone()]))?;
        let head = self
            .head(address)?
            // A conversation is not told from an address where nothing is.
            .filter(|head| head.kind == LogKind::Inbox && head.standing != Standing::Removed);
        let Some(mut head) = head else {
            return refuse(RefusalCode::NoSuchLog);
        };
        if head.standing == Standing::Suspended {
            return refuse(RefusalCode::Suspended);
        }
        let body_hash = body_hash(body);
        // Neither ring nor payment is part of what was said: a resend may pay anew.
        let digest = body_hash;
        if let Some(known) = self.load::<IdRecord>(&id)? {
            return if known.digest == digest {
                Ok(delivered(known.minute))
            } else {
                refuse(RefusalCode::Conflict)
            };
        }
        let (track, payment) =
            self.admit_delivery((address, &head), write.as_ref(), payment.as_ref(), entry)?;
        if body.len() > limits::INBOX_ENTRY_BYTES {
            return refuse(RefusalCode::TooLarge);
        }
        self.check_space(Space::Scarce)?;
        if track == EntryTrack::Paid {
            // What costs nothing has a rate.
            self.take_one(Rated::Letters, address.0)?;
        }
        let evicted = self.oldest_if_full(address, &head, track)?;
        self.spend(payment);
        if let Some(evicted) = evicted {
            self.evict(address, &mut head, track, evicted);
        }
        let entry = NewEntry {
            id: *entry,
            class: Class::Plain,
            rotation: None,
            expires: None,
            // In an inbox its owner alone erases, by control.
            erase_hash: None,
            body: body.clone(),
            body_hash,
            digest,
            track: Some(track),
        };
        let appended = self.write_entry(address, head, entry, None);
        Ok(delivered(appended.minute))
    }

    /// Which ring an entry goes to, and what pays for it.
    fn admit_delivery(
        &mut self,
        (address, head): (&LogAddress, &LogHead),
        write: Option<&Capability>,
        payment: Option<&PuzzleSolution>,
        entry: &EntryId,
    ) -> Answer<(EntryTrack, Option<Payment>)> {
        match write {
            Some(write) if self.may_write(address, head, write)? => Ok((EntryTrack::Paid, None)),
            // That there is an inbox here, whoever pays finds out as well.
            Some(_) => refuse(RefusalCode::Forbidden),
            None => {
                let bits = self.memory.config.puzzle_bits.deliver;
                let payment = self.check_payment(bits, payment, PaidFor::Delivery(entry))?;
                Ok((EntryTrack::Unpaid, payment))
            }
        }
    }

    /// Whether `write` is the write capability of the current generation.
    pub(crate) fn may_write(
        &mut self,
        log: &LogAddress,
        head: &LogHead,
        write: &Capability,
    ) -> Answer<bool> {
        // Wanted here and no sooner: which generation is current stands in the head.
        let key = table::generation(log, head.generation);
        let generation = self.load_existing::<GenerationRecord>(&key)?;
        Ok(capability_fits(write, &generation.hashes.write))
    }

    /// The oldest entry of a ring that has no place left.
    fn oldest_if_full(
        &mut self,
        log: &LogAddress,
        head: &LogHead,
        track: EntryTrack,
    ) -> Answer<Option<(Seq, StoredEntry)>> {
        let ring = head.track(track.into());
        if ring.count() < limits::INBOX_RING_ENTRIES {
            return Ok(None);
        }
        let TrackRecord(seq) = self.load_existing(&table::track(log, track.into(), ring.first))?;
        Ok(Some((seq, self.load_existing(&table::entry(log, seq))?)))
    }

    /// Takes the oldest entry out of its ring. Its tombstone stays until its retention, so that its
    /// id is remembered.
    fn evict(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        track: EntryTrack,
        (seq, entry): (Seq, StoredEntry),
    ) {
        let ring = head.track_mut(track.into());
        let ordinal = ring.first;
        ring.first = ordinal.saturating_add(1);
        self.delete(table::track(log, track.into(), ordinal));
        self.bury(log, head, seq, entry);
    }

    /// Leaves of an entry the hash of its body.
    pub(crate) fn bury(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        seq: Seq,
        mut entry: StoredEntry,
    ) {
        if let StoredBody::Sealed(body) = &entry.body {
            // What its records take, it takes until it is removed.
            head.counted_bytes = head.counted_bytes.saturating_sub(body.len() as u64);
            entry.body = StoredBody::Tombstone(body_hash(body));
            self.save(table::entry(log, seq), &entry);
        }
    }
}

/// Neither place nor hash is told: they would say how much others write.
fn delivered(minute: Minute) -> Reply {
    Reply::Appended(Appended {
        seq: Seq(0),
        minute,
        running_hash: RunningHash::EMPTY,
    })
}
