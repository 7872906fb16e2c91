//! The two traits of the contract: what the machine reads through, and what its shell commits to.

use std::fmt;
use std::sync::mpsc;

use bytes::Bytes;

use crate::{
    Batch, CommitError, Committed, Fact, Facts, Fence, Key, ReadError, Shard, Submission, Wanted,
    WantedListing, WantedRun,
};

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
        look_up(self, wanted, facts);
        facts.end_round();
    }
}

/// Looks up what is wanted. A failure becomes a fact about the records that it concerns, and about no
/// others.
pub(crate) fn look_up<S: Reads + ?Sized>(store: &S, wanted: Wanted, facts: &mut Facts) {
    let Wanted {
        mut keys,
        runs,
        listing,
    } = wanted;
    keys.sort_unstable();
    keys.dedup();
    if !keys.is_empty() {
        match store.read(&keys) {
            Ok(found) => facts.learn_all(keys.into_iter().zip(found)),
            Err(_) => keys
                .into_iter()
                .for_each(|key| look_up_one(store, key, facts)),
        }
    }
    for WantedRun { keys, bytes } in runs {
        look_up_run(store, keys, bytes, facts);
    }
    if let Some(WantedListing {
        table,
        after,
        limit,
    }) = listing
    {
        facts.learn_listing(store.sweep(table, after.as_ref(), limit));
    }
}

fn look_up_run<S: Reads + ?Sized>(store: &S, keys: Vec<Key>, bytes: usize, facts: &mut Facts) {
    // Others may have wanted some of it, or all: what is known is not read again.
    let (mut at, mut left) = (0, Some(bytes));
    for key in &keys {
        match facts.record(key) {
            Fact::Unknown => break,
            Fact::Unreadable => return,
            Fact::Absent => {}
            Fact::Present(value) => left = left.and_then(|left| left.checked_sub(value.len())),
        }
        at += 1;
    }
    let keys: Vec<Key> = keys.into_iter().skip(at).collect();
    let (false, Some(bytes)) = (keys.is_empty(), left) else {
        return;
    };
    match store.read_until(&keys, bytes) {
        Ok(found) => facts.learn_all(keys.into_iter().zip(found)),
        // The first is enough to go on, or to fail.
        Err(_) => keys
            .into_iter()
            .take(1)
            .for_each(|key| look_up_one(store, key, facts)),
    }
}

fn look_up_one<S: Reads + ?Sized>(store: &S, key: Key, facts: &mut Facts) {
    let found = store.read(std::slice::from_ref(&key));
    facts.learn(key, found.map(|found| found.into_iter().next().flatten()));
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
