//! Numbered steps from an empty file to the schema of today. A step that was ever shipped does not
//! change; what it got wrong is put right by a later one.

use rusqlite::Connection;

const STEPS: [&str; 1] = [include_str!("schema/0001.sql")];

/// The schema's version that this code writes.
pub(crate) const VERSION: u32 = STEPS.len() as u32;

/// The version of the file; 0 if it is new.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Brings a file from version `found` to [`VERSION`], all steps in one transaction.
pub(crate) fn apply(connection: &mut Connection, found: u32) -> rusqlite::Result<()> {
    let steps = STEPS.get(found as usize..).unwrap_or_default();
    if steps.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for step in steps {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
