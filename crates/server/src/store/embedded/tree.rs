//! The tree on disk: what readers and the committer share, and how it is opened.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

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
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            cache_bytes: 64 << 20,
            sync: true,
            least_fence: 0,
            least_commits: 0,
            reserve_bytes: 128 << 20,
        }
    }
}

/// How much less urgent than answers it is to sort what was written: by the scheduler's weights, a busy
/// processor gives it a fifth as much time as one thread that serves.
const BACKGROUND_NICENESS: i32 = 7;

/// The parts that both readers and the committer hold.
#[derive(Clone)]
pub(super) struct Tree {
    pub(super) database: Database,
    pub(super) records: Keyspace,
    /// Shard (two bytes, big-endian) to fence (eight bytes, big-endian).
    pub(super) fences: Keyspace,
    /// Commits that are durable.
    pub(super) commits: Arc<AtomicU64>,
    pub(super) path: Arc<Path>,
}

/// The table of the store's own record, which no key of the contract's tables begins with.
pub(super) const OWN_TABLE: [u8; 1] = [0];

/// How many commits the store has seen. Written with every one of them, beside its records: where
/// these are missing at the end, so is this.
pub(super) fn commits_in(records: &Keyspace) -> fjall::Result<u64> {
    let Some(stored) = records.get(OWN_TABLE)? else {
        return Ok(0);
    };
    record::open(&OWN_TABLE, &stored)
        .and_then(|value| value.try_into().ok())
        .map(u64::from_be_bytes)
        .ok_or(fjall::Error::Unrecoverable)
}

/// Opens the tree on a thread of its own, whose priority the tree's threads inherit.
pub(super) fn open_database(path: &Path, cache_bytes: u64) -> fjall::Result<Database> {
    let open = || {
        // Where the system does not let us, sorting is as urgent as serving.
        let _ = rustix::process::nice(BACKGROUND_NICENESS);
        // Sealed bytes do not compress, so trying only costs.
        Database::builder(path)
            .cache_size(cache_bytes)
            .journal_compression(fjall::CompressionType::None)
            .manual_journal_persist(true)
            .open()
    };
    std::thread::scope(|scope| scope.spawn(open).join()).unwrap_or(Err(fjall::Error::Unrecoverable))
}

pub(super) fn record_options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .data_block_compression_policy(CompressionPolicy::disabled())
        .data_block_size_policy(BlockSizePolicy::all(4096))
}

impl Tree {
    pub(super) fn persist_mode(sync: bool) -> PersistMode {
        if sync {
            PersistMode::SyncData
        } else {
            PersistMode::Buffer
        }
    }
}
