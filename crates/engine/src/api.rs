//! What goes into the machine and what comes out of it.

use bytes::Bytes;
use hudhud_base::{AccountId, BlobId, Timestamp};
pub use hudhud_base::{ConversationId, IntentId, MessageRow};
use hudhud_wire::{ClientFrame, LinkKind, RefusalCode, ServerFrame};
use rand_core::CryptoRng;

use crate::turn::damage::Damage;

/// One link to one host. The shell keeps each of them a connection of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The host as the shell reaches it, for example `https://example.org`.
    pub host: String,
    /// What it is for.
    pub kind: LinkKind,
}

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
#[derive(Debug)]
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
    Blob(BlobId, BlobOutcome),
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

/// What the person wants. The answer is in [`Outputs::answer`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Make keys and an account on this host. Needs the network to finish.
    SignUp {
        /// The host as the shell reaches it.
        host: String,
        /// The name wanted, without `@`.
        name: Option<String>,
    },
    /// Bind another name to the account.
    ClaimName {
        /// Without `@`.
        name: String,
    },
    /// Find somebody and begin a direct conversation with them (or find the one there is).
    Start {
        /// Whom.
        person: Person,
    },
    /// Begin a group.
    CreateGroup {
        /// Its title.
        title: String,
        /// Whom to add at once.
        members: Vec<Person>,
    },
    /// Say something.
    Send {
        /// Where.
        conversation: ConversationId,
        /// What.
        body: String,
        /// To which message.
        reply_to: Option<MessageRow>,
    },
    /// Change what was said.
    Edit {
        /// An own message.
        message: MessageRow,
        /// The new text.
        body: String,
    },
    /// Take back what was said, for everybody.
    Delete {
        /// An own message.
        message: MessageRow,
    },
    /// Send an own message again that was given up; a new one takes its place.
    Resend {
        /// In state `Failed`.
        message: MessageRow,
    },
    /// Forget an own message that was given up. Nobody else has it.
    Discard {
        /// In state `Failed`.
        message: MessageRow,
    },
    /// React to a message.
    React {
        /// The message.
        message: MessageRow,
        /// One emoji.
        emoji: String,
    },
    /// Take a reaction back.
    Unreact {
        /// The message.
        message: MessageRow,
        /// The emoji of the reaction.
        emoji: String,
    },
    /// Everything up to and including this message has been seen by the person.
    MarkRead {
        /// Where.
        conversation: ConversationId,
        /// The last message seen.
        up_to: MessageRow,
    },
    /// The person is writing.
    Typing {
        /// Where.
        conversation: ConversationId,
    },
    /// Keep what is being written; empty forgets it.
    Draft {
        /// Where.
        conversation: ConversationId,
        /// The text.
        text: String,
    },
    /// Take part in a conversation that a stranger began.
    Accept {
        /// In state `Request`.
        conversation: ConversationId,
    },
    /// Refuse it. The stranger is not told.
    Decline {
        /// In state `Request`.
        conversation: ConversationId,
    },
    /// Never hear from this person again; declines their open requests.
    Block {
        /// Whom.
        account: AccountId,
    },
    /// Undo a block.
    Unblock {
        /// Whom.
        account: AccountId,
    },
    /// Give a group another title.
    Rename {
        /// The group.
        conversation: ConversationId,
        /// The new title.
        title: String,
    },
    /// Add people to a group.
    AddMembers {
        /// The group.
        conversation: ConversationId,
        /// Whom.
        members: Vec<Person>,
    },
    /// Remove somebody from a group.
    RemoveMember {
        /// The group.
        conversation: ConversationId,
        /// Whom.
        account: AccountId,
    },
    /// Let a member rename, remove, and promote others.
    Promote {
        /// The group.
        conversation: ConversationId,
        /// Whom.
        account: AccountId,
    },
    /// Leave. History stays on this device.
    Leave {
        /// Where.
        conversation: ConversationId,
    },
}

/// How a person is named by somebody who looks for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// By name, without `@`, on a host.
    Name {
        /// Without `@`.
        name: String,
        /// The host as the shell reaches it.
        host: String,
    },
    /// By account, known already.
    Account(AccountId),
}

/// What a command led to at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing to tell.
    Done,
    /// Under way.
    Intent(IntentId),
    /// Under way, and the conversation is there to look at.
    Began {
        /// Under way.
        intent: IntentId,
        /// The new conversation.
        conversation: ConversationId,
    },
    /// The message is in the outbox.
    Queued(MessageRow),
}

