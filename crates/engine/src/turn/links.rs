//! What is remembered of each link: the requests under way on it, and the logs that are open on it.

use std::collections::{BTreeMap, VecDeque};

use hudhud_base::{BlobId, Generation, Handle, OutboxId, RequestId, RunningHash, Seq};
use hudhud_wire::{LinkKind, Request};

use crate::api::Link;
use crate::turn::pending::{LogOwner, Pending};

#[derive(Debug, Default, Clone)]
pub(crate) struct LinkState {
    /// Hello was answered, and on account links so was Authenticate.
    pub(crate) ready: bool,
    pub(crate) domain: String,
    pub(crate) challenge: [u8; 32],
    last_request: u32,
    last_handle: u32,
    pub(crate) pending: BTreeMap<RequestId, Pending>,
    /// Requests that wait for answers to others: a host takes only so many at once.
    pub(crate) waiting: VecDeque<(Request, Pending)>,
    pub(crate) handles: BTreeMap<Handle, LogOwner>,
    pub(crate) logs: BTreeMap<LogOwner, OpenLog>,
}

/// Where a log ends, as its host says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogEnd {
    /// Of the last entry of all.
    pub(crate) seq: Seq,
    /// After it.
    pub(crate) hash: RunningHash,
}

/// A log that is open, or being opened, on a link.
#[derive(Debug, Clone)]
pub(crate) struct OpenLog {
    pub(crate) handle: Handle,
    pub(crate) generation: Generation,
    /// The host said where the log ends.
    pub(crate) opened: bool,
    /// Everything before this was there when the log was opened, or has been pushed since.
    pub(crate) known_next: Seq,
    /// The last ordered entry when the log was opened.
    pub(crate) ordered_head: Seq,
    /// Where the log ended when it was opened.
    pub(crate) end_when_opened: Option<LogEnd>,
    /// The outbox row that was sent and not answered.
    pub(crate) in_flight: Option<OutboxId>,
    /// A blob that the next entry refers to is being fetched: entries are not taken meanwhile.
    pub(crate) waits_for: Option<BlobId>,
}

impl OpenLog {
    /// A log that the host was asked to open. Until it answers, nothing counts as read to the end.
    pub(crate) fn new(handle: Handle, generation: Generation) -> Self {
        Self {
            handle,
            generation,
            opened: false,
            known_next: Seq(u64::MAX),
            ordered_head: Seq(u64::MAX),
            end_when_opened: None,
            in_flight: None,
            waits_for: None,
        }
    }
}

impl LinkState {
    /// What was asked for, or will be, and is not answered.
    pub(crate) fn asked(&self) -> impl Iterator<Item = &Pending> {
        self.pending
            .values()
            .chain(self.waiting.iter().map(|(_, pending)| pending))
    }

    /// Skips 0, which is kept for frames nobody asked for.
    pub(crate) fn next_request(&mut self) -> RequestId {
        self.last_request = self.last_request.wrapping_add(1).max(1);
        RequestId(self.last_request)
    }

    pub(crate) fn next_handle(&mut self) -> Handle {
        self.last_handle = self.last_handle.wrapping_add(1).max(1);
        Handle(self.last_handle)
    }
}

/// The link on which logs of conversations are open, without saying whose device it is.
pub(crate) fn conversations(host: &str) -> Link {
    Link {
        host: host.to_owned(),
        kind: LinkKind::Conversations,
    }
}

/// The link on which people are asked about and written to, without saying who asks.
pub(crate) fn people(host: &str) -> Link {
    Link {
        host: host.to_owned(),
        kind: LinkKind::People,
    }
}

/// The link on which the account proves who it is.
pub(crate) fn account(host: &str) -> Link {
    Link {
        host: host.to_owned(),
        kind: LinkKind::Account,
    }
}
