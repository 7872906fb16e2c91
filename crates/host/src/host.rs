//! The machine and its ways in.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bytes::Bytes;
use hudhud_base::{BlobId, Handle, Seq, Timestamp};
use hudhud_logstore::{CommitError, Reads};
use hudhud_wire::{ClientFrame, RefusalCode, ServerFrame};
use rand_core::CryptoRng;

use crate::cost::answer_bytes_at_most;
use crate::counters::Tallies;
use crate::logs::{Followers, Logs};
use crate::overlay::{HotHeads, Overlay};
use crate::pending::{Draft, Pending};
use crate::secret::HostKey;
use crate::sessions::Sessions;
use crate::sweep::Sweep;
use crate::{
    BlobDecision, BlobRecord, BlobUpload, Config, Counters, Maintenance, Outgoing, SessionId,
    Space, Ticket, Turn,
};

/// One host's memory and rules. Everything in it can be lost: what matters is in the store.
#[derive(Debug)]
pub struct Host {
    pub(crate) memory: Memory,
}

/// What the host remembers between turns.
pub(crate) struct Memory {
    pub(crate) config: Config,
    pub(crate) puzzle_key: HostKey,
    pub(crate) space: Space,
    pub(crate) sessions: Sessions,
    pub(crate) handles_open: usize,
    pub(crate) logs: Logs,
    pub(crate) followers: Followers,
    pub(crate) hot: HotHeads,
    pub(crate) overlay: Overlay,
    pub(crate) draft: Draft,
    pub(crate) pending: VecDeque<Pending>,
    /// Bytes of the answers in `draft` and `pending`.
    pub(crate) waiting_bytes: usize,
    pub(crate) next_ticket: Ticket,
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

impl Host {
    /// A host that knows nobody yet. `server_secret` signs puzzles; a new one makes outstanding
    /// puzzles worthless and harms nothing else.
    #[must_use]
    pub fn new(config: Config, server_secret: [u8; 32]) -> Self {
        let memory = Memory {
            puzzle_key: HostKey::derive(&server_secret, "hudhud host puzzle key v1"),
            space: Space::Ample,
            sessions: Sessions::new(),
            handles_open: 0,
            logs: Logs::new(HostKey::derive(&server_secret, "hudhud host table key v1")),
            followers: Followers::default(),
            hot: HotHeads::new(config.hot_logs),
            overlay: Overlay::default(),
            draft: Draft::default(),
            pending: VecDeque::new(),
            waiting_bytes: 0,
            next_ticket: Ticket(1),
            sweep: Sweep::default(),
            tallies: Tallies::default(),
            reserved: crate::directory::reserved_skeletons(&config.reserved_names),
            config,
        };
        Self { memory }
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
            self.memory.logs.release(open.log);
        }
        self.memory.handles_open -= gone.handles.len();
    }

    /// Decides frames, in order, and takes them from the front of `frames`. May be called again before
    /// the last ticket is durable: what is decided counts at once, and is told when it is durable.
    ///
    /// What is left in `frames` would be answered with more than [`Config::turn_bytes`] together with
    /// what was decided, and comes with the next turn, once the outputs of this one have left; or
    /// too much waits for commits ([`Config::waiting_bytes`]), and one must end first.
    pub fn turn(
        &mut self,
        now: Timestamp,
        rng: &mut dyn CryptoRng,
        frames: &mut VecDeque<(SessionId, ClientFrame)>,
        store: &dyn Reads,
    ) -> Turn {
        let mut turn = Turn::default();
        let mut facts = BTreeMap::new();
        self.memory.read_ahead(frames, store, &mut facts);
        let mut turn_bytes = 0;
        while let Some((session, frame)) = frames.pop_front() {
            // Before it is decided: afterwards its answer is already in memory.
            let at_most = answer_bytes_at_most(&frame.request);
            if !self.memory.has_room(turn_bytes, at_most) {
                frames.push_front((session, frame));
                break;
            }
            let mut step = self.memory.step(session, now, store, &mut facts);
            let decided = step.decide(frame, rng);
            turn_bytes += step.settle(decided, &mut turn);
        }
        (turn.ticket, turn.batches) = self.memory.close_draft();
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
    pub fn expire(&mut self, now: Timestamp, limit: usize, store: &dyn Reads) -> Maintenance {
        self.memory.expire(now, limit, store)
    }

    /// Announces a blob, or finds out how far an announced one has come.
    pub fn blob_begin(
        &mut self,
        now: Timestamp,
        upload: &BlobUpload,
        store: &dyn Reads,
    ) -> BlobDecision {
        self.memory.blob(now, store, |step| step.blob_begin(upload))
    }

    /// A challenge for whoever must pay and cannot ask on a link: the same as `GetPuzzle` gives.
    pub fn challenge(&self, now: Timestamp, rng: &mut dyn CryptoRng) -> Bytes {
        self.memory.challenge(now, rng)
    }

    /// The file of an announced blob is complete and synced; `found` is its size and BLAKE3 hash.
    pub fn blob_complete(
        &mut self,
        now: Timestamp,
        id: BlobId,
        found: (u64, [u8; 32]),
        store: &dyn Reads,
    ) -> BlobDecision {
        self.memory
            .blob(now, store, |step| step.blob_complete(id, found))
    }

    /// A blob that may be served now; `None`: unknown, incomplete, not yet durable or expired.
    ///
    /// # Errors
    /// [`RefusalCode::Storage`] if the record could not be read.
    pub fn blob_read(
        &mut self,
        now: Timestamp,
        id: BlobId,
        store: &dyn Reads,
    ) -> Result<Option<BlobRecord>, RefusalCode> {
        let mut facts = BTreeMap::new();
        let mut step = self.memory.step(SessionId(0), now, store, &mut facts);
        step.blob_read(id).map_err(|refusal| refusal.code)
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
            ..memory.tallies.counters()
        }
    }

    /// The settings.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.memory.config
    }
}
