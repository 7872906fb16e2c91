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
            /// Up to where it has received.
            delivered_seq: Seq,
            /// Up to where it has read.
            read_seq: Seq,
        }
    }
}

/// A pair of marks over several accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Up to where is received.
    pub delivered_seq: Seq,
    /// Up to where is read.
    pub read_seq: Seq,
}

/// Moves an account's marks forward; a mark that is further already stays.
///
/// # Errors
/// [`StoreError::Constraint`] if the conversation does not exist.
pub fn upsert(db: &Db, row: &ReceiptRow) -> Result<(), StoreError> {
    // Not `Db::upsert`: receipts arrive in any order, and an older one must not take a mark back.
    db.write(
        "INSERT INTO receipts (conversation, account, delivered_seq, read_seq)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (conversation, account) DO UPDATE SET
             delivered_seq = max(delivered_seq, excluded.delivered_seq),
             read_seq = max(read_seq, excluded.read_seq)",
        params![
            Bound(&row.conversation),
            Bound(&row.account),
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

/// The marks of every account that has sent a receipt, in the order of ids.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db, conversation: ConversationId) -> Result<Vec<ReceiptRow>, StoreError> {
    db.rows(
        "WHERE conversation = ?1 ORDER BY account",
        [Bound(&conversation)],
    )
}

/// The lowest marks among the accounts that have sent a receipt; `None` if none has.
///
/// # Errors
/// What SQLite says.
pub fn lowest(db: &Db, conversation: ConversationId) -> Result<Option<Marks>, StoreError> {
    Ok(list(db, conversation)?
        .iter()
        .map(Marks::of)
        .reduce(|low, next| Marks {
            delivered_seq: low.delivered_seq.min(next.delivered_seq),
            read_seq: low.read_seq.min(next.read_seq),
        }))
}

/// The highest marks among the accounts that have sent a receipt; `None` if none has.
///
/// # Errors
/// What SQLite says.
pub fn highest(db: &Db, conversation: ConversationId) -> Result<Option<Marks>, StoreError> {
    Ok(list(db, conversation)?
        .iter()
        .map(Marks::of)
        .reduce(|high, next| Marks {
            delivered_seq: high.delivered_seq.max(next.delivered_seq),
            read_seq: high.read_seq.max(next.read_seq),
        }))
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

impl Marks {
    const fn of(row: &ReceiptRow) -> Self {
        Self {
            delivered_seq: row.delivered_seq,
            read_seq: row.read_seq,
        }
    }
}
