//! What is to be appended to other accounts' inboxes, until they have it.

use hudhud_base::{AccountId, BlobId, ConversationId, DeliveryId, EntryId, LogAddress, Timestamp};

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::row::record;
use crate::secret::Secret;

record! {
    /// One sealed entry on its way to an inbox.
    DeliveryRow in "deliveries" {
        key {
            /// The row's number; [`insert`] ignores it.
            id: DeliveryId,
        }
        rest {
            /// Whose inbox.
            account: AccountId,
            /// Where the inbox's host is reached.
            host: String,
            /// Address of the inbox.
            inbox: LogAddress,
            /// The entry's id.
            entry: EntryId,
            /// The sealed bytes.
            body: Vec<u8>,
            /// Capability to write to the inbox, if there is one; otherwise a puzzle is solved.
            write: Option<Secret>,
            /// The conversation it belongs to.
            conversation: Option<ConversationId>,
            /// A blob that has to be uploaded first.
            blob: Option<BlobId>,
            /// How often it was tried.
            attempts: u32,
            /// When it may be tried.
            not_before: Timestamp,
        }
    }
}

/// Inserts a delivery; returns its number.
///
/// # Errors
/// [`StoreError::Constraint`] if the entry id is there already or the conversation does not exist.
pub fn insert(db: &Db, row: &DeliveryRow) -> Result<DeliveryId, StoreError> {
    db.insert_numbered(row).map(DeliveryId)
}

/// The delivery with this number.
///
/// # Errors
/// What SQLite says.
pub fn by_id(db: &Db, id: DeliveryId) -> Result<Option<DeliveryRow>, StoreError> {
    db.row("WHERE id = ?1", [Bound(&id)])
}

/// Writes the whole row.
///
/// # Errors
/// [`StoreError::Missing`] if there is none with its number.
pub fn update(db: &Db, row: &DeliveryRow) -> Result<(), StoreError> {
    db.update(row)
}

/// Removes a delivery, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, id: DeliveryId) -> Result<(), StoreError> {
    db.write("DELETE FROM deliveries WHERE id = ?1", [Bound(&id)])
        .map(drop)
}

/// Every delivery that may be tried at `now`, the most overdue first.
///
/// # Errors
/// What SQLite says.
pub fn due(db: &Db, now: Timestamp) -> Result<Vec<DeliveryRow>, StoreError> {
    db.rows(
        "WHERE not_before <= ?1 ORDER BY not_before, id",
        [Bound(&now)],
    )
}

/// Every delivery, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db) -> Result<Vec<DeliveryRow>, StoreError> {
    db.rows("ORDER BY id", [])
}

/// How many there are.
///
/// # Errors
/// What SQLite says.
pub fn count(db: &Db) -> Result<u64, StoreError> {
    db.value("SELECT count(*) FROM deliveries", [])
        .map(Option::unwrap_or_default)
}

/// Whether one of them belongs to a conversation.
///
/// # Errors
/// What SQLite says.
pub fn concern(db: &Db, conversation: ConversationId) -> Result<bool, StoreError> {
    db.value(
        "SELECT EXISTS (SELECT 1 FROM deliveries WHERE conversation = ?1)",
        [Bound(&conversation)],
    )
    .map(Option::unwrap_or_default)
}

/// The newest delivery there is; 0 without any.
///
/// # Errors
/// What SQLite says.
pub fn newest(db: &Db) -> Result<DeliveryId, StoreError> {
    let newest = db.value("SELECT max(id) FROM deliveries", [])?;
    Ok(newest.flatten().unwrap_or(DeliveryId(0)))
}

/// When the next delivery that has to wait may be tried.
///
/// # Errors
/// What SQLite says.
pub fn next_due(db: &Db, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    db.value(
        "SELECT not_before FROM deliveries WHERE not_before > ?1 ORDER BY not_before LIMIT 1",
        [Bound(&now)],
    )
}
