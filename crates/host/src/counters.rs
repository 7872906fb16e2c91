//! What the machine counts: doings, never people.

use std::collections::BTreeMap;

/// A copy of the machine's counts at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counters {
    /// Requests decided since the start, by kind.
    pub requests: BTreeMap<&'static str, u64>,
    /// Refusals among them, by code.
    pub refusals: BTreeMap<&'static str, u64>,
    /// Entries appended since the start, delivered ones included.
    pub entries_appended: u64,
    /// Entries pushed to followers since the start.
    pub entries_pushed: u64,
    /// Tickets that failed since the start.
    pub tickets_failed: u64,
    /// Records found damaged since the start.
    pub records_damaged: u64,
    /// Links that are connected.
    pub sessions: usize,
    /// Handles that are open, over all links.
    pub handles: usize,
    /// Logs that are open on at least one link.
    pub logs_open: usize,
    /// Handles that follow.
    pub followers: usize,
    /// Log heads held in memory.
    pub logs_hot: usize,
    /// Tickets not yet durable.
    pub tickets_pending: usize,
}
