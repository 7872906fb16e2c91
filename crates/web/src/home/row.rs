//! One conversation in the list.

use crate::html;
use hudhud_base::{ConversationId, Timestamp};
use hudhud_dialogue::{ConversationView, Doubt};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::{HtmlElement, MouseEvent};
use wasm_bindgen::JsCast as _;

use super::preview;
use crate::dom;
use crate::parts::{Icon, Press, Size, conversation_avatar, icon};
use crate::people;
use crate::route::Route;
use crate::state::App;
use crate::state::list::{Wish, Wished};
use crate::words::key;

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
    let press = Press::new();
    let ask = move |at| {
        // When the menu is gone, one goes on from here.
        if let Some(row) = in_list(id) {
            let _ = row.focus();
        }
        wish(app, id, at);
    };
    let link = html::a()
        .class("row conversation")
        .attr("data-part", "conversation")
        .attr("data-conversation", id.to_string())
        .attr("href", to.path())
        .attr("aria-current", move || open.get().then_some("page"))
        .on(ev::click, move |event| follow(app, &event, to.clone()))
        .attr("data-pinned", move || {
            view.with(|view| view.arranged.pinned).then_some("")
        })
        .on(ev::contextmenu, move |event| {
            event.prevent_default();
            press.end();
            ask((event.client_x(), event.client_y()));
        })
        .on(ev::pointerdown, move |event| press.begin(&event, ask))
        .on(ev::pointermove, move |event| press.moved(&event))
        .on(ev::pointerup, move |_| {
            press.end();
        })
        .on(ev::pointercancel, move |_| {
            press.end();
        })
        .child((
            move || {
                // A memo that is followed and never read is never made, and so never changes.
                face_of.with(|_| {
                    view.with_untracked(|view| conversation_avatar(app, view, Size::Usual))
                })
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
                        move || view.with(|view| arranged(app, view)),
                        html::span()
                            .class("row-time tabular")
                            .child(move || app.clock.brief(view.with(|view| view.last_activity.0))),
                    )),
                )),
                html::div().class("row-line").child((
                    html::span()
                        .class("row-text")
                        .child(move || view.with(|view| preview::line(app, view))),
                    move || view.with(|view| unread(app, view)),
                )),
            )),
        ));
    html::div()
        .class("row-place")
        .child((link, things(app, id, title)))
        .into_any()
}

/// The row of a conversation in the document.
pub(super) fn in_list(id: ConversationId) -> Option<HtmlElement> {
    dom::find(&format!(".pane.list .row[data-conversation='{id}']"))
}

fn wish(app: App, id: ConversationId, at: (i32, i32)) {
    app.list.wished.set(Some(Wished {
        id,
        wish: Wish::Menu,
        at,
    }));
}

/// The way to what can be done with it, for whoever does not think of a right click or a long press.
fn things(app: App, id: ConversationId, title: Memo<String>) -> AnyView {
    let label = move || {
        app.words
            .with("details-more", &[("name", title.get().into())])
    };
    html::button()
        .attr("type", "button")
        .class("icon-button row-things")
        .attr("data-part", "row-things")
        .attr("aria-haspopup", "menu")
        .attr("aria-label", label)
        .attr("title", label)
        .on(ev::click, move |event| {
            let button = event.current_target();
            let button = button.and_then(|button| button.dyn_into::<HtmlElement>().ok());
            let Some(own) = button.map(|button| button.get_bounding_client_rect()) else {
                return;
            };
            let side = if dom::is_right_to_left() {
                own.right()
            } else {
                own.left()
            };
            wish(app, id, (side as i32, own.bottom() as i32));
        })
        .child(icon(Icon::More))
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

/// That it is pinned or muted.
fn arranged(app: App, view: &ConversationView) -> Vec<AnyView> {
    let sign = |part: &'static str, shape: Icon, key: &'static str| {
        html::span()
            .class("row-state")
            .attr("data-part", part)
            .attr("role", "img")
            .attr("aria-label", app.say(key))
            .child(icon(shape))
            .into_any()
    };
    let muted = view.arranged.is_muted(Timestamp(app.clock.now_ms()));
    let muted = muted.then(|| sign("muted", Icon::Muted, key("row-is-muted")));
    let pinned = view.arranged.pinned;
    let pinned = pinned.then(|| sign("pinned", Icon::Pin, key("row-is-pinned")));
    muted.into_iter().chain(pinned).collect()
}

/// What is not read: how many messages, or that the person wants it to count as unread.
fn unread(app: App, view: &ConversationView) -> Option<AnyView> {
    if view.unread > 0 {
        return Some(badge(app, view.unread));
    }
    view.arranged.unread.then(|| {
        html::span()
            .class("badge dot")
            .attr("data-part", "marked-unread")
            .attr("role", "img")
            .attr("aria-label", app.say("row-is-unread"))
            .into_any()
    })
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
