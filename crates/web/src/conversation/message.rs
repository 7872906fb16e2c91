//! One message in the list: what surrounds it, its bubble, what hangs on it.

use crate::html::{article, button, div, span};
use hudhud_base::MessageRow;
use hudhud_dialogue::{Command, MessageState, MessageView};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::{Element, MouseEvent};
use wasm_bindgen::JsCast as _;

use super::open::{Open, Overlay};
use super::press::Press;
use super::surroundings::Surroundings;
use super::{body, delivery, notice, quote, reactions};
use crate::parts::{self, Icon, Size};
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
    let class = move || {
        let around = around.get();
        format!(
            "message{}{}{}",
            if own { " own" } else { "" },
            if around.first { " first" } else { "" },
            if around.last { " last" } else { "" },
        )
    };
    let press = Press::new();
    let label = move || message.with(|message| label(open, message));
    let state = move || message.with(|message| delivery::word(message.state));
    let flash = move || (open.flash.get() == Some(id)).then_some("");
    article()
        .class(class)
        .attr("data-part", "message")
        .attr("data-message", id.to_string())
        .attr("data-own", own.then_some(""))
        .attr("data-state", state)
        .attr("data-flash", flash)
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
                failed(app, id, message),
            )),
            (!own).then(|| beside(open, id, message)),
            own.then(|| beside(open, id, message)),
        ))
        .into_any()
}

fn menu_asked(open: Open, id: MessageRow, event: &MouseEvent) {
    let on_link = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|target| matches!(target.closest("a"), Ok(Some(_))));
    // A link has a menu of the browser; so has a selection.
    let selected = crate::dom::window()
        .get_selection()
        .ok()
        .flatten()
        .is_some_and(|selection| !selection.is_collapsed());
    if on_link || selected {
        return;
    }
    event.prevent_default();
    open.current.set(Some(id));
    let at = Some((event.client_x(), event.client_y()));
    open.overlay.set(Overlay::Menu { message: id, at });
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
                    message.with_untracked(|message| parts::avatar(&message.sender, Size::Small))
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
            move || answered.get().map(|answered| quote::view(open, answered)),
            move || {
                let foot = delivery::foot(app, message);
                words.with(|words| body::view(app, words, whole, foot))
            },
        ))
        .attr("data-bubble", id.to_string())
        .into_any()
}

/// What to do about a message that was given up.
fn failed(app: crate::state::App, id: MessageRow, message: RwSignal<MessageView>) -> AnyView {
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
fn beside(open: Open, id: MessageRow, message: RwSignal<MessageView>) -> AnyView {
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
            ))
        })
    })
}

/// What a screen reader says: who, what, when, how far it has come.
fn label(open: Open, message: &MessageView) -> String {
    let words = open.app.words;
    let text = if message.deleted {
        words.text("message-deleted")
    } else if message.unsupported {
        words.text("message-unsupported")
    } else {
        hudhud_text::one_line(&message.body, LABEL_GRAPHEMES)
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

/// Messages that were sent and that the worker has not told about yet.
pub(super) fn pending(open: Open) -> AnyView {
    let app = open.app;
    let waiting = Signal::derive(move || {
        let known: Vec<MessageRow> = app.window.entries.with(|entries| {
            entries
                .iter()
                .rev()
                .take(32)
                .map(|entry| entry.id)
                .collect()
        });
        let mut pending = open.pending.get();
        pending.retain(|pending| pending.message.is_none_or(|id| !known.contains(&id)));
        pending
    });
    parts::each(
        waiting,
        |pending| pending.key,
        move |pending| {
            let words = body::Words::plain(&pending.body);
            let foot = delivery::waiting(app, pending.sent_ms);
            div()
                .class("log-row")
                .child(
                    article()
                        .class("message own first last")
                        .attr("data-part", "pending")
                        .attr("data-state", "waiting")
                        .attr("aria-label", app.say("delivery-waiting"))
                        .child(
                            div().class("message-stack").child(
                                div()
                                    .class("bubble")
                                    .attr(
                                        "data-large",
                                        words.large().map(|count| count.to_string()),
                                    )
                                    .child(body::view(app, &words, RwSignal::new(false), foot)),
                            ),
                        ),
                )
                .into_any()
        },
    )
}
