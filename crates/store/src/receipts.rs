//! How far each account of a conversation has received and read. These marks only move forward.

use hudhud_base::{AccountId, ConversationId, Seq};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::row::record;

record! {
    /// How far one account is in one conversation.
    ReceiptRow in "receipts" {
        key {
            /// The conversation.
            conversation: ConversationId,
            /// The account.
            account: AccountId,
        }
        rest {
            /// The entry that let it in: what stands before it this account has never had. Zero if
            /// it was there before this device.
            since_seq: Seq,
            /// Up to where it has received.
            delivered_seq: Seq,
            /// Up to where it has read.
            read_seq: Seq,
        }
    }
}

impl ReceiptRow {
    /// An account that has not said yet how far it is.
    #[must_use]
    pub const fn unheard(conversation: ConversationId, account: AccountId, since_seq: Seq) -> Self {
        Self {
            conversation,
            account,
            since_seq,
            delivered_seq: Seq(0),
            read_seq: Seq(0),
        }
    }
}

/// Moves an account's marks forward; a mark that is further already stays.
///
/// # Errors
/// [`StoreError::Constraint`] if the conversation does not exist.
pub fn upsert(db: &Db, row: &ReceiptRow) -> Result<(), StoreError> {
    // Not `Db::upsert`: receipts arrive in any order, and an older one must not take a mark back.
    db.write(
        "INSERT INTO receipts (conversation, account, since_seq, delivered_seq, read_seq)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (conversation, account) DO UPDATE SET
             since_seq = max(since_seq, excluded.since_seq),
             delivered_seq = max(delivered_seq, excluded.delivered_seq),
             read_seq = max(read_seq, excluded.read_seq)",
        params![
            Bound(&row.conversation),
            Bound(&row.account),
            Bound(&row.since_seq),
            Bound(&row.delivered_seq),
            Bound(&row.read_seq)
        ],
    )
    .map(drop)
}

/// The marks of one account.
///
/// # Errors
/// What SQLite says.
pub fn by_account(
    db: &Db,
    conversation: ConversationId,
    account: &AccountId,
) -> Result<Option<ReceiptRow>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND account = ?2",
        params![Bound(&conversation), Bound(account)],
    )
}

/// The marks of every account that has any, in the order of ids.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db, conversation: ConversationId) -> Result<Vec<ReceiptRow>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 ORDER BY account",
        [Bound(&conversation)],
    )
}

/// Removes the marks of one account, if there are any.
///
/// # Errors
/// What SQLite says.
pub fn delete(
    db: &Db,
    conversation: ConversationId,
    account: &AccountId,
) -> Result<(), StoreError> {
    db.write(
        "DELETE FROM receipts WHERE conversation = ?1 AND account = ?2",
        params![Bound(&conversation), Bound(account)],
    )
    .map(drop)
}
