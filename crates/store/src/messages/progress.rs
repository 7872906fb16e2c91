//! How far messages have come: not read yet, delivered, read.

use hudhud_base::{AccountId, ConversationId, MessageRow, Seq};
use rusqlite::params;

use super::position::{FIRST_UNLOGGED, position_after};
use super::{MessageKind, MessageState, StoredMessage};
use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;

/// How many messages of others, system lines and deleted ones apart, stand after `read_seq`.
///
/// # Errors
/// What SQLite says.
pub fn count_unread(
    db: &Db,
    conversation: ConversationId,
    read_seq: Seq,
    own: &AccountId,
) -> Result<u32, StoreError> {
    db.value(
        "SELECT count(*) FROM messages
         WHERE conversation = ?1 AND position > ?2 AND position < ?3
             AND sender <> ?4 AND kind <> ?5 AND deleted = 0",
        params![
            Bound(&conversation),
            position_after(read_seq),
            FIRST_UNLOGGED,
            Bound(own),
            Bound(&MessageKind::System),
        ],
    )
    .map(Option::unwrap_or_default)
}

/// The first message that [`count_unread`] counts.
///
/// # Errors
/// What SQLite says.
pub fn first_unread(
    db: &Db,
    conversation: ConversationId,
    read_seq: Seq,
    own: &AccountId,
) -> Result<Option<StoredMessage>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND position > ?2 AND position < ?3
             AND sender <> ?4 AND kind <> ?5 AND deleted = 0
         ORDER BY position LIMIT 1",
        params![
            Bound(&conversation),
            position_after(read_seq),
            FIRST_UNLOGGED,
            Bound(own),
            Bound(&MessageKind::System),
        ],
    )
}

/// Number and state of the messages of a conversation from one position to another, both included,
/// in order.
///
/// # Errors
/// What SQLite says.
pub fn states(
    db: &Db,
    conversation: ConversationId,
    first: i64,
    last: i64,
) -> Result<Vec<(MessageRow, MessageState)>, StoreError> {
    db.pairs(
        "SELECT id, state FROM messages
         WHERE conversation = ?1 AND position BETWEEN ?2 AND ?3 ORDER BY position",
        params![Bound(&conversation), first, last],
    )
}

/// Raises the state of own messages after one entry and up to another to Delivered or Read, and lowers
/// none; any other state changes nothing. Returns how many were raised.
///
/// # Errors
/// What SQLite says.
pub fn set_state_between(
    db: &Db,
    conversation: ConversationId,
    own: &AccountId,
    (after, up_to): (Seq, Seq),
    state: MessageState,
) -> Result<usize, StoreError> {
    match state {
        // The codes of Sent and Delivered are written out as in the index `messages_awaiting_receipt`,
        // which SQLite uses for this very condition and not for one with parameters.
        MessageState::Delivered | MessageState::Read => db.write(
            "UPDATE messages SET state = ?5
             WHERE conversation = ?1 AND sender = ?2 AND seq > ?3 AND seq <= ?4
                 AND state IN (1, 2) AND state < ?5",
            params![
                Bound(&conversation),
                Bound(own),
                Bound(&after),
                Bound(&up_to),
                Bound(&state)
            ],
        ),
        MessageState::Queued
        | MessageState::Sent
        | MessageState::Failed
        | MessageState::Received => Ok(0),
    }
}
