//! The running hash after each of the last entries of a log, as this device has read it.

use hudhud_base::{ConversationId, RunningHash, Seq};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;

/// Entries of one conversation whose hash is kept at least. Counted, not by their numbers: where a log
/// continues another one, many are left out.
pub const KEPT: u32 = 1024;
/// After so many entries, what is older goes.
const TIDIED_EACH: u64 = 64;

/// Keeps the hash after an entry, in the place of the one that may be there; now and then what is older
/// than the newest [`KEPT`] goes.
///
/// # Errors
/// [`StoreError::Constraint`] if the conversation does not exist.
pub fn put(
    db: &Db,
    conversation: ConversationId,
    seq: Seq,
    hash: &RunningHash,
) -> Result<(), StoreError> {
    db.write(
        "INSERT INTO hashes (conversation, seq, hash) VALUES (?1, ?2, ?3)
         ON CONFLICT (conversation, seq) DO UPDATE SET hash = excluded.hash",
        params![Bound(&conversation), Bound(&seq), Bound(hash)],
    )?;
    if !seq.0.is_multiple_of(TIDIED_EACH) {
        return Ok(());
    }
    db.write(
        "DELETE FROM hashes WHERE conversation = ?1 AND seq <=
         (SELECT seq FROM hashes WHERE conversation = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
        params![Bound(&conversation), KEPT],
    )
    .map(drop)
}

/// Forgets the hashes after an entry, and after all behind it.
///
/// # Errors
/// What SQLite says.
pub fn forget_from(db: &Db, conversation: ConversationId, seq: Seq) -> Result<(), StoreError> {
    db.write(
        "DELETE FROM hashes WHERE conversation = ?1 AND seq >= ?2",
        params![Bound(&conversation), Bound(&seq)],
    )
    .map(drop)
}

/// The hash after an entry, if it is kept.
///
/// # Errors
/// What SQLite says.
pub fn at(
    db: &Db,
    conversation: ConversationId,
    seq: Seq,
) -> Result<Option<RunningHash>, StoreError> {
    db.value(
        "SELECT hash FROM hashes WHERE conversation = ?1 AND seq = ?2",
        params![Bound(&conversation), Bound(&seq)],
    )
}
