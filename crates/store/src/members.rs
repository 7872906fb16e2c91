//! The devices in each conversation, as of the last commit that was processed.

use hudhud_base::{AccountId, ConversationId, DeviceId};
use rusqlite::params;

use crate::conversations::{ConversationKind, ConversationState};
use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::row::record;

record! {
    /// One device in one conversation.
    MemberRow in "members" {
        key {
            /// The conversation.
            conversation: ConversationId,
            /// The device.
            device: DeviceId,
        }
        rest {
            /// The account it belongs to.
            account: AccountId,
            /// Its leaf in the group's tree.
            leaf: u32,
            /// Its account's public key.
            account_key: Vec<u8>,
            /// Public key to which control capabilities are sealed for it.
            control_key: Vec<u8>,
            /// Whether its account may remove others.
            admin: bool,
        }
    }
}

/// Inserts one device.
///
/// # Errors
/// [`StoreError::Constraint`] if the conversation has it already or does not exist.
pub fn insert(db: &Db, row: &MemberRow) -> Result<(), StoreError> {
    db.insert(row)
}

/// Replaces all devices of a conversation; a row's own conversation must be this one.
///
/// # Errors
/// [`StoreError::Constraint`] if a device is named twice, if a row names another conversation or if
/// the conversation does not exist.
pub fn replace_all(
    db: &Db,
    conversation: ConversationId,
    rows: &[MemberRow],
) -> Result<(), StoreError> {
    // The schema would take such a row, and its conversation would have one device more.
    if rows.iter().any(|row| row.conversation != conversation) {
        return Err(StoreError::Constraint);
    }
    db.write(
        "DELETE FROM members WHERE conversation = ?1",
        [Bound(&conversation)],
    )?;
    rows.iter().try_for_each(|row| db.insert(row))
}

/// One device of a conversation.
///
/// # Errors
/// What SQLite says.
pub fn by_key(
    db: &Db,
    conversation: ConversationId,
    device: &DeviceId,
) -> Result<Option<MemberRow>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND device = ?2",
        params![Bound(&conversation), Bound(device)],
    )
}

/// Writes the whole row.
///
/// # Errors
/// [`StoreError::Missing`] if the device is not in the conversation.
pub fn update(db: &Db, row: &MemberRow) -> Result<(), StoreError> {
    db.update(row)
}

/// Removes one device, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, conversation: ConversationId, device: &DeviceId) -> Result<(), StoreError> {
    db.write(
        "DELETE FROM members WHERE conversation = ?1 AND device = ?2",
        params![Bound(&conversation), Bound(device)],
    )
    .map(drop)
}

/// Every device of a conversation, in the order of leaves.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db, conversation: ConversationId) -> Result<Vec<MemberRow>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 ORDER BY leaf, device",
        [Bound(&conversation)],
    )
}

/// How many devices are in a conversation.
///
/// # Errors
/// What SQLite says.
pub fn count(db: &Db, conversation: ConversationId) -> Result<u64, StoreError> {
    let count = db.value(
        "SELECT count(*) FROM members WHERE conversation = ?1",
        [Bound(&conversation)],
    )?;
    Ok(count.unwrap_or(0))
}

/// Every account with a device in a conversation, once each, in the order of ids.
///
/// # Errors
/// What SQLite says.
pub fn accounts_of(db: &Db, conversation: ConversationId) -> Result<Vec<AccountId>, StoreError> {
    db.values(
        "SELECT DISTINCT account FROM members WHERE conversation = ?1 ORDER BY account",
        [Bound(&conversation)],
    )
}

/// Every conversation in which an account has a device, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn conversations_with(db: &Db, account: &AccountId) -> Result<Vec<ConversationId>, StoreError> {
    db.values(
        "SELECT DISTINCT conversation FROM members WHERE account = ?1 ORDER BY conversation",
        [Bound(account)],
    )
}

/// The title of a group that an account is in and that this account takes part in: the one where something
/// happened last, if there are several.
///
/// # Errors
/// What SQLite says.
pub fn together(db: &Db, account: &AccountId) -> Result<Option<String>, StoreError> {
    db.value(
        "SELECT conversations.title FROM members
         JOIN conversations ON conversations.id = members.conversation
         WHERE members.account = ?1 AND conversations.kind = ?2 AND conversations.state = ?3
         ORDER BY conversations.last_activity DESC, conversations.id DESC LIMIT 1",
        params![
            Bound(account),
            Bound(&ConversationKind::Group),
            Bound(&ConversationState::Active),
        ],
    )
}
