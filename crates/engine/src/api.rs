//! What goes into the machine and what comes out of it.

use bytes::Bytes;
use hudhud_base::{BlobId, CapabilityHash, Timestamp, Transfer};
pub use hudhud_base::{ConversationId, IntentId, MessageRow};
pub use hudhud_dialogue::{
    About, Access, Answer, Arrange, AttachmentKind, Command, CommandError, Ended, Event, Failure,
    IntentEnd, Link, NotAdded, Person, SealedAttachment, SecretBytes,
};
use hudhud_wire::{Capability, ClientFrame, ServerFrame};
use rand_core::CryptoRng;

use crate::turn::damage::Damage;

/// What the machine may not take by itself.
pub struct Env<'a> {
    /// The device's clock.
    pub now: Timestamp,
    /// Its only source of randomness.
    pub rng: &'a mut dyn CryptoRng,
}

impl std::fmt::Debug for Env<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Env")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// What happens to the machine.
#[derive(Debug, Clone)]
pub enum Input {
    /// The person, or a program for them, wants something.
    Command(Command),
    /// A link is connected: the first frame may be sent.
    LinkUp(Link),
    /// A link is gone, or could not be made. Its unanswered requests will not be answered.
    LinkDown(Link),
    /// A frame came.
    Frame(Link, ServerFrame),
    /// A blob task ended.
    Blob(Transfer, BlobOutcome),
    /// A puzzle was solved.
    Solved {
        /// Of the task.
        puzzle: u64,
        /// The answer.
        nonce: u64,
    },
    /// [`crate::Engine::deadline`] has passed.
    Tick,
}

/// How a blob task ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobOutcome {
    /// Uploaded and durable.
    Stored,
    /// Downloaded: the sealed bytes.
    Fetched(Bytes),
    /// Downloaded: its file holds what was promised.
    Kept,
    /// Downloaded, and not what was promised; or what something was to be sealed anew from does not open.
    Differs,
    /// Sealed anew: its file holds this.
    Sealed(SealedAnew),
    /// The host asks for a puzzle with this many bits, made from this challenge.
    Unpaid {
        /// From the host.
        challenge: Bytes,
        /// The price.
        bits: u32,
    },
    /// It is not there, or no longer.
    Missing,
    /// Try again later.
    Unreachable,
    /// It will not be taken.
    Refused,
}

/// What opens a file that was sealed anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedAnew {
    /// A key that nothing else is sealed with.
    pub key: SecretBytes,
    /// The nonce that its chunks share.
    pub prefix: [u8; 19],
    /// BLAKE3 of the sealed bytes.
    pub hash: [u8; 32],
}

/// A sealed file of this device, and what opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFile {
    /// Its name.
    pub file: BlobId,
    /// What opens it.
    pub key: SecretBytes,
    /// The nonce that its chunks share.
    pub prefix: [u8; 19],
    /// Bytes before its content.
    pub lead: u32,
    /// Bytes of its content.
    pub bytes: u64,
}

