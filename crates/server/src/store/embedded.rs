//! The embedded store: the storage contract on one LSM tree in the data directory.
//!
//! Owns how records lie on disk and how commits become durable. Every record carries a checksum over
//! its key and value, so that damage which the tree itself does not see is refused and not served.
//! Knows no record's meaning. Why it is built so: docs/decisions/0003-embedded-store-and-group-commit.md.

mod committer;
mod open_error;
mod record;
mod tree;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use bytes::Bytes;
use fjall::KeyspaceCreateOptions;
use hudhud_logstore::{
    CommitError, Done, Fence, Key, LogStore, ReadError, Reads, Shard, Submission,
};
use rand_core::CryptoRng;

use crate::metrics::CommitMetrics;
use committer::{Committer, Job};
pub use open_error::StoreOpenError;
pub use tree::StoreOptions;
use tree::{Tree, commits_in, open_database, record_options};

/// Records in one run of a sample.
const RUN_RECORDS: usize = 64;
/// No table's number is this or larger.
const TABLES: u8 = 0x22;

/// What a look at some records found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sample {
    /// Records looked at.
    pub checked: u64,
    /// Records whose checksum does not fit.
    pub damaged: u64,
}

/// The store of one data directory. Dropping it finishes what was submitted.
pub struct EmbeddedStore {
    tree: Tree,
    committer: Committer,
}

impl EmbeddedStore {
    /// Opens the store at `path`, making it if there is none.
    ///
    /// # Errors
    ///
    /// It is locked, damaged, or the system refuses.
    pub fn open(path: &Path, options: StoreOptions) -> Result<Self, StoreOpenError> {
        Self::open_measured(path, options, CommitMetrics::default())
    }

    /// The same, counting what commits cost in `metrics`.
    pub(crate) fn open_measured(
        path: &Path,
        options: StoreOptions,
        metrics: CommitMetrics,
    ) -> Result<Self, StoreOpenError> {
        let wrong = |error| StoreOpenError::new(path, error);
        let database = open_database(path, options.cache_bytes).map_err(wrong)?;
        let records = database
            .keyspace("records", record_options)
            .map_err(wrong)?;
        let fences = database
            .keyspace("fences", KeyspaceCreateOptions::default)
            .map_err(wrong)?;
        let mut known = BTreeMap::new();
        for found in fences.iter() {
            let (shard, fence) = found.into_inner().map_err(wrong)?;
            let shard = <[u8; 2]>::try_from(&*shard).map(u16::from_be_bytes);
            let fence = <[u8; 8]>::try_from(&*fence).map(u64::from_be_bytes);
            let (Ok(shard), Ok(fence)) = (shard, fence) else {
                return Err(wrong(fjall::Error::Unrecoverable));
            };
            known.insert(Shard(shard), Fence(fence));
        }
        let commits = commits_in(&records).map_err(wrong)?;
        if commits < options.least_commits {
            return Err(StoreOpenError::Lost {
                path: path.to_owned(),
                found: commits,
                expected: options.least_commits,
            });
        }
        let tree = Tree {
            database,
            records,
            fences,
            commits: Arc::new(AtomicU64::new(commits)),
            path: Arc::from(path),
        };
        let committer =
            Committer::start(tree.clone(), known, options, metrics).map_err(|source| {
                StoreOpenError::Io {
                    path: path.to_owned(),
                    source,
                }
            })?;
        Ok(Self { tree, committer })
    }

    /// Compares the checksums of about `records` records: all, if there are no more than half of that;
    /// else that many from the smallest key on, and as many in runs that begin anywhere.
    ///
    /// # Errors
    ///
    /// The tree itself could not be read.
    pub fn sample(&self, records: usize, rng: &mut dyn CryptoRng) -> Result<Sample, ReadError> {
        let mut sample = Sample::default();
        let half = records / 2;
        if self.look_at(&[], half, &mut sample)? < half {
            return Ok(sample);
        }
        let mut looked = 0;
        while looked < half {
            let mut from = [0; 3];
            rng.fill_bytes(&mut from);
            // Tables have small numbers, and what follows in a key is mostly random.
            let [table, ..] = &mut from;
            *table %= TABLES;
            looked += self.look_at(&from, RUN_RECORDS, &mut sample)?.max(1);
        }
        Ok(sample)
    }

