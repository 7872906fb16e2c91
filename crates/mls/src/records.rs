//! Where the state of groups lives: one key-value space inside the caller's transaction.
//!
//! This module owns the contract only. It knows no database, opens no transaction and commits none:
//! what one call of this crate writes must become durable together with whatever the caller writes
//! beside it, or not at all.

/// A key-value space, read and written inside one transaction of the caller.
///
/// Keys and values are opaque bytes. The order of keys is that of their bytes.
pub trait Records {
    /// The value under `key`, if there is one.
    ///
    /// # Errors
    /// [`RecordsError::Failed`] when the store cannot be read.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RecordsError>;

    /// Writes `value` under `key`, in place of what was there.
    ///
    /// # Errors
    /// [`RecordsError::Failed`] when the store cannot be written.
    fn put(&self, key: &[u8], value: &[u8]) -> Result<(), RecordsError>;

    /// Removes `key`; nothing happens if it is not there.
    ///
    /// # Errors
    /// [`RecordsError::Failed`] when the store cannot be written.
    fn delete(&self, key: &[u8]) -> Result<(), RecordsError>;

    /// Every pair whose key begins with `prefix`, in the order of their keys.
    ///
    /// # Errors
    /// [`RecordsError::Failed`] when the store cannot be read.
    fn scan_prefix(&self, prefix: &[u8]) -> Result<RecordPairs, RecordsError>;
}

/// Keys, each with its value.
pub type RecordPairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The records could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordsError {
    /// The store did not read or write. The caller's transaction is to be rolled back.
    #[error("the record store failed")]
    Failed,
    /// A record was written by a later version, or is damaged.
    #[error("a record is not in a format that this version reads")]
    Unreadable,
}
