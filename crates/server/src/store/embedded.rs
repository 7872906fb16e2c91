//! The embedded store: the storage contract on LSM trees in the data directory.
//!
//! Owns how records lie on disk and how commits become durable. What was written within some minutes
//! lies in a window ([`window`]), from which it is copied into the settled tree by key ([`settle`]),
//! so that the disk does not tell in which order things were written. Every record carries a checksum
//! over its key and value, so that damage which the trees themselves do not see is refused and not
//! served. Knows no record's meaning. Why it is built so:
//! docs/decisions/0003-embedded-store-and-group-commit.md and
//! docs/decisions/0042-what-was-written-in-ten-minutes-is-mixed.md.

mod committer;
mod filling;
mod frozen;
mod group;
mod layers;
mod merge;
mod open_error;
mod queue;
mod record;
mod settle;
mod settler;
#[cfg(test)]
mod tests;
mod tree;
mod turning;
mod window;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use bytes::Bytes;
use fjall::{Keyspace, KeyspaceCreateOptions};
use hudhud_logstore::{
    CommitError, Done, Fence, Key, LogStore, ReadError, Reads, Shard, Submission,
};
use rand_core::CryptoRng;

use crate::data_directory::create_directory;
use crate::metrics::CommitMetrics;
use committer::{Beginning, Committer, Fences};
pub(crate) use filling::fill;
pub(crate) use frozen::Frozen;
use layers::Layers;
pub use open_error::StoreOpenError;
use queue::{Job, Queue, Told};
pub(crate) use record::CHECKSUM_BYTES as SEAL_BYTES;
use settler::Settler;
use tree::{Blocks, COMMITS, Tree, in_background};
pub use tree::{Purpose, StoreOptions};
use turning::Turning;
use window::Window;

/// Records in one run of a sample.
const RUN_RECORDS: usize = 64;
/// No table's number is this or larger.
const TABLES: u8 = 0x23;

/// What a look at some records found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sample {
    /// Records looked at.
    pub checked: u64,
    /// Records whose checksum does not fit.
    pub damaged: u64,
}

/// How many commits a store has, and how many it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Commits {
    /// As many, one after the other, are there.
    pub(crate) found: u64,
    /// As many were durable once, by what is there.
    pub(crate) expected: u64,
}

/// The store of one data directory. Dropping it finishes what was submitted.
pub struct EmbeddedStore {
    layers: Arc<Layers>,
    commits: Arc<AtomicU64>,
    counted: Commits,
    // Ends before the settler, to which it leaves errands.
    committer: Committer,
    _settler: Option<Settler>,
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
        let Trees {
            settled,
            fences,
            windows,
        } = in_background(|| Trees::open(path, options.cache_bytes)).map_err(wrong)?;
        let counted = count(&settled, &windows).map_err(wrong)?;
        let expected = counted.expected.max(options.least_commits);
        if counted.found < expected && options.purpose == Purpose::Serve {
            return Err(StoreOpenError::lost(path, counted.found, expected));
        }
        let numbers: Vec<u64> = windows.iter().map(|window| window.number).collect();
        let next = numbers.last().map_or(1, |newest| newest + 1);
        let windows = windows.into_iter().map(Arc::new).collect();
        let layers = Arc::new(Layers::new(settled, Arc::from(path), windows));
        if options.purpose == Purpose::Recover {
            for number in &numbers {
                settle::settle(&layers, *number, &mut |_| true).map_err(wrong)?;
            }
        }
        let blocks = Blocks::With(&layers.settled);
        let window = in_background(|| Window::make(path, next, blocks)).map_err(wrong)?;
        let window = Arc::new(window);
        layers.add(Arc::clone(&window));
        let commits = Arc::new(AtomicU64::new(match options.purpose {
            Purpose::Serve | Purpose::Look => counted.found,
            // What is there says so, whatever lies before it.
            Purpose::Recover => counted.expected,
        }));
        let beginning = Beginning {
            window,
            layers: Arc::clone(&layers),
            known: fences,
            commits: Arc::clone(&commits),
        };
        let (committer, settler) = start(beginning, (numbers, next + 1), options, metrics)
            .map_err(|error| wrong(error.into()))?;
        Ok(Self {
            layers,
            commits,
            counted,
            committer,
            _settler: settler,
        })
    }

    /// Settles everything that was written up to now; returns when that is done.
    ///
    /// # Errors
    ///
    /// It was not done, or not all of it.
    pub fn settle(&self) -> Result<(), CommitError> {
        wait_for(|done| self.committer.submit(Job::Settle { done }))
    }

    /// The store as it is after what was submitted up to now, whatever is written meanwhile.
    ///
    /// # Errors
    ///
    /// The thread that writes has ended.
    pub(crate) fn freeze(&self) -> Result<Frozen, CommitError> {
        wait_for(|done| self.committer.submit(Job::Freeze { done }))
    }

    /// What its commits said when it was opened.
    pub(crate) const fn counted(&self) -> Commits {
        self.counted
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
        let look = |key: &[u8], stored: &[u8]| {
            looked += 1;
            sample.checked += 1;
            if record::open(key, stored).is_none() {
                sample.damaged += 1;
            }
            looked < most
        };
        self.layers
            .visit(Bound::Included(from), look)
            .map_err(|_| ReadError::Storage)?;
        Ok(looked)
    }

    /// Counts the commits that are durable; what it holds after the store was dropped is final.
    pub(crate) fn commits(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.commits)
    }

    /// Bytes the store takes on disk.
    #[must_use]
    pub fn disk_bytes(&self) -> u64 {
        self.layers.disk_bytes()
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
        let found = self.layers.get(key).map_err(|_| ReadError::Storage)?;
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
        let first = [table];
        let from = match after {
            Some(key) if key.as_bytes() >= first.as_slice() => Bound::Excluded(key.as_bytes()),
            Some(_) | None => Bound::Included(first.as_slice()),
        };
        if limit == 0 {
            return Ok(Vec::new());
        }
        let mut keys = Vec::new();
        let take = |key: &[u8], _: &[u8]| {
            if key.first() != Some(&table) {
                return false;
            }
            keys.push(Key::new(key.to_vec()));
            keys.len() < limit
        };
        self.layers
            .visit(from, take)
            .map_err(|_| ReadError::Storage)?;
        let keys = keys.into_iter().collect::<Result<_, _>>();
        keys.map_err(|_| ReadError::Storage)
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
fn wait_for<T: Send + 'static>(start: impl FnOnce(Told<T>)) -> Result<T, CommitError> {
    let (answer, wait) = std::sync::mpsc::sync_channel(1);
    start(Box::new(move |result| {
        // The receiver is below and has no way to leave.
        let _ = answer.send(result);
    }));
    wait.recv().unwrap_or(Err(CommitError::Storage))
}

