//! The handle that every row function takes, and the few ways in which a statement is run. SQL types
//! end here: nothing of `rusqlite` is visible to other crates.

use std::fmt;

use rusqlite::{CachedStatement, Connection, Params};

use crate::error::StoreError;
use crate::field::{Field, Loaded};
use crate::row::Record;

/// A connection as row functions see it: from a [`Tx`](crate::Tx) to read and write, from a
/// [`Reader`](crate::Reader) to read.
pub struct Db {
    connection: Connection,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").finish_non_exhaustive()
    }
}

impl Db {
    pub(crate) const fn new(connection: Connection) -> Self {
        Self { connection }
    }

    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) const fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.connection
            .execute_batch(sql)
            .map_err(StoreError::from_sqlite)
    }

    fn prepared(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        self.connection
            .prepare_cached(sql)
            .map_err(StoreError::from_sqlite)
    }

    /// A statement that changes something. Outside a transaction it would commit by itself, apart
    /// from the rows that belong with it.
    fn writing(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        if self.connection.is_autocommit() {
            return Err(StoreError::NoTransaction);
        }
        self.prepared(sql)
    }

    /// Runs a statement that changes something; returns how many rows it changed.
    pub(crate) fn write(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.writing(sql)?
            .execute(params)
            .map_err(StoreError::from_sqlite)
    }

    /// Inserts a row with its key.
    pub(crate) fn insert<R: Record>(&self, row: &R) -> Result<(), StoreError> {
        self.write_keyed(R::INSERT, row)
    }

    /// Inserts a row, or overwrites the one with the same key.
    pub(crate) fn upsert<R: Record>(&self, row: &R) -> Result<(), StoreError> {
        self.write_keyed(R::UPSERT, row)
    }

    fn write_keyed<R: Record>(&self, sql: &str, row: &R) -> Result<(), StoreError> {
        let mut statement = self.writing(sql)?;
        row.bind_key(&mut statement, 1)
            .and_then(|next| row.bind_rest(&mut statement, next))
            .and_then(|_| statement.raw_execute())
            .map(drop)
            .map_err(StoreError::from_sqlite)
    }

    /// Inserts a row whose key the database numbers; returns that number.
    pub(crate) fn insert_numbered<R: Record>(&self, row: &R) -> Result<i64, StoreError> {
        let mut statement = self.writing(R::INSERT_NUMBERED)?;
        row.bind_rest(&mut statement, 1)
            .and_then(|_| statement.raw_execute())
            .map(|_| self.connection.last_insert_rowid())
            .map_err(StoreError::from_sqlite)
    }

    /// Overwrites the row with the same key, which must be there.
    pub(crate) fn update<R: Record>(&self, row: &R) -> Result<(), StoreError> {
        let mut statement = self.writing(R::UPDATE)?;
        let changed = row
            .bind_rest(&mut statement, 1)
            .and_then(|next| row.bind_key(&mut statement, next))
            .and_then(|_| statement.raw_execute())
            .map_err(StoreError::from_sqlite)?;
        if changed == 0 {
            Err(StoreError::Missing)
        } else {
            Ok(())
        }
    }

    /// Rows of a table; `tail` is what follows the table's name.
    pub(crate) fn rows<R: Record>(
        &self,
        tail: &str,
        params: impl Params,
    ) -> Result<Vec<R>, StoreError> {
        let mut statement = self.prepared(&format!("{} {tail}", R::SELECT))?;
        statement
            .query_map(params, R::read)
            .and_then(Iterator::collect)
            .map_err(StoreError::from_sqlite)
    }

    /// The first row of a table that `tail` finds.
    pub(crate) fn row<R: Record>(
        &self,
        tail: &str,
        params: impl Params,
    ) -> Result<Option<R>, StoreError> {
        let mut statement = self.prepared(&format!("{} {tail}", R::SELECT))?;
        statement
            .query_map(params, R::read)
            .and_then(|mut rows| rows.next().transpose())
            .map_err(StoreError::from_sqlite)
    }

    /// The values of a query of one column.
    pub(crate) fn values<T: Field>(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepared(sql)?;
        statement
            .query_map(params, |row| {
                row.get::<_, Loaded<T>>(0).map(|loaded| loaded.0)
            })
            .and_then(Iterator::collect)
            .map_err(StoreError::from_sqlite)
    }

    /// The first value of a query of one column.
    pub(crate) fn value<T: Field>(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepared(sql)?;
        statement
            .query_map(params, |row| {
                row.get::<_, Loaded<T>>(0).map(|loaded| loaded.0)
            })
            .and_then(|mut rows| rows.next().transpose())
            .map_err(StoreError::from_sqlite)
    }

    /// Bytes of the database, its log of changes apart.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn bytes(&self) -> Result<u64, StoreError> {
        self.value(
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            [],
        )
        .map(Option::unwrap_or_default)
    }

    /// The pairs of a query of two columns.
    pub(crate) fn pairs<T: Field, U: Field>(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<Vec<(T, U)>, StoreError> {
        let mut statement = self.prepared(sql)?;
        statement
            .query_map(params, |row| {
                Ok((row.get::<_, Loaded<T>>(0)?.0, row.get::<_, Loaded<U>>(1)?.0))
            })
            .and_then(Iterator::collect)
            .map_err(StoreError::from_sqlite)
    }
}
