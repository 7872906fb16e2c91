//! Opening the file: key, journal, lock, version. The only place that knows there are files.

use std::fmt;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, ffi};
use zeroize::Zeroizing;

use crate::db::Db;
use crate::error::{CheckError, StoreError, primary, result_code};
use crate::migrations;
use crate::transaction::{Reader, Tx};

/// Statements kept ready; there are fewer than this in the crate.
const STATEMENTS: usize = 192;
/// SQLCipher seals pages of this many bytes.
const PAGE_BYTES: u64 = 4096;
/// How a file begins that SQLite wrote without a key.
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";

/// Why a database did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The file was written with another key, or its first page was overwritten.
    #[error("the key does not open the database")]
    WrongKey,
    /// A newer program wrote the file.
    #[error("the database has version {found}, and this program knows versions up to {known}")]
    NewerVersion {
        /// Version of the file.
        found: u32,
        /// Newest version this program knows.
        known: u32,
    },
    /// Another process has the database open.
    #[error("the database is open in another process")]
    Locked,
    /// The file or its directory is missing, or the system refuses to read or write it.
    #[error("the database file cannot be read and written")]
    Unreadable,
    /// The file is something else.
    #[error("the file is not a database of this program")]
    NotADatabase,
    /// There is no room to create or to migrate the database.
    #[error("no space is left for the database")]
    Full,
    /// Anything else, by SQLite's extended result code.
    #[error("SQLite result code {0}")]
    Sqlite(i32),
}

/// An open database of one device. One exists per file and process.
pub struct Store {
    db: Db,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the file at `path`, creating it if there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// See [`OpenError`]; the file is then as it was.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(refused)?;
        // Closing would fold the journal into the file and remove it. Nothing of a database that does
        // not open may change.
        keep_journal(&connection, true).map_err(refused)?;
        unlock(&connection, key).map_err(|error| {
            let reason = refused(error);
            let foreign = reason == OpenError::WrongKey && !looks_sealed(path);
            if foreign {
                OpenError::NotADatabase
            } else {
                reason
            }
        })?;
        let mut store = Self::prepare(connection)?;
        keep_journal(store.db.connection_mut(), false).map_err(refused)?;
        Ok(store)
    }

    /// An empty database that lives and dies with this value.
    ///
    /// # Panics
    /// Never: it needs nothing but memory.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "a new database in memory meets no file, no key and no older version"
    )]
    pub fn in_memory() -> Self {
        let connection = Connection::open_in_memory().expect("SQLite opens memory");
        Self::prepare(connection).expect("the schema applies to an empty database")
    }

    fn prepare(mut connection: Connection) -> Result<Self, OpenError> {
        // What has been committed survives a power cut (`synchronous`), what was deleted is
        // overwritten (`secure_delete`), and nothing is written beside the sealed file
        // (`temp_store`). References between rows count only where they are switched on.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA journal_size_limit = 4194304;
                 PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA secure_delete = ON;
                 PRAGMA temp_store = MEMORY;
                 PRAGMA cache_size = -8192;",
            )
            .map_err(refused)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let found = migrations::version(&connection).map_err(refused)?;
        if found > migrations::VERSION {
            return Err(OpenError::NewerVersion {
                found,
                known: migrations::VERSION,
            });
        }
        migrations::apply(&mut connection, found).map_err(refused)?;
        Ok(Self {
            db: Db::new(connection),
        })
    }

    /// Begins a transaction and takes the write lock.
    ///
    /// # Errors
    /// What SQLite says; nothing has begun.
    pub fn begin(&mut self) -> Result<Tx<'_>, StoreError> {
        Tx::begin(&self.db)
    }

    /// Reads outside a transaction.
    #[must_use]
    pub const fn reader(&self) -> Reader<'_> {
        Reader::new(&self.db)
    }

    /// Looks for damage and for rows that refer to nothing; takes seconds on a large database.
    ///
    /// # Errors
    /// See [`CheckError`].
    pub fn check(&self) -> Result<(), CheckError> {
        let findings = self.db.values::<String>("PRAGMA quick_check(1)", [])?;
        if findings != ["ok"] {
            return Err(CheckError::Damaged);
        }
        match self.db.value::<String>("PRAGMA foreign_key_check", [])? {
            Some(_) => Err(CheckError::Dangling),
            None => Ok(()),
        }
    }

    /// Bytes of the database, what was deleted and can be used again not counted.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn bytes(&self) -> Result<u64, StoreError> {
        let pragma = |name| self.db.value::<i64>(&format!("PRAGMA {name}"), []);
        let number = |name| Ok(pragma(name)?.and_then(|value| u64::try_from(value).ok()));
        let [pages, free, page] = ["page_count", "freelist_count", "page_size"].map(number);
        let used = pages?.unwrap_or(0).saturating_sub(free?.unwrap_or(0));
        Ok(used.saturating_mul(page?.unwrap_or(0)))
    }

    /// A fault for simulations: while `refuse` is set, every commit becomes a rollback.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn refuse_commits(&mut self, refuse: bool) -> Result<(), StoreError> {
        self.db
            .connection_mut()
            .commit_hook(refuse.then_some(|| true))
            .map_err(StoreError::from_sqlite)
    }

    /// A fault for simulations: the database may not grow beyond `pages` pages of 4,096 bytes, nor
    /// beyond its present size if that is more; `u32::MAX` lifts the limit.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn max_pages(&mut self, pages: u32) -> Result<(), StoreError> {
        let pages = pages.clamp(1, u32::MAX - 1);
        self.db.batch(&format!("PRAGMA max_page_count = {pages}"))
    }
}

