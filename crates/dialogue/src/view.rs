//! What is shown: conversations, messages, and what belongs to them.

use hudhud_base::{ConversationId, MessageRow, Timestamp};
use serde::{Deserialize, Serialize};

use crate::attachment::{AttachmentKind, AttachmentView};
use crate::notice::Notice;
use crate::person::PersonView;

/// Direct or group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConversationKind {
    /// Between two people.
    Direct,
    /// Among any number.
    Group,
}

/// Where a conversation stands on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConversationState {
    /// Its group exists on this device only.
    Creating,
    /// Somebody else began it, and it was not accepted yet.
    Request,
    /// Open.
    Active,
    /// Left by this account.
    Left,
    /// This account was removed from it.
    Removed,
    /// The other person of a direct conversation has left it: nobody is there to read.
    Deserted,
    /// This device has lost the group's keys, and asked to be let in again.
    OutOfStep,
    /// It could not be created.
    Failed,
}

impl ConversationState {
    /// Whether nothing can be said there any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Left | Self::Removed | Self::Deserted | Self::Failed => true,
            Self::Creating | Self::Request | Self::Active | Self::OutOfStep => false,
        }
    }
}

/// Whether the other person of a direct conversation hears what is said there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Hearing {
    /// As far as is known. So does everybody in a group.
    Open,
    /// This account began it, and nothing shows that they have accepted it.
    Unanswered,
    /// This account has blocked them.
    Blocked,
}

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MessageState {
    /// An own message that is in the outbox.
    Queued,
    /// It is in the log.
    Sent,
    /// Received by others.
    Delivered,
    /// Read by others.
    Read,
    /// Given up: it will not be sent.
    Failed,
    /// Somebody else's.
    Received,
}

/// What the person did with a conversation in their list. Kept on this device alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Arrangement {
    /// Nobody is called until then; [`Arrangement::ALWAYS`] if for good.
    pub muted_until: Option<Timestamp>,
    /// It stands above the others.
    pub pinned: bool,
    /// It stands apart from the others.
    pub archived: bool,
    /// It counts as unread, whatever was read.
    pub unread: bool,
}

impl Arrangement {
    /// A time that does not come: the last one that can be kept.
    pub const ALWAYS: Timestamp = Timestamp(i64::MAX as u64);

    /// Whether nobody is to be called for it at this time.
    #[must_use]
    pub fn is_muted(&self, now: Timestamp) -> bool {
        self.muted_until.is_some_and(|until| now < until)
    }
}

/// One conversation as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    /// Its number on this device.
    pub id: ConversationId,
    /// Direct or group.
    pub kind: ConversationKind,
    /// Where it stands.
    pub state: ConversationState,
    /// A group's title.
    pub title: String,
    /// The other person of a direct conversation.
    pub peer: Option<PersonView>,
    /// Who invited to it, if somebody else did.
    pub inviter: Option<PersonView>,
    /// Whether the other person of a direct conversation hears what is said.
    pub hearing: Hearing,
    /// Of a request, what is known before it is answered.
    pub request: Option<RequestView>,
    /// Whether its host is to be believed.
    pub doubt: Doubt,
    /// Messages not read. Of what this account has ended itself nothing waits to be read.
    pub unread: u32,
    /// The last message.
    pub last: Option<MessageView>,
    /// What was typed and not sent.
    pub draft: String,
    /// When something last happened that moves it up.
    pub last_activity: Timestamp,
    /// What the person did with it in their list.
    pub arranged: Arrangement,
}

/// What is known of a request before it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// The beginning of what they say, as one line; empty if they say nothing yet.
    pub opening: String,
    /// The title of a group that both are in, if there is one.
    pub together: Option<String>,
}

impl ConversationView {
    /// Where something was said, as text: a group's title, or a person's name.
    #[must_use]
    pub fn place(&self) -> String {
        match (self.kind, &self.peer) {
            (ConversationKind::Direct, Some(peer)) => peer.shown(),
            (ConversationKind::Direct, None) | (ConversationKind::Group, _) => self.title.clone(),
        }
    }
}

