//! Shards, fences, and how reading and committing can end.

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