/// Whether a record is what was stored under its key.
pub(crate) fn is_sound(key: &[u8], stored: &[u8]) -> bool {
    value_of(key, stored).is_some()
}

/// What was stored under `key`, if it is that.
pub(crate) fn value_of<'a>(key: &[u8], stored: &'a [u8]) -> Option<&'a [u8]> {
    record::open(key, stored)
}

/// What lies in the store's directory.
struct Trees {
    settled: Tree,
    fences: Fences,
    windows: Vec<Window>,
}

impl Trees {
    fn open(path: &Path, cache_bytes: u64) -> fjall::Result<Self> {
        create_directory(path).map_err(std::io::Error::other)?;
        let settled = Tree::open(&path.join("settled"), Blocks::Bytes(cache_bytes))?;
        let keyspace = settled
            .database
            .keyspace("fences", KeyspaceCreateOptions::default)?;
        let known = known_fences(&keyspace)?;
        let windows = Window::open_all(path, Blocks::With(&settled))?;
        Ok(Self {
            settled,
            fences: Fences { keyspace, known },
            windows,
        })
    }
}

fn known_fences(keyspace: &Keyspace) -> fjall::Result<BTreeMap<Shard, Fence>> {
    let mut known = BTreeMap::new();
    for found in keyspace.iter() {
        let (shard, fence) = found.into_inner()?;
        let shard = <[u8; 2]>::try_from(&*shard).map(u16::from_be_bytes);
        let fence = <[u8; 8]>::try_from(&*fence).map(u64::from_be_bytes);
        let (Ok(shard), Ok(fence)) = (shard, fence) else {
            return Err(fjall::Error::Unrecoverable);
        };
        known.insert(Shard(shard), Fence(fence));
    }
    Ok(known)
}

/// Counts commits from the settled tree up. Each window says with how many it begins, so that one that
/// is missing between two others is noticed.
fn count(settled: &Tree, windows: &[Window]) -> fjall::Result<Commits> {
    let found = settled.own_number(&COMMITS)?.unwrap_or(0);
    let mut counted = Commits {
        found,
        expected: found,
    };
    for window in windows {
        let Some((begins, ends)) = window.commits()? else {
            continue;
        };
        if counted.found == counted.expected && begins <= counted.found {
            counted.found = counted.found.max(ends);
        }
        counted.expected = counted.expected.max(ends);
    }
    Ok(counted)
}

/// Starts the threads of a store that has these `closed` windows.
fn start(
    beginning: Beginning,
    closed: (Vec<u64>, u64),
    options: StoreOptions,
    metrics: CommitMetrics,
) -> std::io::Result<(Committer, Option<Settler>)> {
    let queue = Arc::new(Queue::default());
    let settler = match options.purpose {
        Purpose::Look => None,
        Purpose::Serve | Purpose::Recover => Some(Settler::start(
            Arc::clone(&beginning.layers),
            Arc::clone(&queue),
            closed,
            options.reserve_bytes,
        )?),
    };
    let errands = settler.as_ref().and_then(Settler::errands);
    let turning = Turning::new(errands, options.window);
    let committer = Committer::start(queue, (beginning, turning), options, metrics)?;
    Ok((committer, settler))
}
