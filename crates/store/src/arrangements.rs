//! What the person did with each conversation in their list: muted, pinned, archived it, or left it
//! marked as unread.

use hudhud_base::{ConversationId, Timestamp};
pub use hudhud_dialogue::Arrangement;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::row::record;

record! {
    /// One conversation's.
    ArrangementRow in "arrangements" {
        key {
            /// The conversation.
            conversation: ConversationId,
        }
        rest {
            /// Nobody is called until then.
            muted_until: Option<Timestamp>,
            /// It stands above the others.
            pinned: bool,
            /// It stands apart.
            archived: bool,
            /// It counts as unread, whatever was read.
            unread: bool,
        }
    }
}

/// How a conversation is arranged.
///
/// # Errors
/// What SQLite says.
pub fn of(db: &Db, conversation: ConversationId) -> Result<Arrangement, StoreError> {
    let row: Option<ArrangementRow> = db.row("WHERE conversation = ?1", [Bound(&conversation)])?;
    Ok(row.map_or_else(Arrangement::default, |row| Arrangement {
        muted_until: row.muted_until,
        pinned: row.pinned,
        archived: row.archived,
        unread: row.unread,
    }))
}

/// Arranges a conversation.
///
/// # Errors
/// [`StoreError::Constraint`] if there is no such conversation.
pub fn put(
    db: &Db,
    conversation: ConversationId,
    arrangement: &Arrangement,
) -> Result<(), StoreError> {
    db.upsert(&ArrangementRow {
        conversation,
        muted_until: arrangement.muted_until,
        pinned: arrangement.pinned,
        archived: arrangement.archived,
        unread: arrangement.unread,
    })
}
