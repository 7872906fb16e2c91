//! One thread makes every commit durable, and syncs once for all that wait (group commit).
//! It writes to the newest window.
//!
//! While the device syncs, submissions queue; then all of them go into the next write as one. Order
//! is kept. The fence of each shard is checked here, where the write happens. After a write that
//! failed in the middle nothing is known about the medium, so every later submission is refused
//! until the store is opened again.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

use bytes::Bytes;
use fjall::Keyspace;
use hudhud_logstore::{CommitError, Committed, Fence, Key, Op, Shard, Submission, VALUE_BYTES};

use super::group::Group;
use super::layers::Layers;
use super::queue::{Job, Queue};
use super::record;
use super::tree::{BEGINS, COMMITS, StoreOptions, persist_mode};
use super::turning::Turning;
use super::window::{DELETED, Window};
use crate::disk::Space;
use crate::metrics::CommitMetrics;

/// Bytes of records in one write at most; what does not fit waits for the next.
const GROUP_BYTES: usize = 8 * 1024 * 1024;
/// Bytes written after which free space is looked at again.
const LOOK_AGAIN_BYTES: u64 = 16 * 1024 * 1024;

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The thread, and the queue in front of it.
pub(super) struct Committer {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

/// What the committer begins with.
pub(super) struct Beginning {
    pub(super) layers: Arc<Layers>,
    /// The window that is written to.
    pub(super) window: Arc<Window>,
    pub(super) known: Fences,
    pub(super) commits: Arc<AtomicU64>,
}

/// The fences that were given out.
pub(super) struct Fences {
    /// Shard (two bytes, big-endian) to fence (eight bytes, big-endian).
    pub(super) keyspace: Keyspace,
    pub(super) known: BTreeMap<Shard, Fence>,
}

impl Committer {
    pub(super) fn start(
        queue: Arc<Queue>,
        (beginning, turning): (Beginning, Turning),
        options: StoreOptions,
        metrics: CommitMetrics,
    ) -> io::Result<Self> {
        let mut writer = Writer {
            layers: beginning.layers,
            window: beginning.window,
            is_new: true,
            turning,
            fences: beginning.known,
            commits: beginning.commits,
            options,
            metrics,
            failed: false,
            unlooked_bytes: LOOK_AGAIN_BYTES,
            out_of_space: false,
            broken: None,
        };
        let taken = Arc::clone(&queue);
        let thread = std::thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || {
                while let Some(jobs) = taken.take(writer.turning.due()) {
                    writer.run(jobs);
                }
            })?;
        Ok(Self {
            queue,
            thread: Some(thread),
        })
    }

    pub(super) fn submit(&self, job: Job) {
        self.queue.submit(job);
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            // A panic there was already reported by the thread itself.
            let _ = thread.join();
        }
    }
}

/// What the thread owns.
struct Writer {
    layers: Arc<Layers>,
    window: Arc<Window>,
    /// Whether nothing was written to the window yet.
    is_new: bool,
    turning: Turning,
    fences: Fences,
    /// Commits that are durable.
    commits: Arc<AtomicU64>,
    options: StoreOptions,
    metrics: CommitMetrics,
    failed: bool,
    unlooked_bytes: u64,
    out_of_space: bool,
    /// The newest lineage in which a submission has failed.
    broken: Option<u64>,
}

impl Writer {
    fn run(&mut self, jobs: VecDeque<Job>) {
        let mut group = Group::default();
        for job in jobs {
            match job {
                Job::TakeOver { shard, done } => {
                    self.write(std::mem::take(&mut group));
                    done(self.take_over(shard));
                }
                Job::Freeze { done } => {
                    self.write(std::mem::take(&mut group));
                    done(Ok(self.layers.freeze(self.commits.load(Ordering::Relaxed))));
                }
                Job::Settle { done } => {
                    self.write(std::mem::take(&mut group));
                    self.turning.ask(Some(done));
                }
                Job::Turn { window, done } => {
                    self.write(std::mem::take(&mut group));
                    let closed = self.turn(Arc::from(window));
                    self.turning.turned(closed, done);
                }
                Job::Commit { submission, done } => match self.check(&submission) {
                    Ok(()) => group.add(submission, done),
                    Err(error) => {
                        // Whoever submitted learns of outcomes in the order of submissions.
                        self.write(std::mem::take(&mut group));
                        self.metrics.failures.inc();
                        self.broken = self.broken.max(submission.lineage);
                        done(Err(error));
                    }
                },
            }
            if group.bytes >= GROUP_BYTES {
                self.write(std::mem::take(&mut group));
            }
        }
        self.write(group);
        if self.turning.due().is_some_and(|due| due <= Instant::now()) {
            self.turning.ask(None);
        }
    }

