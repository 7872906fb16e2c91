//! The host's process: the real machine, its store, and commits that take a while and may fail.

use std::collections::VecDeque;

use hudhud_base::Timestamp;
use hudhud_host::{Config, Host, SessionId, Ticket};
use hudhud_logstore::{Batch, CommitError, Failure, Fence, LogStore, MemoryStore, Shard};
use hudhud_wire::{ClientFrame, Reply, ServerFrame};
use rand_chacha::ChaCha20Rng;

use crate::oracle::Oracle;
use crate::plant::Plant;
use crate::queue::Event;
use crate::world::{EPOCH_MS, World};

/// Records looked at by one slice of the sweep.
const SWEEP_RECORDS: usize = 64;
/// Slices of one sweep at most.
const SWEEP_SLICES: usize = 400;
const SECRET: [u8; 32] = [7; 32];

/// The host, its disk and what is on the way to it.
pub(crate) struct HostSide {
    pub(crate) config: Config,
    pub(crate) machine: Host,
    pub(crate) store: MemoryStore,
    pub(crate) rng: ChaCha20Rng,
    pub(crate) fence: Fence,
    pub(crate) up: bool,
    /// Grows with each start, and with each batch that is undone.
    pub(crate) life: u64,
    pub(crate) inbox: VecDeque<(SessionId, ClientFrame)>,
    pub(crate) turn_planned: bool,
    last_commit: u64,
}

impl HostSide {
    pub(crate) fn new(config: Config, rng: ChaCha20Rng) -> Self {
        let store = MemoryStore::new();
        let fence = store.take_over(Shard(0)).unwrap_or_default();
        Self {
            machine: Host::new(config.clone(), SECRET),
            config,
            store,
            rng,
            fence,
            up: true,
            life: 0,
            inbox: VecDeque::new(),
            turn_planned: false,
            last_commit: 0,
        }
    }
}

impl World {
    fn host_now(&self) -> Timestamp {
        Timestamp(EPOCH_MS + self.now)
    }

    pub(crate) fn host_turn(&mut self) {
        self.host.turn_planned = false;
        if !self.host.up || self.host.inbox.is_empty() {
            return;
        }
        let now = self.host_now();
        let host = &mut self.host;
        let turn = host
            .machine
            .turn(now, &mut host.rng, &mut host.inbox, &host.store);
        self.counts.host_turns += 1;
        for said in turn.replies {
            self.host_says(said.to, said.frame);
        }
        if !self.host.inbox.is_empty() {
            self.plan_host_turn();
        }
        for session in turn.close {
            self.find(
                Oracle::Rules,
                format!("the host closes session {}", session.0),
            );
        }
        if let Some(ticket) = turn.ticket {
            self.plan_commit(ticket, turn.batches);
        }
    }

    pub(crate) fn plan_host_turn(&mut self) {
        if !self.host.turn_planned {
            self.host.turn_planned = true;
            let wait = self.random.below(4);
            self.queue.plan(self.now + wait, Event::HostTurn);
        }
    }

    fn plan_commit(&mut self, ticket: Ticket, batches: Vec<(Shard, Batch)>) {
        let takes = self.random.below(self.weather.commit_ms + 1);
        let at = self.host.last_commit.max(self.now + takes);
        self.host.last_commit = at;
        let life = self.host.life;
        self.queue.plan(at, Event::Commit(ticket, batches, life));
    }

    fn host_says(&mut self, session: SessionId, mut frame: ServerFrame) {
        if let (Plant::HostHides { nth }, ServerFrame::Entries(entries)) = (self.plant, &mut frame)
        {
            let device = self.connections.get(&session.0).map(|one| one.device);
            if device == Some(1) {
                let hidden = &mut self.counts.hidden;
                entries.entries.retain(|entry| {
                    *hidden += u64::from(entry.class == hudhud_wire::Class::Plain);
                    entry.class == hudhud_wire::Class::Ordered || *hidden != nth
                });
            }
        }
        if self.plant.is_due(Plant::HostMisstates, self.counts.turns) {
            misstate(&mut frame);
        }
        self.send_down(session.0, &frame);
    }

    pub(crate) fn host_commits(&mut self, ticket: Ticket, batches: Vec<(Shard, Batch)>, life: u64) {
        if !self.host.up || self.host.life != life {
            return;
        }
        if !self.healing && self.random.chance(self.weather.host_commit_fails) {
            let kinds = [
                Failure::CommitFull,
                Failure::CommitLost,
                Failure::CommitUnreported,
            ];
            if let Some(failure) = self.random.pick(&kinds).copied() {
                self.note(format_args!("the host's disk: {failure:?}"));
                if batches.is_empty() {
                    return self.commit_failed(ticket, CommitError::Full);
                }
                self.host.store.fail_next(failure);
            }
        }
        for (shard, batch) in batches {
            if let Err(why) = self.host.store.commit(shard, self.host.fence, batch) {
                return self.commit_failed(ticket, why);
            }
            self.counts.commits += 1;
        }
        for said in self.host.machine.durable(ticket) {
            self.host_says(said.to, said.frame);
        }
    }

    fn commit_failed(&mut self, ticket: Ticket, why: CommitError) {
        self.note(format_args!("a commit of the host failed: {why}"));
        self.counts.host_failures += 1;
        self.host.life += 1;
        for said in self.host.machine.failed(ticket, why) {
            self.host_says(said.to, said.frame);
        }
        if why != CommitError::Full {
            // Whether it was written is not known until the store is opened again.
            self.host_down();
        }
    }

    /// The process ends: everything that was not durable is gone, and every connection with it.
    pub(crate) fn host_down(&mut self) {
        if !self.host.up {
            return;
        }
        self.note(format_args!("the host is down"));
        self.counts.host_crashes += 1;
        self.host.up = false;
        self.host.life += 1;
        self.host.inbox.clear();
        let open: Vec<_> = self.connections.keys().copied().collect();
        for id in open {
            let notice = self.random.below(5_000);
            if let Some(connection) = self.connections.get_mut(&id) {
                connection.up_open = false;
            }
            // What had left before still arrives.
            self.queue.plan(self.now + notice, Event::DeviceLost(id));
        }
        let wait = self.random.between(100, 20_000);
        self.queue.plan(self.now + wait, Event::HostUp);
    }

    pub(crate) fn host_up(&mut self) {
        if self.host.up {
            return;
        }
        self.note(format_args!("the host is up"));
        let host = &mut self.host;
        host.machine = Host::new(host.config.clone(), SECRET);
        host.fence = host.store.take_over(Shard(0)).unwrap_or_default();
        host.up = true;
        host.life += 1;
        host.inbox.clear();
        host.last_commit = self.now;
    }

    /// Retires what is too old, all of it.
    pub(crate) fn sweep(&mut self) {
        if !self.host.up {
            return;
        }
        let now = self.host_now();
        for _ in 0..SWEEP_SLICES {
            let host = &mut self.host;
            let slice = host.machine.expire(now, SWEEP_RECORDS, &host.store);
            if let Some(ticket) = slice.ticket {
                self.plan_commit(ticket, slice.batches);
            }
            for blob in slice.blobs {
                self.blobs.remove(&blob);
            }
            if slice.complete {
                return;
            }
        }
    }
}

/// Another running hash for every log of an answer that says where logs stand.
fn misstate(frame: &mut ServerFrame) {
    if let ServerFrame::Reply {
        reply: Reply::Opened(logs),
        ..
    } = frame
    {
        for stands in logs.iter_mut().filter_map(|log| log.outcome.as_mut().ok()) {
            stands.running_hash.0[0] ^= 1;
        }
    }
}
