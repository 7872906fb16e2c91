//! The rows above the conversations that lead to other rows: requests, and the archive.

use crate::html;
use hudhud_base::ConversationId;
use leptos::ev;
use leptos::prelude::*;

use super::{preview, row};
use crate::parts::{Icon, icon};
use crate::route::Route;
use crate::state::App;
use crate::words::key;
use crate::{first_contact, people};

/// The row of the requests, above all others.
pub(super) fn requests(app: App) -> AnyView {
    let way = Way {
        part: "requests",
        class: "row requests",
        shape: Icon::Tray,
        title: key("requests-title"),
        text: Signal::derive(move || first_of(app)),
        to: Route::Requests,
    };
    let count = Memo::new(move |_| app.list.requests.with(Vec::len));
    let badge = Signal::derive(move || count.get());
    way_to(app, way, app.list.requests, badge)
}

/// Who asked last, and how they begin.
fn first_of(app: App) -> Line {
    let newest = app.list.requests.with(|requests| requests.first().copied());
    let Some(row) = newest.and_then(|id| app.list.row(id)) else {
        return Line::of(app.words.text("requests-line"));
    };
    row.with(|view| {
        let who = view.inviter.as_ref().or(view.peer.as_ref());
        let name = who.map(|who| people::name(app.words, who));
        let name = name.unwrap_or_else(|| app.words.text("conversation-unnamed"));
        match first_contact::line(view) {
            Some(text) => Line {
                sender: Some(name),
                text,
            },
            None => Line::of(name),
        }
    })
}

/// The row of the archive, while there is something in it.
pub(super) fn archived(app: App) -> AnyView {
    let waiting = Memo::new(move |_| waiting_in(app));
    let unread = Signal::derive(move || waiting.with(|(unread, _)| *unread));
    let text = Signal::derive(move || {
        let names = waiting.with(|(_, names)| names.clone());
        Line::of(if names.is_empty() {
            app.words.text("archive-line")
        } else {
            names
        })
    });
    let way = Way {
        part: "archive",
        class: "row archive",
        shape: Icon::Archive,
        title: key("archive-title"),
        text,
        to: Route::Archive,
    };
    way_to(app, way, app.list.archive, unread)
}

/// How much of what stands apart waits to be read, and in which conversations.
fn waiting_in(app: App) -> (usize, String) {
    let archive = app.list.archive.get();
    let rows = archive.into_iter().filter_map(|id| app.list.row(id));
    let mut unread = 0_usize;
    let mut names = Vec::new();
    for row in rows {
        row.with(|view| {
            let waits = view.unread.max(u32::from(view.arranged.unread));
            if waits > 0 {
                unread = unread.saturating_add(waits as usize);
                names.push(people::title(app.words, view));
            }
        });
    }
    (unread, people::listed(app.words, names.into_iter()))
}

/// A row that leads to other rows.
struct Way {
    part: &'static str,
    class: &'static str,
    shape: Icon,
    title: &'static str,
    text: Signal<Line>,
    to: Route,
}

/// What stands under the title: whose words, and the words, each in its own direction.
#[derive(Clone)]
struct Line {
    sender: Option<String>,
    text: String,
}

impl Line {
    fn of(text: String) -> Self {
        Self { sender: None, text }
    }

    fn view(self, app: App) -> AnyView {
        let sender = self.sender.map(|name| preview::sender(app, name));
        let words = html::span()
            .class("row-text")
            .child((sender, html::bdi().child(self.text)));
        html::div().class("row-line").child(words).into_any()
    }
}

/// The row, while there is something where it leads, with how much of it waits.
fn way_to(
    app: App,
    way: Way,
    there: RwSignal<Vec<ConversationId>>,
    waiting: Signal<usize>,
) -> AnyView {
    let any = Memo::new(move |_| !there.with(Vec::is_empty));
    html::view(move || {
        let to = way.to.clone();
        any.get().then(|| {
            html::a()
                .class(way.class)
                .attr("data-part", way.part)
                .attr("href", to.path())
                .on(ev::click, move |event| row::follow(app, &event, to.clone()))
                .child((
                    html::span()
                        .class("avatar tray")
                        .attr("aria-hidden", "true")
                        .child(icon(way.shape)),
                    html::div().class("row-body").child((
                        html::span().class("row-title").child(app.say(way.title)),
                        move || way.text.get().view(app),
                    )),
                    move || {
                        let waiting = waiting.get() as u64;
                        let badge = html::span().class("badge");
                        (waiting > 0).then(|| badge.child(app.words.number(waiting)))
                    },
                ))
        })
    })
}
