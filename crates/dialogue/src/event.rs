//! What a device says by itself.

use hudhud_base::{AccountId, ConversationId, IntentId, LinkKind, MessageRow};
use serde::{Deserialize, Serialize};

use crate::attachment::Moved;
use crate::failure::{Failure, NotAdded};
use crate::person::Access;

/// What the interface may want to know. Sent after the change is durable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The account exists on its host.
    SignedUp,
    /// What took the network has ended.
    IntentEnded(IntentEnd),
    /// A conversation appeared or changed: title, state, members, unread count, receipts, draft.
    Conversation(ConversationId),
    /// Somebody shows themselves otherwise, wherever they are shown; it may be this account.
    Person(AccountId),
    /// A stranger, or somebody known, wants to begin a conversation.
    Request(ConversationId),
    /// A message appeared (own or others').
    Message {
        /// The conversation.
        conversation: ConversationId,
        /// The message.
        message: MessageRow,
    },
    /// A message changed: state, text, reactions, deleted; or it is gone.
    MessageChanged {
        /// The conversation.
        conversation: ConversationId,
        /// The message.
        message: MessageRow,
    },
    /// Something attached is on its way. The shell says so, now and then.
    Moved {
        /// The conversation.
        conversation: ConversationId,
        /// What, and how far.
        moved: Moved,
    },
    /// Somebody is writing; forget it after 6 s.
    Typing {
        /// The conversation.
        conversation: ConversationId,
        /// Who writes.
        account: AccountId,
    },
    /// The host and the members do not agree about what was said: say so to the person.
    Disagreement {
        /// The conversation.
        conversation: ConversationId,
    },
    /// A link came up or went down. The shell says the latter also of one that did not come up.
    LinkChanged {
        /// The link.
        link: Link,
        /// Ready for requests.
        up: bool,
    },
    /// This conversation has read all that the host has.
    CaughtUp(ConversationId),
    /// So has the inbox: who wrote for the first time is known.
    InboxCaughtUp,
    /// The own host treats the own account otherwise than before; or not as any other, and this is the first
    /// that this run of the device hears of it.
    Access(Access),
}

/// One link to one host. The shell keeps each of them a connection of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Link {
    /// The host as the shell reaches it, for example `https://example.org`.
    pub host: String,
    /// What it is for.
    pub kind: LinkKind,
}

/// How an intent ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntentEnd {
    /// What [`crate::Answer::intent`] gave.
    pub intent: IntentId,
    /// What came of it, or why nothing did.
    pub result: Result<Ended, Failure>,
}

/// An intent that happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Where, if it concerns a conversation.
    pub conversation: Option<ConversationId>,
    /// For whom it did not happen, of several people; it did for everybody else.
    pub not_added: Vec<NotAdded>,
}
