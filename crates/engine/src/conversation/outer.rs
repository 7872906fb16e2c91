//! The outer seal: an entry's bytes under the key of its generation, which hides the MLS header too.

use hudhud_base::{BlobId, EntryId, Generation, limits};
use hudhud_crypto::{
    entry::{self, EntryAad},
    keys::LogKey,
};
use hudhud_store::generations;
use hudhud_wire::{Class, Entry, EntryBody};

use crate::conversation::Conversation;
use crate::conversation::handshake::Inner;
use crate::turn::Step;
use crate::turn::own::random;
use crate::work::blob::Fetched;
use crate::work::outbox::SealedEntry;

/// Bytes of MLS message that fit an entry beside the seals' own bytes and padding.
const INLINE_BYTES: usize = limits::ENTRY_BYTES - limits::ENTRY_BYTES / 8;

/// What lies inside the outer seal of an entry.
pub(crate) enum Opened {
    /// An MLS message.
    Mls(Vec<u8>),
    /// Nothing that a member wrote.
    Worthless,
    /// What a member wrote is gone at the host, for this device at least.
    Emptied,
    /// An MLS message in a blob that is on its way.
    Waits(BlobId),
}

impl Conversation<'_, '_> {
    /// Seals an MLS message in a fresh entry: itself, or a blob that holds it.
    pub(crate) fn seal_entry(&mut self, class: Class, mls: Vec<u8>) -> Step<SealedEntry> {
        let (inner, blob) = if mls.len() <= INLINE_BYTES {
            (Inner::Mls(mls), None)
        } else {
            let blob = self.turn.store_blob(&self.row, &mls)?;
            let id = blob.id();
            (Inner::Blob(blob), Some(id))
        };
        let keys = self.generation_keys()?;
        let id = EntryId(random(self.turn.rng));
        let aad = self.entry_aad(self.row.generation, class, id);
        let key = LogKey::from_bytes(*keys.log_key.as_bytes());
        Ok(SealedEntry {
            id,
            bytes: entry::seal(&key, &aad, &inner.encode(), self.turn.rng),
            blob,
        })
    }

    /// Opens the outer seal of an entry.
    pub(crate) fn open_outer(&mut self, entry: &Entry) -> Step<Opened> {
        // A tombstone stands where the host has dropped what was there, or says so.
        let EntryBody::Sealed(sealed) = &entry.body else {
            return Ok(Opened::Emptied);
        };
        let keys = generations::by_number(self.turn.db, self.row.id, entry.generation)?;
        // Of a generation that began or ended without this device.
        let Some(keys) = keys else {
            return Ok(Opened::Worthless);
        };
        let aad = self.entry_aad(entry.generation, entry.class, entry.id);
        let opened = entry::open(&LogKey::from_bytes(*keys.log_key.as_bytes()), &aad, sealed);
        Ok(match opened.ok().as_deref().and_then(Inner::decode) {
            None => Opened::Worthless,
            Some(Inner::Mls(bytes)) => Opened::Mls(bytes),
            // Nobody has vouched for it yet: what it makes every member fetch has a bound, and the host
            // counts how many ordered entries there are.
            Some(Inner::Blob(blob))
                if entry.class != Class::Ordered || blob.size > limits::HANDSHAKE_BYTES =>
            {
                Opened::Worthless
            }
            Some(Inner::Blob(blob)) => match self.turn.fetched(&self.row, &blob)? {
                Fetched::Here(bytes) => Opened::Mls(bytes),
                Fetched::Lost => Opened::Worthless,
                Fetched::Waiting => Opened::Waits(blob.id()),
            },
        })
    }

    fn entry_aad(&self, generation: Generation, class: Class, entry: EntryId) -> EntryAad {
        EntryAad {
            log: self.row.log,
            generation,
            class: class.number(),
            entry,
        }
    }
}
