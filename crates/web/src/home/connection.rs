//! How it stands with the network and with the own host, in one line that comes late, goes at once, and
//! never blinks.

use std::time::Duration;

use crate::html;
use hudhud_dialogue::page::Connection;
use hudhud_dialogue::{Access, Trouble};
use leptos::prelude::*;

use crate::dom;
use crate::parts::{Icon, icon};
use crate::state::App;
use crate::words::key;

/// Shorter than this is not worth a word.
const BEFORE_A_WORD: Duration = Duration::from_millis(1_800);

pub(super) fn line(app: App) -> AnyView {
    let offline = offline();
    let told = RwSignal::new(false);
    Effect::new(move |_| {
        if app.connection.get() == Connection::Current {
            told.set(false);
        } else if !told.get_untracked() {
            set_timeout(
                move || {
                    if app.connection.get_untracked() != Connection::Current {
                        let _ = told.try_set(true);
                    }
                },
                BEFORE_A_WORD,
            );
        }
    });
    let access = Memo::new(move |_| {
        let account = app.account.get();
        account.map_or(Access::Open, |account| account.access)
    });
    let shown = Memo::new(move |_| {
        let connection = app.connection.get();
        if offline.get() {
            // The browser knows it before any link has broken.
            return said(Connection::Offline(Trouble::Unreachable));
        }
        told.get()
            .then(|| said(connection))
            .flatten()
            .or_else(|| kept_out(access.get()))
    });
    html::div()
        .attr("role", "status")
        .attr("data-part", "connection")
        .child(move || {
            shown.get().map(|(shape, key)| {
                html::div()
                    .class("banner connection")
                    .child((icon(shape), html::span().child(app.say(key))))
            })
        })
        .into_any()
}

/// Whether the browser says that there is no network, followed as it changes.
fn offline() -> RwSignal<bool> {
    let now = || !dom::window().navigator().on_line();
    let offline = RwSignal::new(now());
    for event in ["offline", "online"] {
        let listener = window_event_listener_untyped(event, move |_| offline.set(now()));
        on_cleanup(move || listener.remove());
    }
    offline
}

/// What stays so while everything else works.
const fn kept_out(access: Access) -> Option<(Icon, &'static str)> {
    match access {
        Access::Open => None,
        Access::Suspended => Some((Icon::Alert, key("access-suspended"))),
        Access::Unknown => Some((Icon::Alert, key("access-unknown"))),
    }
}

const fn said(connection: Connection) -> Option<(Icon, &'static str)> {
    match connection {
        Connection::Current => None,
        Connection::Connecting => Some((Icon::Again, key("connection-connecting"))),
        Connection::CatchingUp => Some((Icon::Again, key("connection-catching-up"))),
        Connection::Offline(
            // A browser does not say why it does not connect, and there are no settings of ours here.
            Trouble::Unreachable
            | Trouble::Untrusted
            | Trouble::Expired
            | Trouble::OtherName
            | Trouble::NoTls
            | Trouble::PlainNotAllowed,
        ) => Some((Icon::Offline, key("connection-unreachable"))),
        Connection::Offline(Trouble::Busy) => Some((Icon::Offline, key("connection-busy"))),
        Connection::Offline(Trouble::NotAHost | Trouble::Malformed) => {
            Some((Icon::Alert, key("connection-not-a-host")))
        }
        Connection::Offline(Trouble::Broken) => Some((Icon::Offline, key("connection-broken"))),
    }
}
