//! What an interface shows: plain values, read between two turns.
//!
//! Owns the shapes and the joins of rows. Does not format, translate or sanitise: whoever shows the
//! text of others does.

mod device;
mod joins;
mod people;
mod read;
mod stretch;

use std::ops::Range;

use hudhud_base::{AccountId, Timestamp};
pub use hudhud_engine::Notice;
use hudhud_engine::{ConversationId, MessageRow};
pub use hudhud_store::conversations::{ConversationState, Kind};
pub use hudhud_store::messages::{MessageKind, MessageState};

pub use device::{Holdings, Reach};
pub(crate) use read::waiting;
pub use stretch::Stretch;

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The account.
    pub account: AccountId,
    /// The name confirmed by its host, without `@`; nobody needs to have one.
    pub name: Option<String>,
    /// Where its host is reached; empty if that is not known.
    pub host: String,
}

/// This device's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account, its confirmed name, its host.
    pub contact: Contact,
    /// A name that was asked for and is not confirmed.
    pub wanted_name: Option<String>,
    /// The domain that stands in the full name; empty until the host has said it.
    pub domain: String,
    /// Whether the host has the account.
    pub signed_up: bool,
}

/// One conversation as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its number on this device.
    pub id: ConversationId,
    /// Direct or group.
    pub kind: Kind,
    /// Where it stands.
    pub state: ConversationState,
    /// A group's title; empty for a direct conversation.
    pub title: String,
    /// The other person of a direct conversation.
    pub peer: Option<Contact>,
    /// Who invited to it, if somebody else did.
    pub inviter: Option<Contact>,
    /// Messages not read.
    pub unread: u32,
    /// The last message.
    pub last: Option<Message>,
    /// What was typed and not sent.
    pub draft: String,
    /// When something last happened that moves it up.
    pub last_activity: Timestamp,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number on this device.
    pub id: MessageRow,
    /// Where.
    pub conversation: ConversationId,
    /// Its place among the conversation's messages: pages go on from here.
    pub position: i64,
    /// Who wrote it.
    pub sender: Contact,
    /// Whether that is this account.
    pub own: bool,
    /// Text, a line about the conversation, or something this version cannot show.
    pub kind: MessageKind,
    /// The text; empty once it is deleted. Of a line about the conversation: its stored words.
    pub body: String,
    /// What a line about the conversation says; `None` if a newer version wrote it.
    pub notice: Option<Notice>,
    /// Whom the notice is about, in its order.
    pub people: Vec<Contact>,
    /// What it answers.
    pub reply_to: Option<Quote>,
    /// When its sender says it was sent.
    pub sent: Timestamp,
    /// How far it has come.
    pub state: MessageState,
    /// Whether its sender changed it.
    pub edited: bool,
    /// Whether its sender took it back.
    pub deleted: bool,
    /// Oldest first.
    pub reactions: Vec<Reaction>,
}

/// The message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its number, sender and text; `None` if this device does not have it.
    pub message: Option<Quoted>,
}

/// See [`Quote`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Its number on this device.
    pub id: MessageRow,
    /// Who wrote it.
    pub sender: Contact,
    /// Its text.
    pub body: String,
}

/// Somebody's reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// One emoji.
    pub emoji: String,
    /// Whose.
    pub contact: Contact,
    /// Whether that is this account.
    pub own: bool,
}

/// Somebody in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub contact: Contact,
    /// May rename, remove and promote.
    pub admin: bool,
    /// Whether that is this account.
    pub own: bool,
}

/// A message that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The message.
    pub message: Message,
    /// Where the words stand in its body, in characters.
    pub highlights: Vec<Range<usize>>,
}

/// What waits for the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Entries in the outbox.
    pub outbox: u64,
    /// Intents not finished.
    pub intents: u64,
    /// Invitations and other inbox entries not delivered.
    pub deliveries: u64,
}

impl Waiting {
    /// Whether nothing waits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.outbox == 0 && self.intents == 0 && self.deliveries == 0
    }
}
