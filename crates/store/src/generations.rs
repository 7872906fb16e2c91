//! The capabilities and keys of each generation of a conversation's log.

use hudhud_base::{ConversationId, Generation, Seq};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::row::record;
use crate::secret::Secret;

record! {
    /// One generation of one log.
    GenerationRow in "generations" {
        key {
            /// The conversation.
            conversation: ConversationId,
            /// The generation.
            generation: Generation,
        }
        rest {
            /// What the keys and capabilities below are derived from.
            secret: Secret,
            /// Capability to read and follow.
            read: Secret,
            /// Capability to append.
            write: Secret,
            /// Capability to rotate, if this device has it.
            control: Option<Secret>,
            /// Key that seals every entry once more.
            log_key: Secret,
            /// First entry of the generation.
            first_seq: Seq,
            /// Entry that ended it.
            ended_seq: Option<Seq>,
        }
    }
}

/// Writes a row, replacing that generation's row before.
///
/// # Errors
/// What SQLite says.
pub fn upsert(db: &Db, row: &GenerationRow) -> Result<(), StoreError> {
    db.upsert(row)
}

/// One generation of a conversation's log.
///
/// # Errors
/// What SQLite says.
pub fn by_number(
    db: &Db,
    conversation: ConversationId,
    generation: Generation,
) -> Result<Option<GenerationRow>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND generation = ?2",
        params![Bound(&conversation), Bound(&generation)],
    )
}

/// The newest generation of a conversation's log.
///
/// # Errors
/// What SQLite says.
pub fn latest(db: &Db, conversation: ConversationId) -> Result<Option<GenerationRow>, StoreError> {
    db.row(
        "WHERE conversation = ?1 ORDER BY generation DESC LIMIT 1",
        [Bound(&conversation)],
    )
}

/// Every known generation of a conversation's log, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db, conversation: ConversationId) -> Result<Vec<GenerationRow>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 ORDER BY generation",
        [Bound(&conversation)],
    )
}

/// Removes one generation, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(
    db: &Db,
    conversation: ConversationId,
    generation: Generation,
) -> Result<(), StoreError> {
    db.write(
        "DELETE FROM generations WHERE conversation = ?1 AND generation = ?2",
        params![Bound(&conversation), Bound(&generation)],
    )
    .map(drop)
}
