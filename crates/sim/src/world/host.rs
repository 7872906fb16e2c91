//! A host's process: the real machine, its store, and commits that take a while and may fail.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use hudhud_base::{BlobId, Timestamp};
use hudhud_host::{Config, Host, Maintenance, Outgoing, SessionId, Ticket, Turn};
use hudhud_logstore::{
    Batch, CommitError, Facts, Failure, Fence, LogStore, MemoryStore, Reads as _, Shard, Telling,
};
use hudhud_wire::ClientFrame;
use rand_chacha::ChaCha20Rng;

use crate::finding::Oracle;
use crate::world::queue::{Event, HostIndex};
use crate::world::{EPOCH_MS, World};

/// Records looked at by one slice of the sweep.
const SWEEP_RECORDS: usize = 64;
/// Slices of one sweep at most.
const SWEEP_SLICES: usize = 400;
/// Milliseconds until a device notices that the host died at most.
const NOTICE_MS: u64 = 5_000;
/// Milliseconds that a host stays down at least.
const DOWN_MS: u64 = 100;
const SECRET: [u8; 32] = [7; 32];

/// A host, its disk and what is on the way to it.
pub(crate) struct HostSide {
    pub(crate) config: Config,
    pub(crate) machine: Host,
    pub(crate) store: MemoryStore,
    pub(crate) blobs: BTreeMap<BlobId, Bytes>,
    pub(crate) rng: ChaCha20Rng,
    pub(crate) fence: Fence,
    pub(crate) up: bool,
    /// Grows with each start, and with each batch that is undone.
    pub(crate) life: u64,
    pub(crate) inbox: VecDeque<(SessionId, ClientFrame)>,
    pub(crate) turn_planned: bool,
    /// When the last commit under way will be done: they are done in order.
    last_commit: u64,
}

impl HostSide {
    pub(crate) fn new(config: Config, rng: ChaCha20Rng, telling: Telling) -> Self {
        let store = MemoryStore::new().telling(telling);
        let fence = store.take_over(Shard(0)).unwrap_or_default();
        Self {
            machine: Host::new(config.clone(), SECRET),
            config,
            store,
            blobs: BTreeMap::new(),
            rng,
            fence,
            up: true,
            life: 0,
            inbox: VecDeque::new(),
            turn_planned: false,
            last_commit: 0,
        }
    }

    /// One turn over what was asked, with as many look-ups as it wants.
    pub(crate) fn turn(
        &mut self,
        now: Timestamp,
        frames: &mut VecDeque<(SessionId, ClientFrame)>,
    ) -> Turn {
        let mut facts = Facts::new();
        let (mut replies, mut close) = (Vec::new(), Vec::new());
        loop {
            let turn = self.machine.turn(now, &mut self.rng, frames, &mut facts);
            replies.extend(turn.replies);
            close.extend(turn.close);
            if turn.wanted.is_empty() {
                return Turn {
                    replies,
                    close,
                    ..turn
                };
            }
            self.store.tell(turn.wanted, &mut facts);
        }
    }

    /// How devices reach it.
    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.config.host)
    }
}

impl World {
    /// The host that devices reach so.
    pub(crate) fn host_at(&self, url: &str) -> Option<HostIndex> {
        self.hosts.iter().position(|side| side.url() == url)
    }

    pub(crate) fn host_now(&self) -> Timestamp {
        Timestamp(EPOCH_MS + self.now)
    }

    pub(crate) fn host_turn(&mut self, index: HostIndex) {
        let now = self.host_now();
        let Some(side) = self.hosts.get_mut(index) else {
            return;
        };
        side.turn_planned = false;
        if !side.up || side.inbox.is_empty() {
            return;
        }
        let mut asked = std::mem::take(&mut side.inbox);
        let turn = side.turn(now, &mut asked);
        side.inbox = asked;
        // A turn takes what there is room for; the rest waits for the next one.
        let more = !side.inbox.is_empty();
        self.counts.host_turns += 1;
        self.host_says(turn.replies);
        if more {
            self.plan_host_turn(index);
        }
        for session in turn.close {
            self.find(
                Oracle::Rules,
                format!("the host closes session {}", session.0),
            );
        }
        if let Some(ticket) = turn.ticket {
            self.plan_commit(index, ticket, turn.batches);
        }
    }

    pub(crate) fn plan_host_turn(&mut self, index: HostIndex) {
        let Some(side) = self.hosts.get_mut(index) else {
            return;
        };
        if !side.turn_planned {
            side.turn_planned = true;
            let wait = self.random.below(self.weather.host_turn_ms);
            self.queue.plan(self.now + wait, Event::HostTurn(index));
        }
    }

