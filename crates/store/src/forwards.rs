//! What is said of messages that were passed on: whose they were, by the word of whoever passed them on.

use hudhud_base::{ConversationId, MessageRow, Minute};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::row::record;

record! {
    /// Whose a message was that was passed on.
    ForwardRow in "forwards" {
        key {
            /// The message, here.
            message: MessageRow,
        }
        rest {
            /// What its first author is said to be called, made safe; empty: they have no name.
            name: String,
            /// When it is said to have been sent first.
            sent: Minute,
            /// How often it is said to have been passed on.
            times: u32,
        }
    }
}

/// Writes what is said of a message.
///
/// # Errors
/// [`StoreError::Constraint`] if the message is not there.
pub fn put(db: &Db, row: &ForwardRow) -> Result<(), StoreError> {
    db.upsert(row)
}

/// What is said of a message, if it was passed on.
///
/// # Errors
/// What SQLite says.
pub fn of(db: &Db, message: MessageRow) -> Result<Option<ForwardRow>, StoreError> {
    db.row("WHERE message = ?1", [Bound(&message)])
}

/// What is said of the messages of a conversation that stand from one position to another, both included.
///
/// # Errors
/// What SQLite says.
pub fn between(
    db: &Db,
    conversation: ConversationId,
    first: i64,
    last: i64,
) -> Result<Vec<ForwardRow>, StoreError> {
    db.rows(
        "WHERE message IN (SELECT id FROM messages
             WHERE conversation = ?1 AND position BETWEEN ?2 AND ?3)",
        params![Bound(&conversation), first, last],
    )
}

/// Forgets what is said of a message.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, message: MessageRow) -> Result<(), StoreError> {
    db.write("DELETE FROM forwards WHERE message = ?1", [Bound(&message)])
        .map(drop)
}
