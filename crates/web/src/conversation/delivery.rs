//! When a message was sent and how far it has come: the small line at the foot of a bubble.

use crate::html::{span, time};
use hudhud_dialogue::{MessageState, MessageView};
use leptos::prelude::*;

use crate::parts::{self, Icon};
use crate::state::App;
use crate::words::{Words, key};

/// Its word for style sheets and tests.
pub(super) const fn word(delivery: MessageState) -> &'static str {
    match delivery {
        MessageState::Received => "received",
        MessageState::Failed => "failed",
        MessageState::Queued => "waiting",
        MessageState::Sent => "sent",
        MessageState::Delivered => "delivered",
        MessageState::Read => "read",
    }
}

/// How far an own message has come, in words.
pub(super) fn state(words: Words, delivery: MessageState) -> Option<String> {
    let key = match delivery {
        MessageState::Received => return None,
        MessageState::Failed => key("delivery-failed"),
        MessageState::Queued => key("delivery-waiting"),
        MessageState::Sent => key("delivery-sent"),
        MessageState::Delivered => key("delivery-delivered"),
        MessageState::Read => key("delivery-read"),
    };
    Some(words.text(key))
}

const fn icon(delivery: MessageState) -> Option<Icon> {
    match delivery {
        MessageState::Received => None,
        MessageState::Failed => Some(Icon::Alert),
        MessageState::Queued => Some(Icon::Clock),
        MessageState::Sent => Some(Icon::Check),
        MessageState::Delivered | MessageState::Read => Some(Icon::Checks),
    }
}

/// Time and state of a message. The message's own name says them to screen readers.
pub(super) fn foot(app: App, message: RwSignal<MessageView>) -> AnyView {
    let edited = Memo::new(move |_| message.with(|message| message.edited && !message.deleted));
    let state = Memo::new(move |_| message.with(|message| message.state));
    let sent_ms = Memo::new(move |_| message.with(|message| message.sent.0));
    span()
        .class("foot")
        .attr("data-part", "foot")
        .attr("aria-hidden", "true")
        .child((
            move || {
                edited.get().then(|| {
                    span()
                        .attr("data-part", "edited")
                        .child(app.say("message-edited"))
                })
            },
            time().child(move || app.clock.time(sent_ms.get())),
            move || mark(app, state.get()),
        ))
        .into_any()
}

/// The foot of a message that has just been sent.
pub(super) fn waiting(app: App, sent_ms: u64) -> AnyView {
    span()
        .class("foot")
        .attr("aria-hidden", "true")
        .child((
            time().child(move || app.clock.time(sent_ms)),
            mark(app, MessageState::Queued),
        ))
        .into_any()
}

fn mark(app: App, delivery: MessageState) -> Option<AnyView> {
    icon(delivery).map(|shape| {
        span()
            .class("mark")
            .attr("data-part", "mark")
            .attr("data-state", word(delivery))
            .attr("title", move || state(app.words, delivery))
            .child(parts::icon(shape))
            .into_any()
    })
}
