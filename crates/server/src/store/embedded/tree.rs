//! One tree on disk, and how it is opened.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fjall::config::{BlockSizePolicy, CompressionPolicy};
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use super::record;

/// How the store is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    /// Bytes of blocks kept in memory.
    pub cache_bytes: u64,
    /// Whether a commit waits for the device.
    pub sync: bool,
    /// No shard gets a smaller fence than this.
    pub least_fence: u64,
    /// A store with fewer commits than this has lost some, and is not opened.
    pub least_commits: u64,
    /// Free bytes of the disk that are left alone, so that the engine can always finish what it began.
    pub reserve_bytes: u64,
    /// For how long a window is written to, from its first record on.
    pub window: Duration,
    /// What it is opened for.
    pub purpose: Purpose,
}

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// To be written: windows that are closed are settled.
    #[default]
    Serve,
    /// To be looked at: windows stay as they are.
    Look,
    /// To go on with what is left, however much was lost: windows are settled before it is open.
    Recover,
}

/// For how long one window is written to: nothing on the disk tells the order of records for longer
/// than that, and the time that its copying takes.
const WINDOW: Duration = Duration::from_mins(10);

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            cache_bytes: 64 << 20,
            sync: true,
            least_fence: 0,
            least_commits: 0,
            reserve_bytes: 128 << 20,
            window: WINDOW,
            purpose: Purpose::Serve,
        }
    }
}

/// How much less urgent than answers it is to sort what was written: by the scheduler's weights, a busy
/// processor gives it a fifth as much time as one thread that serves.
const BACKGROUND_NICENESS: i32 = 7;

/// The keyspace of a tree that has the records of the contract.
const RECORDS: &str = "records";

/// The table of the store's own records, which no key of the contract's tables begins with.
pub(super) const OWN_TABLE: u8 = 0;
/// How many commits the store had seen with the newest of them. Written with every one, beside its
/// records: where these are missing at the end, so is this.
pub(super) const COMMITS: [u8; 1] = [OWN_TABLE];
/// How many commits the store had seen before the first one of a window. Written with that, and not
/// settled.
pub(super) const BEGINS: [u8; 2] = [OWN_TABLE, 1];

/// Where a tree keeps blocks in memory.
#[derive(Clone, Copy)]
pub(super) enum Blocks<'a> {
    /// In so many bytes of its own.
    Bytes(u64),
    /// With another tree's, so that what the operator grants is all that all of them have.
    With(&'a Tree),
}

/// A tree, and its records.
#[derive(Clone)]
pub(super) struct Tree {
    pub(super) database: Database,
    pub(super) records: Keyspace,
}

impl Tree {
    /// Opens the tree at `path`, making it if there is none. Its threads are as urgent as this one.
    ///
    /// # Errors
    /// It is locked, damaged, or the system refuses.
    pub(super) fn open(path: &Path, blocks: Blocks<'_>) -> fjall::Result<Self> {
        // Sealed bytes do not compress, so trying only costs.
        let builder = Database::builder(path)
            .journal_compression(fjall::CompressionType::None)
            .manual_journal_persist(true);
        let config = match blocks {
            Blocks::Bytes(bytes) => builder.cache_size(bytes).into_config(),
            Blocks::With(other) => {
                let mut config = builder.into_config();
                config.cache = Arc::clone(&other.database.config.cache);
                config
            }
        };
        let database = Database::open(config)?;
        let records = database.keyspace(RECORDS, record_options)?;
        Ok(Self { database, records })
    }

    /// The number in one of the store's own records.
    ///
    /// # Errors
    /// It could not be read, or is damaged.
    pub(super) fn own_number(&self, key: &[u8]) -> fjall::Result<Option<u64>> {
        let Some(stored) = self.records.get(key)? else {
            return Ok(None);
        };
        let value = record::open(key, &stored).and_then(|value| value.try_into().ok());
        value
            .map(|bytes| Some(u64::from_be_bytes(bytes)))
            .ok_or(fjall::Error::Unrecoverable)
    }

    /// Bytes of its records, on disk or not yet.
    pub(super) fn used_bytes(&self) -> u64 {
        let unwritten = self.database.write_buffer_size();
        self.records.disk_space().saturating_add(unwritten)
    }

    /// Bytes it takes on disk.
    pub(super) fn disk_bytes(&self) -> u64 {
        self.database.disk_space().unwrap_or(0)
    }
}

fn record_options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .data_block_compression_policy(CompressionPolicy::disabled())
        .data_block_size_policy(BlockSizePolicy::all(4096))
}

pub(super) const fn persist_mode(sync: bool) -> PersistMode {
    if sync {
        PersistMode::SyncData
    } else {
        PersistMode::Buffer
    }
}

/// Does something on a thread whose priority the threads that a tree starts inherit.
pub(super) fn in_background<T: Send>(
    work: impl FnOnce() -> fjall::Result<T> + Send,
) -> fjall::Result<T> {
    let work = || {
        be_in_background();
        work()
    };
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap_or(Err(fjall::Error::Unrecoverable))
}

/// Makes this thread as urgent as sorting is.
pub(super) fn be_in_background() {
    // Where the system does not let us, sorting is as urgent as serving.
    let _ = rustix::process::nice(BACKGROUND_NICENESS);
}
