//! Appending to a conversation, in the order that docs/spec/logs.md gives.

use hudhud_base::{Seq, limits};
use hudhud_crypto::identity::body_hash;
use hudhud_wire::{Append, Appended, Class, Refusal, RefusalCode, Reply};

use crate::buckets::Rated;
use crate::decision::LinkChange;
use crate::log::Opened;
use crate::log::write::NewEntry;
use crate::record::{EntryTrack, GenerationRecord, IdRecord};
use crate::refusal::{Answer, Halt, refuse, too_fast};
use crate::step::Step;
use crate::{Quotas, Space, table};

impl Step<'_> {
    pub(crate) fn append(&mut self, append: &Append) -> Answer<Reply> {
        // Decoding refuses it as well; but the machine also takes frames that never were bytes.
        check_form(append)?;
        let handle = self.handle(append.handle)?;
        let address = self.memory.logs.address(handle.log);
        let id = table::entry_id(&address, &append.entry);
        // A rotation is good only in the handle's own generation.
        let previous = append.rotation.map(|_| handle.generation);
        let previous = previous.map(|previous| table::generation(&address, previous));
        let head = self.head_key(&address);
        // Before anything is hashed, which would otherwise be done twice.
        let known = self.load_with::<IdRecord>(&id, previous.into_iter().chain(head))?;
        let body_hash = body_hash(&append.body);
        let digest = digest(append, &body_hash);
        if let Some(known) = known {
            return known_answer(&known, &digest);
        }
        let open = self.opened_at(handle)?;
        // The order is part of the protocol: a client acts by the first thing that is wrong.
        self.check_rights(&open, append)?;
        self.check_size(&open, append)?;
        self.check_rate(&open, append)?;
        self.check_head(&open, append.expected_head)?;
        let previous = match &append.rotation {
            None => None,
            Some(_) => {
                let key = table::generation(&address, open.head.generation);
                Some(self.load_existing::<GenerationRecord>(&key)?)
            }
        };
        let track = (append.class == Class::Ordered).then_some(EntryTrack::Ordered);
        let entry = NewEntry {
            id: append.entry,
            class: append.class,
            rotation: append.rotation,
            expires: append.expires,
            erase_hash: append.erase_hash,
            body: append.body.clone(),
            body_hash,
            digest,
            track,
        };
        Ok(Reply::Appended(
            self.write_entry(&address, open.head, entry, previous),
        ))
    }

    fn check_rights(&self, open: &Opened, append: &Append) -> Answer<()> {
        let rights = open.handle.rights();
        if !rights.write || (append.rotation.is_some() && !rights.control) {
            return refuse(RefusalCode::Forbidden);
        }
        let next = open.head.generation.next();
        let follows = append
            .rotation
            .is_none_or(|rotation| rotation.generation == next);
        if !open.is_current() || append.generation != open.head.generation || !follows {
            return Err(open.ended());
        }
        Ok(())
    }

    fn check_size(&self, open: &Opened, append: &Append) -> Answer<()> {
        if append.body.len() > limits::ENTRY_BYTES {
            return refuse(RefusalCode::TooLarge);
        }
        let bytes = open
            .head
            .counted_bytes
            .saturating_add(Quotas::entry_bytes(append.body.len() as u64));
        let quota = self.memory.config.quotas.log_bytes;
        if bytes > quota.saturating_add(reserve(open, append.class)) {
            return refuse(RefusalCode::Quota);
        }
        self.check_space(Space::Scarce)
    }

    /// Takes what the entry costs of its bucket. A refused entry takes nothing.
    fn check_rate(&mut self, open: &Opened, append: &Append) -> Answer<()> {
        match append.class {
            // Who holds control removes whoever floods a log, and must not wait behind the flood.
            Class::Ordered if open.handle.rights().control => Ok(()),
            Class::Ordered => self.take_one(Rated::Ordered, open.address.0),
            Class::Plain => {
                let bytes = append.body.len() as u64;
                self.lately()
                    .and_then(|lately| lately.plain_wait_ms(&open.address, bytes, self.now))
                    .map_or(Ok(()), |wait_ms| Err(too_fast(wait_ms)))?;
                let spent = LinkChange::Wrote(open.address, bytes, self.now);
                self.changes.link.push(spent);
                Ok(())
            }
        }
    }

    /// An ordered entry stands on the head it names, or is told what it missed.
    fn check_head(&mut self, open: &Opened, expected: Option<Seq>) -> Answer<()> {
        let Some(expected) = expected else {
            return Ok(());
        };
        if expected == open.head.ordered_head {
            return Ok(());
        }
        // Whoever may only write learns where the head is, but is shown no entry.
        let missed = if open.handle.rights().read {
            self.ordered_after(open, expected)?
        } else {
            Vec::new()
        };
        let seq = open.head.ordered_head;
        Err(Halt::Refused(Refusal {
            seq,
            missed,
            ..Refusal::new(RefusalCode::Head)
        }))
    }
}

/// Bytes beyond the quota that an entry may use: members of a log that somebody has filled can still
/// be removed. What anybody may fill who writes is not all of it.
fn reserve(open: &Opened, class: Class) -> u64 {
    match class {
        Class::Plain => 0,
        Class::Ordered if open.handle.rights().control => limits::LOG_RESERVE_BYTES,
        Class::Ordered => limits::LOG_RESERVE_BYTES / 2,
    }
}

fn check_form(append: &Append) -> Answer<()> {
    let ordered = append.class == Class::Ordered;
    let plain_only = append.expires.is_some() || append.erase_hash.is_some();
    let fits = append.expected_head.is_some() == ordered
        && (ordered || append.rotation.is_none())
        && !(ordered && plain_only);
    if fits {
        Ok(())
    } else {
        refuse(RefusalCode::Malformed)
    }
}

/// What a resend gets: the same answer to the same request.
pub(crate) fn known_answer(known: &IdRecord, digest: &[u8; 32]) -> Answer<Reply> {
    if known.digest != *digest {
        return refuse(RefusalCode::Conflict);
    }
    let IdRecord {
        seq,
        minute,
        running_hash,
        ..
    } = *known;
    Ok(Reply::Appended(Appended {
        seq,
        minute,
        running_hash,
    }))
}

/// Over everything an append says, so that "the same bytes" means the same request.
fn digest(append: &Append, body_hash: &[u8; 32]) -> [u8; 32] {
    let mut said = Vec::with_capacity(256);
    said.push(append.class.number());
    said.extend_from_slice(&append.generation.0.to_be_bytes());
    said.extend_from_slice(
        &append
            .expected_head
            // No entry has this number, so no head and head 0 differ.
            .map_or(u64::MAX, |seq| seq.0)
            .to_be_bytes(),
    );
    if let Some(rotation) = &append.rotation {
        // What may be absent is named, so that no two requests run together into the same bytes.
        said.extend_from_slice(b"rotation");
        said.extend_from_slice(&rotation.generation.0.to_be_bytes());
        said.extend_from_slice(&rotation.hashes.read.0);
        said.extend_from_slice(&rotation.hashes.write.0);
        said.extend_from_slice(&rotation.hashes.control.0);
    }
    if let Some(expires) = append.expires {
        said.extend_from_slice(b"expires");
        said.extend_from_slice(&expires.0.to_be_bytes());
    }
    if let Some(hash) = &append.erase_hash {
        said.extend_from_slice(b"erase");
        said.extend_from_slice(&hash.0);
    }
    said.extend_from_slice(body_hash);
    *blake3::hash(&said).as_bytes()
}
