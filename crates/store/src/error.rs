//! What can go wrong once the database is open, sorted by who must act.

use rusqlite::{Error, ffi};

/// A read or a write did not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The disk, or the limit set on the database, has no room left.
    #[error("no space is left for the database")]
    Full,
    /// Another connection holds the database.
    #[error("the database is in use")]
    Busy,
    /// The commit was turned into a rollback.
    #[error("the commit was refused")]
    Refused,
    /// The file holds something that was never written like this.
    #[error("the database is damaged")]
    Corrupt,
    /// A uniqueness, a reference or the range of a number would have been broken.
    #[error("a rule of the schema would be broken")]
    Constraint,
    /// The row to change is not there.
    #[error("the row to change is not there")]
    Missing,
    /// A write was tried outside a transaction.
    #[error("a write needs a transaction")]
    NoTransaction,
    /// Anything else, by SQLite's extended result code.
    #[error("SQLite result code {0}")]
    Sqlite(i32),
}

impl StoreError {
    pub(crate) fn from_sqlite(error: Error) -> Self {
        if let Some(code) = result_code(&error) {
            return Self::from_code(code);
        }
        if matches!(error, Error::ToSqlConversionFailure(_)) {
            return Self::Constraint;
        }
        let unreadable = matches!(
            error,
            Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::InvalidColumnType(..)
                | Error::Utf8Error(..)
        );
        if unreadable {
            Self::Corrupt
        } else {
            Self::Sqlite(ffi::SQLITE_MISUSE)
        }
    }

    fn from_code(code: i32) -> Self {
        if code == ffi::SQLITE_CONSTRAINT_COMMITHOOK {
            return Self::Refused;
        }
        match primary(code) {
            ffi::SQLITE_FULL => Self::Full,
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => Self::Busy,
            ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB => Self::Corrupt,
            ffi::SQLITE_CONSTRAINT => Self::Constraint,
            _ => Self::Sqlite(code),
        }
    }
}

/// The extended result code of a failure that SQLite itself reported.
pub(crate) const fn result_code(error: &Error) -> Option<i32> {
    if let Error::SqliteFailure(failure, _) | Error::SqlInputError { error: failure, .. } = error {
        Some(failure.extended_code)
    } else {
        None
    }
}

/// The kind of failure that an extended result code refines.
pub(crate) const fn primary(code: i32) -> i32 {
    code & 0xff
}

/// What [`Store::check`](crate::Store::check) found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// Pages or rows contradict each other.
    #[error("the database is damaged")]
    Damaged,
    /// A row refers to one that is not there.
    #[error("a row refers to one that is gone")]
    Dangling,
    /// The check itself could not run.
    #[error(transparent)]
    Store(#[from] StoreError),
}
