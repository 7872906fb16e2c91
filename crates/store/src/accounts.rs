//! What is known of other accounts, and how one stands with them.

use hudhud_base::{AccountId, LogAddress, Timestamp};
use hudhud_dialogue::ConversationState;
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::{Bound, coded};
use crate::profiles;
use crate::row::record;
use crate::secret::Secret;

coded! {
    /// How one stands with an account.
    Standing {
        /// Never accepted.
        Stranger = 0,
        /// Accepted.
        Contact = 1,
        /// Nothing of theirs is shown or answered.
        Blocked = 2,
    }
}

record! {
    /// One account that was met.
    AccountRow in "accounts" {
        key {
            /// The account.
            account: AccountId,
        }
        rest {
            /// Its public key, once it is known.
            account_key: Option<Vec<u8>>,
            /// Where its host is reached.
            host: String,
            /// Its confirmed name at that host, without the host.
            name: Option<String>,
            /// What that name can be taken for: names that are alike have the same.
            looks: Option<String>,
            /// Address of its inbox.
            inbox: Option<LogAddress>,
            /// Public key of its inbox.
            inbox_key: Option<Vec<u8>>,
            /// Capability to write to its inbox.
            inbox_write: Option<Secret>,
            /// It was given the present capability to write to the own inbox.
            inbox_given: bool,
            /// When it is to be told that capability, because the one that it was given was replaced.
            tell_at: Option<Timestamp>,
            /// Its newest signed device list that was seen.
            device_list: Option<Vec<u8>>,
            /// The first signed device list that contradicts the newest that was seen.
            contradiction: Option<Vec<u8>>,
            /// How one stands with it.
            standing: Standing,
            /// When its host was last asked about it.
            refreshed: Timestamp,
        }
    }
}

/// Writes a row, replacing the account's row before.
///
/// # Errors
/// What SQLite says.
pub fn upsert(db: &Db, row: &AccountRow) -> Result<(), StoreError> {
    db.upsert(row)
}

/// The row of an account.
///
/// # Errors
/// What SQLite says.
pub fn by_id(db: &Db, account: &AccountId) -> Result<Option<AccountRow>, StoreError> {
    db.row("WHERE account = ?1", [Bound(account)])
}

/// The name and the host of an account, without the rest of its row.
///
/// # Errors
/// What SQLite says.
pub fn name_and_host(
    db: &Db,
    account: &AccountId,
) -> Result<Option<(Option<String>, String)>, StoreError> {
    let found = db.pairs(
        "SELECT name, host FROM accounts WHERE account = ?1",
        [Bound(account)],
    )?;
    Ok(found.into_iter().next())
}

/// What somebody is to the person here, without the rest of their row.
///
/// # Errors
/// What SQLite says.
pub fn standing(db: &Db, account: &AccountId) -> Result<Option<Standing>, StoreError> {
    db.value(
        "SELECT standing FROM accounts WHERE account = ?1",
        [Bound(account)],
    )
}

/// At most `limit` accounts with a name that begins with `prefix`, or that call themselves by words of
/// which one does, however it is written; blocked ones apart. Those first with whom a conversation was
/// active last.
///
/// # Errors
/// What SQLite says.
pub fn named_like(db: &Db, prefix: &str, limit: u32) -> Result<Vec<AccountRow>, StoreError> {
    // Not LIKE: in its pattern the `_` of a name stands for any character.
    db.rows(
        "WHERE standing <> ?2 AND (
             (name IS NOT NULL AND lower(substr(name, 1, length(?1))) = lower(?1))
             OR account IN (
                 SELECT account FROM profiles
                 WHERE sought <> '' AND (?1 = '' OR (?4 <> '' AND instr(sought, ?4) > 0))
             )
         )
         ORDER BY (
             SELECT max(conversations.last_activity) FROM members
             JOIN conversations ON conversations.id = members.conversation
             WHERE members.account = accounts.account
         ) DESC NULLS LAST, name IS NULL, name, host
         LIMIT ?3",
        params![
            prefix,
            Bound(&Standing::Blocked),
            limit,
            profiles::sought(prefix)
        ],
    )
}

