//! The words of messages where search finds them: which text a message is found by is told by
//! `messages`, and what is found there is asked by `search`.

use hudhud_base::MessageRow;
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::Bound;
use crate::normalise::normalise;

/// Makes a message's words findable.
pub(crate) fn add(db: &Db, id: MessageRow, body: &str) -> Result<(), StoreError> {
    db.write(
        "INSERT INTO search (rowid, norm) VALUES (?1, ?2)",
        params![Bound(&id), normalise(&hudhud_text::searchable(body))],
    )
    .map(drop)
}

/// Makes a message's words unfindable and overwrites them.
pub(crate) fn remove(db: &Db, id: MessageRow) -> Result<(), StoreError> {
    db.write("DELETE FROM search WHERE rowid = ?1", [Bound(&id)])
        .map(drop)
}