/// What this device has found out about the host of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// Nothing that speaks against it.
    Unfounded,
    /// Not everybody was shown the same log.
    Disagreed,
    /// It shows less than it had shown: nothing is sent.
    HostBehind,
}

/// One message, or a line about the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Its number on this device.
    pub id: MessageRow,
    /// The conversation it stands in.
    pub conversation: ConversationId,
    /// Its place among the conversation's messages: ascending is older to newer.
    pub position: i64,
    /// Who wrote it, or did what the notice says.
    pub sender: PersonView,
    /// The text as it was written: whoever shows it makes it safe. Empty if deleted or a notice.
    pub body: String,
    /// What a line about the conversation says.
    pub notice: Option<NoticeView>,
    /// A kind that this version does not know.
    pub unsupported: bool,
    /// Photos and files, in order.
    pub attached: Vec<AttachmentView>,
    /// Of what was passed on, whose it was.
    pub forwarded: Option<ForwardedView>,
    /// What it answers.
    pub reply_to: Option<QuoteView>,
    /// When its sender says it was sent.
    pub sent: Timestamp,
    /// How far it has come.
    pub state: MessageState,
    /// Whether its sender changed it.
    pub edited: bool,
    /// Whether its sender took it back.
    pub deleted: bool,
    /// One for each emoji, in order of appearance.
    pub reactions: Vec<ReactionView>,
}

/// Whose a message was that somebody passed on. It is the word of whoever passed it on, and of nobody else:
/// the name leads to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForwardedView {
    /// What its first author is said to be called, made safe, as one line; empty: they have no name.
    pub name: String,
    /// When it is said to have been sent first, to the minute.
    pub sent: Timestamp,
    /// How often it is said to have been passed on.
    pub times: u32,
}

impl ForwardedView {
    /// Passed on so often that it is worth a word.
    const OFTEN: u32 = 5;

    /// Whether it has been passed on so often that whoever reads it should know.
    #[must_use]
    pub const fn is_often(&self) -> bool {
        self.times >= Self::OFTEN
    }
}

/// A line that nobody wrote.
pub type NoticeView = Notice<PersonView>;

/// The message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuoteView {
    /// It is here.
    Known {
        /// Its number.
        id: MessageRow,
        /// Who wrote it.
        sender: PersonView,
        /// Its text; if it is empty and nothing is attached, it was taken back.
        body: String,
        /// The first of what is attached to it.
        attached: Option<AttachmentKind>,
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

/// How far one of the others is with an own message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    /// Who.
    pub person: PersonView,
    /// `Read` or `Delivered`, as they say; else `Sent`.
    pub state: MessageState,
}

/// Messages that follow each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The conversation it stands in.
    pub conversation: ConversationId,
    /// Oldest first.
    pub messages: Vec<MessageView>,
    /// There are none before the first.
    pub from_start: bool,
    /// There are none after the last.
    pub to_end: bool,
    /// The first message of others that was not read.
    pub first_unread: Option<MessageRow>,
    /// The newest message of this device when this was read: what has a higher number came later.
    pub newest: MessageRow,
}

/// Somebody in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// The member.
    pub person: PersonView,
    /// May rename, remove, promote and demote.
    pub admin: bool,
}

/// A message that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitView {
    /// The message.
    pub message: MessageView,
    /// The conversation's title or person, as text.
    pub place: String,
    /// Where the words stand in its plain text, in characters: begin and end.
    pub highlights: Vec<(u32, u32)>,
}

/// What is kept on this device, and what the host is known to keep for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holdings {
    /// Devices in the account's signed list.
    pub devices: u32,
    /// Key packages at the host, left there for people who write first, as last heard.
    pub key_packages: u32,
    /// Logs of this device's conversations: the host has them, and not whose they are.
    pub logs: u32,
    /// Messages on this device alone.
    pub messages: u64,
    /// Bytes of the local database.
    pub bytes: u64,
}
