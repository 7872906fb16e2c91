//! The machine and its ways in.

use std::collections::VecDeque;

use bytes::Bytes;
use hudhud_base::{Handle, Seq, Timestamp};
use hudhud_logstore::{CommitError, Facts, Wanted};
use hudhud_wire::{ClientFrame, RefusalCode, Request, ServerFrame};
use rand_core::CryptoRng;

use crate::ahead::{ROUNDS, Trials};
use crate::cost::decision_bytes_at_most;
use crate::decision::Decision;
use crate::dispatch::{Wanting, draws};
use crate::memory::Memory;
use crate::step::Step;
use crate::{
    BlobDecision, BlobQuestion, Config, Counters, Maintenance, OperatorDecision, OperatorTask,
    Outgoing, SessionId, Space, Ticket, Turn,
};

/// One host's memory and rules. Everything in it can be lost: what matters is in the store.
#[derive(Debug)]
pub struct Host {
    memory: Memory,
    /// Of the turn that is under way.
    trials: Trials,
    /// Decisions made, trials and those made again included.
    decisions: u64,
}

impl Host {
    /// A host that knows nobody yet. `server_secret` signs puzzles; a new one makes outstanding
    /// puzzles worthless and harms nothing else.
    #[must_use]
    pub fn new(config: Config, server_secret: [u8; 32]) -> Self {
        Self {
            memory: Memory::new(config, &server_secret),
            trials: Trials::default(),
            decisions: 0,
        }
    }

    /// A link was made.
    pub fn connect(&mut self, session: SessionId) {
        self.memory.sessions.entry(session).or_default();
    }

    /// A link has gone: its handles and followings are dropped.
    pub fn disconnect(&mut self, session: SessionId) {
        let Some(gone) = self.memory.sessions.remove(&session) else {
            return;
        };
        for open in gone.handles.iter() {
            self.memory.followers.remove(open.log, session, open.handle);
            // A push that is on its way holds the log for itself, so its reference stays good.
            self.memory.logs.release(open.log);
        }
        self.memory.handles_open -= gone.handles.len();
    }

    /// Decides frames, in order, and takes them from the front of `frames`. May be called again before
    /// the last ticket is durable: what is decided counts at once, and is told when it is durable.
    ///
    /// What is left in `frames` was not decided, and comes with the next call, for one of three
    /// reasons. Something must be looked up: [`Turn::wanted`] is then to be looked up into `facts`
    /// before that call, and no other decision may come in between. Or it would be answered with more
    /// than [`Config::turn_bytes`] together with what was decided, or as much was looked up: the
    /// outputs of this turn must leave first, and `facts` be forgotten. Or too much waits for commits
    /// ([`Config::waiting_bytes`]): one must end first.
    pub fn turn(
        &mut self,
        now: Timestamp,
        rng: &mut dyn CryptoRng,
        frames: &mut VecDeque<(SessionId, ClientFrame)>,
        facts: &mut Facts,
    ) -> Turn {
        let mut turn = Turn::default();
        let mut turn_bytes = 0;
        while let Some((session, frame)) = frames.front() {
            // Before it is decided: afterwards its answer is already in memory.
            let at_most = decision_bytes_at_most(&frame.request);
            // The first of a turn is decided whatever was looked up for it: otherwise it never
            // would be.
            let told_enough = turn_bytes > 0 && facts.bytes() > self.memory.config.turn_bytes;
            if told_enough || !self.memory.has_room(turn_bytes, at_most) {
                break;
            }
            let random = draw(&frame.request, rng);
            self.decisions += 1;
            let step = Step::new((&self.memory, facts), &mut turn.wanted, *session, now);
            let decision = match step.decide(frame, random) {
                Ok(decision) => decision,
                Err(Wanting) if facts.rounds() < ROUNDS => {
                    self.decisions += self.memory.want_ahead(
                        now,
                        (frames, turn_bytes),
                        (&mut self.trials, facts),
                        &mut turn.wanted,
                    );
                    break;
                }
                Err(Wanting) => {
                    // What it wants once too often is not looked up, and must not keep the ticket
                    // back.
                    turn.wanted = Wanted::default();
                    Decision::refusal(frame.id, RefusalCode::Storage)
                }
            };
            turn_bytes += self
                .memory
                .take((*session, &frame.request), decision, &mut turn);
            facts.begin_rounds();
            // Only now: a frame whose decision waits stays at the front.
            frames.pop_front();
            self.trials.pop_front();
        }
        // One ticket for all rounds of a turn: what comes together is written and pushed together.
        if turn.wanted.is_empty() {
            (turn.ticket, turn.batches) = self.memory.close_draft();
        }
        turn
    }

