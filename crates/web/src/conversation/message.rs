//! One message in the list: what surrounds it, its bubble, what hangs on it.

use crate::html::{article, div, span};
use hudhud_base::MessageRow;
use hudhud_dialogue::MessageView;
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::{Element, MouseEvent};
use wasm_bindgen::JsCast as _;

use super::open::{Open, Overlay};
use super::surroundings::Surroundings;
use super::{attached, beside, body, delivery, forwarded, notice, quote, reactions};
use crate::parts::{self, Press, Size};
use crate::people;
use crate::state::window::Entry;

/// So much of a message is in its name for screen readers.
const LABEL_GRAPHEMES: usize = 280;

/// A row: the message with what surrounds it.
pub(super) fn row(open: Open, entry: &Entry, around: Memo<Surroundings>) -> AnyView {
    let app = open.app;
    let message = RwSignal::from(entry.message.clone());
    let id = entry.id;
    let day = Memo::new(move |_| around.get().day);
    let unread = Memo::new(move |_| around.get().unread);
    let is_notice = Memo::new(move |_| message.with(|message| message.notice.is_some()));
    div()
        .class("log-row")
        .attr("data-row", id.to_string())
        .child((
            move || {
                day.get().map(|ms| {
                    div()
                        .class("day")
                        .attr("data-part", "day")
                        .child(span().child(move || app.clock.day(ms)))
                })
            },
            move || {
                unread.get().then(|| {
                    div()
                        .class("unread")
                        .attr("data-part", "unread")
                        .child(span().child(app.say("log-unread")))
                })
            },
            move || {
                if is_notice.get() {
                    notice::view(open, id, message)
                } else {
                    said(open, id, message, around)
                }
            },
        ))
        .into_any()
}

/// A message that somebody wrote.
fn said(
    open: Open,
    id: MessageRow,
    message: RwSignal<MessageView>,
    around: Memo<Surroundings>,
) -> AnyView {
    let app = open.app;
    let own = message.with_untracked(|message| message.sender.own);
    let press = Press::new();
    let label = move || message.with(|message| label(open, message));
    let state = move || message.with(|message| delivery::word(message.state));
    let flash = move || (open.flash.get() == Some(id)).then_some("");
    article()
        .class(move || class(own, around.get()))
        .attr("data-part", "message")
        .attr("data-message", id.to_string())
        .attr("data-own", own.then_some(""))
        .attr("data-state", state)
        .attr("data-flash", flash)
        .attr("data-editing", move || open.is_editing(id).then_some(""))
        .attr("aria-label", label)
        .attr("tabindex", move || open.tab_stop(id))
        .on(ev::focus, move |_| open.current.set(Some(id)))
        .on(ev::contextmenu, move |event| {
            press.end();
            menu_asked(open, id, &event);
        })
        .on(ev::pointerdown, move |event| {
            press.begin(&event, move |at| {
                open.overlay.set(Overlay::Menu {
                    message: id,
                    at: Some(at),
                });
            });
        })
        .on(ev::pointermove, move |event| press.moved(&event))
        .on(ev::pointerup, move |_| {
            if press.end() {
                open.reply(&message.get_untracked());
            }
        })
        .on(ev::pointercancel, move |_| {
            press.end();
        })
        .style(("--drawn", move || press.shift()))
        .on(ev::dblclick, move |event| {
            reply_asked(open, message, &event)
        })
        .child((
            face(open, own, message, around),
            div().class("message-stack").child((
                bubble(open, id, message, around),
                reactions::view(open, id, message),
                beside::failed(app, id, message),
            )),
            (!own).then(|| beside::view(open, id, message)),
            own.then(|| beside::view(open, id, message)),
        ))
        .into_any()
}

fn class(own: bool, around: Surroundings) -> String {
    format!(
        "message{}{}{}",
        if own { " own" } else { "" },
        if around.first { " first" } else { "" },
        if around.last { " last" } else { "" },
    )
}

fn menu_asked(open: Open, id: MessageRow, event: &MouseEvent) {
    let on_link = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| matches!(target.closest("a"), Ok(Some(_))));
    // A link has a menu of the browser; so have words that are selected in this very message.
    if on_link || selected_in(event) {
        return;
    }
    event.prevent_default();
    open.current.set(Some(id));
    let at = Some((event.client_x(), event.client_y()));
    open.overlay.set(Overlay::Menu { message: id, at });
}

