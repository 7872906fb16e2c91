//! What is looked at, by name: a look can be asked for from another process, a closure cannot.

use hudhud_base::{
    AccountId, ConversationId, DeliveryId, IntentId, MessageRow, OutboxId, Timestamp,
};
use hudhud_dialogue::Person;
use serde::{Deserialize, Serialize};

/// A look at a device; each is a method of [`crate::Client`], with the same arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Question {
    Account,
    Conversations(Option<(Timestamp, ConversationId)>, u32),
    Conversation(ConversationId),
    ConversationsNamed(Vec<ConversationId>),
    Requests,
    Blocked,
    Messages(ConversationId, Option<i64>, u32),
    MessagesAfter(ConversationId, i64, u32),
    Message(MessageRow),
    MessagesNamed(Vec<MessageRow>),
    Members(ConversationId),
    Receipts(MessageRow),
    Search(String, Option<ConversationId>, Option<MessageRow>, u32),
    Window(ConversationId, Option<MessageRow>, u32),
    WindowBefore(ConversationId, i64, u32),
    WindowAfter(ConversationId, i64, u32),
    States(ConversationId, i64, i64),
    Known(String, u32),
    People(Vec<AccountId>),
    Picture(AccountId),
    FirstWords(String),
    Direct(Person),
    Unfinished,
    Holdings,
    Reach,
    Waiting,
    Standstill,
    Work,
    Mark,
    HasLeft(OutboxId, DeliveryId, ConversationId),
    Outcome(IntentId),
    Way(MessageRow),
    Attached(MessageRow, u32),
}