    /// Looks at up to `most` records whose keys are `from` or larger; how many there were.
    fn look_at(&self, from: &[u8], most: usize, sample: &mut Sample) -> Result<usize, ReadError> {
        let mut looked = 0;
        for found in self.tree.records.range(from..).take(most) {
            let (key, value) = found.into_inner().map_err(|_| ReadError::Storage)?;
            looked += 1;
            sample.checked += 1;
            if record::open(&key, &value).is_none() {
                sample.damaged += 1;
            }
        }
        Ok(looked)
    }

    /// Counts the commits that are durable; what it holds after the store was dropped is final.
    pub(crate) fn commits(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.tree.commits)
    }

    /// Bytes the store takes on disk.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        self.tree.database.disk_space().unwrap_or(0)
    }
}

impl fmt::Debug for EmbeddedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedStore").finish_non_exhaustive()
    }
}

impl EmbeddedStore {
    fn read_one(&self, key: &Key) -> Result<Option<Bytes>, ReadError> {
        let key = key.as_bytes();
        let found = self.tree.records.get(key).map_err(|_| ReadError::Storage)?;
        found
            .map(|stored| {
                record::open(key, &stored)
                    .map(Bytes::copy_from_slice)
                    .ok_or(ReadError::Storage)
            })
            .transpose()
    }
}

impl Reads for EmbeddedStore {
    fn read(&self, keys: &[Key]) -> Result<Vec<Option<Bytes>>, ReadError> {
        keys.iter().map(|key| self.read_one(key)).collect()
    }

    fn read_until(&self, keys: &[Key], bytes: usize) -> Result<Vec<Option<Bytes>>, ReadError> {
        let mut found = Vec::new();
        let mut total = 0;
        for key in keys {
            if total > bytes {
                break;
            }
            let value = self.read_one(key)?;
            total += value.as_ref().map_or(0, Bytes::len);
            found.push(value);
        }
        Ok(found)
    }

    fn sweep(&self, table: u8, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, ReadError> {
        use std::ops::Bound;
        let first = [table];
        let from = match after {
            Some(key) if key.as_bytes() >= first.as_slice() => Bound::Excluded(key.as_bytes()),
            Some(_) | None => Bound::Included(first.as_slice()),
        };
        let mut keys = Vec::new();
        for found in self
            .tree
            .records
            .range::<&[u8], _>((from, Bound::Unbounded))
            .take(limit)
        {
            let key = found.key().map_err(|_| ReadError::Storage)?;
            if key.first() != Some(&table) {
                break;
            }
            keys.push(Key::new(key.to_vec()).map_err(|_| ReadError::Storage)?);
        }
        Ok(keys)
    }
}

impl LogStore for EmbeddedStore {
    fn take_over(&self, shard: Shard) -> Result<Fence, CommitError> {
        wait_for(|done| self.committer.submit(Job::TakeOver { shard, done }))
    }

    fn submit(&self, submission: Submission, done: Done) {
        self.committer.submit(Job::Commit { submission, done });
    }
}

/// Starts something that ends with a call of `done`, and waits for that call.
fn wait_for<T: Send + 'static>(start: impl FnOnce(committer::Told<T>)) -> Result<T, CommitError> {
    let (answer, wait) = std::sync::mpsc::sync_channel(1);
    start(Box::new(move |result| {
        // The receiver is below and has no way to leave.
        let _ = answer.send(result);
    }));
    wait.recv().unwrap_or(Err(CommitError::Storage))
}
