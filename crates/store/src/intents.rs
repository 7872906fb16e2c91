//! What a person wants to happen to a group, until a commit that does it has been read back.

use hudhud_base::{ConversationId, IntentId, Timestamp};

use crate::db::Db;
use crate::error::StoreError;
use crate::field::{Bound, coded};
use crate::row::record;

coded! {
    /// How far an intent has come.
    IntentState {
        /// To be planned.
        Open = 0,
        /// A commit for it is in the outbox.
        Staged = 1,
        /// Fulfilled.
        Done = 2,
        /// Given up.
        Failed = 3,
    }
}

record! {
    /// One intent.
    IntentRow in "intents" {
        key {
            /// The row's number; [`insert`] ignores it.
            id: IntentId,
        }
        rest {
            /// The conversation, if it concerns one.
            conversation: Option<ConversationId>,
            /// What is wanted; the codes belong to whoever writes the row.
            kind: u32,
            /// The rest of what is wanted, encoded.
            payload: Vec<u8>,
            /// How far it has come.
            state: IntentState,
            /// When it may be tried.
            not_before: Timestamp,
            /// How often it was tried.
            attempts: u32,
        }
    }
}

/// Inserts an intent; returns its number.
///
/// # Errors
/// [`StoreError::Constraint`] if the conversation does not exist.
pub fn insert(db: &Db, row: &IntentRow) -> Result<IntentId, StoreError> {
    db.insert_numbered(row).map(IntentId)
}

/// The intent with this number.
///
/// # Errors
/// What SQLite says.
pub fn by_id(db: &Db, id: IntentId) -> Result<Option<IntentRow>, StoreError> {
    db.row("WHERE id = ?1", [Bound(&id)])
}

/// Writes the whole row.
///
/// # Errors
/// [`StoreError::Missing`] if there is none with its number.
pub fn update(db: &Db, row: &IntentRow) -> Result<(), StoreError> {
    db.update(row)
}

/// Removes an intent, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, id: IntentId) -> Result<(), StoreError> {
    db.write("DELETE FROM intents WHERE id = ?1", [Bound(&id)])
        .map(drop)
}

/// Every open intent of a conversation, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn open_of(db: &Db, conversation: ConversationId) -> Result<Vec<IntentRow>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 AND state = ?2 ORDER BY id",
        rusqlite::params![Bound(&conversation), Bound(&IntentState::Open)],
    )
}

/// When the next open intent that has to wait may be tried.
///
/// # Errors
/// What SQLite says.
pub fn next_due(db: &Db, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    db.value(
        "SELECT min(not_before) FROM intents WHERE state = ?1 AND not_before > ?2",
        rusqlite::params![Bound(&IntentState::Open), Bound(&now)],
    )
    .map(Option::flatten)
}

/// Every open intent, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn open_all(db: &Db) -> Result<Vec<IntentRow>, StoreError> {
    db.rows("WHERE state = ?1 ORDER BY id", [Bound(&IntentState::Open)])
}

/// How many are open.
///
/// # Errors
/// What SQLite says.
pub fn count_open(db: &Db) -> Result<u64, StoreError> {
    db.value(
        "SELECT count(*) FROM intents WHERE state = ?1",
        [Bound(&IntentState::Open)],
    )
    .map(Option::unwrap_or_default)
}

/// Every intent of a conversation, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db, conversation: ConversationId) -> Result<Vec<IntentRow>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 ORDER BY id",
        [Bound(&conversation)],
    )
}
