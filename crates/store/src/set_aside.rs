//! Entries and letters that this program could not take in: kept with the reason, for one that can.

use hudhud_base::{ConversationId, Seq, Timestamp};

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::row::record;

/// Entries that are kept for one conversation, and letters of the inbox. Of more, the oldest go: whoever
/// sends them chooses how many there are.
pub const KEPT: u32 = 64;

record! {
    /// One entry or letter.
    SetAsideRow in "set_aside" {
        key {
            /// The row's number; [`insert`] ignores it.
            id: i64,
        }
        rest {
            /// The conversation whose log it stands in; the inbox if there is none.
            conversation: Option<ConversationId>,
            /// Where it stands.
            seq: Seq,
            /// Why it was not taken in, for whoever repairs that.
            reason: String,
            /// When it was set aside.
            since: Timestamp,
            /// Its bytes as the host served them.
            entry: Vec<u8>,
        }
    }
}

/// Inserts a row, and removes what is more than [`KEPT`].
///
/// # Errors
/// [`StoreError::Constraint`] if the conversation does not exist.
pub fn insert(db: &Db, row: &SetAsideRow) -> Result<(), StoreError> {
    db.insert_numbered(row)?;
    db.write(
        "DELETE FROM set_aside WHERE conversation IS ?1 AND id NOT IN
         (SELECT id FROM set_aside WHERE conversation IS ?1 ORDER BY id DESC LIMIT ?2)",
        rusqlite::params![Bound(&row.conversation), KEPT],
    )
    .map(drop)
}

/// Everything of a conversation, or of the inbox, that was set aside, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db, conversation: Option<ConversationId>) -> Result<Vec<SetAsideRow>, StoreError> {
    db.rows(
        "WHERE conversation IS ?1 ORDER BY id",
        [Bound(&conversation)],
    )
}
