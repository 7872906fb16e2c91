//! Who reacted to which message with what.

use hudhud_base::{AccountId, ConversationId};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::row::record;

record! {
    /// One account's reaction to one message with one emoji.
    ReactionRow in "reactions" {
        key {
            /// The conversation.
            conversation: ConversationId,
            /// Id of the message that was reacted to.
            target: [u8; 32],
            /// Who reacted.
            account: AccountId,
            /// With what.
            emoji: String,
        }
        rest {
            /// Id of the message that carried the reaction.
            reaction_id: [u8; 32],
        }
    }
}

/// Adds a reaction; one that is there already takes the new id.
///
/// # Errors
/// [`StoreError::Constraint`] if the conversation does not exist.
pub fn add(db: &Db, row: &ReactionRow) -> Result<(), StoreError> {
    db.upsert(row)
}

/// The first reaction that a message with this id carried.
///
/// # Errors
/// What SQLite says.
pub fn by_reaction_id(
    db: &Db,
    conversation: ConversationId,
    reaction_id: &[u8; 32],
) -> Result<Option<ReactionRow>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND reaction_id = ?2 ORDER BY id LIMIT 1",
        params![Bound(&conversation), Bound(reaction_id)],
    )
}

/// Removes the reaction that a message of `account` with this id carried. Returns whether there was
/// one: nobody takes back the reaction of somebody else.
///
/// # Errors
/// What SQLite says.
pub fn remove_by_reaction_id(
    db: &Db,
    conversation: ConversationId,
    account: &AccountId,
    reaction_id: &[u8; 32],
) -> Result<bool, StoreError> {
    db.write(
        "DELETE FROM reactions WHERE conversation = ?1 AND reaction_id = ?2 AND account = ?3",
        params![Bound(&conversation), Bound(reaction_id), Bound(account)],
    )
    .map(|removed| removed > 0)
}

/// Removes one account's reaction with one emoji; returns whether it was there.
///
/// # Errors
/// What SQLite says.
pub fn remove(
    db: &Db,
    conversation: ConversationId,
    target: &[u8; 32],
    account: &AccountId,
    emoji: &str,
) -> Result<bool, StoreError> {
    db.write(
        "DELETE FROM reactions
         WHERE conversation = ?1 AND target = ?2 AND account = ?3 AND emoji = ?4",
        params![Bound(&conversation), Bound(target), Bound(account), emoji],
    )
    .map(|removed| removed > 0)
}

/// Removes all reactions to a message.
///
/// # Errors
/// What SQLite says.
pub fn forget(db: &Db, conversation: ConversationId, target: &[u8; 32]) -> Result<(), StoreError> {
    db.write(
        "DELETE FROM reactions WHERE conversation = ?1 AND target = ?2",
        params![Bound(&conversation), Bound(target)],
    )
    .map(drop)
}

/// The reactions to these messages: in the order of `targets`, those to one message oldest first.
///
/// # Errors
/// What SQLite says.
pub fn for_messages(
    db: &Db,
    conversation: ConversationId,
    targets: &[[u8; 32]],
) -> Result<Vec<ReactionRow>, StoreError> {
    let mut found = Vec::new();
    for target in targets {
        found.extend(db.rows::<ReactionRow>(
            "WHERE conversation = ?1 AND target = ?2 ORDER BY id",
            params![Bound(&conversation), Bound(target)],
        )?);
    }
    Ok(found)
}

/// The reactions to the messages of a conversation that stand from one position to another, both
/// included; oldest first.
///
/// # Errors
/// What SQLite says.
pub fn between(
    db: &Db,
    conversation: ConversationId,
    first: i64,
    last: i64,
) -> Result<Vec<ReactionRow>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 AND target IN (
             SELECT message_id FROM messages
             WHERE messages.conversation = ?1 AND position BETWEEN ?2 AND ?3
         ) ORDER BY id",
        params![Bound(&conversation), first, last],
    )
}
