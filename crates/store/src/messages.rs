//! What people wrote, in the order in which a conversation shows it. The words of text messages are
//! kept in step with the `index` by every function here that changes them.

mod past;
mod position;
mod progress;

pub use past::precede;
pub use position::position_after;
pub use progress::{count_unread, first_unread, set_state_between, states};

use hudhud_base::{AccountId, ConversationId, MessageRow, Minute, Seq, Timestamp};
pub use hudhud_dialogue::MessageState;
use rusqlite::params;

use crate::attachments;
use crate::db::Db;
use crate::error::StoreError;
use crate::field::{Bound, coded, coded_field};
use crate::forwards;
use crate::index;
use crate::reactions;
use crate::row::record;

coded! {
    /// What a message is.
    MessageKind {
        /// A person's text.
        Text = 0,
        /// A line about the conversation itself.
        System = 1,
        /// Content that this version cannot show.
        Unsupported = 2,
    }
}

// Queued to Read are in this order: queries compare them.
coded_field!(MessageState {
    Queued = 0,
    Sent = 1,
    Delivered = 2,
    Read = 3,
    Failed = 4,
    Received = 5,
});

record! {
    /// One message.
    StoredMessage in "messages" {
        key {
            /// The row's number; [`insert`] ignores it.
            id: MessageRow,
        }
        rest {
            /// The conversation.
            conversation: ConversationId,
            /// Where it stands among the conversation's messages; set by this module, which ignores
            /// what a caller puts here.
            position: i64,
            /// The message's own id, the same on every device.
            message_id: [u8; 32],
            /// Who wrote it.
            sender: AccountId,
            /// What it is.
            kind: MessageKind,
            /// Its text; kept empty once it is deleted.
            body: String,
            /// Id of the message it answers.
            reply_to: Option<[u8; 32]>,
            /// When its sender says it was sent.
            sent: Timestamp,
            /// Its entry in the log.
            seq: Option<Seq>,
            /// When the host received it.
            minute: Option<Minute>,
            /// How far it has come.
            state: MessageState,
            /// When its sender last changed it.
            edited: Option<Timestamp>,
            /// Whether its sender took it back.
            deleted: bool,
        }
    }
}

/// Inserts a message; returns its number.
///
/// # Errors
/// [`StoreError::Constraint`] if its sender has a message with this id in the conversation, if the
/// conversation does not exist, or if 4,096 messages stand at its entry.
pub fn insert(db: &Db, row: &StoredMessage) -> Result<MessageRow, StoreError> {
    let placed = StoredMessage {
        position: position::free(db, row.conversation, row.seq)?,
        ..kept(row)
    };
    let id = MessageRow(db.insert_numbered(&placed)?);
    if is_searchable(&placed) {
        index::add(db, id, &placed.body)?;
    }
    Ok(id)
}

/// Removes every message of a conversation, with the reactions to them, but those that wait to be
/// sent; gives the numbers of what was removed.
///
/// # Errors
/// What SQLite says.
pub fn clear(db: &Db, conversation: ConversationId) -> Result<Vec<MessageRow>, StoreError> {
    let which = params![Bound(&conversation), Bound(&MessageState::Queued)];
    let gone = db.values(
        "SELECT id FROM messages WHERE conversation = ?1 AND state <> ?2 ORDER BY id",
        which,
    )?;
    db.write(
        "DELETE FROM reactions WHERE conversation = ?1",
        [Bound(&conversation)],
    )?;
    db.write(
        "DELETE FROM messages WHERE conversation = ?1 AND state <> ?2",
        which,
    )?;
    Ok(gone)
}

/// The message with this number.
///
/// # Errors
/// What SQLite says.
pub fn by_id(db: &Db, id: MessageRow) -> Result<Option<StoredMessage>, StoreError> {
    db.row("WHERE id = ?1", [Bound(&id)])
}

/// The first message that came to a conversation with this message id. Ids are chosen by senders:
/// see [`by_sender_and_id`].
///
/// # Errors
/// What SQLite says.
pub fn by_message_id(
    db: &Db,
    conversation: ConversationId,
    message_id: &[u8; 32],
) -> Result<Option<StoredMessage>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND message_id = ?2 ORDER BY id LIMIT 1",
        params![Bound(&conversation), Bound(message_id)],
    )
}

/// The message of one sender with this message id.
///
/// # Errors
/// What SQLite says.
pub fn by_sender_and_id(
    db: &Db,
    conversation: ConversationId,
    sender: &AccountId,
    message_id: &[u8; 32],
) -> Result<Option<StoredMessage>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND message_id = ?2 AND sender = ?3",
        params![Bound(&conversation), Bound(message_id), Bound(sender)],
    )
}

/// Writes the whole row, its position apart, which follows its `seq`.
///
/// # Errors
/// [`StoreError::Missing`] if there is none with its number; else as for [`insert`].
pub fn update(db: &Db, row: &StoredMessage) -> Result<(), StoreError> {
    let before = by_id(db, row.id)?.ok_or(StoreError::Missing)?;
    let stays = before.conversation == row.conversation && before.seq == row.seq;
    // A new place only for another entry: behind everything at its own, the message would move
    // each time it is written.
    let position = if stays {
        before.position
    } else {
        position::free(db, row.conversation, row.seq)?
    };
    let after = StoredMessage {
        position,
        ..kept(row)
    };
    db.update(&after)?;
    // Most updates leave the text alone, and then its words as well.
    let (was, is) = (is_searchable(&before), is_searchable(&after));
    if was && is && before.body == after.body {
        return Ok(());
    }
    if was {
        index::remove(db, row.id)?;
    }
    if is {
        index::add(db, row.id, &after.body)?;
    }
    Ok(())
}

