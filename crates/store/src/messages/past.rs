//! What was said with somebody before: messages of a conversation that is over, taken into the one in
//! which it goes on. They stand before everything of its log, at places below zero.

use hudhud_base::{ConversationId, MessageRow};
use rusqlite::params;

use super::{MessageState, StoredMessage};
use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;

/// So far away from every place in use that nothing meets while places are given anew.
const AWAY: i64 = 1 << 61;

impl StoredMessage {
    /// Whether it was said in a conversation that this one continues: in another log, or in none.
    #[must_use]
    pub const fn is_past(&self) -> bool {
        self.position < 0
    }
}

/// Moves the messages of a conversation into another one, behind what had been moved there before and
/// before everything that was said there, with the reactions to them. What waited to be sent is given
/// up. Gives the numbers of what was moved, in order.
///
/// # Errors
/// What SQLite says.
pub fn precede(
    db: &Db,
    from: ConversationId,
    into: ConversationId,
) -> Result<Vec<MessageRow>, StoreError> {
    let moved: Vec<MessageRow> = db.values(
        "SELECT id FROM messages WHERE conversation = ?1 ORDER BY position",
        [Bound(&from)],
    )?;
    let count = i64::try_from(moved.len()).map_err(|_| StoreError::Constraint)?;
    // In two steps: a place must be free when a row comes to it, and rows come in no promised order.
    for by in [-AWAY, AWAY - count] {
        db.write(
            "UPDATE messages SET position = position + ?2 WHERE conversation = ?1 AND position < 0",
            params![Bound(&into), by],
        )?;
    }
    for (place, message) in (-count..0).zip(&moved) {
        db.write(
            "UPDATE messages SET conversation = ?2, position = ?3, seq = NULL,
                 state = CASE state WHEN ?4 THEN ?5 ELSE state END
             WHERE id = ?1",
            params![
                Bound(message),
                Bound(&into),
                place,
                Bound(&MessageState::Queued),
                Bound(&MessageState::Failed),
            ],
        )?;
    }
    db.write(
        "UPDATE reactions SET conversation = ?2 WHERE conversation = ?1",
        [Bound(&from), Bound(&into)],
    )?;
    Ok(moved)
}