    /// All batches of a ticket, and of every ticket before it, are durable: what waited for them may
    /// leave.
    pub fn durable(&mut self, ticket: Ticket) -> Vec<Outgoing> {
        let mut frames = Vec::new();
        while self
            .memory
            .pending
            .front()
            .is_some_and(|pending| pending.ticket <= ticket)
        {
            if let Some(pending) = self.memory.pending.pop_front() {
                self.memory.release(pending, &mut frames);
            }
        }
        frames
    }

    /// A batch of a ticket could not be committed. It and every ticket that is not yet durable are
    /// undone and refused; the shell must not commit the batches of later tickets it already holds.
    pub fn failed(&mut self, ticket: Ticket, why: CommitError) -> Vec<Outgoing> {
        if self
            .memory
            .pending
            .iter()
            .all(|pending| pending.ticket != ticket)
        {
            // An earlier failure has undone it with all the others.
            return Vec::new();
        }
        self.memory.roll_back(match why {
            CommitError::Fenced => RefusalCode::Busy,
            CommitError::Full => RefusalCode::Full,
            CommitError::Storage => RefusalCode::Storage,
        })
    }

    /// The shell had to drop pushes for a slow link, the first of them with entry `from`: the handle
    /// follows no more. The answer, if it did follow, is the frame that says so.
    pub fn lagged(&mut self, session: SessionId, handle: Handle, from: Seq) -> Option<ServerFrame> {
        let memory = &mut self.memory;
        let log = memory.sessions.get(&session)?.handles.find(handle)?.log;
        let followed = memory.followers.remove(log, session, handle);
        followed.then_some(ServerFrame::Lagging { handle, from })
    }

    /// How much room the disk has.
    pub fn set_space(&mut self, space: Space) {
        self.memory.space = space;
    }

    /// One slice of retiring what is too old: looks at `limit` records, or at part of one long log.
    /// What it wants is to be looked up into `facts` before the next call, as in [`Host::turn`].
    pub fn expire(&mut self, now: Timestamp, limit: usize, facts: &mut Facts) -> Maintenance {
        self.memory.expire(now, limit, facts)
    }

    /// Decides about a blob.
    ///
    /// # Errors
    /// What is to be looked up into `facts` before it is asked again, as in [`Host::turn`].
    pub fn blob(
        &mut self,
        now: Timestamp,
        question: &BlobQuestion,
        facts: &Facts,
    ) -> Result<BlobDecision, Wanted> {
        self.memory.blob(now, facts, question)
    }

    /// A challenge for whoever must pay and cannot ask on a link: the same as `GetPuzzle` gives.
    pub fn challenge(&self, now: Timestamp, rng: &mut dyn CryptoRng) -> Bytes {
        let mut random = [0; 32];
        rng.fill_bytes(&mut random);
        self.memory.challenge(now, &random)
    }

    /// Answers whoever runs the host, and does what he has decided. What must be looked up is kept in
    /// `task` as far as it is known.
    ///
    /// # Errors
    /// As [`Host::blob`].
    pub fn operate(
        &mut self,
        now: Timestamp,
        task: &mut OperatorTask,
        facts: &mut Facts,
    ) -> Result<OperatorDecision, Wanted> {
        self.memory.operate(now, task, facts)
    }

    /// What happened so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let memory = &self.memory;
        Counters {
            sessions: memory.sessions.len(),
            handles: memory.handles_open,
            logs_open: memory.logs.len(),
            followers: memory.followers.len(),
            logs_hot: memory.hot.len(),
            tickets_pending: memory.pending.len(),
            decisions: self.decisions,
            ..memory.tallies.counters()
        }
    }

    /// The settings.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.memory.config
    }
}

/// What a decision needs of chance: drawn for the few that do, so that one that is made again is the
/// same, and those that look at facts draw nothing.
fn draw(request: &Request, rng: &mut dyn CryptoRng) -> [u8; 32] {
    let mut random = [0; 32];
    if draws(request) {
        rng.fill_bytes(&mut random);
    }
    random
}