    pub(super) fn plan_commit(
        &mut self,
        index: HostIndex,
        ticket: Ticket,
        batches: Vec<(Shard, Batch)>,
    ) {
        let takes = self.random.below(self.weather.commit_ms + 1);
        let Some(side) = self.hosts.get_mut(index) else {
            return;
        };
        let at = side.last_commit.max(self.now + takes);
        side.last_commit = at;
        let life = side.life;
        self.queue
            .plan(at, Event::Commit(index, ticket, batches, life));
    }

    pub(super) fn host_says(&mut self, frames: Vec<Outgoing>) {
        for said in frames {
            self.send_down(said.to.0, &said.frame);
        }
    }

    pub(crate) fn host_commits(
        &mut self,
        index: HostIndex,
        life: u64,
        (ticket, batches): (Ticket, Vec<(Shard, Batch)>),
    ) {
        if !self
            .hosts
            .get(index)
            .is_some_and(|side| side.up && side.life == life)
        {
            return;
        }
        if !self.fair && self.random.chance(self.weather.host_commit_fails) {
            let kinds = [
                Failure::CommitFull,
                Failure::CommitLost,
                Failure::CommitUnreported,
            ];
            if let Some(failure) = self.random.pick(&kinds).copied() {
                self.note(format_args!("the host's disk: {failure:?}"));
                if batches.is_empty() {
                    return self.commit_failed(index, ticket, CommitError::Full);
                }
                if let Some(side) = self.hosts.get(index) {
                    side.store.fail_next(failure);
                }
            }
        }
        for (shard, batch) in batches {
            let Some(side) = self.hosts.get_mut(index) else {
                return;
            };
            if let Err(why) = side.store.commit(shard, side.fence, batch) {
                return self.commit_failed(index, ticket, why);
            }
            self.counts.commits += 1;
        }
        let frames = match self.hosts.get_mut(index) {
            Some(side) => side.machine.durable(ticket),
            None => return,
        };
        self.host_says(frames);
    }

    fn commit_failed(&mut self, index: HostIndex, ticket: Ticket, why: CommitError) {
        self.note(format_args!("a commit of the host failed: {why}"));
        self.counts.host_failures += 1;
        let Some(side) = self.hosts.get_mut(index) else {
            return;
        };
        side.life += 1;
        let frames = side.machine.failed(ticket, why);
        self.host_says(frames);
        if why != CommitError::Full {
            // Whether it was written is not known until the store is opened again.
            self.host_down(index);
        }
    }

    /// The process ends: everything that was not durable is gone, and every connection with it. In
    /// weather of chance it is started again some time later.
    pub(crate) fn host_down(&mut self, index: HostIndex) {
        let Some(side) = self.hosts.get_mut(index).filter(|side| side.up) else {
            return;
        };
        side.up = false;
        side.life += 1;
        side.inbox.clear();
        self.note(format_args!("the host is down"));
        self.counts.host_crashes += 1;
        let open: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, one)| one.host == index)
            .map(|(id, _)| *id)
            .collect();
        for id in open {
            let notice = self.random.below(self.weather.notice_ms.min(NOTICE_MS));
            if let Some(connection) = self.connections.get_mut(&id) {
                connection.up_open = false;
            }
            // What had left before still arrives.
            self.queue.plan(self.now + notice, Event::DeviceLost(id));
        }
        if let Some(restart_ms) = self.weather.restart_ms {
            let wait = self.random.between(DOWN_MS, restart_ms);
            self.queue.plan(self.now + wait, Event::HostUp(index));
        }
    }

    pub(crate) fn host_up(&mut self, index: HostIndex) {
        let now = self.now;
        let Some(side) = self.hosts.get_mut(index).filter(|side| !side.up) else {
            return;
        };
        side.machine = Host::new(side.config.clone(), SECRET);
        side.fence = side.store.take_over(Shard(0)).unwrap_or_default();
        side.up = true;
        side.life += 1;
        side.inbox.clear();
        side.last_commit = now;
        self.note(format_args!("the host is up"));
    }

    /// Retires what is too old, all of it.
    pub(crate) fn sweep(&mut self, index: HostIndex) {
        for _ in 0..SWEEP_SLICES {
            if self.sweep_slice(index) {
                return;
            }
        }
    }

    /// One slice, with as many look-ups as it wants; whether there is nothing more to look at.
    fn sweep_slice(&mut self, index: HostIndex) -> bool {
        let now = self.host_now();
        let mut facts = Facts::new();
        loop {
            let Some(side) = self.hosts.get_mut(index).filter(|side| side.up) else {
                return true;
            };
            let Maintenance {
                ticket,
                batches,
                blobs,
                complete,
                wanted,
            } = side.machine.expire(now, SWEEP_RECORDS, &mut facts);
            for blob in blobs {
                side.blobs.remove(&blob);
            }
            let told_all = wanted.is_empty();
            if !told_all {
                side.store.tell(wanted, &mut facts);
            }
            if let Some(ticket) = ticket {
                self.plan_commit(index, ticket, batches);
            }
            if told_all {
                return complete;
            }
        }
    }
}
