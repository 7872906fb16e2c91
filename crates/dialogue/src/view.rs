//! What is shown: people, conversations, messages, and how they change.

use serde::{Deserialize, Serialize};

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// 64 hexadecimal digits.
    pub account: String,
    /// The name their host confirmed, without `@`.
    pub name: Option<String>,
    /// The domain or address of their host if it is another one than our own; else empty.
    pub host: String,
    /// Whether that is this account.
    pub own: bool,
}

/// This device's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Who.
    pub person: PersonView,
    /// A name that was asked for and is not confirmed.
    pub wanted_name: Option<String>,
    /// The domain in the full name; empty until the host has said it.
    pub domain: String,
    /// Whether the host has the account.
    pub signed_up: bool,
}

/// Direct or group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConversationKind {
    /// Between two people.
    Direct,
    /// Among any number.
    Group,
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Being made.
    Creating,
    /// Somebody else began it, and it waits for an answer.
    Request,
    /// Open.
    Active,
    /// Left.
    Left,
    /// This account was removed.
    Removed,
    /// This device has lost its keys, and asked to be let in again.
    OutOfStep,
    /// It could not be made.
    Failed,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    /// Its number.
    pub id: i64,
    /// Direct or group.
    pub kind: ConversationKind,
    /// Where it stands.
    pub standing: Standing,
    /// A group's title.
    pub title: String,
    /// The other person of a direct conversation.
    pub peer: Option<PersonView>,
    /// Who invited.
    pub inviter: Option<PersonView>,
    /// Messages not read.
    pub unread: u32,
    /// The last message.
    pub last: Option<MessageView>,
    /// What was typed and not sent.
    pub draft: String,
    /// When something last happened, in milliseconds since 1970.
    pub active_ms: u64,
}

/// One change to the list, which is ordered by `active_ms`, newest first, then by `id`, highest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListChange {
    /// Put it in, or in place of the one with its number: it may have to move.
    Put(Box<ConversationView>),
    /// It is gone.
    Gone(i64),
    /// Begin anew with nothing.
    Clear,
}

/// How far an own message has come; `Received` for others'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Delivery {
    /// Somebody else's.
    Received,
    /// It will not be sent.
    Failed,
    /// In the outbox.
    Waiting,
    /// At the host.
    Sent,
    /// On their device.
    Delivered,
    /// Read.
    Read,
}

/// One message, or a line about the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Its number.
    pub id: i64,
    /// Its place: ascending is older to newer.
    pub position: i64,
    /// Who wrote it, or did what the notice says.
    pub sender: PersonView,
    /// The text as it was written: whoever shows it makes it safe. Empty if deleted or a notice.
    pub body: String,
    /// What a line about the conversation says.
    pub notice: Option<NoticeView>,
    /// A kind that this version does not know.
    pub unsupported: bool,
    /// What it answers.
    pub reply_to: Option<QuoteView>,
    /// When its sender says it was sent, in milliseconds since 1970.
    pub sent_ms: u64,
    /// How far it has come.
    pub delivery: Delivery,
    /// Whether its sender changed it.
    pub edited: bool,
    /// Whether its sender took it back.
    pub deleted: bool,
    /// One for each emoji, in order of appearance.
    pub reactions: Vec<ReactionView>,
}

/// A line that nobody wrote; the message's sender is who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeView {
    /// Added these.
    Added(Vec<PersonView>),
    /// Removed these.
    Removed(Vec<PersonView>),
    /// These left.
    Left(Vec<PersonView>),
    /// Gave the group this title.
    Renamed(String),
    /// Made these admins.
    Promoted(Vec<PersonView>),
    /// This device came in; what was said before is not here.
    Joined,
    /// A message stood here that cannot be read on this device.
    Unreadable,
    /// Messages expired at the host before this device read them.
    Missed,
    /// This device was out of step and is back.
    Rejoined,
    /// This device is out of step, and nobody has let it in again for thirty days.
    Unanswered,
    /// A newer version wrote it.
    Unknown,
}

/// The message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuoteView {
    /// It is here.
    Known {
        /// Its number.
        id: i64,
        /// Who wrote it.
        sender: PersonView,
        /// The beginning of its text; empty: it was taken back.
        body: String,
    },
    /// It is not on this device.
    Missing,
}

/// Everybody who reacted with one emoji.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReactionView {
    /// One emoji.
    pub emoji: String,
    /// Who, oldest first.
    pub people: Vec<PersonView>,
    /// Whether this account is among them.
    pub own: bool,
}

/// A stretch of messages, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Where.
    pub conversation: i64,
    /// The messages.
    pub messages: Vec<MessageView>,
    /// There are none before the first.
    pub from_start: bool,
    /// There are none after the last: new ones will be told.
    pub to_end: bool,
    /// The first message not read when it was opened.
    pub first_unread: Option<i64>,
}

/// One change to the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WindowChange {
    /// Put it in at its position, or in place of the one with its number (it may have moved).
    Put(Box<MessageView>),
    /// It is gone.
    Gone(i64),
    /// Messages came after the window's end, which is not shown: so many since it was left.
    Below(u32),
    /// Too much changed to say what: ask for the window again.
    Reload,
}

/// Somebody in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Who.
    pub person: PersonView,
    /// May rename, remove and promote.
    pub admin: bool,
}

/// A conversation's details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The conversation.
    pub conversation: ConversationView,
    /// Its members by name, oneself first.
    pub members: Vec<MemberView>,
    /// Whether this account is an admin there.
    pub admin: bool,
    /// Whether the other person of a direct conversation is blocked.
    pub blocked: bool,
    /// How many people it can hold.
    pub members_max: u32,
}

/// A message that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitView {
    /// The message.
    pub message: MessageView,
    /// Where.
    pub conversation: i64,
    /// The conversation's title or person, as text.
    pub place: String,
    /// Where the words stand in its body, in characters: begin and end.
    pub highlights: Vec<(u32, u32)>,
}

/// What the host holds about this device, and what it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The host's domain or address.
    pub host: String,
    /// The account, 64 hexadecimal digits.
    pub account: String,
    /// The name bound to it.
    pub name: Option<String>,
    /// Devices in the signed list.
    pub devices: u32,
    /// Key packages left there for people who write first.
    pub key_packages: u32,
    /// Logs of this device's conversations: the host has them, and not whose they are.
    pub logs: u32,
    /// Messages kept on this device alone.
    pub messages_here: u64,
    /// Bytes that the local database takes.
    pub bytes_here: u64,
}
