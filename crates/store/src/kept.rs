//! What is kept of a conversation beside its row, and goes with it. What the numbers and values mean is
//! known by whoever writes them; some are secret.

use hudhud_base::ConversationId;
use rusqlite::params;
use zeroize::Zeroizing;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;

/// The value that is kept under a number.
///
/// # Errors
/// What SQLite says.
pub fn read(
    db: &Db,
    conversation: ConversationId,
    what: u8,
) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    let value: Option<Vec<u8>> = db.value(
        "SELECT value FROM kept WHERE conversation = ?1 AND what = ?2",
        params![Bound(&conversation), what],
    )?;
    Ok(value.map(Zeroizing::new))
}

/// Keeps a value, in the place of the one that may be there.
///
/// # Errors
/// [`StoreError::Constraint`] if the conversation does not exist.
pub fn put(
    db: &Db,
    conversation: ConversationId,
    what: u8,
    value: &[u8],
) -> Result<(), StoreError> {
    db.write(
        "INSERT INTO kept (conversation, what, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (conversation, what) DO UPDATE SET value = excluded.value",
        params![Bound(&conversation), what, value],
    )
    .map(drop)
}

/// Keeps it no more.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, conversation: ConversationId, what: u8) -> Result<(), StoreError> {
    db.write(
        "DELETE FROM kept WHERE conversation = ?1 AND what = ?2",
        params![Bound(&conversation), what],
    )
    .map(drop)
}

/// What is kept under a number, of every conversation.
///
/// # Errors
/// What SQLite says.
pub fn of_all(db: &Db, what: u8) -> Result<Vec<Zeroizing<Vec<u8>>>, StoreError> {
    let values: Vec<Vec<u8>> = db.values(
        "SELECT value FROM kept WHERE what = ?1 ORDER BY conversation",
        [what],
    )?;
    Ok(values.into_iter().map(Zeroizing::new).collect())
}
