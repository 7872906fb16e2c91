//! One row per conversation: where its log is, how far it was read, how it looks in a list.

use hudhud_base::{AccountId, ConversationId, Generation, LogAddress, RunningHash, Seq, Timestamp};
pub use hudhud_dialogue::{ConversationKind, ConversationState, Doubt};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::{Bound, coded_field};
use crate::row::record;

coded_field!(ConversationKind {
    Direct = 0,
    Group = 1,
});
coded_field!(ConversationState {
    Creating = 0,
    Request = 1,
    Active = 2,
    Left = 3,
    Removed = 4,
    OutOfStep = 5,
    Failed = 6,
    Deserted = 7,
});

coded_field!(Doubt {
    Unfounded = 0,
    Disagreed = 1,
    HostBehind = 2,
});

record! {
    /// One conversation.
    ConversationRow in "conversations" {
        key {
            /// The row's number; [`insert`] ignores it.
            id: ConversationId,
        }
        rest {
            /// The group's id.
            group_id: Vec<u8>,
            /// What it is.
            kind: ConversationKind,
            /// Where it stands.
            state: ConversationState,
            /// Its title; empty if it has none.
            title: String,
            /// The other account of a direct conversation.
            peer: Option<AccountId>,
            /// Where the log's host is reached.
            host: String,
            /// Address of the log.
            log: LogAddress,
            /// The log's generation in which this device writes.
            generation: Generation,
            /// Last entry of the log that was processed.
            cursor: Seq,
            /// Running hash at that entry.
            running_hash: Option<RunningHash>,
            /// Last ordered entry of the log that was seen.
            ordered_head: Seq,
            /// When something last happened that moves it up in the list.
            last_activity: Timestamp,
            /// Last entry that was read on this device.
            read_seq: Seq,
            /// Up to where the others were told of delivery.
            delivered_sent_seq: Seq,
            /// Up to where the others were told of reading.
            read_sent_seq: Seq,
            /// When the next receipt is to be sent.
            receipt_due: Option<Timestamp>,
            /// Messages that were not read.
            unread: u32,
            /// What was typed and not sent.
            draft: String,
            /// The invitation that began it, until it is accepted.
            invite: Option<Vec<u8>>,
            /// Who invited.
            inviter: Option<AccountId>,
            /// Whether the host has confirmed the log's creation.
            log_created: bool,
            /// What speaks against the host.
            doubt: Doubt,
            /// When this device's leaf in the group got the keys that it has.
            leaf_renewed: Timestamp,
            /// How old the own profile is that was said here last; 0: none, or somebody has not heard it.
            profile_told: Timestamp,
        }
    }
}

/// Inserts a conversation; returns its number.
///
/// # Errors
/// [`StoreError::Constraint`] if there is one with this group id.
pub fn insert(db: &Db, row: &ConversationRow) -> Result<ConversationId, StoreError> {
    db.insert_numbered(row).map(ConversationId)
}

/// The conversation with this number.
///
/// # Errors
/// What SQLite says.
pub fn by_id(db: &Db, id: ConversationId) -> Result<Option<ConversationRow>, StoreError> {
    db.row("WHERE id = ?1", [Bound(&id)])
}

/// Writes the whole row.
///
/// # Errors
/// [`StoreError::Missing`] if there is none with its number.
pub fn update(db: &Db, row: &ConversationRow) -> Result<(), StoreError> {
    db.update(row)
}

/// Removes a conversation and every row that belongs to it.
///
/// # Errors
/// What SQLite says.
pub fn forget(db: &Db, id: ConversationId) -> Result<(), StoreError> {
    db.write("DELETE FROM conversations WHERE id = ?1", [Bound(&id)])
        .map(drop)
}

/// At most `limit` conversations, the most recently active first, beginning after the one whose
/// last activity and number are given.
///
/// # Errors
/// What SQLite says.
pub fn list(
    db: &Db,
    before: Option<(Timestamp, ConversationId)>,
    limit: u32,
) -> Result<Vec<ConversationRow>, StoreError> {
    match before {
        Some((last_activity, id)) => db.rows(
            "WHERE (last_activity, id) < (?1, ?2) ORDER BY last_activity DESC, id DESC LIMIT ?3",
            params![Bound(&last_activity), Bound(&id), limit],
        ),
        None => db.rows("ORDER BY last_activity DESC, id DESC LIMIT ?1", [limit]),
    }
}

/// The conversation of a group.
///
/// # Errors
/// What SQLite says.
pub fn by_group_id(db: &Db, group_id: &[u8]) -> Result<Option<ConversationRow>, StoreError> {
    db.row("WHERE group_id = ?1", [group_id])
}

/// The newest direct conversation with an account that has not ended: creating, a request, active
/// or out of step.
///
/// # Errors
/// What SQLite says.
pub fn by_peer(db: &Db, peer: &AccountId) -> Result<Option<ConversationRow>, StoreError> {
    use ConversationState::{Active, Creating, OutOfStep, Request};
    db.row(
        "WHERE peer = ?1 AND kind = ?2 AND state IN (?3, ?4, ?5, ?6) ORDER BY id DESC LIMIT 1",
        params![
            Bound(peer),
            Bound(&ConversationKind::Direct),
            Bound(&Creating),
            Bound(&Request),
            Bound(&Active),
            Bound(&OutOfStep),
        ],
    )
}

/// Every direct conversation with an account, however it stands, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn with_peer(db: &Db, peer: &AccountId) -> Result<Vec<ConversationRow>, StoreError> {
    db.rows(
        "WHERE peer = ?1 AND kind = ?2 ORDER BY id",
        params![Bound(peer), Bound(&ConversationKind::Direct)],
    )
}

/// Every conversation that stands like this, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn with_state(db: &Db, state: ConversationState) -> Result<Vec<ConversationRow>, StoreError> {
    db.rows("WHERE state = ?1 ORDER BY id", [Bound(&state)])
}

/// The number of every conversation that stands like this, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn ids_with_state(
    db: &Db,
    state: ConversationState,
) -> Result<Vec<ConversationId>, StoreError> {
    db.values(
        "SELECT id FROM conversations WHERE state = ?1 ORDER BY id",
        [Bound(&state)],
    )
}

/// The number of every conversation whose log lies at a host, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn ids_at(db: &Db, host: &str) -> Result<Vec<ConversationId>, StoreError> {
    db.values(
        "SELECT id FROM conversations WHERE host = ?1 ORDER BY id",
        [host],
    )
}

/// Every conversation whose next receipt is due at `now` or earlier, the most overdue first.
///
/// # Errors
/// What SQLite says.
pub fn receipt_due_before(db: &Db, now: Timestamp) -> Result<Vec<ConversationRow>, StoreError> {
    db.rows(
        "WHERE receipt_due <= ?1 ORDER BY receipt_due, id",
        [Bound(&now)],
    )
}

/// When the first receipt is due.
///
/// # Errors
/// What SQLite says.
pub fn earliest_receipt_due(db: &Db) -> Result<Option<Timestamp>, StoreError> {
    db.value(
        "SELECT receipt_due FROM conversations WHERE receipt_due IS NOT NULL
         ORDER BY receipt_due LIMIT 1",
        [],
    )
}
