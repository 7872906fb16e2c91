//! Opaque values by opaque keys: where the group library's state lies. Keys sort as bytes.

use crate::db::Db;
use crate::error::StoreError;

/// A key and its value.
pub type Entry = (Vec<u8>, Vec<u8>);

/// The value under `key`.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Db, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    db.value("SELECT value FROM records WHERE key = ?1", [key])
}

/// Sets the value under `key`.
///
/// # Errors
/// What SQLite says.
pub fn put(db: &Db, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
    db.write(
        "INSERT INTO records (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, value],
    )
    .map(drop)
}

/// Removes `key`, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, key: &[u8]) -> Result<(), StoreError> {
    db.write("DELETE FROM records WHERE key = ?1", [key])
        .map(drop)
}

/// Every key that begins with `prefix`, with its value, in the order of the keys.
///
/// # Errors
/// What SQLite says.
pub fn scan_prefix(db: &Db, prefix: &[u8]) -> Result<Vec<Entry>, StoreError> {
    match after_prefix(prefix) {
        Some(end) => db.pairs(
            "SELECT key, value FROM records WHERE key >= ?1 AND key < ?2 ORDER BY key",
            [prefix, &end],
        ),
        None => db.pairs(
            "SELECT key, value FROM records WHERE key >= ?1 ORDER BY key",
            [prefix],
        ),
    }
}

/// The smallest key above every key that begins with `prefix`; `None` if there is no such key.
fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte < u8::MAX)?;
    let mut end = prefix.get(..=last)?.to_vec();
    *end.last_mut()? += 1;
    Some(end)
}