/// Whether closing leaves the write-ahead log as it is.
fn keep_journal(connection: &Connection, keep: bool) -> rusqlite::Result<()> {
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep)
        .map(drop)
}

/// Gives the key, takes the lock and reads the first page, which proves both.
fn unlock(connection: &Connection, key: &[u8; 32]) -> rusqlite::Result<()> {
    // Another process holds the lock for as long as it lives, so waiting for it leads nowhere.
    connection.busy_timeout(std::time::Duration::ZERO)?;
    // The cipher would otherwise tell the standard error stream about every wrong key.
    #[cfg(not(target_arch = "wasm32"))]
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    // Before anything is read. Room for all of it, or the string would leave copies of the key
    // behind where it grew.
    let mut pragma = Zeroizing::new(String::with_capacity(96));
    pragma.push_str("PRAGMA key = \"x'");
    for byte in key {
        // Writing into a string does not fail.
        let _ = write!(pragma, "{byte:02x}");
    }
    pragma.push_str("'\";");
    connection.execute_batch(&pragma)?;
    connection.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE;
         SELECT count(*) FROM sqlite_schema;",
    )
}

/// Whether a file that the key did not open could be one of ours: whole pages, and no plain header.
fn looks_sealed(path: &Path) -> bool {
    let mut header = [0; PLAIN_HEADER.len()];
    let Ok(mut file) = std::fs::File::open(path) else {
        return false;
    };
    let whole = file
        .metadata()
        .is_ok_and(|found| found.len() % PAGE_BYTES == 0);
    whole && file.read_exact(&mut header).is_ok() && header != *PLAIN_HEADER
}

fn refused(error: rusqlite::Error) -> OpenError {
    let code = result_code(&error).unwrap_or(ffi::SQLITE_MISUSE);
    match primary(code) {
        ffi::SQLITE_NOTADB => OpenError::WrongKey,
        ffi::SQLITE_CORRUPT => OpenError::NotADatabase,
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => OpenError::Locked,
        ffi::SQLITE_FULL => OpenError::Full,
        ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_PERM
        | ffi::SQLITE_READONLY
        | ffi::SQLITE_IOERR
        | ffi::SQLITE_AUTH => OpenError::Unreadable,
        _ => OpenError::Sqlite(code),
    }
}
