//! One thread makes every commit durable, and syncs once for all that wait (group commit).
//!
//! While the device syncs, submissions queue; then all of them go into the next write as one. Order
//! is kept. The fence of each shard is checked here, where the write happens. After a write that
//! failed in the middle nothing is known about the medium, so every later submission is refused
//! until the store is opened again.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use bytes::Bytes;
use hudhud_logstore::{
    CommitError, Committed, Done, Fence, Key, Op, Shard, Submission, VALUE_BYTES,
};

use super::record;
use super::tree::{OWN_TABLE, StoreOptions, Tree};
use crate::disk::Space;
use crate::metrics::CommitMetrics;

/// Bytes of records in one write at most; what does not fit waits for the next.
const GROUP_BYTES: usize = 8 * 1024 * 1024;
/// Bytes written after which free space is looked at again.
const LOOK_AGAIN_BYTES: u64 = 16 * 1024 * 1024;

/// Whom to tell how something ended.
pub(super) type Told<T> = Box<dyn FnOnce(Result<T, CommitError>) + Send>;

/// Work for the committer.
pub(super) enum Job {
    /// Batches that become durable together.
    Commit { submission: Submission, done: Done },
    /// A new fence for a shard.
    TakeOver { shard: Shard, done: Told<Fence> },
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The thread, and the queue in front of it.
pub(super) struct Committer {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<QueueState>,
    ready: Condvar,
}

#[derive(Default)]
struct QueueState {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Committer {
    pub(super) fn start(
        tree: Tree,
        fences: BTreeMap<Shard, Fence>,
        options: StoreOptions,
        metrics: CommitMetrics,
    ) -> io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let mut writer = Writer {
            tree,
            fences,
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
                while let Some(jobs) = taken.take() {
                    writer.run(jobs);
                }
            })?;
        Ok(Self {
            queue,
            thread: Some(thread),
        })
    }

    pub(super) fn submit(&self, job: Job) {
        let mut state = self
            .queue
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        state.jobs.push_back(job);
        drop(state);
        self.queue.ready.notify_one();
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.queue
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .closed = true;
        self.queue.ready.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic there was already reported by the thread itself.
            let _ = thread.join();
        }
    }
}

impl Queue {
    /// All jobs that wait; `None` when there are none left and none will come.
    fn take(&self) -> Option<VecDeque<Job>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.jobs.is_empty() {
            if state.closed {
                return None;
            }
            state = self
                .ready
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        Some(std::mem::take(&mut state.jobs))
    }
}

/// What the thread owns.
struct Writer {
    tree: Tree,
    fences: BTreeMap<Shard, Fence>,
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
    }

    fn check(&mut self, submission: &Submission) -> Result<(), CommitError> {
        let batches = &submission.batches;
        if submission.lineage.is_some() && submission.lineage <= self.broken {
            return Err(CommitError::Storage);
        }
        if batches
            .iter()
            .any(|(shard, fence, _)| self.fences.get(shard) != Some(fence))
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
            self.out_of_space = Space::of(&self.tree.path)
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

    fn durably(&self, changes: Vec<(Key, Option<Bytes>)>) -> fjall::Result<()> {
        let records = &self.tree.records;
        let mut batch =
            fjall::OwnedWriteBatch::with_capacity(self.tree.database.clone(), changes.len() + 1);
        let mut sealed = Vec::new();
        for (key, value) in changes {
            let key = key.as_bytes();
            match value {
                Some(value) => {
                    record::seal(key, &value, &mut sealed);
                    batch.insert(records, key, sealed.as_slice());
                }
                None => batch.remove(records, key),
            }
        }
        let commits = self.tree.commits.load(Ordering::Relaxed) + 1;
        record::seal(&OWN_TABLE, &commits.to_be_bytes(), &mut sealed);
        batch.insert(records, OWN_TABLE, sealed.as_slice());
        batch
            .durability(Some(Tree::persist_mode(self.options.sync)))
            .commit()?;
        self.tree.commits.store(commits, Ordering::Relaxed);
        Ok(())
    }

    fn take_over(&mut self, shard: Shard) -> Result<Fence, CommitError> {
        if self.failed {
            return Err(CommitError::Storage);
        }
        let newest = self.fences.get(&shard).map_or(0, |fence| fence.0);
        let fence = newest.max(self.options.least_fence).saturating_add(1);
        let mut batch = self.tree.database.batch();
        batch.insert(
            &self.tree.fences,
            shard.0.to_be_bytes(),
            fence.to_be_bytes(),
        );
        let durable = batch.durability(Some(Tree::persist_mode(true))).commit();
        if durable.is_err() {
            self.failed = true;
            return Err(CommitError::Storage);
        }
        self.fences.insert(shard, Fence(fence));
        Ok(Fence(fence))
    }
}

/// Submissions that are written as one.
///
/// The engine gives all changes of one write the same age, so of several on one key only the last
/// may go in. Sorted by key, what lies in the journal does not tell in which order entries came.
#[derive(Default)]
struct Group {
    /// In the order in which they were submitted.
    submitted: Vec<(Key, Option<Bytes>)>,
    bytes: usize,
    done: Vec<Done>,
}

impl Group {
    fn add(&mut self, submission: Submission, done: Done) {
        let batches = submission.batches.into_iter();
        for op in batches.flat_map(|(_, _, batch)| batch.ops) {
            let (key, value) = match op {
                Op::Put { key, value } => (key, Some(value)),
                Op::Delete { key } => (key, None),
            };
            self.bytes += key.as_bytes().len() + value.as_ref().map_or(0, Bytes::len);
            self.submitted.push((key, value));
        }
        self.done.push(done);
    }

    /// The last change of each key, by key.
    fn changes(&mut self) -> Vec<(Key, Option<Bytes>)> {
        let mut changes = std::mem::take(&mut self.submitted);
        // The newest first, which a stable sort keeps so, and of equal keys the first is kept.
        changes.reverse();
        changes.sort_by(|(one, _), (other, _)| one.cmp(other));
        changes.dedup_by(|(later, _), (kept, _)| later == kept);
        changes
    }
}

impl fmt::Debug for Committer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Committer").finish_non_exhaustive()
    }
}
