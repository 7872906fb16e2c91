//! What goes into the machine and what comes out of it.

use bytes::Bytes;
pub use hudhud_base::{ConversationId, IntentId, MessageRow};
use hudhud_base::{Timestamp, Transfer};
pub use hudhud_dialogue::{
    Access, Answer, Arrange, Command, CommandError, Ended, Event, Failure, IntentEnd, Link,
    NotAdded, Person,
};
use hudhud_wire::{ClientFrame, ServerFrame};
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
