//! The thread that owns the host machine: inputs in, turns, commits, outputs out.
//!
//! Whatever comes waits in the [`Backlog`], link by link. A turn takes its part of it, hands its
//! batches to the committer and goes on; what it decided leaves when the committer reports it durable.
//! At most [`TICKETS_IN_FLIGHT`] turns are under way at once: beyond that, inputs wait and the next
//! turn is larger. Decides nothing itself.

mod backlog;
mod blobs;
mod census;
mod clock;
mod operator;
mod outputs;
mod upkeep;

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hudhud_base::{Minute, Timestamp};
use hudhud_host::{Counters, Host, OperatorAnswer, OperatorDecision, Outgoing, SessionId, Ticket};
use hudhud_logstore::{Batch, CommitError, Facts, Fence, Shard, Submission};
use hudhud_wire::{ClientFrame, RefusalCode};
use rand_chacha::ChaCha20Rng;

use crate::blob_calls::{BlobCall, BlobRefusal};
use crate::blob_files::BlobFiles;
use crate::clock::system_time;
use crate::mailbox::{CommitOutcome, Input, Output, ToHost, ToNetwork};
use crate::metrics::Metrics;
use crate::operator_calls::OperatorCall;
use crate::store::SharedStore;
use backlog::{Backlog, Over};
use blobs::{BLOB_TICKETS, BlobLine, TURN_CALLS};
use census::Census;
use clock::Clock;
pub(crate) use clock::JUMP_MS;
use outputs::Outputs;
use upkeep::Upkeep;

/// Turns whose batches may be on their way to the device at once.
const TICKETS_IN_FLIGHT: usize = 8;
/// How long stopping waits for what is under way.
const STOP_WITHIN: Duration = Duration::from_secs(6);

/// What the host thread shares with the rest.
#[derive(Debug)]
pub(crate) struct HostLinks {
    pub(crate) to_host: Arc<ToHost>,
    pub(crate) to_network: Arc<ToNetwork>,
    pub(crate) metrics: Arc<Metrics>,
    /// The newest counts of the machine.
    pub(crate) counters: Mutex<Counters>,
    /// Moves on with every pass of the loop: the watchdog looks at it.
    pub(crate) alive: AtomicBool,
    /// The store takes no more: the process must end.
    pub(crate) store_failed: AtomicBool,
    /// The newest minute that was believed.
    pub(crate) minute: AtomicU32,
}

/// The thread's own state.
pub(crate) struct HostThread {
    pub(crate) host: Host,
    pub(crate) store: SharedStore,
    pub(crate) fences: BTreeMap<Shard, Fence>,
    pub(crate) blobs: BlobFiles,
    pub(crate) rng: ChaCha20Rng,
    pub(crate) shared: Arc<HostLinks>,
    /// The operator says that the clock is right.
    pub(crate) clock_is_right: bool,
}

/// What a ticket that is durable sets free, besides frames.
enum Waiting {
    Blob(BlobCall, hudhud_host::BlobRecord),
    Operator(OperatorCall, OperatorAnswer),
    Remove(Vec<hudhud_base::BlobId>),
}

impl HostThread {
    /// Runs until it is told to stop, or the store has failed.
    pub(crate) fn run(self) {
        // Said even if the thread panics: the network must not wait for a thread that is gone.
        let _said = SayFinished(Arc::clone(&self.shared));
        let noted = Minute(self.shared.minute.load(Ordering::Relaxed));
        let mut running = Running {
            clock: Clock::new(noted, self.clock_is_right),
            asked: Instant::now(),
            thread: self,
            in_flight: VecDeque::new(),
            waiting: BTreeMap::new(),
            outputs: Outputs::default(),
            backlog: Backlog::default(),
            blob_line: BlobLine::default(),
            is_blocked: false,
            lineage: 0,
            upkeep: Upkeep::new(),
            census: Census::new(),
            stop_by: None,
        };
        running.run();
    }
}

struct SayFinished(Arc<HostLinks>);

impl Drop for SayFinished {
    fn drop(&mut self) {
        self.0.to_network.send(&mut vec![Output::Finished]);
    }
}

