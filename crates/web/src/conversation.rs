//! The conversation that is looked at: its head, its messages, and what can be done with one.
//!
//! `pane` puts it together, `open` is what its parts share. `log` holds the list and what is loaded,
//! `scroll` where it stands, `surroundings` what stands about each message, `message` one of them.
//! Writing is the composer's.

mod attached;
mod beside;
mod body;
mod delivery;
mod drop;
mod foot;
mod forward;
mod forwarded;
mod head;
mod log;
mod message;
mod notice;
mod open;
mod overlay;
mod pending;
mod quote;
mod reactions;
mod scroll;
mod spans;
mod surroundings;

use crate::html::{self, div, section};
use hudhud_base::{AccountId, ConversationId, MessageRow};
use hudhud_dialogue::{Arrange, Command, ConversationView};
use leptos::ev;
use leptos::prelude::*;

use self::drop::Dropping;
use crate::composer;
use crate::parts::{self, Icon, Look};
use crate::route::Route;
use crate::search;
use crate::state::App;

pub(crate) use body::excerpt;
pub(crate) use open::{Jump, Open, Pending, Writing};
pub(crate) use quote::of as quoted;

/// Whoever opens what they had marked as unread reads it now. Marked while it is open, it stays so.
fn is_looked_at(open: Open) {
    let opened = StoredValue::new(false);
    Effect::new(move |_| {
        let Some(marked) = open.view.with(|view| Some(view.as_ref()?.arranged.unread)) else {
            return;
        };
        if !opened.get_value() && marked {
            open.app.request(Command::Arrange {
                conversation: open.id,
                arrange: Arrange::Unread(false),
            });
        }
        opened.set_value(true);
    });
}

/// The pane of a conversation, round a message if one is named; or that there is none at this address.
pub(crate) fn pane(app: App, id: ConversationId, at: Option<MessageRow>) -> AnyView {
    let view = open::row_of(app, id);
    go_on_with_them(app, view);
    let missing = Memo::new(move |_| app.list.complete.get() && view.with(Option::is_none));
    html::view(move || {
        if missing.get() {
            nowhere(app)
        } else {
            known(app, id, at)
        }
    })
}

/// A conversation that is over goes on in another one with the same person: whoever looks at it goes
/// along.
fn go_on_with_them(app: App, view: Memo<Option<ConversationView>>) {
    Effect::new(move |before: Option<Option<AccountId>>| {
        let peer = view.with(|view| Some(view.as_ref()?.peer.as_ref()?.account));
        let Some(gone) = before.flatten().filter(|_| view.with(Option::is_none)) else {
            return peer;
        };
        if let Some(id) = app.list.with_person(gone) {
            app.router.replace(Route::Conversation { id, at: None });
        }
        Some(gone)
    });
}

/// Nothing is at this address: a conversation that was deleted, or of another device.
fn nowhere(app: App) -> AnyView {
    let home = move || app.go(Route::Home);
    parts::empty(
        Icon::Search,
        app.say("nowhere-title"),
        app.say("nowhere-text"),
        parts::button("home", Look::Primary, app.say("nowhere-home"), home),
    )
}

/// It is watched as long as it stands.
fn known(app: App, id: ConversationId, at: Option<MessageRow>) -> AnyView {
    let open = Open::new(app, id);
    open.look();
    is_looked_at(open);
    on_cleanup(move || open.left());
    let dropping = Dropping::new(open);
    let searching = move || open.searching.get().then(|| search::within(open));
    section()
        .class("conversation")
        .attr("data-part", "conversation")
        .attr("data-conversation", id.to_string())
        .on(ev::dragover, move |event| dropping.drags(&event))
        .on(ev::dragleave, move |event| dropping.leaves(&event))
        .on(ev::drop, move |event| dropping.takes(&event))
        .child((
            head::view(open),
            div()
                .class("conversation-body")
                .child((log::view(open, at), searching)),
            foot::view(open, move || composer::view(open)),
            overlay::view(open),
            dropping.view(),
        ))
        .into_any()
}
