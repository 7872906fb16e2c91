//! Where messages stand in their conversation. An entry of the log has room for several, and what is
//! not in the log yet stands after all of them.

use hudhud_base::{ConversationId, Seq};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;

/// Positions that one log entry has for the messages it gives rise to.
const POSITIONS_PER_ENTRY: i64 = 4096;
/// First position of messages that are not in the log.
pub(super) const FIRST_UNLOGGED: i64 = 1 << 62;

/// The last position that belongs to an entry: after it come the messages of later entries and
/// those that are not in the log.
#[must_use]
pub fn position_after(seq: Seq) -> i64 {
    positions_at(Some(seq)).map_or(FIRST_UNLOGGED - 1, |(_, last)| last)
}

/// First and last position of an entry, or of what is not in the log; `None` for an entry that no
/// log can reach.
fn positions_at(seq: Option<Seq>) -> Option<(i64, i64)> {
    let Some(seq) = seq else {
        // The last number is left to `page`, which begins before it.
        return Some((FIRST_UNLOGGED, i64::MAX - 1));
    };
    let first = i64::try_from(seq.0)
        .ok()?
        .checked_mul(POSITIONS_PER_ENTRY)?;
    (first < FIRST_UNLOGGED).then_some((first, first + POSITIONS_PER_ENTRY - 1))
}

/// The position behind everything that stands at an entry of a conversation.
pub(super) fn free(
    db: &Db,
    conversation: ConversationId,
    seq: Option<Seq>,
) -> Result<i64, StoreError> {
    let (first, last) = positions_at(seq).ok_or(StoreError::Constraint)?;
    let taken: Option<i64> = db.value(
        "SELECT position FROM messages WHERE conversation = ?1 AND position BETWEEN ?2 AND ?3
         ORDER BY position DESC LIMIT 1",
        params![Bound(&conversation), first, last],
    )?;
    let position = taken.map_or(first, |taken| taken + 1);
    if position > last {
        Err(StoreError::Constraint)
    } else {
        Ok(position)
    }
}
