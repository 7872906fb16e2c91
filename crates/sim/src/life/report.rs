//! What came of one world.

use crate::counts::Counts;
use crate::finding::Finding;

/// What came of one world.
#[derive(Debug)]
pub struct Report {
    /// The world's seed.
    pub seed: u64,
    /// What the oracles found; empty if all is well.
    pub findings: Vec<Finding>,
    /// How much happened.
    pub counts: Counts,
    /// Equal for two lives of one seed.
    pub trace_hash: u64,
    /// What happened, or the last of it; oldest first.
    pub trace: Vec<String>,
}
