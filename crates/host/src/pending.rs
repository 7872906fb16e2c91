//! Tickets: what was decided together, what waits for it to be durable, and what must be undone if
//! it never will be.

use std::collections::BTreeMap;

use hudhud_base::{Generation, Handle};
use hudhud_logstore::{Key, Op, Shard};
use hudhud_wire::{Entry, ServerFrame};

use crate::logs::LogRef;
use crate::overlay::HotRef;
use crate::{SessionId, Ticket};

/// What a turn is deciding.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) ops: BTreeMap<Shard, Vec<Op>>,
    /// Logs whose heads changed: written once, as they are at the end of the turn.
    pub(crate) heads: Vec<HotRef>,
    pub(crate) waiting: Waiting,
}

/// What leaves when a ticket is durable.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// Answers first, in the order of their requests.
    pub(crate) frames: Vec<(SessionId, ServerFrame)>,
    /// Then new entries, for the followers each log has at that moment.
    pub(crate) pushes: BTreeMap<LogRef, Vec<Pushed>>,
    /// Undone, last first, when it never becomes durable.
    pub(crate) undo: Vec<Undo>,
}

/// A new entry on its way to followers.
#[derive(Debug)]
pub(crate) struct Pushed {
    pub(crate) entry: Entry,
    /// The generation that this entry ended.
    pub(crate) ended: Option<Generation>,
}

/// A change of memory that rests on something not yet durable.
#[derive(Debug)]
pub(crate) enum Undo {
    /// A handle was opened.
    Open(SessionId, Handle),
    /// A handle began to follow.
    Follow(LogRef, SessionId, Handle),
}

/// A ticket that was handed out.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) ticket: Ticket,
    pub(crate) keys: Vec<Key>,
    pub(crate) heads: Vec<HotRef>,
    pub(crate) waiting: Waiting,
}
