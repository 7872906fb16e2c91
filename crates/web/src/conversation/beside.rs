//! What hangs on a bubble: ways to answer beside it, and what to do if it was given up.

use crate::html::{button, div, span};
use hudhud_base::MessageRow;
use hudhud_dialogue::{Command, MessageState, MessageView};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::MouseEvent;

use super::open::{Open, Overlay};
use crate::parts::{self, Icon};

/// What to do about a message that was given up.
pub(super) fn failed(
    app: crate::state::App,
    id: MessageRow,
    message: RwSignal<MessageView>,
) -> AnyView {
    let failed = Memo::new(move |_| message.with(|message| message.state == MessageState::Failed));
    crate::html::view(move || {
        failed.get().then(|| {
            let press = |part: &'static str, key: &'static str, command: Command| {
                button()
                    .attr("type", "button")
                    .class("link-button")
                    .attr("data-part", part)
                    .on(ev::click, move |_| app.request(command.clone()))
                    .child(app.say(key))
            };
            div()
                .class("message-failed")
                .attr("data-part", "failed")
                .child((
                    span().child(app.say("message-failed")),
                    press(
                        "resend",
                        crate::words::key("message-resend"),
                        Command::Resend { message: id },
                    ),
                    press(
                        "discard",
                        crate::words::key("message-discard"),
                        Command::Discard { message: id },
                    ),
                ))
        })
    })
}

/// What a pointer finds beside a bubble. By keyboard the same is in the menu.
pub(super) fn view(open: Open, id: MessageRow, message: RwSignal<MessageView>) -> AnyView {
    let able = Memo::new(move |_| {
        message.with(|message| {
            !message.deleted && !message.unsupported && message.state != MessageState::Failed
        })
    });
    let app = open.app;
    let small = move |shape: Icon, key: &'static str, press: Callback<MouseEvent>| {
        button()
            .attr("type", "button")
            .class("message-act")
            .attr("tabindex", "-1")
            .attr("aria-hidden", "true")
            .attr("title", app.say(key))
            .on(ev::click, move |event| press.run(event))
            .child(parts::icon(shape))
    };
    crate::html::view(move || {
        able.get().then(|| {
            div().class("message-acts").child((
                small(
                    Icon::Emoji,
                    crate::words::key("menu-react"),
                    Callback::new(move |event: MouseEvent| {
                        let at = Some((event.client_x(), event.client_y()));
                        open.overlay.set(Overlay::React { message: id, at });
                    }),
                ),
                small(
                    Icon::Reply,
                    crate::words::key("menu-reply"),
                    Callback::new(move |_| open.reply(&message.get_untracked())),
                ),
                small(
                    Icon::More,
                    crate::words::key("menu-more"),
                    Callback::new(move |event: MouseEvent| {
                        let at = Some((event.client_x(), event.client_y()));
                        open.overlay.set(Overlay::Menu { message: id, at });
                    }),
                ),
            ))
        })
    })
}
