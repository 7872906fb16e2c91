//! What one commit changes, and what is made durable together.

use bytes::Bytes;

use crate::{Fence, Key, Shard};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// Writes a record, over an older one if there is one.
    Put {
        /// Of the record that is written.
        key: Key,
        /// At most [`crate::VALUE_BYTES`].
        value: Bytes,
    },
    /// Removes a record; nothing happens if there is none.
    Delete {
        /// Of the record that goes.
        key: Key,
    },
}

impl Op {
    /// The record that is changed.
    #[must_use]
    pub const fn key(&self) -> &Key {
        match self {
            Self::Put { key, .. } | Self::Delete { key } => key,
        }
    }
}

/// Changes that become durable together or not at all; a later one on the same key wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// In order.
    pub ops: Vec<Op>,
}

impl Batch {
    /// Bytes of all keys and values.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.ops
            .iter()
            .map(|op| match op {
                Op::Put { key, value } => key.as_bytes().len() + value.len(),
                Op::Delete { key } => key.as_bytes().len(),
            })
            .sum()
    }
}

/// Batches that become durable together or not at all, after those submitted before them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Submission {
    /// At most one for each shard, with the fence of whoever submits.
    pub batches: Vec<(Shard, Fence, Batch)>,
    /// Submissions of one lineage build on each other: after one of them has failed, every later one
    /// fails too, and writing goes on with a larger lineage. `None`: it builds on nothing.
    pub lineage: Option<u64>,
}
