//! What the device keeps of itself, by name: keys that were replaced, what waits to be published, a
//! count. What the names and values mean is known by whoever writes them; some are secret.

use rusqlite::params;
use zeroize::Zeroizing;

use crate::db::Db;
use crate::error::StoreError;

/// The value of a setting.
///
/// # Errors
/// What SQLite says.
pub fn read(db: &Db, key: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    let value: Option<Vec<u8>> = db.value("SELECT value FROM settings WHERE key = ?1", [key])?;
    Ok(value.map(Zeroizing::new))
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
