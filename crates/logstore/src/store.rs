//! The two traits of the contract: what the machine reads through, and what its shell commits to.

use std::fmt;
use std::sync::mpsc;

use bytes::Bytes;

use crate::{Batch, Facts, Key, Submission, Wanted};

/// A part of the records with one writer; a batch is atomic inside one shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Shard(pub u16);

/// Proves that its holder is the newest writer of a shard. Grows each time a shard is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fence(pub u64);

/// A batch is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Committed;

/// Records could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The medium failed, or gave back something that was never written.
    #[error("the store could not be read")]
    Storage,
}

/// A batch is not durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// Somebody took the shard over: this writer must stop.
    #[error("another writer has taken this shard over")]
    Fenced,
    /// No space is left. Nothing was written.
    #[error("the disk is full")]
    Full,
    /// The medium failed: whether the batch was written is not known until the store is opened
    /// again.
    #[error("the store could not be written")]
    Storage,
}

/// The reading half: facts for decisions.
pub trait Reads: fmt::Debug {
    /// The records at `keys`, in the order of `keys`; what is durable, and nothing older.
    ///
    /// # Errors
    /// [`ReadError::Storage`]: none of the answers can be trusted.
    fn read(&self, keys: &[Key]) -> Result<Vec<Option<Bytes>>, ReadError>;

    /// The records at `keys`, in their order, until they come to more than `bytes`: the one with
    /// which they do is the last. So nothing is read that whoever asks would throw away, but one.
    ///
    /// # Errors
    /// As [`Reads::read`].
    fn read_until(&self, keys: &[Key], bytes: usize) -> Result<Vec<Option<Bytes>>, ReadError>;

    /// At most `limit` keys of one table, ascending, all greater than `after`. For the sweep that
    /// retires old records only: an index of what falls due would say on disk what was written in
    /// one moment, which the records themselves do not tell.
    ///
    /// # Errors
    /// [`ReadError::Storage`]: the keys could not be listed.
    fn sweep(&self, table: u8, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, ReadError>;

    /// Tells what a machine wants to know. A store may tell some of it and leave the rest to be
    /// wanted again; when it has told everything, it ends the round.
    fn tell(&self, wanted: Wanted, facts: &mut Facts) {
        facts.look_up(wanted, self);
        facts.end_round();
    }
}

/// Whom a store tells how a submission ended.
pub type Done = Box<dyn FnOnce(Result<Committed, CommitError>) + Send>;

/// The writing half: one fenced writer for each shard.
pub trait LogStore: Reads {
    /// Takes a shard over: every fence given out for it before is refused from now on.
    ///
    /// # Errors
    /// [`CommitError::Full`] or [`CommitError::Storage`]: the former writer may still write.
    fn take_over(&self, shard: Shard) -> Result<Fence, CommitError>;

    /// Hands batches over to be made durable, and returns at once or when that is done. `done` is
    /// called once, from whatever thread, in the order in which submissions were made.
    ///
    /// What it is told is an error of [`CommitError`]. After `Fenced` and `Full`, and after another
    /// submission of its lineage has failed, nothing of it was written.
    fn submit(&self, submission: Submission, done: Done);

    /// Makes one batch durable that builds on nothing. On `Ok` it survives a loss of power.
    ///
    /// # Errors
    /// As [`LogStore::submit`] tells.
    fn commit(&self, shard: Shard, fence: Fence, batch: Batch) -> Result<Committed, CommitError> {
        let (tell, told) = mpsc::sync_channel(1);
        let submission = Submission {
            batches: vec![(shard, fence, batch)],
            lineage: None,
        };
        self.submit(
            submission,
            Box::new(move |result| {
                // The receiver is below and has no way to leave.
                let _ = tell.send(result);
            }),
        );
        told.recv().unwrap_or(Err(CommitError::Storage))
    }
}
