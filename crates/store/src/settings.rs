//! Preferences of the person, by name. What the names and values mean is known by whoever writes
//! them.

use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;

/// The value of a setting.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Db, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    db.value("SELECT value FROM settings WHERE key = ?1", [key])
}

/// Sets a setting.
///
/// # Errors
/// What SQLite says.
pub fn put(db: &Db, key: &str, value: &[u8]) -> Result<(), StoreError> {
    db.write(
        "INSERT INTO settings (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![key, value],
    )
    .map(drop)
}

/// Removes a setting, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, key: &str) -> Result<(), StoreError> {
    db.write("DELETE FROM settings WHERE key = ?1", [key])
        .map(drop)
}

/// Every setting, in the order of names.
///
/// # Errors
/// What SQLite says.
pub fn list(db: &Db) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    db.pairs("SELECT key, value FROM settings ORDER BY key", [])
}
