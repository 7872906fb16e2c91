//! The head of a conversation: who it is with, what they are doing, and ways to its details and
//! into what was said.

use crate::html::{bdi, button, header, span};
use hudhud_dialogue::{ConversationKind, ConversationView, Hearing};
use leptos::ev;
use leptos::prelude::*;

use super::open::Open;
use crate::parts::{self, Icon, Size};
use crate::people;
use crate::route::Route;
use crate::words::{count, standing};

pub(super) fn view(open: Open) -> AnyView {
    let app = open.app;
    let picture = Memo::new(move |_| {
        open.view.with(|view| {
            view.as_ref()
                .map(|view| (view.title.clone(), view.peer.clone(), view.kind))
        })
    });
    let avatar = move || {
        picture.get().map(|(title, peer, kind)| match (kind, peer) {
            (ConversationKind::Direct, Some(peer)) => parts::avatar(app, &peer, Size::Small),
            (ConversationKind::Direct | ConversationKind::Group, _) => {
                parts::group_avatar(open.id, &title, Size::Small)
            }
        })
    };
    let title = move || {
        open.view
            .with(|view| {
                view.as_ref()
                    .map(|view| people::shown_title(app.words, view))
            })
            .unwrap_or_default()
    };
    let middle = button()
        .attr("type", "button")
        .class("head-title")
        .attr("data-part", "open-details")
        .on(ev::click, move |_| app.go(Route::Details(open.id)))
        .child((
            avatar,
            span().class("head-words").child((
                span().class("head-line").child((
                    span()
                        .class("head-name")
                        .attr("data-part", "conversation-title")
                        .child(bdi().child(title)),
                    move || beside(open),
                )),
                under(open),
            )),
            span()
                .class("visually-hidden")
                .child(app.say("head-details")),
        ));
    header()
        .class("bar head")
        .child((
            parts::icon_button("back", Icon::Back, app.say("back"), move || {
                app.router.up();
            }),
            middle,
            parts::icon_button(
                "search-here",
                Icon::Search,
                app.say("head-search"),
                move || {
                    open.searching.update(|on| *on = !*on);
                },
            ),
        ))
        .into_any()
}

/// Who the other person is, beside what they call themselves.
fn beside(open: Open) -> Option<AnyView> {
    let handle = open.view.with(|view| {
        let peer = view.as_ref().and_then(|view| view.peer.as_ref())?;
        people::beside(open.app.words, peer)
    })?;
    let line = span()
        .class("head-handle")
        .attr("data-part", "conversation-handle")
        .child(bdi().attr("dir", "ltr").child(handle));
    Some(line.into_any())
}

/// Who is writing, or how many there are and who can read it.
fn under(open: Open) -> AnyView {
    let app = open.app;
    let writers = Memo::new(move |_| app.typing.people(open.id));
    let goes_on = Memo::new(move |_| open.view.with(|view| view.as_ref().is_some_and(goes_on)));
    let text = move || {
        let writers = writers.get();
        if !writers.is_empty() {
            return if open.is_group() {
                let names = people::names(app.words, &writers);
                app.words.with(
                    "head-typing-who",
                    &[
                        ("people", names.into()),
                        ("count", count(writers.len() as u64)),
                    ],
                )
            } else {
                app.words.text("head-typing")
            };
        }
        open.view.with(|view| match view {
            Some(view) => resting(open, view),
            None => String::new(),
        })
    };
    span()
        .class("head-under")
        .attr("data-part", "conversation-state")
        .attr("data-typing", move || {
            writers.with(|writers| (!writers.is_empty()).then_some(""))
        })
        .attr("aria-live", "off")
        .child((
            move || (writers.with(Vec::is_empty) && goes_on.get()).then(|| parts::icon(Icon::Lock)),
            span().child(text),
        ))
        .into_any()
}

/// Whether somebody hears what is said there.
fn goes_on(view: &ConversationView) -> bool {
    !view.state.is_over() && view.hearing != Hearing::Blocked
}

/// What stands there while nobody writes.
fn resting(open: Open, view: &ConversationView) -> String {
    let words = open.app.words;
    let members = open.members.with(Vec::len) as u64;
    // Nobody is told any more who is there.
    if !goes_on(view) {
        return standing(words, view).unwrap_or_default();
    }
    match view.kind {
        ConversationKind::Group if members > 0 => {
            words.with("head-members", &[("count", count(members))])
        }
        ConversationKind::Direct | ConversationKind::Group => words.text("head-private"),
    }
}
