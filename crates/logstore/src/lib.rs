//! The host's storage contract: exact keys, atomic batches, one fenced writer for each shard.
//!
//! It owns the words in which the host's machine names what it wants ([`Wanted`]) and is told
//! ([`Facts`]), those in which its shell reads and submits ([`LogStore`]), a memory implementation,
//! and one suite that every implementation must pass ([`contract`]). It decides nothing, knows no
//! record's meaning, and has no way to ask for a range while serving: only the sweep that retires
//! old records may list keys. Specified in docs/spec/storage.md, Host.

mod batch;
pub mod contract;
mod facts;
mod key;
mod memory;
mod store;
mod unordered;
mod words;

pub use batch::{Batch, Op, Submission};
pub use facts::{Fact, Facts, Wanted, WantedListing, WantedRun};
pub use key::{Key, KeyTooLong};
pub use memory::{Failure, MemoryStore, Telling};
pub use store::{Done, LogStore, Reads};
pub use unordered::Unordered;
pub use words::{CommitError, Committed, Fence, ReadError, Shard};

/// Bytes of one key at most.
pub const KEY_BYTES: usize = 256;
/// Bytes of one value at most.
pub const VALUE_BYTES: usize = 128 * 1024;
