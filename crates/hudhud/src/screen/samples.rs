//! People, conversations and messages for tests of this room.

use hudhud_base::{AccountId, ConversationId, MessageRow, Timestamp};
use hudhud_dialogue::{
    Access, AccountView, Arrangement, ConversationKind, ConversationState, ConversationView, Doubt,
    Hearing, MessageState, MessageView, PersonView, ProfileView, Window,
};
use jiff::tz::TimeZone;

use super::bidi::{Order, Setter};
use super::keys::Key;
use super::look::Look;
use super::state::State;
use super::traffic::{Opened, Told};
use crate::arguments::Language;
use crate::ui::Ui;

/// Monday, 30 November 2026, 12:00 UTC, in milliseconds.
pub(crate) const NOON: u64 = 1_796_040_000_000;

pub(crate) fn person(name: &str) -> PersonView {
    PersonView {
        account: AccountId([u8::try_from(name.len()).unwrap_or(0); 32]),
        name: Some(name.to_owned()),
        host: "https://example.org".to_owned(),
        foreign: false,
        own: name == "amal",
        profile: ProfileView::default(),
    }
}

pub(crate) fn own() -> AccountView {
    AccountView {
        person: person("amal"),
        wanted_name: None,
        domain: "example.org".to_owned(),
        signed_up: true,
        access: Access::Open,
    }
}

pub(crate) fn conversation(id: i64) -> ConversationView {
    ConversationView {
        id: ConversationId(id),
        kind: ConversationKind::Direct,
        state: ConversationState::Active,
        title: String::new(),
        peer: Some(person("basim")),
        inviter: None,
        hearing: Hearing::Open,
        request: None,
        doubt: Doubt::Unfounded,
        unread: 0,
        last: None,
        draft: String::new(),
        last_activity: Timestamp(u64::try_from(id).unwrap_or(0)),
        arranged: Arrangement::default(),
    }
}

pub(crate) fn message(id: i64, position: i64, body: &str) -> MessageView {
    MessageView {
        id: MessageRow(id),
        conversation: ConversationId(1),
        position,
        sender: person("basim"),
        body: body.to_owned(),
        notice: None,
        unsupported: false,
        attached: Vec::new(),
        forwarded: None,
        reply_to: None,
        sent: Timestamp(NOON),
        state: MessageState::Received,
        edited: false,
        deleted: false,
        reactions: Vec::new(),
    }
}

/// The whole of a conversation with these messages.
pub(crate) fn window(ids: &[i64]) -> Window {
    let one = |id: &i64| message(*id, id * 10, &format!("message {id}"));
    Window {
        conversation: ConversationId(1),
        messages: ids.iter().map(one).collect(),
        from_start: true,
        to_end: true,
        first_unread: None,
        newest: MessageRow(ids.iter().copied().max().unwrap_or(0)),
    }
}

/// In a language, ordered here, in UTC, at noon.
pub(crate) fn look(language: Language) -> Look {
    Look {
        ui: Ui::plain(language),
        setter: Setter {
            order: Order::Ours,
            ligatures: true,
        },
        zone: TimeZone::UTC,
        now: Timestamp(NOON),
    }
}

/// A screen of this size that was told of these conversations.
pub(crate) fn state(
    language: Language,
    size: (usize, usize),
    conversations: Vec<ConversationView>,
) -> State {
    let mut state = State::new(look(language), own());
    state.resized(size.0, size.1);
    state.wishes();
    state.told(Told::List(conversations, true));
    state
}

/// The same, with the first conversation open and these messages in it.
pub(crate) fn open(language: Language, size: (usize, usize), messages: Vec<MessageView>) -> State {
    let mut last = conversation(1);
    last.last = messages.last().cloned();
    let mut state = state(language, size, vec![last]);
    state.pressed(Key::Enter);
    let mut shown = window(&[]);
    shown.messages = messages;
    state.told(opened(shown));
    state.wishes();
    state
}

/// This window, to be shown.
pub(crate) fn opened(window: Window) -> Told {
    Told::Opened(Box::new(Opened {
        id: window.conversation,
        around: None,
        conversation: None,
        window: Some(window),
    }))
}