/// Why a command was refused. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// There is no account in this database yet.
    #[error("there is no account here yet: sign up first")]
    NotSignedUp,
    /// There is one already.
    #[error("there is an account here already")]
    AlreadySignedUp,
    /// No such conversation.
    #[error("there is no such conversation")]
    NoSuchConversation,
    /// No such message, or not one with which that can be done.
    #[error("there is no such message")]
    NoSuchMessage,
    /// Its writer has taken it back.
    #[error("that message was deleted")]
    Deleted,
    /// No such person in it.
    #[error("that person is not in this conversation")]
    NotAMember,
    /// The conversation is over for this device, or not accepted yet.
    #[error("this conversation takes no messages from you now")]
    NotActive,
    /// It is not a request.
    #[error("this conversation is not a request")]
    NotARequest,
    /// A direct conversation has no title and no other members.
    #[error("this works in groups only")]
    NotAGroup,
    /// Only holders of control may.
    #[error("only an admin of this group may do that")]
    NotAllowed,
    /// Only its writer may.
    #[error("only the person who wrote a message can change it")]
    NotYours,
    /// Nothing in it.
    #[error("there is nothing to send")]
    Empty,
    /// Over the limit.
    #[error("too long: at most {limit_bytes} bytes")]
    TooLong {
        /// The limit.
        limit_bytes: usize,
    },
    /// Not one emoji.
    #[error("a reaction is one emoji")]
    NotAnEmoji,
    /// The group is full.
    #[error("too many people: at most {limit}")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// Blocked by this account.
    #[error("you have blocked this person: unblock them first")]
    Blocked,
    /// A conversation with oneself, or adding oneself.
    #[error("that is you")]
    Yourself,
}

/// Why an intent failed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nobody has that name.
    NoSuchName,
    /// No such account.
    NoSuchAccount,
    /// The host refused, and waiting does not help.
    Refused(RefusalCode),
    /// What the host gave does not verify.
    Forged,
    /// The group's policy does not allow it (any more).
    NotAllowed,
    /// The group is full.
    TooMany,
    /// The invitation cannot be used (any more).
    InviteUnusable,
    /// That is oneself.
    Yourself,
}

/// What the interface may want to know. Sent after the change is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The account exists on its host.
    SignedUp,
    /// Something finished.
    IntentDone {
        /// What.
        intent: IntentId,
        /// Where, if it concerns a conversation.
        conversation: Option<ConversationId>,
    },
    /// Something will not happen.
    IntentFailed {
        /// What.
        intent: IntentId,
        /// Why.
        failure: Failure,
        /// For whom, where it failed for some of those it was about: everybody else was added. Empty
        /// if nothing of it happened.
        people: Vec<Person>,
    },
    /// A conversation appeared or changed: title, state, members, unread count, receipts, draft.
    Conversation(ConversationId),
    /// A stranger, or somebody known, wants to begin a conversation.
    Request(ConversationId),
    /// A message appeared (own or others').
    Message {
        /// Where.
        conversation: ConversationId,
        /// Which.
        message: MessageRow,
    },
    /// A message changed: state, text, reactions, deleted; or it is gone.
    MessageChanged {
        /// Where.
        conversation: ConversationId,
        /// Which.
        message: MessageRow,
    },
    /// Somebody is writing; forget it after 6 s.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        account: AccountId,
    },
    /// The host and the members do not agree about what was said: say so to the person.
    Disagreement {
        /// Where.
        conversation: ConversationId,
    },
    /// A link came up or went down. The shell says the latter also of one that did not come up.
    LinkChanged {
        /// Which.
        link: Link,
        /// Ready for requests.
        up: bool,
    },
    /// This conversation has read all that the host has.
    CaughtUp(ConversationId),
    /// So has the inbox: who wrote for the first time is known.
    InboxCaughtUp,
}

/// A blob to move, by a durable row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobTask {
    /// `PUT`.
    Upload {
        /// Its name.
        blob: BlobId,
        /// Where.
        host: String,
        /// Sealed bytes.
        bytes: Bytes,
        /// A solved puzzle: challenge and nonce.
        payment: Option<(Bytes, u64)>,
    },
    /// `GET`.
    Download {
        /// Its name.
        blob: BlobId,
        /// Where.
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
/// links; the machine has already forgotten what was only in memory.
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
