//! Numbered steps from an empty file to the schema of today. A step that was ever shipped does not
//! change; what it got wrong is put right by a later one.

use rusqlite::{Connection, Transaction};

/// One step. Most run the SQL of their file; one that has to compute what SQL cannot (a searched form
/// anew, a column out of an encoding) does so here, with the rows of the step before.
pub(crate) type Step = fn(&Transaction<'_>) -> rusqlite::Result<()>;

const STEPS: [Step; 1] = [|file| file.execute_batch(include_str!("schema/0001.sql"))];

/// The schema's version that this code writes.
pub(crate) const VERSION: u32 = STEPS.len() as u32;

/// The version of the file; 0 if it is new.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Brings a file from version `found` to [`VERSION`], all steps in one transaction.
pub(crate) fn apply(connection: &mut Connection, found: u32) -> rusqlite::Result<()> {
    apply_from(connection, found, &STEPS)
}

/// Takes the steps after the first `found`; the file's version is then the number of all `steps`.
pub(crate) fn apply_from(
    connection: &mut Connection,
    found: u32,
    steps: &[Step],
) -> rusqlite::Result<()> {
    let left = steps.get(found as usize..).unwrap_or_default();
    if left.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for step in left {
        step(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", steps.len() as u32)?;
    transaction.commit()
}
