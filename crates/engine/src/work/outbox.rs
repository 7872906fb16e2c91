//! Entries on their way to a log, as rows.

use hudhud_base::{BlobId, CapabilityHash, EntryId, Generation, MessageRow, OutboxId, Timestamp};
use hudhud_store::{
    conversations::ConversationRow,
    outbox::{OutboxClass, OutboxRow},
};
use hudhud_wire::{CapabilityHashes, Rotation};
use minicbor::{Decode, Encode};

use crate::turn::record::{self, Bytes32};

/// Sealed bytes under the id of the entry that they will be.
pub(crate) struct SealedEntry {
    pub(crate) id: EntryId,
    pub(crate) bytes: Vec<u8>,
    /// A blob that they refer to, which has to be at the host first.
    pub(crate) blob: Option<BlobId>,
}

/// A message: it is sealed when it is about to leave.
pub(crate) fn plain(
    row: &ConversationRow,
    message: Option<MessageRow>,
    content: Vec<u8>,
) -> OutboxRow {
    OutboxRow {
        id: OutboxId(0),
        conversation: row.id,
        message,
        content,
        class: OutboxClass::Plain,
        entry: None,
        sealed: None,
        generation: row.generation,
        epoch: 0,
        expected_head: None,
        rotation: None,
        intent: None,
        blob: None,
        waits_for: None,
        attempts: 0,
        not_before: Timestamp(0),
    }
}

/// A handshake, built on the head that the conversation has now; `content` is what it leads to once
/// it is read back.
pub(crate) fn ordered(row: &ConversationRow, content: Vec<u8>, sealed: SealedEntry) -> OutboxRow {
    OutboxRow {
        class: OutboxClass::Ordered,
        entry: Some(sealed.id),
        sealed: Some(sealed.bytes),
        expected_head: Some(row.ordered_head),
        blob: sealed.blob,
        ..plain(row, None, content)
    }
}

/// A rotation as a row keeps it.
#[derive(Debug, Encode, Decode)]
struct KeptRotation(
    #[n(0)] u32,
    #[n(1)] Bytes32,
    #[n(2)] Bytes32,
    #[n(3)] Bytes32,
);

pub(crate) fn keep_rotation(rotation: &Rotation) -> Vec<u8> {
    let hashes = &rotation.hashes;
    record::encode(&KeptRotation(
        rotation.generation.0,
        Bytes32(hashes.read.0),
        Bytes32(hashes.write.0),
        Bytes32(hashes.control.0),
    ))
}

pub(crate) fn kept_rotation(bytes: &[u8]) -> Option<Rotation> {
    let KeptRotation(generation, read, write, control) = record::decode(bytes)?;
    let hash = |bytes: Bytes32| CapabilityHash(bytes.0);
    Some(Rotation {
        generation: Generation(generation),
        hashes: CapabilityHashes {
            read: hash(read),
            write: hash(write),
            control: hash(control),
        },
    })
}
