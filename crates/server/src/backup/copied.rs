//! What a copy has, for whoever took or read it.

use blake3::Hash;

use super::format::{Counts, Head};

/// What a copy has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The host that it is of.
    pub domain: String,
    /// Records of logs, accounts and blobs.
    pub records: u64,
    /// Those among them that were damaged already.
    pub damaged: u64,
    /// Blobs with their bytes.
    pub blobs: u64,
    /// Blobs whose bytes are in an earlier copy.
    pub spared: u64,
    /// The hash with which that one ends.
    pub earlier: Option<Hash>,
    /// The hash with which this one ends.
    pub hash: Hash,
}

impl Copied {
    pub(super) fn new(head: Head, counts: Counts, damaged: u64, hash: Hash) -> Self {
        let Counts {
            records,
            blobs,
            spared,
        } = counts;
        Self {
            domain: head.domain,
            records,
            damaged,
            blobs,
            spared,
            earlier: head.earlier,
            hash,
        }
    }
}
