//! What is attached to messages: where it lies at a host, what opens it, and whether its sealed bytes
//! are in a file of this device. The files themselves are the shell's.
//!
//! A row that goes, for whatever reason, leaves word of its file behind (a trigger of the schema):
//! [`left_behind`].

use hudhud_base::{BlobId, ConversationId, MessageRow, Transfer};
use hudhud_dialogue::About;
pub use hudhud_dialogue::{AttachmentKind, AttachmentState};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::{Bound, coded_field};
use crate::row::record;
use crate::secret::Secret;

coded_field!(AttachmentKind {
    Photo = 0,
    File = 1,
});

coded_field!(AttachmentState {
    Leaving = 0,
    Here = 1,
    There = 2,
    Coming = 3,
    Gone = 4,
    Damaged = 5,
    Unsent = 6,
});

record! {
    /// One attachment.
    AttachmentRow in "attachments" {
        key {
            /// The file of its sealed bytes on this device, which has the name also where there is
            /// none yet.
            file: BlobId,
        }
        rest {
            /// The conversation in which it is.
            conversation: ConversationId,
            /// The message it belongs to.
            message: MessageRow,
            /// Its number in that message.
            part: u32,
            /// How it is shown.
            kind: AttachmentKind,
            /// How far it has come.
            state: AttachmentState,
            /// What its sender says it is.
            media_type: String,
            /// What its sender calls it.
            name: String,
            /// What its sender sees in it.
            description: String,
            /// Width in dots, of a photo.
            width: Option<u32>,
            /// Height in dots, of a photo.
            height: Option<u32>,
            /// What stands for a photo until it is there; may be empty.
            thumbhash: Vec<u8>,
            /// Bytes of its content.
            bytes: u64,
            /// Bytes before the content.
            lead: u32,
            /// Bytes of all of it, sealed.
            sealed: u64,
            /// Where its host is reached.
            host: String,
            /// What it is called there.
            blob: BlobId,
            /// What opens it.
            key: Secret,
            /// The nonce that its chunks share, of 19 bytes.
            prefix: Vec<u8>,
            /// Hash of the sealed bytes.
            hash: [u8; 32],
            /// What erases it at the host, if it is our own.
            erase: Option<Secret>,
            /// The file that it is to be sealed anew from, as long as it is not: until then its key, its
            /// nonce, its hash and its lengths are those of that file.
            sealed_from: Option<BlobId>,
        }
    }
}

record! {
    /// A file that belongs to no message any more.
    LeftBehind in "left_behind" {
        key {
            /// The file.
            file: BlobId,
        }
        rest {
            /// The conversation in which it was, which may be gone.
            conversation: ConversationId,
            /// Where its host is reached.
            host: String,
            /// What it is called there.
            blob: BlobId,
            /// What erases it there, if it was our own.
            erase: Option<Secret>,
        }
    }
}

impl AttachmentRow {
    /// What its sender says of it.
    #[must_use]
    pub fn about(&self) -> About {
        About {
            kind: self.kind,
            media_type: self.media_type.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            size_in_dots: self.width.zip(self.height),
            thumbhash: self.thumbhash.clone(),
        }
    }

    /// Its file, as its conversation knows it.
    #[must_use]
    pub const fn transfer(&self) -> Transfer {
        Transfer {
            conversation: self.conversation,
            blob: self.file,
        }
    }
}

/// Writes the whole row, whether or not there is one for its file.
///
/// # Errors
/// [`StoreError::Constraint`] if the part is there already, or the message is not.
pub fn put(db: &Db, row: &AttachmentRow) -> Result<(), StoreError> {
    db.upsert(row)
}

/// The attachment with this file.
///
/// # Errors
/// What SQLite says.
pub fn by_file(db: &Db, file: &BlobId) -> Result<Option<AttachmentRow>, StoreError> {
    db.row("WHERE file = ?1", [Bound(file)])
}

/// One part of a message.
///
/// # Errors
/// What SQLite says.
pub fn by_part(
    db: &Db,
    message: MessageRow,
    part: u32,
) -> Result<Option<AttachmentRow>, StoreError> {
    db.row(
        "WHERE message = ?1 AND part = ?2",
        params![Bound(&message), part],
    )
}

/// What is attached to a message, in order.
///
/// # Errors
/// What SQLite says.
pub fn of_message(db: &Db, message: MessageRow) -> Result<Vec<AttachmentRow>, StoreError> {
    db.rows("WHERE message = ?1 ORDER BY part", [Bound(&message)])
}

/// What is to be sealed anew from a file.
///
/// # Errors
/// What SQLite says.
pub fn sealed_from(db: &Db, file: &BlobId) -> Result<Vec<AttachmentRow>, StoreError> {
    db.rows(
        "WHERE sealed_from = ?1 ORDER BY message, part",
        [Bound(file)],
    )
}

/// What is attached to the messages of a conversation that stand from one position to another, both
/// included; in order for each message.
///
/// # Errors
/// What SQLite says.
pub fn between(
    db: &Db,
    conversation: ConversationId,
    first: i64,
    last: i64,
) -> Result<Vec<AttachmentRow>, StoreError> {
    db.rows(
        "WHERE message IN (SELECT id FROM messages
             WHERE conversation = ?1 AND position BETWEEN ?2 AND ?3)
         ORDER BY message, part",
        params![Bound(&conversation), first, last],
    )
}

/// Forgets what is attached to a message.
///
/// # Errors
/// What SQLite says.
pub fn delete_of(db: &Db, message: MessageRow) -> Result<(), StoreError> {
    db.write(
        "DELETE FROM attachments WHERE message = ?1",
        [Bound(&message)],
    )
    .map(drop)
}

/// Every file that belongs to a message.
///
/// # Errors
/// What SQLite says.
pub fn files(db: &Db) -> Result<Vec<BlobId>, StoreError> {
    db.values("SELECT file FROM attachments ORDER BY file", [])
}

/// Bytes of all files that are here or are coming.
///
/// # Errors
/// What SQLite says.
pub fn kept_bytes(db: &Db) -> Result<u64, StoreError> {
    let sum = db.value(
        "SELECT sum(sealed) FROM attachments WHERE state IN (?1, ?2)",
        [
            Bound(&AttachmentState::Here),
            Bound(&AttachmentState::Coming),
        ],
    )?;
    Ok(sum.flatten().unwrap_or_default())
}

/// Files that belong to no message any more, until [`forget`] is told that somebody looks after them.
///
/// # Errors
/// What SQLite says.
pub fn left_behind(db: &Db) -> Result<Vec<LeftBehind>, StoreError> {
    db.rows("ORDER BY file LIMIT 64", [])
}

/// Somebody looks after a file that was left behind.
///
/// # Errors
/// What SQLite says.
pub fn forget(db: &Db, file: &BlobId) -> Result<(), StoreError> {
    db.write("DELETE FROM left_behind WHERE file = ?1", [Bound(file)])
        .map(drop)
}
