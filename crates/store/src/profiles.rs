//! How people show themselves, the own account among them: what they call themselves, and a picture.
//! Nobody confirms either.

use hudhud_base::{AccountId, Timestamp};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::normalise::normalise;
use crate::row::record;

record! {
    /// How somebody shows themselves.
    ProfileRow in "profiles" {
        key {
            /// Whose.
            account: AccountId,
        }
        rest {
            /// When they changed it last, by their clock; the newest stands.
            changed: Timestamp,
            /// What they call themselves, made safe; empty: nothing.
            name: String,
            /// What that can be taken for: names that are alike have the same. Empty: nothing.
            looks: String,
            /// The form in which it is searched, with a space before each word; empty: nothing.
            sought: String,
            /// Since when they have the picture that they have, if they have one.
            picture: Option<Timestamp>,
        }
    }
}

impl ProfileRow {
    /// The profile of somebody who calls themselves so: a name that was made safe.
    #[must_use]
    pub fn named(account: AccountId, changed: Timestamp, name: String) -> Self {
        Self {
            account,
            changed,
            looks: hudhud_text::skeleton(&name),
            sought: sought(&name),
            picture: None,
            name,
        }
    }
}

record! {
    /// A picture of somebody.
    PictureRow in "pictures" {
        key {
            /// Of whom.
            account: AccountId,
        }
        rest {
            /// A small JPEG.
            bytes: Vec<u8>,
        }
    }
}

/// The picture of an account, if it shows one.
///
/// # Errors
/// What SQLite says.
pub fn picture(db: &Db, account: &AccountId) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<PictureRow> = db.row("WHERE account = ?1", [Bound(account)])?;
    Ok(row.map(|row| row.bytes))
}

/// Keeps a picture in place of the account's former one; `None`: it shows none any more.
///
/// # Errors
/// What SQLite says.
pub fn put_picture(db: &Db, account: &AccountId, bytes: Option<Vec<u8>>) -> Result<(), StoreError> {
    let account = *account;
    match bytes {
        Some(bytes) => db.upsert(&PictureRow { account, bytes }),
        None => db
            .write("DELETE FROM pictures WHERE account = ?1", [Bound(&account)])
            .map(drop),
    }
}

/// The form in which a name is searched.
pub(crate) fn sought(name: &str) -> String {
    let words = normalise(name);
    words
        .split_whitespace()
        .fold(String::new(), |mut sought, word| {
            sought.push(' ');
            sought.push_str(word);
            sought
        })
}

/// The profile of an account, if it ever showed one.
///
/// # Errors
/// What SQLite says.
pub fn of(db: &Db, account: &AccountId) -> Result<Option<ProfileRow>, StoreError> {
    db.row("WHERE account = ?1", [Bound(account)])
}

/// Writes a profile in place of the account's former one.
///
/// # Errors
/// What SQLite says.
pub fn put(db: &Db, row: &ProfileRow) -> Result<(), StoreError> {
    db.upsert(row)
}

/// At most `limit` accounts whose profile has this look.
///
/// # Errors
/// What SQLite says.
pub fn with_looks(db: &Db, looks: &str, limit: u32) -> Result<Vec<AccountId>, StoreError> {
    let rows: Vec<ProfileRow> = db.rows(
        "WHERE looks = ?1 AND looks <> '' ORDER BY account LIMIT ?2",
        params![looks, limit],
    )?;
    Ok(rows.into_iter().map(|row| row.account).collect())
}

/// Whether somebody else can be taken for whoever shows themselves so: by what they call themselves, or
/// by their confirmed name. So can whose device this is.
///
/// # Errors
/// What SQLite says.
pub fn is_shared(db: &Db, row: &ProfileRow) -> Result<bool, StoreError> {
    if row.looks.is_empty() {
        return Ok(false);
    }
    let own: Option<String> = db.value("SELECT ifnull(name, '') FROM own WHERE one = 1", [])?;
    if own.is_some_and(|own| hudhud_text::skeleton(&own) == row.looks) {
        return Ok(true);
    }
    let others = params![row.looks, Bound(&row.account)];
    let named: Option<i64> = db.value(
        "SELECT 1 FROM accounts WHERE looks = ?1 AND account <> ?2 LIMIT 1",
        others,
    )?;
    let called: Option<i64> = db.value(
        "SELECT 1 FROM profiles WHERE looks = ?1 AND looks <> '' AND account <> ?2 LIMIT 1",
        others,
    )?;
    Ok(named.is_some() || called.is_some())
}
