//! What the screen asks the device for, and what it is told.

use hudhud_base::{ConversationId, MessageRow, Timestamp};
use hudhud_dialogue::{
    Answer, Command, ConversationView, HitView, MemberView, MessageState, MessageView, Person,
    Window,
};

use super::log::More;

/// Something asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Conversations, after this one.
    List(Option<(Timestamp, ConversationId)>),
    /// These conversations, as they are now.
    Conversations(Vec<ConversationId>),
    /// A conversation's messages, round this one.
    Open(ConversationId, Option<MessageRow>),
    /// Its newest messages, whatever was read.
    Newest(ConversationId),
    /// More of them.
    More(ConversationId, More),
    /// These messages, as they are now.
    Messages(Vec<MessageRow>),
    /// How far messages have come, from one position to another.
    States(ConversationId, i64, i64),
    /// Who is in a conversation.
    Members(ConversationId),
    /// Messages with these words; the number tells one search from the next.
    Find(String, u64),
    /// The conversation with somebody.
    Begin(Person),
    /// Anything else.
    Do(Command),
    /// Try every link now.
    Retry,
}

/// A conversation and some of its messages, if there are any such.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) id: ConversationId,
    /// The message it was to be opened round.
    pub(crate) around: Option<MessageRow>,
    pub(crate) conversation: Option<ConversationView>,
    pub(crate) window: Option<Window>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Told {
    /// Some conversations; the last ones?
    List(Vec<ConversationView>, bool),
    /// Those there are of those asked for.
    Conversations(Vec<ConversationId>, Vec<ConversationView>),
    /// A conversation, to be shown.
    Opened(Box<Opened>),
    /// More of a conversation.
    More(More, Window),
    /// Those there are of those asked for.
    Messages(Vec<MessageRow>, Vec<MessageView>),
    /// How far messages have come.
    States(Vec<(MessageRow, MessageState)>),
    /// Who is in a conversation.
    Members(ConversationId, Vec<MemberView>),
    /// What a search found.
    Found(u64, Vec<HitView>),
    /// The conversation with somebody is there.
    Begun(ConversationId),
    /// A command was taken.
    Done(Answer),
    /// It was not, and why.
    Refused(String),
}
