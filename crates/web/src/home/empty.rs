//! What stands where nothing is yet.

use crate::html;
use leptos::prelude::*;

use crate::parts::{Icon, Look, button, icon, logo};
use crate::route::Route;
use crate::state::App;
use crate::words::key;

/// The main pane while no conversation is looked at.
pub(super) fn main(app: App) -> AnyView {
    html::div()
        .class("empty")
        .attr("data-part", "nothing-open")
        .child((
            html::div().class("empty-art").child(logo()),
            html::p().class("empty-text").child(move || {
                let none = app.list.order.with(Vec::is_empty);
                app.words.text(if none {
                    key("home-nothing-yet")
                } else {
                    key("home-nothing-open")
                })
            }),
            html::p()
                .class("lock")
                .child((icon(Icon::Lock), html::span().child(app.say("home-lock")))),
        ))
        .into_any()
}

/// The list while there are no conversations: an invitation.
pub(super) fn list(app: App, sharing: RwSignal<bool>) -> AnyView {
    html::div()
        .class("empty")
        .attr("data-part", "no-conversations")
        .child((
            html::div().class("empty-art").child(icon(Icon::People)),
            html::p()
                .class("empty-title")
                .child(app.say("home-empty-title")),
            html::p()
                .class("empty-text")
                .child(app.say("home-empty-text")),
            html::div().class("empty-actions").child((
                button(
                    "write-first",
                    Look::Primary,
                    app.say("home-empty-write"),
                    move || {
                        app.go(Route::New);
                    },
                ),
                button(
                    "share-first",
                    Look::Usual,
                    app.say("home-empty-share"),
                    move || {
                        sharing.set(true);
                    },
                ),
            )),
        ))
        .into_any()
}
