//! The running hash: each entry as the host serves it, chained to all before.

use hudhud_base::{RunningHash, Seq};
use hudhud_crypto::identity::{EntryLink, RotationLink, body_hash, running_hash};
use hudhud_store::conversations::ConversationRow;
use hudhud_wire::{Class, Entry, EntryBody};

use crate::turn::Turn;

/// The class of an entry in seals and hashes (docs/spec/logs.md).
pub(crate) fn class_byte(class: Class) -> u8 {
    match class {
        Class::Ordered => 1,
        Class::Plain => 2,
    }
}

/// The running hash after an entry.
pub(crate) fn hash_after(before: &RunningHash, entry: &Entry) -> RunningHash {
    running_hash(before, &chain_link(entry))
}

/// What the running hash takes in of an entry as the host serves it.
fn chain_link(entry: &Entry) -> EntryLink {
    EntryLink {
        seq: entry.seq,
        class: class_byte(entry.class),
        entry: entry.id,
        generation: entry.generation,
        rotation: entry.rotation.map(|rotation| RotationLink {
            generation: rotation.generation,
            read: rotation.hashes.read,
            write: rotation.hashes.write,
            control: rotation.hashes.control,
        }),
        body_hash: match &entry.body {
            EntryBody::Sealed(bytes) => body_hash(bytes),
            // The host no longer has the bytes, and gives the hash that stands for them.
            EntryBody::Tombstone(hash) => *hash,
        },
    }
}

impl Turn<'_> {
    /// Takes the next entry into the running hash of a conversation's log.
    pub(crate) fn extend_chain(&mut self, row: &mut ConversationRow, entry: &Entry) {
        // A broken chain stays broken until the host's word mends it (`check_end`).
        row.running_hash = row.running_hash.map(|before| hash_after(&before, entry));
        if let Some(hash) = row.running_hash {
            self.memory.remember_hash(row.id, entry.seq, hash);
        }
    }
}

/// What was not read up to here is not to be had any more: the chain of hashes is broken.
pub(crate) fn skip_to(row: &mut ConversationRow, last_gone: Seq) {
    row.cursor = last_gone;
    row.running_hash = None;
}
