//! The one row about this device and its account: secrets, inbox, name.

use hudhud_base::{LogAddress, RunningHash, Seq, Timestamp};
use hudhud_dialogue::Access;

use crate::db::Db;
use crate::error::StoreError;
use crate::field::coded_field;
use crate::row::record;
use crate::secret::Secret;

coded_field!(Access {
    Open = 0,
    Suspended = 1,
    Unknown = 2,
});

record! {
    /// What this device is and owns.
    OwnRow in "own" {
        key {
            /// Where the account's host is reached.
            host: String,
        }
        rest {
            /// The domain in the account's full name.
            domain: String,
            /// Seed of the account's signing key.
            account_seed: Secret,
            /// Seed of the device's signing key.
            device_seed: Secret,
            /// Secret half of the key to which control capabilities are sealed.
            control_secret: Secret,
            /// Secret half of the inbox's key.
            inbox_secret: Secret,
            /// Address of the inbox.
            inbox_address: LogAddress,
            /// Capability to read the inbox.
            inbox_read: Secret,
            /// Capability to write to the inbox.
            inbox_write: Secret,
            /// Capability to control the inbox.
            inbox_control: Secret,
            /// The account's signed device list as it stands.
            device_list: Vec<u8>,
            /// When key packages and inbox key were made.
            keys_renewed: Timestamp,
            /// The host is still to be told how the account stands.
            update_due: bool,
            /// The name that the host has confirmed.
            name: Option<String>,
            /// The name that was asked for and not yet confirmed.
            wanted_name: Option<String>,
            /// Whether the host knows the account.
            signed_up: bool,
            /// How the host treats it, by its own last word.
            access: Access,
            /// Last entry of the inbox that was processed.
            inbox_cursor: Seq,
            /// Running hash of the inbox at that entry.
            inbox_hash: RunningHash,
        }
    }
}

/// The row, once there is one.
///
/// # Errors
/// What SQLite says.
pub fn load(db: &Db) -> Result<Option<OwnRow>, StoreError> {
    db.row("WHERE one = 1", [])
}

/// Writes the row, replacing the one before.
///
/// # Errors
/// What SQLite says.
pub fn save(db: &Db, row: &OwnRow) -> Result<(), StoreError> {
    // Not `Db::upsert`: the key may have changed, and there is one row whatever its key.
    db.write("DELETE FROM own", [])?;
    db.insert(row)
}
