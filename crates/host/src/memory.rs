//! What the host remembers between turns. Everything in it can be lost: what matters is in the store.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hudhud_logstore::{Batch, Op, Shard};

use crate::buckets::Buckets;
use crate::counters::Tallies;
use crate::logs::{Followers, Logs};
use crate::overlay::{HotHeads, Overlay};
use crate::pending::{Draft, Pending, Waiting};
use crate::record::encode;
use crate::secret::{HostKey, INVITATIONS};
use crate::sessions::Sessions;
use crate::sweep::walk::Sweep;
use crate::{Config, Space, Ticket, table};

/// The machine's memory. Decisions look at it; only what came of them changes it.
pub(crate) struct Memory {
    pub(crate) config: Config,
    pub(crate) puzzle_key: HostKey,
    pub(crate) invitation_key: HostKey,
    pub(crate) space: Space,
    pub(crate) sessions: Sessions,
    pub(crate) handles_open: usize,
    pub(crate) logs: Logs,
    pub(crate) followers: Followers,
    pub(crate) hot: HotHeads,
    pub(crate) buckets: Buckets,
    pub(crate) overlay: Overlay,
    pub(crate) draft: Draft,
    pub(crate) pending: VecDeque<Pending>,
    /// Bytes of the answers in `draft` and `pending`.
    pub(crate) waiting_bytes: usize,
    pub(crate) next_ticket: Ticket,
    /// The number of the next [`crate::Outgoing::alike`].
    pub(crate) next_alike: u64,
    pub(crate) sweep: Sweep,
    pub(crate) tallies: Tallies,
    /// Skeletons of names nobody may have.
    pub(crate) reserved: BTreeSet<String>,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory")
            .field("sessions", &self.sessions.len())
            .field("pending", &self.pending.len())
            .finish_non_exhaustive()
    }
}

impl Memory {
    pub(crate) fn new(config: Config, server_secret: &[u8; 32]) -> Self {
        Self {
            puzzle_key: HostKey::derive(server_secret, "hudhud host puzzle key v1"),
            invitation_key: HostKey::derive(server_secret, INVITATIONS),
            space: Space::Ample,
            sessions: Sessions::new(),
            handles_open: 0,
            logs: Logs::new(HostKey::derive(server_secret, "hudhud host table key v1")),
            followers: Followers::default(),
            hot: HotHeads::new(config.hot_logs),
            buckets: Buckets::default(),
            overlay: Overlay::default(),
            draft: Draft::default(),
            pending: VecDeque::new(),
            waiting_bytes: 0,
            next_ticket: Ticket(1),
            next_alike: 0,
            sweep: Sweep::default(),
            tallies: Tallies::default(),
            reserved: crate::directory::name_form::reserved_skeletons(&config.reserved_names),
            config,
        }
    }

    /// Whether a request that is answered with `at_most` bytes may be decided in a turn that has
    /// decided `turn_bytes`. One always may: no answer is larger than what a turn decides.
    pub(crate) fn has_room(&self, turn_bytes: usize, at_most: usize) -> bool {
        let fits = |held: usize, bound: usize| held == 0 || held.saturating_add(at_most) <= bound;
        fits(turn_bytes, self.config.turn_bytes)
            && fits(self.waiting_bytes, self.config.waiting_bytes)
    }

    /// Ends the draft: heads are written as they now are, and a ticket is given if anything changed.
    pub(crate) fn close_draft(&mut self) -> (Option<Ticket>, Vec<(Shard, Batch)>) {
        let Draft {
            mut ops,
            heads,
            waiting,
        } = std::mem::take(&mut self.draft);
        if ops.is_empty() && heads.is_empty() {
            debug_assert!(
                waiting.frames.is_empty(),
                "nothing waits for a ticket not given"
            );
            return (None, Vec::new());
        }
        // Behind all other changes, so that the batch has each head once, as it is in the end.
        for place in &heads {
            if let Some((log, head)) = self.hot.at(*place) {
                let key = table::head(log);
                let value = encode(&key, head);
                let shard = table::shard(&log.0, self.config.shards);
                ops.entry(shard).or_default().push(Op::Put { key, value });
            }
        }
        let (batches, keys) = batches(ops);
        let ticket = self.next_ticket;
        self.next_ticket = Ticket(ticket.0 + 1);
        self.pending.push_back(Pending {
            ticket,
            keys,
            heads,
            waiting,
        });
        (Some(ticket), batches)
    }

    /// What waits for `ticket`, if it is not yet durable.
    pub(crate) fn waiting(&mut self, ticket: Ticket) -> Option<&mut Waiting> {
        if ticket == self.next_ticket {
            return Some(&mut self.draft.waiting);
        }
        // Not found: it is durable, and nothing has to wait for it.
        self.pending
            .iter_mut()
            .find(|pending| pending.ticket == ticket)
            .map(|pending| &mut pending.waiting)
    }
}

/// The batches, and the keys they change.
fn batches(ops: BTreeMap<Shard, Vec<Op>>) -> (Vec<(Shard, Batch)>, Vec<hudhud_logstore::Key>) {
    let keys = ops.values().flatten().map(|op| op.key().clone()).collect();
    let batches = ops
        .into_iter()
        .map(|(shard, ops)| (shard, Batch { ops }))
        .collect();
    (batches, keys)
}