    /// Writes to another window from now on; the number of the one before.
    fn turn(&mut self, window: Arc<Window>) -> u64 {
        self.layers.add(Arc::clone(&window));
        self.is_new = true;
        std::mem::replace(&mut self.window, window).number
    }

    fn check(&mut self, submission: &Submission) -> Result<(), CommitError> {
        let batches = &submission.batches;
        if submission.lineage.is_some() && submission.lineage <= self.broken {
            return Err(CommitError::Storage);
        }
        if batches
            .iter()
            .any(|(shard, fence, _)| self.fences.known.get(shard) != Some(fence))
        {
            return Err(CommitError::Fenced);
        }
        let too_large = |op: &Op| matches!(op, Op::Put { value, .. } if value.len() > VALUE_BYTES);
        if self.failed
            || batches
                .iter()
                .flat_map(|(_, _, batch)| &batch.ops)
                .any(too_large)
        {
            return Err(CommitError::Storage);
        }
        if self.unlooked_bytes >= LOOK_AGAIN_BYTES || self.out_of_space {
            self.unlooked_bytes = 0;
            // A file system that cannot tell how full it is will say so when it is written to.
            self.out_of_space = Space::of(&self.layers.path)
                .is_ok_and(|space| space.free_bytes < self.options.reserve_bytes);
        }
        if self.out_of_space {
            Err(CommitError::Full)
        } else {
            Ok(())
        }
    }

    fn write(&mut self, mut group: Group) {
        if group.done.is_empty() {
            return;
        }
        let began = Instant::now();
        let result = self.durably(group.changes());
        self.unlooked_bytes = self.unlooked_bytes.saturating_add(count(group.bytes));
        self.turning.wrote(count(group.bytes), began);
        let result = match result {
            Ok(()) => {
                self.metrics.seconds.observe(began.elapsed().as_secs_f64());
                self.metrics.submissions.inc_by(count(group.done.len()));
                self.metrics.bytes.inc_by(count(group.bytes));
                Ok(Committed)
            }
            Err(error) => {
                self.failed = true;
                self.metrics.failures.inc_by(count(group.done.len()));
                tracing::error!(%error, "a commit failed: the store takes no more");
                Err(CommitError::Storage)
            }
        };
        for done in group.done {
            done(result);
        }
    }

    fn durably(&mut self, changes: Vec<(Key, Option<Bytes>)>) -> fjall::Result<()> {
        let tree = &self.window.tree;
        let records = &tree.records;
        let mut batch =
            fjall::OwnedWriteBatch::with_capacity(tree.database.clone(), changes.len() + 2);
        let mut sealed = Vec::new();
        for (key, value) in changes {
            let key = key.as_bytes();
            match value {
                Some(value) => {
                    record::seal(key, &value, &mut sealed);
                    batch.insert(records, key, sealed.as_slice());
                }
                None => batch.insert(records, key, DELETED),
            }
        }
        let commits = self.commits.load(Ordering::Relaxed);
        if self.is_new {
            record::seal(&BEGINS, &commits.to_be_bytes(), &mut sealed);
            batch.insert(records, BEGINS, sealed.as_slice());
        }
        let commits = commits + 1;
        record::seal(&COMMITS, &commits.to_be_bytes(), &mut sealed);
        batch.insert(records, COMMITS, sealed.as_slice());
        batch
            .durability(Some(persist_mode(self.options.sync)))
            .commit()?;
        self.is_new = false;
        self.commits.store(commits, Ordering::Relaxed);
        Ok(())
    }

    fn take_over(&mut self, shard: Shard) -> Result<Fence, CommitError> {
        if self.failed {
            return Err(CommitError::Storage);
        }
        let newest = self.fences.known.get(&shard).map_or(0, |fence| fence.0);
        let fence = newest.max(self.options.least_fence).saturating_add(1);
        let mut batch = self.layers.settled.database.batch();
        batch.insert(
            &self.fences.keyspace,
            shard.0.to_be_bytes(),
            fence.to_be_bytes(),
        );
        let durable = batch.durability(Some(persist_mode(true))).commit();
        if durable.is_err() {
            self.failed = true;
            return Err(CommitError::Storage);
        }
        self.fences.known.insert(shard, Fence(fence));
        Ok(Fence(fence))
    }
}

impl fmt::Debug for Committer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Committer").finish_non_exhaustive()
    }
}
