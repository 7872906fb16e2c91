//! One conversation in the list.

use crate::html;
use hudhud_base::ConversationId;
use hudhud_dialogue::{ConversationView, Doubt};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::MouseEvent;

use super::preview;
use crate::parts::{Size, conversation_avatar};
use crate::people;
use crate::route::Route;
use crate::state::App;

/// Opens a place from a link, unless the browser is asked to open it elsewhere.
pub(super) fn follow(app: App, event: &MouseEvent, to: Route) {
    if event.button() == 0
        && !event.ctrl_key()
        && !event.meta_key()
        && !event.shift_key()
        && !event.alt_key()
    {
        event.prevent_default();
        app.go(to);
    }
}

/// The row. Only what changes in it is drawn again.
pub(super) fn row(app: App, id: ConversationId, row: ArcRwSignal<ConversationView>) -> AnyView {
    let view = RwSignal::from(row);
    let open = Memo::new(move |_| app.router.route.with(Route::conversation) == Some(id));
    let face_of =
        Memo::new(move |_| view.with(|view| (view.kind, view.peer.clone(), view.title.clone())));
    let title = Memo::new(move |_| view.with(|view| people::title(app.words, view)));
    let to = Route::Conversation { id, at: None };
    html::a()
        .class("row conversation")
        .attr("data-part", "conversation")
        .attr("data-conversation", id.to_string())
        .attr("href", to.path())
        .attr("aria-current", move || open.get().then_some("page"))
        .on(ev::click, move |event| {
            follow(app, &event, Route::Conversation { id, at: None });
        })
        .child((
            move || {
                face_of.track();
                view.with_untracked(|view| conversation_avatar(view, Size::Usual))
            },
            html::div().class("row-body").child((
                html::div().class("row-line").child((
                    html::bdi().class("row-title").child(move || title.get()),
                    // Beside the time: right after a name it would read as a proof of who they are.
                    html::span().class("row-end").child((
                        move || {
                            view.with(|view| (view.doubt != Doubt::Unfounded).then(|| doubt(app)))
                        },
                        move || view.with(|view| preview::mark(app, view)),
                        html::span()
                            .class("row-time tabular")
                            .child(move || app.clock.brief(view.with(|view| view.last_activity.0))),
                    )),
                )),
                html::div().class("row-line").child((
                    html::span()
                        .class("row-text")
                        .child(move || view.with(|view| preview::line(app, view))),
                    move || {
                        let unread = view.with(|view| view.unread);
                        (unread > 0).then(|| badge(app, unread))
                    },
                )),
            )),
        ))
        .into_any()
}

/// Something speaks against the server; what it is, a line in the conversation says.
fn doubt(app: App) -> AnyView {
    html::span()
        .class("row-mark")
        .attr("data-part", "doubt")
        .child((
            html::span().attr("aria-hidden", "true").child("!"),
            html::span()
                .class("visually-hidden")
                .child(app.words.text("list-doubt")),
        ))
        .into_any()
}

/// How many messages are not read.
pub(super) fn badge(app: App, unread: u32) -> AnyView {
    let shown = app.words.number(u64::from(unread.min(999)));
    html::span()
        .class("badge")
        .attr("data-part", "unread")
        .child((
            html::span().attr("aria-hidden", "true").child(shown),
            html::span().class("visually-hidden").child(app.words.with(
                "list-unread",
                &[("count", crate::words::count(u64::from(unread)))],
            )),
        ))
        .into_any()
}
