//! The machine and its ways in.

use hudhud_base::{BlobId, Handle, Seq, Timestamp};
use hudhud_logstore::{CommitError, Reads};
use hudhud_wire::{ClientFrame, Refusal, RefusalCode, ServerFrame};
use rand_core::CryptoRng;

use crate::{
    BlobDecision, BlobRecord, BlobUpload, Config, Counters, Maintenance, SessionId, Space, Ticket,
    Turn,
};

/// One host's memory. Everything in it can be lost: what matters is in the store.
#[derive(Debug)]
pub struct Host {
    config: Config,
}

impl Host {
    /// A host that knows nobody yet. `server_secret` signs puzzles; a new one makes outstanding
    /// puzzles worthless and harms nothing else.
    #[must_use]
    pub fn new(config: Config, _server_secret: [u8; 32]) -> Self {
        Self { config }
    }

    /// A link was made.
    pub fn connect(&mut self, _session: SessionId) {}

    /// A link has gone: its handles and followings are dropped.
    pub fn disconnect(&mut self, _session: SessionId) {}

    /// Decides every frame, in order. May be called again before the last ticket is durable.
    pub fn turn(
        &mut self,
        _now: Timestamp,
        _rng: &mut dyn CryptoRng,
        _frames: Vec<(SessionId, ClientFrame)>,
        _store: &dyn Reads,
    ) -> Turn {
        Turn::default()
    }

    /// All batches of a ticket, and of every ticket before it, are durable: what waited for them may
    /// leave.
    pub fn durable(&mut self, _ticket: Ticket) -> Vec<(SessionId, ServerFrame)> {
        Vec::new()
    }

    /// A batch of a ticket could not be committed. This ticket and every later one is undone; the
    /// shell must not commit batches of those later tickets.
    pub fn failed(&mut self, _ticket: Ticket, _why: CommitError) -> Vec<(SessionId, ServerFrame)> {
        Vec::new()
    }

    /// The shell had to drop pushes for a slow link, the first of them with entry `from`: the handle
    /// follows no more. The answer, if it did follow, is the frame that says so.
    pub fn lagged(
        &mut self,
        _session: SessionId,
        _handle: Handle,
        _from: Seq,
    ) -> Option<ServerFrame> {
        None
    }

    /// How much room the disk has.
    pub fn set_space(&mut self, _space: Space) {}

    /// One slice of retiring what is too old: looks at `limit` records or one long log.
    pub fn expire(&mut self, _now: Timestamp, _limit: usize, _store: &dyn Reads) -> Maintenance {
        Maintenance::default()
    }

    /// Announces a blob, or finds out how far an announced one has come.
    pub fn blob_begin(
        &mut self,
        _now: Timestamp,
        _upload: &BlobUpload,
        _store: &dyn Reads,
    ) -> BlobDecision {
        BlobDecision {
            ticket: None,
            batches: Vec::new(),
            outcome: Err(Refusal::new(RefusalCode::Busy)),
        }
    }

    /// The file of an announced blob is complete and synced, with this size and BLAKE3 hash.
    pub fn blob_complete(
        &mut self,
        _now: Timestamp,
        _id: BlobId,
        _found: (u64, [u8; 32]),
        _store: &dyn Reads,
    ) -> BlobDecision {
        BlobDecision {
            ticket: None,
            batches: Vec::new(),
            outcome: Err(Refusal::new(RefusalCode::Busy)),
        }
    }

    /// A blob that may be served now; `None`: unknown, incomplete or expired.
    ///
    /// # Errors
    /// [`RefusalCode::Storage`] if the record could not be read.
    pub fn blob_read(
        &mut self,
        _now: Timestamp,
        _id: BlobId,
        _store: &dyn Reads,
    ) -> Result<Option<BlobRecord>, RefusalCode> {
        Ok(None)
    }

    /// What happened so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters::default()
    }

    /// The settings.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }
}
