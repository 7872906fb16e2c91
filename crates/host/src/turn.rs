//! What goes in and out of the machine besides frames.

use hudhud_base::BlobId;
use hudhud_logstore::{Batch, Shard, Wanted};
use hudhud_wire::ServerFrame;

/// One link, named by the shell; never used again after it has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// Names what one turn decided, until it is durable. Grows by one with each turn that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A frame for one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The link.
    pub to: SessionId,
    /// What it is sent.
    pub frame: ServerFrame,
    /// It was pushed and not asked for: a slow link may go without, see [`crate::Host::lagged`].
    pub may_drop: bool,
    /// Pushes that say the same of the same entries, each by its link's own handle, have the same
    /// number within what comes of one call. `None`: nobody else is told the same.
    pub alike: Option<u64>,
}

impl Outgoing {
    /// A frame that must arrive for as long as the link lasts.
    pub(crate) const fn owed(to: SessionId, frame: ServerFrame) -> Self {
        Self {
            to,
            frame,
            may_drop: false,
            alike: None,
        }
    }

    /// A frame that a slow link may go without.
    pub(crate) const fn pushed(to: SessionId, frame: ServerFrame) -> Self {
        Self {
            to,
            frame,
            may_drop: true,
            alike: None,
        }
    }

    /// One of several pushes that differ in link and handle alone.
    pub(crate) fn alike(mut self, number: u64) -> Self {
        self.alike = Some(number);
        self
    }
}

/// What came of a turn.
#[derive(Debug, Default)]
pub struct Turn {
    /// To be given to [`crate::Host::durable`] or [`crate::Host::failed`]; `None`: nothing to commit.
    pub ticket: Option<Ticket>,
    /// To be committed, in the order of tickets; at most one batch for each shard.
    pub batches: Vec<(Shard, Batch)>,
    /// May leave at once.
    pub replies: Vec<Outgoing>,
    /// What must be looked up before the rest is decided.
    pub wanted: Wanted,
    /// Broke the rules of the wire: close after what was sent. The shell still calls
    /// [`crate::Host::disconnect`].
    pub close: Vec<SessionId>,
}

/// What came of one slice of retiring old records.
#[derive(Debug, Default)]
pub struct Maintenance {
    /// As in [`Turn`].
    pub ticket: Option<Ticket>,
    /// As in [`Turn`].
    pub batches: Vec<(Shard, Batch)>,
    /// Blobs whose files may be removed once the ticket is durable.
    pub blobs: Vec<BlobId>,
    /// What must be looked up before the slice goes on; empty: it has ended.
    pub wanted: Wanted,
    /// Every record has been looked at since the last time this was true: the next call begins anew.
    pub complete: bool,
}

/// How much room the disk has, as the shell sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Space {
    /// Everything is accepted.
    #[default]
    Ample,
    /// Above the first mark: nothing new is created, logs that exist still grow.
    Scarce,
    /// Above the second mark: nothing grows.
    Exhausted,
}
