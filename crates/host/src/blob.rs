//! Blobs' records: which sealed bytes the host keeps, and until when. The bytes are files of the
//! shell's.

use hudhud_base::{BlobId, Day};
use hudhud_logstore::{Batch, Shard};
use hudhud_wire::{PuzzleSolution, Refusal};

use crate::Ticket;

/// A wish to store a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobUpload {
    /// Random, chosen by the client.
    pub id: BlobId,
    /// Bytes, all of them.
    pub size_bytes: u64,
    /// BLAKE3 of the bytes.
    pub hash: [u8; 32],
    /// For `id`.
    pub payment: Option<PuzzleSolution>,
}

/// What the host keeps of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobRecord {
    /// Bytes, all of them.
    pub size_bytes: u64,
    /// BLAKE3 of the bytes.
    pub hash: [u8; 32],
    /// The first day on which it is no longer served.
    pub expires: Day,
    /// Whether the bytes are there.
    pub state: BlobState,
}

/// Whether a blob's bytes are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobState {
    /// Announced, not yet complete.
    Awaited,
    /// Complete, with the right size and hash.
    Complete,
}

/// What came of a request about a blob.
#[derive(Debug)]
pub struct BlobDecision {
    /// `Some`: the outcome may be told once this ticket is durable; if it fails, the request failed.
    pub ticket: Option<Ticket>,
    /// To be committed, as those of a [`crate::Turn`]; may be empty although there is a ticket.
    pub batches: Vec<(Shard, Batch)>,
    /// The record as it then is, or why not.
    pub outcome: Result<BlobRecord, Refusal>,
}
