//! What a burst of events adds up to.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{AccountId, ConversationId, MessageRow};
use hudhud_dialogue::{Event, IntentEnd, Moved};

/// Everything that is to be looked at again, and what is passed on as it is.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Only messages of this conversation are shown.
    pub(super) shown: Option<ConversationId>,
    /// Events were lost, or could not be followed: look at everything.
    pub(super) all: bool,
    /// Conversations of which something changed.
    pub(super) conversations: BTreeSet<ConversationId>,
    /// Messages that came to the conversation that is shown.
    pub(super) appeared: BTreeSet<MessageRow>,
    /// Messages of the conversation that is shown that changed.
    pub(super) changed: BTreeSet<MessageRow>,
    /// People who show themselves otherwise.
    pub(super) people: BTreeSet<AccountId>,
    /// The own account may have changed.
    pub(super) account: bool,
    /// How far the device has caught up may have changed.
    pub(super) reach: bool,
    /// Intents that ended.
    pub(super) ends: Vec<IntentEnd>,
    /// How far what is attached in the conversation that is shown has come.
    pub(super) moved: BTreeMap<(MessageRow, u32), Moved>,
    /// Who is writing where.
    pub(super) typing: BTreeSet<(ConversationId, AccountId)>,
    /// Where host and members do not agree.
    pub(super) disagreements: BTreeSet<ConversationId>,
}

impl Changes {
    /// Nothing yet, while the messages of this conversation are shown.
    pub(super) fn new(shown: Option<ConversationId>) -> Self {
        Self {
            shown,
            ..Self::default()
        }
    }

    pub(super) fn hear(&mut self, event: Event) {
        match event {
            Event::SignedUp => {
                self.account = true;
                self.reach = true;
            }
            Event::IntentEnded(end) => {
                self.ends.push(end);
                // A name may have been given or refused.
                self.account = true;
            }
            Event::Conversation(conversation) => {
                self.conversations.insert(conversation);
                // One that opens is to be read before the device is current.
                self.reach = true;
            }
            Event::Person(account) => {
                self.people.insert(account);
                // It may be the own one.
                self.account = true;
            }
            Event::Request(conversation) => {
                self.conversations.insert(conversation);
            }
            Event::Message {
                conversation,
                message,
            } => {
                self.conversations.insert(conversation);
                if self.shown == Some(conversation) {
                    self.appeared.insert(message);
                }
            }
            Event::MessageChanged {
                conversation,
                message,
            } => {
                self.conversations.insert(conversation);
                if self.shown == Some(conversation) {
                    self.changed.insert(message);
                }
            }
            Event::Moved {
                conversation,
                moved,
            } => {
                if self.shown == Some(conversation) {
                    self.moved.insert((moved.message, moved.part), moved);
                }
            }
            Event::Typing {
                conversation,
                account,
            } => {
                self.typing.insert((conversation, account));
            }
            Event::Disagreement { conversation } => {
                self.disagreements.insert(conversation);
            }
            Event::LinkChanged { .. } | Event::CaughtUp(_) => self.reach = true,
            Event::InboxCaughtUp | Event::Access(_) => {
                self.account = true;
                self.reach = true;
            }
        }
    }
}
