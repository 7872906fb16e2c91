//! Sealed blobs to be uploaded and downloaded, with the keys that open them.

use hudhud_base::{BlobId, ConversationId, Timestamp, Transfer};
use rusqlite::params;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::{Bound, coded};
use crate::row::record;
use crate::secret::Secret;

coded! {
    /// Which way a blob goes.
    BlobDirection {
        /// To the host.
        Up = 0,
        /// From the host.
        Down = 1,
        /// To be erased at the host.
        Erase = 2,
        /// Nowhere yet: to be sealed anew on this device, from another file.
        Seal = 3,
    }
}

coded! {
    /// Where the sealed bytes are kept on this device.
    BlobPlace {
        /// In the row.
        Row = 0,
        /// In a file of the shell's, which has the blob's name.
        File = 1,
    }
}

coded! {
    /// How far a blob has come.
    BlobState {
        /// To be transferred.
        Waiting = 0,
        /// Transferred.
        Done = 1,
        /// Given up.
        Failed = 2,
    }
}

record! {
    /// One blob.
    BlobRow in "blobs" {
        key {
            /// The conversation it belongs to, or belonged to.
            conversation: ConversationId,
            /// The blob, on this device.
            id: BlobId,
        }
        rest {
            /// Where its host is reached.
            host: String,
            /// What it is called there.
            at_host: BlobId,
            /// Which way it goes.
            direction: BlobDirection,
            /// Where its bytes are kept here.
            place: BlobPlace,
            /// Key that opens it, or the secret that erases it.
            key: Secret,
            /// Hash of the sealed bytes.
            hash: [u8; 32],
            /// Length of the sealed bytes.
            size: u64,
            /// The sealed bytes, if they are here.
            bytes: Option<Vec<u8>>,
            /// How far it has come.
            state: BlobState,
            /// How often it was tried.
            attempts: u32,
            /// When it may be tried.
            not_before: Timestamp,
            /// When its host drops it.
            expires: Timestamp,
        }
    }
}

record! {
    /// A blob that is to be transferred, without its bytes and its key.
    TransferRow in "blobs" {
        key {
            /// The conversation it belongs to.
            conversation: ConversationId,
            /// The blob.
            id: BlobId,
        }
        rest {
            /// Where its host is reached.
            host: String,
            /// Which way it goes.
            direction: BlobDirection,
            /// Where its bytes are kept here.
            place: BlobPlace,
            /// Length of the sealed bytes.
            size: u64,
            /// How often it was tried.
            attempts: u32,
            /// When it may be tried.
            not_before: Timestamp,
        }
    }
}

impl BlobRow {
    /// The blob, as its conversation knows it.
    #[must_use]
    pub const fn transfer(&self) -> Transfer {
        Transfer {
            conversation: self.conversation,
            blob: self.id,
        }
    }
}

impl TransferRow {
    /// The blob, as its conversation knows it.
    #[must_use]
    pub const fn transfer(&self) -> Transfer {
        Transfer {
            conversation: self.conversation,
            blob: self.id,
        }
    }
}

/// Inserts a blob.
///
/// # Errors
/// [`StoreError::Constraint`] if it is there already.
pub fn insert(db: &Db, row: &BlobRow) -> Result<(), StoreError> {
    db.insert(row)
}

/// The row of a blob.
///
/// # Errors
/// What SQLite says.
pub fn by_id(db: &Db, transfer: &Transfer) -> Result<Option<BlobRow>, StoreError> {
    db.row(
        "WHERE conversation = ?1 AND id = ?2",
        params![Bound(&transfer.conversation), Bound(&transfer.blob)],
    )
}

/// Writes the whole row.
///
/// # Errors
/// [`StoreError::Missing`] if there is none for this blob.
pub fn update(db: &Db, row: &BlobRow) -> Result<(), StoreError> {
    db.update(row)
}

/// Removes a blob's row, if it is there.
///
/// # Errors
/// What SQLite says.
pub fn delete(db: &Db, transfer: &Transfer) -> Result<(), StoreError> {
    db.write(
        "DELETE FROM blobs WHERE conversation = ?1 AND id = ?2",
        params![Bound(&transfer.conversation), Bound(&transfer.blob)],
    )
    .map(drop)
}

/// Every blob that is to be transferred, the one that may be tried first at the front; without the bytes,
/// which may be 64 MiB for each.
///
/// # Errors
/// What SQLite says.
pub fn transfers(db: &Db) -> Result<Vec<TransferRow>, StoreError> {
    db.rows(
        "WHERE state = ?1 ORDER BY not_before, rowid",
        [Bound(&BlobState::Waiting)],
    )
}
