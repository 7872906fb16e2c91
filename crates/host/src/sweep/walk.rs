//! Where the walk that retires old records is.

use std::collections::VecDeque;

use hudhud_logstore::Key;

use crate::ahead::Trials;

/// Where the walk is.
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    pub(super) table: usize,
    /// The last record that was listed.
    pub(super) after: Option<Key>,
    /// Records that were listed and not yet looked at.
    pub(super) listed: VecDeque<Key>,
    /// For what is listed, in the slice that is under way.
    pub(super) trials: Trials,
    /// No more records are in the table than those listed.
    pub(super) last_of_table: bool,
    pub(super) log: InLog,
}

/// Where the walk is in the log that it looks at.
#[derive(Debug, Default)]
pub(super) struct InLog {
    pub(super) part: Part,
    /// More is due in a part that was left.
    pub(super) more: bool,
    /// The ordinal of the expiring track that comes next.
    pub(super) expiring_from: u64,
}

/// The parts in which a log is looked at: each is a decision of its own, over what the one before it
/// has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Part {
    /// What expires, or everything in an inbox.
    #[default]
    Expiring,
    /// Plain entries.
    Plain,
    /// Ordered ones.
    Ordered,
    /// Where the log then begins.
    First,
}

impl Part {
    pub(super) const fn next(self) -> Option<Self> {
        match self {
            Self::Expiring => Some(Self::Plain),
            Self::Plain => Some(Self::Ordered),
            Self::Ordered => Some(Self::First),
            Self::First => None,
        }
    }
}

/// How far a part of a record, or all of it, was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// All of the record.
    Done,
    /// This part of a log.
    Part,
    /// Some of this part of a log.
    SomeOfPart {
        /// The ordinal of the expiring track that comes next.
        expiring_from: u64,
    },
    /// Some of the record.
    Some,
}

impl Progress {
    pub(super) const fn of_part(more: bool, expiring_from: u64) -> Self {
        if more {
            Self::SomeOfPart { expiring_from }
        } else {
            Self::Part
        }
    }
}
