//! The contract in memory: for simulation and tests. Deterministic, and fails on demand.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use crate::store::look_up;
use crate::{
    Batch, CommitError, Committed, Done, Facts, Fence, Key, LogStore, Op, ReadError, Reads, Shard,
    Submission, VALUE_BYTES, Wanted,
};

/// What shall go wrong next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The next commit finds no space; nothing is written.
    CommitFull,
    /// The next commit fails; nothing is written.
    CommitLost,
    /// The next commit fails although all of it is written.
    CommitUnreported,
    /// The next read fails.
    Read,
}

#[derive(Default)]
struct State {
    records: BTreeMap<Key, Bytes>,
    fences: BTreeMap<Shard, Fence>,
    failures: VecDeque<Failure>,
    /// The newest lineage in which a submission has failed.
    broken: Option<u64>,
    commits: u64,
    read_bytes: u64,
}

/// A store that forgets everything when it is dropped.
#[derive(Default)]
pub struct MemoryStore {
    state: Mutex<State>,
    telling: Telling,
}

/// How a memory store tells what a machine wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Telling {
    /// All of it at once.
    #[default]
    Everything,
    /// The first thing alone, so that every other is wanted again: as if nothing were known at
    /// first, wherever a decision looks.
    OneByOne,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same store, which tells in another way.
    #[must_use]
    pub fn telling(self, telling: Telling) -> Self {
        Self { telling, ..self }
    }

    /// Plans a failure for the next operation of its kind; several are met in the order given.
    pub fn fail_next(&self, failure: Failure) {
        self.state().failures.push_back(failure);
    }

    /// Every record, for a simulated disk image or a search for what must not be there.
    #[must_use]
    pub fn image(&self) -> BTreeMap<Key, Bytes> {
        self.state().records.clone()
    }

    /// A store that begins with an image: what a process finds after a crash.
    #[must_use]
    pub fn from_image(image: BTreeMap<Key, Bytes>) -> Self {
        Self {
            state: Mutex::new(State {
                records: image,
                ..State::default()
            }),
            telling: Telling::default(),
        }
    }

    /// Overwrites a record behind the contract's back, as a rotten disk does.
    pub fn damage(&self, key: &Key, value: Option<Bytes>) {
        let mut state = self.state();
        match value {
            Some(value) => state.records.insert(key.clone(), value),
            None => state.records.remove(key),
        };
    }

    /// Commits that became durable.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.state().commits
    }

    /// Bytes of values that were given out.
    #[must_use]
    pub fn read_bytes(&self) -> u64 {
        self.state().read_bytes
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere cannot leave the map half changed: every change is made after the
        // last thing that can fail.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore")
            .field("records", &self.state().records.len())
            .finish()
    }
}

impl State {
    fn take_failure(&mut self, of: impl Fn(Failure) -> bool) -> Option<Failure> {
        let at = self.failures.iter().position(|failure| of(*failure))?;
        self.failures.remove(at)
    }

    fn submit(&mut self, submission: Submission) -> Result<Committed, CommitError> {
        let lineage = submission.lineage;
        let result = self.write(submission);
        if result.is_err() {
            self.broken = self.broken.max(lineage);
        }
        result
    }

    fn write(&mut self, submission: Submission) -> Result<Committed, CommitError> {
        let Submission { batches, lineage } = submission;
        if lineage.is_some() && lineage <= self.broken {
            return Err(CommitError::Storage);
        }
        let fenced =
            |(shard, fence, _): &(Shard, Fence, Batch)| self.fences.get(shard) != Some(fence);
        if batches.iter().any(fenced) {
            return Err(CommitError::Fenced);
        }
        let too_large = |op: &Op| matches!(op, Op::Put { value, .. } if value.len() > VALUE_BYTES);
        let mut ops = batches.iter().flat_map(|(_, _, batch)| &batch.ops);
        if ops.any(too_large) {
            return Err(CommitError::Storage);
        }
        match self.take_failure(|failure| failure != Failure::Read) {
            Some(Failure::CommitFull) => return Err(CommitError::Full),
            Some(Failure::CommitLost) => return Err(CommitError::Storage),
            Some(Failure::CommitUnreported) => {
                self.apply(batches);
                return Err(CommitError::Storage);
            }
            Some(Failure::Read) | None => {}
        }
        self.apply(batches);
        Ok(Committed)
    }

    fn apply(&mut self, batches: Vec<(Shard, Fence, Batch)>) {
        for op in batches.into_iter().flat_map(|(_, _, batch)| batch.ops) {
            match op {
                Op::Put { key, value } => self.records.insert(key, value),
                Op::Delete { key } => self.records.remove(&key),
            };
        }
        self.commits += 1;
    }
}

impl Reads for MemoryStore {
    fn read(&self, keys: &[Key]) -> Result<Vec<Option<Bytes>>, ReadError> {
        self.read_until(keys, usize::MAX)
    }

    fn read_until(&self, keys: &[Key], bytes: usize) -> Result<Vec<Option<Bytes>>, ReadError> {
        let mut state = self.state();
        if state
            .take_failure(|failure| failure == Failure::Read)
            .is_some()
        {
            return Err(ReadError::Storage);
        }
        let mut total = 0;
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            if total > bytes {
                break;
            }
            let value = state.records.get(key).cloned();
            total += value.as_ref().map_or(0, Bytes::len);
            found.push(value);
        }
        state.read_bytes += u64::try_from(total).unwrap_or(u64::MAX);
        Ok(found)
    }

    fn sweep(&self, table: u8, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, ReadError> {
        let first = Key::of(table, [&[], &[], &[]]);
        let from = match after {
            Some(key) if *key >= first => Bound::Excluded(key),
            Some(_) | None => Bound::Included(&first),
        };
        let state = self.state();
        let of_table = state
            .records
            .range::<Key, _>((from, Bound::Unbounded))
            .map(|(key, _)| key)
            .take_while(|key| key.table() == table);
        Ok(of_table.take(limit).cloned().collect())
    }

    fn tell(&self, wanted: Wanted, facts: &mut Facts) {
        match wanted.first().filter(|_| self.telling == Telling::OneByOne) {
            Some(first) => look_up(self, first, facts),
            None => {
                look_up(self, wanted, facts);
                facts.end_round();
            }
        }
    }
}

impl LogStore for MemoryStore {
    fn take_over(&self, shard: Shard) -> Result<Fence, CommitError> {
        let mut state = self.state();
        let fence = state.fences.entry(shard).or_default();
        fence.0 += 1;
        Ok(*fence)
    }

    fn submit(&self, submission: Submission, done: Done) {
        let result = self.state().submit(submission);
        done(result);
    }
}