/// Gives a message another text.
///
/// # Errors
/// [`StoreError::Missing`] if there is none with this number.
pub fn edit(db: &Db, id: MessageRow, body: &str, edited: Timestamp) -> Result<(), StoreError> {
    let row = by_id(db, id)?.ok_or(StoreError::Missing)?;
    update(
        db,
        &StoredMessage {
            body: body.to_owned(),
            edited: Some(edited),
            ..row
        },
    )
}

/// Overwrites a message's text with nothing, forgets what is attached to it, whose it was and who reacted to it, and
/// marks it as taken back.
///
/// # Errors
/// [`StoreError::Missing`] if there is none with this number.
pub fn mark_deleted(db: &Db, id: MessageRow) -> Result<(), StoreError> {
    let row = by_id(db, id)?.ok_or(StoreError::Missing)?;
    attachments::delete_of(db, id)?;
    reactions::forget(db, row.conversation, &row.message_id)?;
    forwards::delete(db, id)?;
    update(
        db,
        &StoredMessage {
            deleted: true,
            ..row
        },
    )
}

/// Removes a message and its words, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, id: MessageRow) -> Result<(), StoreError> {
    // A trigger of the schema takes the words away, also when the whole conversation goes.
    db.write("DELETE FROM messages WHERE id = ?1", [Bound(&id)])
        .map(drop)
}

/// The last `limit` messages of a conversation that stand before a position, or at its end; the
/// newest last.
///
/// # Errors
/// What SQLite says.
pub fn page(
    db: &Db,
    conversation: ConversationId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<StoredMessage>, StoreError> {
    // Backwards, or the limit would cut off the newest.
    let mut rows = db.rows(
        "WHERE conversation = ?1 AND position < ?2 ORDER BY position DESC LIMIT ?3",
        params![Bound(&conversation), before.unwrap_or(i64::MAX), limit],
    )?;
    rows.reverse();
    Ok(rows)
}

/// The first `limit` messages of a conversation that stand after a position; the newest last.
///
/// # Errors
/// What SQLite says.
pub fn after(
    db: &Db,
    conversation: ConversationId,
    position: i64,
    limit: u32,
) -> Result<Vec<StoredMessage>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 AND position > ?2 ORDER BY position LIMIT ?3",
        params![Bound(&conversation), position, limit],
    )
}

/// The last message of a conversation.
///
/// # Errors
/// What SQLite says.
pub fn last(db: &Db, conversation: ConversationId) -> Result<Option<StoredMessage>, StoreError> {
    db.row(
        "WHERE conversation = ?1 ORDER BY position DESC LIMIT 1",
        [Bound(&conversation)],
    )
}

/// The highest number that a message has; 0 if there is none. A later message has a higher one.
///
/// # Errors
/// What SQLite says.
pub fn newest(db: &Db) -> Result<MessageRow, StoreError> {
    db.value("SELECT id FROM messages ORDER BY id DESC LIMIT 1", [])
        .map(Option::unwrap_or_default)
}

/// How many messages there are. It walks through all of them.
///
/// # Errors
/// What SQLite says.
pub fn count(db: &Db) -> Result<u64, StoreError> {
    db.value("SELECT count(*) FROM messages", [])
        .map(Option::unwrap_or_default)
}

/// Moves a message to its place in the log; one that was queued or given up is now sent.
///
/// # Errors
/// [`StoreError::Missing`] if there is none with this number; else as for [`insert`].
pub fn set_sent(db: &Db, id: MessageRow, seq: Seq, minute: Minute) -> Result<(), StoreError> {
    let row = by_id(db, id)?.ok_or(StoreError::Missing)?;
    let logged = StoredMessage {
        seq: Some(seq),
        ..row
    };
    let position = if row.seq == logged.seq {
        logged.position
    } else {
        position::free(db, logged.conversation, logged.seq)?
    };
    // Called twice, when the host answers and when the entry is read back; a receipt may come in
    // between, so a state that is further on stays.
    db.write(
        "UPDATE messages SET seq = ?2, minute = ?3, position = ?4,
             state = CASE WHEN state IN (?5, ?6) THEN ?7 ELSE state END
         WHERE id = ?1",
        params![
            Bound(&id),
            Bound(&seq),
            Bound(&minute),
            position,
            Bound(&MessageState::Queued),
            Bound(&MessageState::Failed),
            Bound(&MessageState::Sent),
        ],
    )
    .map(drop)
}

/// The row as it may be kept: of a message that was taken back, no text.
fn kept(row: &StoredMessage) -> StoredMessage {
    let mut kept = row.clone();
    if kept.deleted {
        kept.body.clear();
    }
    kept
}

fn is_searchable(row: &StoredMessage) -> bool {
    row.kind == MessageKind::Text && !row.deleted
}