struct Running {
    thread: HostThread,
    in_flight: VecDeque<Ticket>,
    waiting: BTreeMap<Ticket, Vec<Waiting>>,
    outputs: Outputs,
    backlog: Backlog,
    blob_line: BlobLine,
    /// Nothing more is decided before a commit has ended.
    is_blocked: bool,
    lineage: u64,
    upkeep: Upkeep,
    census: Census,
    stop_by: Option<Instant>,
    clock: Clock,
    /// When the clock was asked last.
    asked: Instant,
}

impl Running {
    fn run(&mut self) {
        let (mut inputs, mut commits) = (Vec::new(), Vec::new());
        let shared = Arc::clone(&self.thread.shared);
        loop {
            let hold = self.is_full();
            let waits = !hold && !self.backlog.is_empty() || self.may_decide_blobs();
            let deadline = if waits {
                // Somebody waits: what has come meanwhile is only taken along.
                Instant::now()
            } else {
                self.stop_by.unwrap_or_else(|| self.upkeep.due())
            };
            shared
                .to_host
                .take(&mut inputs, &mut commits, hold, deadline);
            shared.alive.store(true, Ordering::Relaxed);
            let took = !inputs.is_empty();
            commits.drain(..).for_each(|outcome| self.settle(outcome));
            self.take(&mut inputs);
            let decided = self.decide() | self.decide_blobs();
            if let Some(stop_by) = self.stop_by {
                let late = Instant::now() >= stop_by;
                let asked = !self.backlog.is_empty() || !self.blob_line.is_empty();
                if late || (self.in_flight.is_empty() && !asked) {
                    // What is not answered is asked again where the client comes back to.
                    self.backlog.give_up();
                    self.send();
                    return;
                }
            } else {
                self.look_after();
            }
            if took || decided || !self.outputs.is_empty() {
                self.send();
            }
            if shared.store_failed.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    fn send(&mut self) {
        self.outputs.send(&self.thread.shared.to_network);
    }

    /// The time to decide by.
    fn now(&mut self) -> Timestamp {
        let said = system_time();
        let asked = Instant::now();
        let steady = asked.duration_since(std::mem::replace(&mut self.asked, asked));
        let was_plausible = self.clock.is_plausible();
        let now = self.clock.read(said, steady);
        let Minute(believed) = self.clock.believed();
        self.thread.shared.minute.store(believed, Ordering::Relaxed);
        if was_plausible != self.clock.is_plausible() {
            self.tell_clock();
        }
        now
    }

    fn tell_clock(&self) {
        let is_plausible = self.clock.is_plausible();
        let metrics = &self.thread.shared.metrics;
        metrics
            .machine
            .clock_implausible
            .set(i64::from(!is_plausible));
        if is_plausible {
            tracing::warn!("the clock is plausible again");
        } else {
            let days_ahead = self.clock.days_ahead();
            tracing::error!(
                days_ahead,
                "the clock is too far ahead of the last time known: nothing is retired until it is \
                 set right, or the host is started with clock_is_right"
            );
        }
    }

    /// Whether no turn is decided before a commit has ended.
    fn is_full(&self) -> bool {
        let turns = self.in_flight.len().saturating_sub(self.blobs_in_flight());
        self.is_blocked || turns >= TICKETS_IN_FLIGHT
    }

    /// Puts what is asked into its line, and sees to everything else at once.
    fn take(&mut self, inputs: &mut Vec<Input>) {
        if inputs.is_empty() {
            return;
        }
        let depth = i64::try_from(inputs.len()).unwrap_or(i64::MAX);
        self.thread.shared.metrics.host_queue_depth.set(depth);
        for input in inputs.drain(..) {
            match input {
                Input::Frame(session, frame, bytes) => self.backlog.push(session, frame, bytes),
                Input::Connected(session) => self.thread.host.connect(session),
                Input::Disconnected(session) => {
                    let over = self.backlog.leave(session);
                    self.end(over);
                }
                Input::Lagged(session, handle, from) => {
                    // The link itself tells the client: it alone knows what else it dropped.
                    let _frame = self.thread.host.lagged(session, handle, from);
                    self.outputs.push(Output::LagEnded(session, handle));
                }
                Input::Space(space) => self.thread.host.set_space(space),
                Input::Blob(call) => self.blob_line.push(call),
                Input::Operator(call) => self.operate(call),
                Input::Stop => self.stop_by = Some(Instant::now() + STOP_WITHIN),
            }
        }
    }

    /// Decides a turn's part of what waits; whether there was any.
    fn decide(&mut self) -> bool {
        if self.is_full() {
            return false;
        }
        self.backlog.choose();
        let mut frames = std::mem::take(&mut self.backlog.chosen);
        if frames.is_empty() {
            return false;
        }
        let sessions: Vec<SessionId> = frames.iter().map(|(session, _)| *session).collect();
        self.turn(&mut frames);
        let count = sessions.len() - frames.len();
        self.backlog.chosen = frames;
        // Too much waits for commits, of which one must end first.
        self.is_blocked = count == 0 && !self.in_flight.is_empty();
        let over = self
            .backlog
            .decided(sessions.get(..count).unwrap_or_default());
        self.end(over);
        true
    }

    fn end(&mut self, over: Over) {
        self.thread.shared.to_host.give_back(over.bytes);
        for session in over.left {
            self.thread.host.disconnect(session);
        }
    }

    /// One turn, with as many look-ups as it wants.
    fn turn(&mut self, frames: &mut VecDeque<(SessionId, ClientFrame)>) {
        let now = self.now();
        let mut facts = Facts::new();
        loop {
            let thread = &mut self.thread;
            let turn = thread.host.turn(now, &mut thread.rng, frames, &mut facts);
            self.emit(turn.replies);
            turn.close
                .into_iter()
                .for_each(|session| self.outputs.push(Output::Close(session)));
            if let Some(ticket) = turn.ticket {
                self.submit(ticket, turn.batches, None);
            }
            if turn.wanted.is_empty() {
                break;
            }
            let shared = &self.thread.shared;
            shared.alive.store(true, Ordering::Relaxed);
            shared.metrics.host_look_ups.inc();
            self.thread.store.tell(turn.wanted, &mut facts);
        }
        self.thread.shared.metrics.host_turns.inc();
    }

    /// Hands a ticket's batches over, and keeps what it will set free.
    fn submit(&mut self, ticket: Ticket, batches: Vec<(Shard, Batch)>, waiting: Option<Waiting>) {
        self.in_flight.push_back(ticket);
        if let Some(waiting) = waiting {
            self.waiting.entry(ticket).or_default().push(waiting);
        }
        let fences = &self.thread.fences;
        let batches = batches
            .into_iter()
            // Fence 0 is never given out: a shard that was not taken over is refused.
            .map(|(shard, batch)| {
                (
                    shard,
                    fences.get(&shard).copied().unwrap_or_default(),
                    batch,
                )
            })
            .collect();
        let to_host = Arc::clone(&self.thread.shared.to_host);
        self.thread.store.submit(
            Submission {
                batches,
                lineage: Some(self.lineage),
            },
            Box::new(move |result| to_host.committed((ticket, result.map(|_| ())))),
        );
    }

    /// A submission has ended.
    fn settle(&mut self, (ticket, result): CommitOutcome) {
        self.is_blocked = false;
        if !self.in_flight.contains(&ticket) {
            // It was undone together with an earlier one.
            return;
        }
        match result {
            Ok(()) => {
                self.in_flight.retain(|pending| *pending != ticket);
                let frames = self.thread.host.durable(ticket);
                self.emit(frames);
                for waiting in self.waiting.remove(&ticket).unwrap_or_default() {
                    match waiting {
                        Waiting::Blob(call, record) => call.answer(Ok(record)),
                        Waiting::Operator(call, answer) => call.answer(Ok(answer)),
                        Waiting::Remove(ids) => {
                            ids.iter().for_each(|id| self.thread.blobs.remove(id))
                        }
                    }
                }
            }
            Err(why) => self.undo(ticket, why),
        }
    }

    /// A ticket failed: it and every later one are undone.
    fn undo(&mut self, ticket: Ticket, why: CommitError) {
        self.in_flight.clear();
        self.lineage += 1;
        self.thread.shared.metrics.host_turn_failures.inc();
        let frames = self.thread.host.failed(ticket, why);
        self.emit(frames);
        let code = match why {
            CommitError::Full => RefusalCode::Full,
            CommitError::Fenced | CommitError::Storage => RefusalCode::Storage,
        };
        for waiting in std::mem::take(&mut self.waiting).into_values().flatten() {
            match waiting {
                Waiting::Blob(call, _) => call.answer(Err(BlobRefusal::new(code))),
                Waiting::Operator(call, _) => call.answer(Err(code)),
                Waiting::Remove(_) => {}
            }
        }
        match why {
            CommitError::Full => {}
            CommitError::Fenced | CommitError::Storage => {
                self.thread
                    .shared
                    .store_failed
                    .store(true, Ordering::Relaxed);
            }
        }
    }

    fn emit(&mut self, frames: Vec<Outgoing>) {
        self.outputs.add(frames, &self.thread.shared.to_network);
    }

    fn blobs_in_flight(&self) -> usize {
        let waiting = self.waiting.values().flatten();
        waiting
            .filter(|waiting| matches!(waiting, Waiting::Blob(..)))
            .count()
    }

    fn may_decide_blobs(&self) -> bool {
        !self.blob_line.is_empty() && self.blobs_in_flight() < BLOB_TICKETS
    }

    /// Decides a turn's part of what is asked about blobs; whether there was any.
    fn decide_blobs(&mut self) -> bool {
        let mut decided = 0;
        while decided < TURN_CALLS
            && self.may_decide_blobs()
            && let Some(call) = self.blob_line.next()
        {
            self.blob(call);
            decided += 1;
        }
        decided > 0
    }

    fn blob(&mut self, call: BlobCall) {
        let now = self.now();
        let HostThread { host, store, .. } = &mut self.thread;
        let decision = blobs::decided((host, store), now, &call.question);
        match (decision.outcome, decision.ticket) {
            (Err(refusal), _) => {
                let unpaid = refusal.code == RefusalCode::Payment;
                let rng = &mut self.thread.rng;
                let challenge = unpaid.then(|| self.thread.host.challenge(now, rng));
                call.answer(Err(Box::new(BlobRefusal { refusal, challenge })));
            }
            (Ok(record), None) => call.answer(Ok(record)),
            (Ok(record), Some(ticket)) => {
                self.submit(ticket, decision.batches, Some(Waiting::Blob(call, record)));
            }
        }
    }

    /// Answers whoever runs the host.
    fn operate(&mut self, call: OperatorCall) {
        let now = self.now();
        let HostThread { host, store, .. } = &mut self.thread;
        let OperatorDecision { decided, close } = operator::decided((host, store), now, &call);
        // At once: what was decided counts before it is durable.
        close
            .into_iter()
            .for_each(|session| self.outputs.push(Output::Close(session)));
        match (decided.outcome, decided.ticket) {
            (Err(refusal), _) => call.answer(Err(refusal.code)),
            (Ok(answer), None) => call.answer(Ok(answer)),
            (Ok(answer), Some(ticket)) => {
                let waiting = Waiting::Operator(call, answer);
                self.submit(ticket, decided.batches, Some(waiting));
            }
        }
    }

    /// Retires what is too old, when there is time for it, and publishes the counts.
    fn look_after(&mut self) {
        if Instant::now() < self.upkeep.due() {
            return;
        }
        self.now();
        let may_retire = self.upkeep.wants_slice() && self.clock.is_plausible();
        if may_retire && self.in_flight.len() < TICKETS_IN_FLIGHT / 2 {
            self.retire();
        } else {
            self.upkeep.later();
        }
        if let Some(accounts) = self.census.go_on(self.thread.store.as_ref()) {
            let accounts = i64::try_from(accounts).unwrap_or(i64::MAX);
            self.thread.shared.metrics.host_accounts.set(accounts);
        }
        let counters = self.thread.host.counters();
        *self
            .thread
            .shared
            .counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = counters;
    }
}

impl Running {
    /// One slice of retiring, with as many look-ups as it wants.
    fn retire(&mut self) {
        let now = self.now();
        let mut facts = Facts::new();
        loop {
            let host = &mut self.thread.host;
            let slice = host.expire(now, upkeep::RECORDS_PER_SLICE, &mut facts);
            match slice.ticket {
                Some(ticket) => {
                    self.submit(ticket, slice.batches, Some(Waiting::Remove(slice.blobs)));
                }
                None => slice
                    .blobs
                    .iter()
                    .for_each(|id| self.thread.blobs.remove(id)),
            }
            if slice.wanted.is_empty() {
                self.upkeep.done(slice.complete);
                return;
            }
            self.thread.store.tell(slice.wanted, &mut facts);
        }
    }
}