/// Whether there is somebody at this host whose name would be shown and about whom it was not asked yet:
/// who began a request, or is in a conversation that is open.
///
/// # Errors
/// What SQLite says.
pub fn is_name_due(db: &Db, host: &str) -> Result<bool, StoreError> {
    let found = db.value(
        "SELECT EXISTS (
             SELECT 1 FROM conversations
             JOIN accounts ON accounts.account = conversations.inviter
             WHERE conversations.state = ?1
                 AND accounts.host = ?3 AND accounts.name IS NULL AND accounts.refreshed = 0
         ) OR EXISTS (
             SELECT 1 FROM conversations
             JOIN members ON members.conversation = conversations.id
             JOIN accounts ON accounts.account = members.account
             WHERE conversations.state = ?2
                 AND accounts.host = ?3 AND accounts.name IS NULL AND accounts.refreshed = 0
         )",
        params![
            Bound(&ConversationState::Request),
            Bound(&ConversationState::Active),
            host
        ],
    )?;
    Ok(found.unwrap_or_default())
}

/// Every account of this standing, in the order of names, then ids.
///
/// # Errors
/// What SQLite says.
pub fn list_by_standing(db: &Db, standing: Standing) -> Result<Vec<AccountRow>, StoreError> {
    db.rows(
        "WHERE standing = ?1 ORDER BY name IS NULL, name, account",
        [Bound(&standing)],
    )
}

/// Every account that was given the capability to write to the own inbox, in the order of ids.
///
/// # Errors
/// What SQLite says.
pub fn given(db: &Db) -> Result<Vec<AccountRow>, StoreError> {
    db.rows("WHERE inbox_given = 1 ORDER BY account", [])
}

/// Every account that is to be told that capability by now.
///
/// # Errors
/// What SQLite says.
pub fn to_tell(db: &Db, now: Timestamp) -> Result<Vec<AccountRow>, StoreError> {
    db.rows("WHERE tell_at <= ?1 ORDER BY tell_at", [Bound(&now)])
}

/// When the next account is to be told it, after now.
///
/// # Errors
/// What SQLite says.
pub fn next_to_tell(db: &Db, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    db.value(
        "SELECT tell_at FROM accounts WHERE tell_at > ?1 ORDER BY tell_at LIMIT 1",
        [Bound(&now)],
    )
}

/// How many strangers are known by a letter of theirs.
///
/// # Errors
/// What SQLite says.
pub fn letter_writers(db: &Db) -> Result<u64, StoreError> {
    let count = db.value(
        "SELECT count(*) FROM accounts WHERE standing = ?1 AND inbox_write IS NOT NULL",
        [Bound(&Standing::Stranger)],
    )?;
    Ok(count.unwrap_or_default())
}

/// Those of them who are in nothing that is kept: no conversation, no message, no letter to them.
///
/// # Errors
/// What SQLite says.
pub fn letter_writers_alone(db: &Db) -> Result<Vec<AccountId>, StoreError> {
    db.values(
        "SELECT account FROM accounts
         WHERE standing = ?1 AND inbox_write IS NOT NULL AND inbox_given = 0 AND tell_at IS NULL
             AND account NOT IN (SELECT account FROM members)
             AND account NOT IN (SELECT peer FROM conversations WHERE peer IS NOT NULL)
             AND account NOT IN (SELECT inviter FROM conversations WHERE inviter IS NOT NULL)
             AND account NOT IN (SELECT account FROM receipts)
             AND account NOT IN (SELECT account FROM reactions)
             AND account NOT IN (SELECT account FROM deliveries)
             AND account NOT IN (SELECT sender FROM messages)",
        [Bound(&Standing::Stranger)],
    )
}

/// Forgets an account, with how it shows itself.
///
/// # Errors
/// What SQLite says.
pub fn forget(db: &Db, account: &AccountId) -> Result<(), StoreError> {
    for forgotten in [
        "DELETE FROM accounts WHERE account = ?1",
        "DELETE FROM profiles WHERE account = ?1",
        "DELETE FROM pictures WHERE account = ?1",
    ] {
        db.write(forgotten, [Bound(account)])?;
    }
    Ok(())
}
