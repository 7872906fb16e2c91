//! Reading and writing sessions on an open store. A writing one is a single SQLite transaction:
//! all of it is kept, or nothing.

use crate::db::Db;
use crate::error::StoreError;

/// A transaction that holds the write lock. Dropped without [`Tx::commit`], it leaves everything
/// as it was.
#[derive(Debug)]
pub struct Tx<'a> {
    db: &'a Db,
}

impl<'a> Tx<'a> {
    pub(crate) fn begin(db: &'a Db) -> Result<Self, StoreError> {
        db.batch("BEGIN IMMEDIATE")?;
        Ok(Self { db })
    }

    /// The handle for row functions.
    #[must_use]
    pub const fn db(&self) -> &Db {
        self.db
    }

    /// Makes everything written durable.
    ///
    /// # Errors
    /// Nothing was kept: [`StoreError::Full`], [`StoreError::Refused`] or what SQLite says.
    pub fn commit(self) -> Result<(), StoreError> {
        self.db.batch("COMMIT")
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        // After a commit, and after a failure that SQLite itself rolled back, none is open.
        if !self.db.connection().is_autocommit() {
            // A rollback that fails leaves the connection unable to commit, so nothing is kept.
            let _ = self.db.batch("ROLLBACK");
        }
    }
}

/// A part of an open transaction that can be undone by itself. One that is neither kept nor undone goes
/// with its transaction, which then has to end: what follows would be lost with the part.
#[derive(Debug)]
#[must_use = "a part is kept or undone"]
pub struct Part<'a> {
    db: &'a Db,
}

impl<'a> Part<'a> {
    /// Begins a part. Parts stand in each other; the last one begun is the first to be kept or undone.
    ///
    /// # Errors
    /// [`StoreError::NoTransaction`] outside a transaction, or what SQLite says.
    pub fn begin(db: &'a Db) -> Result<Self, StoreError> {
        // SQLite would begin a transaction of its own.
        if db.connection().is_autocommit() {
            return Err(StoreError::NoTransaction);
        }
        db.batch("SAVEPOINT part")?;
        Ok(Self { db })
    }

    /// Leaves what was written to the transaction.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn keep(self) -> Result<(), StoreError> {
        self.db.batch("RELEASE part")
    }

    /// Takes back what was written since it began.
    ///
    /// # Errors
    /// What SQLite says: the transaction is then not to be committed.
    pub fn undo(self) -> Result<(), StoreError> {
        self.db.batch("ROLLBACK TO part; RELEASE part")
    }
}

/// Reads what has been committed.
#[derive(Debug)]
pub struct Reader<'a> {
    db: &'a Db,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// The handle for row functions; those that write fail with [`StoreError::NoTransaction`].
    #[must_use]
    pub const fn db(&self) -> &Db {
        self.db
    }
}