/// A blob to move, by a durable row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobTask {
    /// `PUT`.
    Upload {
        /// What is moved, for whom.
        transfer: Transfer,
        /// The host that is to keep it.
        host: String,
        /// Sealed bytes.
        bytes: Bytes,
        /// A solved puzzle: challenge and nonce.
        payment: Option<(Bytes, u64)>,
    },
    /// `GET`.
    Download {
        /// What is moved, for whom.
        transfer: Transfer,
        /// The host that keeps it.
        host: String,
        /// Bytes expected.
        size: u64,
    },
    /// `PUT` of a file's sealed bytes, which has the blob's name.
    Store {
        /// What is moved, for whom; the file has the blob's name.
        transfer: Transfer,
        /// The host that is to keep it.
        host: String,
        /// Bytes in it.
        size: u64,
        /// Hash of what erases it.
        erase_hash: CapabilityHash,
        /// A solved puzzle: challenge and nonce.
        payment: Option<(Bytes, u64)>,
    },
    /// `GET` of sealed bytes into a file, which may hold their beginning.
    Fetch {
        /// What is moved, for whom, by the name of the file.
        transfer: Transfer,
        /// Its name at the host.
        blob: BlobId,
        /// The host that keeps it.
        host: String,
        /// Bytes expected.
        size: u64,
        /// BLAKE3 of them.
        hash: [u8; 32],
    },
    /// `DELETE`.
    Erase {
        /// What the outcome is told by.
        transfer: Transfer,
        /// Its name at the host.
        blob: BlobId,
        /// The host that keeps it.
        host: String,
        /// What erases it.
        secret: Capability,
    },
    /// The content of one file sealed anew into another one, which has the blob's name, under a key that
    /// is drawn for it.
    Seal {
        /// What is sealed, for whom.
        transfer: Transfer,
        /// The host for which it is sealed: it is one of the tasks for that host.
        host: String,
        /// What its content is in.
        from: SealedFile,
    },
    /// Ends what is under way with a file, of which as much stays as has come. There is no outcome.
    Stop {
        /// The file, and for whom it is moved.
        transfer: Transfer,
    },
    /// Ends what is under way with a file, and removes it. There is no outcome.
    Forget {
        /// The file, which need not be there, and for whom it was moved.
        transfer: Transfer,
    },
}

impl BlobTask {
    /// What is moved, for whom.
    #[must_use]
    pub const fn transfer(&self) -> Transfer {
        match self {
            Self::Upload { transfer, .. }
            | Self::Download { transfer, .. }
            | Self::Store { transfer, .. }
            | Self::Fetch { transfer, .. }
            | Self::Erase { transfer, .. }
            | Self::Seal { transfer, .. }
            | Self::Stop { transfer }
            | Self::Forget { transfer } => *transfer,
        }
    }

    /// The host with which it is done, if it is not done on this device alone.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Upload { host, .. }
            | Self::Download { host, .. }
            | Self::Store { host, .. }
            | Self::Fetch { host, .. }
            | Self::Erase { host, .. }
            | Self::Seal { host, .. } => Some(host),
            Self::Stop { .. } | Self::Forget { .. } => None,
        }
    }
}

/// A puzzle for the shell to solve off the machine's thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PuzzleTask {
    /// Comes back in [`Input::Solved`].
    pub puzzle: u64,
    /// From the host.
    pub challenge: Bytes,
    /// What the solution pays for.
    pub binding: Vec<u8>,
    /// Leading zero bits asked for.
    pub bits: u32,
}

/// What one turn leads to. Everything here is released after its transaction is durable.
#[derive(Debug, Default)]
pub struct Outputs {
    /// Frames, in order for each link.
    pub transmit: Vec<(Link, ClientFrame)>,
    /// Links to close: they are no longer needed, or the host broke the rules on them.
    pub close: Vec<Link>,
    /// Blobs to move.
    pub blobs: Vec<BlobTask>,
    /// Puzzles to solve.
    pub puzzles: Vec<PuzzleTask>,
    /// News for the interface.
    pub events: Vec<Event>,
    /// To a command.
    pub answer: Option<Result<Answer, CommandError>>,
}

/// The turn did not happen: nothing was written and nothing may be sent. The shell closes all
/// links; the machine has already forgotten what was only in memory. Nothing that comes from outside
/// leads to one: what cannot be taken in is set aside.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    /// The database failed or is full.
    #[error("the local database failed: {0}")]
    Store(#[from] hudhud_store::StoreError),
    /// What the database holds breaks a rule.
    #[error("the local database is damaged: {damage}{}", in_conversation(*conversation))]
    Damaged {
        /// The rule.
        damage: Damage,
        /// Where, in this device's own numbering.
        conversation: Option<ConversationId>,
    },
}

fn in_conversation(conversation: Option<ConversationId>) -> String {
    conversation.map_or_else(String::new, |id| format!(" (conversation {id})"))
}