/// Whether something is selected in the message that an event is of.
fn selected_in(event: &MouseEvent) -> bool {
    let message = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let selection = crate::dom::window().get_selection().ok().flatten();
    let (Some(message), Some(selection)) = (message, selection) else {
        return false;
    };
    let range = selection.get_range_at(0).ok();
    !selection.is_collapsed()
        && range.is_some_and(|range| range.intersects_node(&message).unwrap_or(false))
}

/// A double click beside the words answers.
fn reply_asked(open: Open, message: RwSignal<MessageView>, event: &MouseEvent) {
    let beside = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| matches!(target.closest(".bubble"), Ok(None)));
    if beside {
        open.reply(&message.get_untracked());
    }
}

/// Who wrote it, as a picture beside the last of several messages in a group.
fn face(
    open: Open,
    own: bool,
    message: RwSignal<MessageView>,
    around: Memo<Surroundings>,
) -> AnyView {
    let last = Memo::new(move |_| around.get().last);
    crate::html::view(move || {
        (open.is_group() && !own).then(|| {
            div().class("message-face").child(move || {
                last.get().then(|| {
                    message.with_untracked(|message| {
                        parts::avatar(open.app, &message.sender, Size::Small)
                    })
                })
            })
        })
    })
}

fn bubble(
    open: Open,
    id: MessageRow,
    message: RwSignal<MessageView>,
    around: Memo<Surroundings>,
) -> AnyView {
    let app = open.app;
    let first = Memo::new(move |_| around.get().first);
    let answered = Memo::new(move |_| {
        message.with(|message| message.reply_to.clone().filter(|_| !message.deleted))
    });
    let words = Memo::new(move |_| message.with(body::Words::new));
    let whole = RwSignal::new(false);
    let sender = move || {
        let (own, account) =
            message.with_untracked(|message| (message.sender.own, message.sender.account));
        (first.get() && !own && open.is_group()).then(|| {
            span()
                .class("message-sender")
                .attr(
                    "data-colour",
                    parts::avatar::colour(&account.to_string()).to_string(),
                )
                .child(crate::html::bdi().child(move || {
                    message.with(|message| people::name(app.words, &message.sender))
                }))
        })
    };
    div()
        .class("bubble")
        .attr("data-part", "bubble")
        .attr("data-large", move || {
            words
                .with(body::Words::large)
                .map(|count| count.to_string())
        })
        .child((
            sender,
            forwarded::view(app, message),
            move || answered.get().map(|answered| quote::view(open, answered)),
            attached::view(open, id, message),
            move || {
                let foot = delivery::foot(app, message);
                words.with(|words| body::view(open, words, whole, foot))
            },
        ))
        .attr("data-bubble", id.to_string())
        .into_any()
}

fn words_of(open: Open, kind: hudhud_dialogue::AttachmentKind) -> String {
    open.app.words.text(crate::words::attached_key(kind))
}

/// What a screen reader says: who, what, when, how far it has come.
fn label(open: Open, message: &MessageView) -> String {
    let words = open.app.words;
    let text = if message.deleted {
        words.text("message-deleted")
    } else if message.unsupported {
        words.text("message-unsupported")
    } else {
        let said = hudhud_text::one_line(&hudhud_text::plain(&message.body), LABEL_GRAPHEMES);
        let attached = message.attached.first().map(|first| {
            let about = &first.about;
            let words = [&about.description, &about.name];
            let named = words.into_iter().find(|words| !words.is_empty());
            let kind = words_of(open, about.kind);
            named.map_or(kind.clone(), |named| format!("{kind} {named}"))
        });
        let passed_on = forwarded::of(message).map(|of| forwarded::said(words, &of));
        let passed_on = passed_on.unwrap_or_default();
        [passed_on, attached.unwrap_or_default(), said]
            .join(" ")
            .trim()
            .to_owned()
    };
    let sender = people::name(words, &message.sender);
    let time = open.app.clock.time(message.sent.0);
    let state = delivery::state(words, message.state).unwrap_or_default();
    let edited = if message.edited && !message.deleted {
        words.text("message-edited")
    } else {
        String::new()
    };
    words.with(
        "message-label",
        &[
            ("sender", sender.into()),
            ("text", text.into()),
            ("time", time.into()),
            ("state", [edited, state].join(" ").trim().to_owned().into()),
        ],
    )
}
