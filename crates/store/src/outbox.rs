//! What is to be appended to conversations' logs, until the log has it.

use hudhud_base::{
    BlobId, ConversationId, EntryId, Generation, IntentId, MessageRow, OutboxId, Seq, Timestamp,
};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::{Bound, coded};
use crate::row::record;

coded! {
    /// The class of the entry, in the order in which entries leave.
    OutboxClass {
        /// A handshake: appended only on the head it was built on.
        Ordered = 0,
        /// A message.
        Plain = 1,
    }
}

record! {
    /// One entry on its way to a log.
    OutboxRow in "outbox" {
        key {
            /// The row's number; [`insert`] ignores it.
            id: OutboxId,
        }
        rest {
            /// The conversation.
            conversation: ConversationId,
            /// The message it carries, by its row's number.
            message: Option<MessageRow>,
            /// Encoded content; empty for a handshake.
            content: Vec<u8>,
            /// The class of the entry.
            class: OutboxClass,
            /// The entry's id, once it is sealed.
            entry: Option<EntryId>,
            /// The sealed bytes, kept so that a resend is the same.
            sealed: Option<Vec<u8>>,
            /// Generation in which it was sealed.
            generation: Generation,
            /// The group's epoch in which it was sealed.
            epoch: u64,
            /// Ordered head on which a handshake was built.
            expected_head: Option<Seq>,
            /// The rotation that a handshake carries, encoded.
            rotation: Option<Vec<u8>>,
            /// The intent that it fulfils.
            intent: Option<IntentId>,
            /// A blob that has to be uploaded first.
            blob: Option<BlobId>,
            /// The message whose attachments have to be at the host first.
            waits_for: Option<MessageRow>,
            /// How often it was tried.
            attempts: u32,
            /// When it may be tried.
            not_before: Timestamp,
        }
    }
}

impl OutboxRow {
    /// Forgets the sealed bytes: they will not stand, and the content is sealed again.
    pub fn unseal(&mut self) {
        self.entry = None;
        self.sealed = None;
    }
}

/// Inserts a row; returns its number.
///
/// # Errors
/// [`StoreError::Constraint`] if it names a row that does not exist.
pub fn insert(db: &Db, row: &OutboxRow) -> Result<OutboxId, StoreError> {
    db.insert_numbered(row).map(OutboxId)
}

/// The row with this number.
///
/// # Errors
/// What SQLite says.
pub fn by_id(db: &Db, id: OutboxId) -> Result<Option<OutboxRow>, StoreError> {
    db.row("WHERE id = ?1", [Bound(&id)])
}

/// Writes the whole row.
///
/// # Errors
/// [`StoreError::Missing`] if there is none with its number.
pub fn update(db: &Db, row: &OutboxRow) -> Result<(), StoreError> {
    db.update(row)
}

/// Removes a row, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, id: OutboxId) -> Result<(), StoreError> {
    db.write("DELETE FROM outbox WHERE id = ?1", [Bound(&id)])
        .map(drop)
}

/// What leaves next: ordered before plain, then the oldest that waits for no attachment.
///
/// # Errors
/// What SQLite says.
pub fn next(db: &Db, conversation: ConversationId) -> Result<Option<OutboxRow>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND waits_for IS NULL ORDER BY class, id LIMIT 1",
        [Bound(&conversation)],
    )
}

/// Every row that waits for a message's attachments, that of the message itself among them; in the
/// order in which they leave.
///
/// # Errors
/// What SQLite says.
pub fn waiting_for(db: &Db, message: MessageRow) -> Result<Vec<OutboxRow>, StoreError> {
    db.rows("WHERE waits_for = ?1 ORDER BY id", [Bound(&message)])
}

/// Whether anything of a conversation waits for attachments.
///
/// # Errors
/// What SQLite says.
pub fn anything_waits(db: &Db, conversation: ConversationId) -> Result<bool, StoreError> {
    let first: Option<OutboxRow> = db.row(
        "WHERE conversation = ?1 AND waits_for IS NOT NULL ORDER BY class, id LIMIT 1",
        [Bound(&conversation)],
    )?;
    Ok(first.is_some())
}

/// The row with this entry id.
///
/// # Errors
/// What SQLite says.
pub fn by_entry(
    db: &Db,
    conversation: ConversationId,
    entry: &EntryId,
) -> Result<Option<OutboxRow>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND entry = ?2 ORDER BY id LIMIT 1",
        params![Bound(&conversation), Bound(entry)],
    )
}

/// Every row of a conversation in the order in which they leave.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db, conversation: ConversationId) -> Result<Vec<OutboxRow>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 ORDER BY class, id",
        [Bound(&conversation)],
    )
}

/// When the next row that has to wait may be tried.
///
/// # Errors
/// What SQLite says.
pub fn next_due(db: &Db, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    db.value(
        "SELECT not_before FROM outbox WHERE not_before > ?1 ORDER BY not_before LIMIT 1",
        [Bound(&now)],
    )
}

/// Every conversation with a row, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn conversations_with_rows(db: &Db) -> Result<Vec<ConversationId>, StoreError> {
    db.values(
        "SELECT DISTINCT conversation FROM outbox ORDER BY conversation",
        [],
    )
}

/// The newest row there is; 0 without any.
///
/// # Errors
/// What SQLite says.
pub fn newest(db: &Db) -> Result<OutboxId, StoreError> {
    let newest = db.value("SELECT max(id) FROM outbox", [])?;
    Ok(newest.flatten().unwrap_or(OutboxId(0)))
}

/// How many rows there are.
///
/// # Errors
/// What SQLite says.
pub fn count(db: &Db) -> Result<u64, StoreError> {
    db.value("SELECT count(*) FROM outbox", [])
        .map(Option::unwrap_or_default)
}
