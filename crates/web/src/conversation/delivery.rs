//! When a message was sent and how far it has come: the small line at the foot of a bubble.

use crate::html::{span, time};
use hudhud_dialogue::{Delivery, MessageView};
use leptos::prelude::*;

use crate::parts::{self, Icon};
use crate::state::App;
use crate::words::{Words, key};

/// Its word for style sheets and tests.
pub(super) const fn word(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Received => "received",
        Delivery::Failed => "failed",
        Delivery::Waiting => "waiting",
        Delivery::Sent => "sent",
        Delivery::Delivered => "delivered",
        Delivery::Read => "read",
    }
}

/// How far an own message has come, in words.
pub(super) fn state(words: Words, delivery: Delivery) -> Option<String> {
    let key = match delivery {
        Delivery::Received => return None,
        Delivery::Failed => key("delivery-failed"),
        Delivery::Waiting => key("delivery-waiting"),
        Delivery::Sent => key("delivery-sent"),
        Delivery::Delivered => key("delivery-delivered"),
        Delivery::Read => key("delivery-read"),
    };
    Some(words.text(key))
}

const fn icon(delivery: Delivery) -> Option<Icon> {
    match delivery {
        Delivery::Received => None,
        Delivery::Failed => Some(Icon::Alert),
        Delivery::Waiting => Some(Icon::Clock),
        Delivery::Sent => Some(Icon::Check),
        Delivery::Delivered | Delivery::Read => Some(Icon::Checks),
    }
}

/// Time and state of a message. The message's own name says them to screen readers.
pub(super) fn foot(app: App, message: RwSignal<MessageView>) -> AnyView {
    let edited = Memo::new(move |_| message.with(|message| message.edited && !message.deleted));
    let state = Memo::new(move |_| message.with(|message| message.delivery));
    let sent_ms = Memo::new(move |_| message.with(|message| message.sent_ms));
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
            mark(app, Delivery::Waiting),
        ))
        .into_any()
}

fn mark(app: App, delivery: Delivery) -> Option<AnyView> {
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
