//! What lies over the list for a moment: the menu of a message, the choice of a reaction, the
//! question before a message is taken back, the times of a message.

use crate::html::{bdi, button, dd, div, dl, dt};
use hudhud_base::MessageRow;
use hudhud_dialogue::page::{Ask, Reply};
use hudhud_dialogue::{Command, MessageState, MessageView, NoticeView, QuoteView, ReceiptView};
use leptos::ev;
use leptos::prelude::*;

use super::open::{Open, Overlay, Point};
use super::{attached, delivery, forward, forwarded};
use crate::composer::picker;
use crate::parts::dialog::Question;
use crate::parts::{self, Icon, Item};
use crate::people;
use crate::words::{Words, key};

/// So many emoji stand over the menu of a message.
const QUICK: usize = 6;

/// Whatever lies over the list now.
pub(super) fn view(open: Open) -> AnyView {
    let close = Callback::new(move |()| open.overlay.set(Overlay::Nothing));
    crate::html::view(move || match open.overlay.get() {
        Overlay::Nothing => ().into_any(),
        Overlay::Menu { message, at } => menu(open, message, at),
        Overlay::React { message, at } => picker::floating(
            open.app,
            at,
            Callback::new(move |emoji: String| {
                close.run(());
                open.app.request(Command::React { message, emoji });
            }),
            close,
        ),
        Overlay::Delete(message) => delete(open, message),
        Overlay::Times(message) => times(open, message, close),
        Overlay::Photo(place) => attached::viewer(open, place),
        Overlay::Program { place, name } => attached::program(open, place, name),
        Overlay::Forward(message) => forward::dialog(open, message),
        Overlay::Leave(to) => super::spans::leave(open, &to),
    })
}

fn menu(open: Open, id: MessageRow, at: Point) -> AnyView {
    let app = open.app;
    let close = Callback::new(move |()| {
        // What was chosen may have put something else there by now.
        open.overlay.update(|overlay| {
            if matches!(overlay, Overlay::Menu { .. }) {
                *overlay = Overlay::Nothing;
            }
        });
    });
    let Some(message) = app
        .window
        .message(id)
        .map(|message| message.get_untracked())
    else {
        return ().into_any();
    };
    let reacts = is_there(&message).then(|| quick(open, id, close));
    parts::menu("message-menu", items(open, &message, at), at, close, reacts)
}

/// Whether it has words of somebody.
fn is_whole(message: &MessageView) -> bool {
    !message.deleted && !message.unsupported && message.notice.is_none()
}

/// Whether others have it, or will.
fn is_there(message: &MessageView) -> bool {
    is_whole(message) && message.state != MessageState::Failed
}

/// A few emoji to react with at once.
fn quick(open: Open, id: MessageRow, close: Callback<()>) -> AnyView {
    let cells: Vec<AnyView> = picker::last_used()
        .into_iter()
        .take(QUICK)
        .map(|emoji| {
            let shown = emoji.clone();
            button()
                .attr("type", "button")
                .attr("role", "menuitem")
                .attr("tabindex", "-1")
                .class("picker-one")
                .attr("data-emoji", emoji.clone())
                .on(ev::click, move |_| {
                    close.run(());
                    open.app.request(Command::React {
                        message: id,
                        emoji: emoji.clone(),
                    });
                })
                .child(shown)
                .into_any()
        })
        .collect();
    div()
        .class("menu-quick")
        .attr("data-part", "quick-reactions")
        .child(cells)
        .into_any()
}

/// An item of the menu.
fn item(
    open: Open,
    part: &'static str,
    icon: Icon,
    key: &'static str,
    action: Callback<()>,
) -> Item {
    Item {
        part,
        icon,
        label: open.app.say(key),
        danger: false,
        action,
    }
}

/// What can be done with a message, in order.
fn items(open: Open, message: &MessageView, at: Point) -> Vec<Item> {
    let id = message.id;
    let whole = is_whole(message);
    let there = is_there(message);
    let mut items = Vec::new();
    if there {
        items.extend(answers(open, message, at));
    }
    if whole {
        let action = Callback::new(move |()| open.overlay.set(Overlay::Forward(id)));
        items.push(item(
            open,
            "forward",
            Icon::Forward,
            key("menu-forward"),
            action,
        ));
    }
    if let Some(QuoteView::Known { id: answered, .. }) = message.reply_to {
        let action = Callback::new(move |()| open.go_to(answered));
        items.push(item(
            open,
            "to-quote",
            Icon::Back,
            key("menu-to-quote"),
            action,
        ));
    }
    if whole {
        let text = hudhud_text::typed(&message.body);
        let action = Callback::new(move |()| copy(open, text.clone()));
        items.push(item(open, "copy", Icon::Copy, key("menu-copy"), action));
    }
    // What somebody passes on are not their words to be changed.
    if there && message.sender.own && message.forwarded.is_none() {
        let kept = message.clone();
        let action = Callback::new(move |()| open.edit(&kept));
        items.push(item(open, "edit", Icon::Pencil, key("menu-edit"), action));
    }
    if message.state == MessageState::Failed {
        items.extend(second_chances(open, id));
    }
    let action = Callback::new(move |()| open.overlay.set(Overlay::Times(id)));
    items.push(item(open, "times", Icon::Info, key("menu-times"), action));
    if there && message.sender.own {
        let action = Callback::new(move |()| open.overlay.set(Overlay::Delete(id)));
        items.push(Item {
            danger: true,
            ..item(open, "delete", Icon::Bin, key("menu-delete"), action)
        });
    }
    items
}

fn answers(open: Open, message: &MessageView, at: Point) -> [Item; 2] {
    let (id, kept) = (message.id, message.clone());
    let reply = Callback::new(move |()| open.reply(&kept));
    let react = Callback::new(move |()| open.overlay.set(Overlay::React { message: id, at }));
    [
        item(open, "reply", Icon::Reply, key("menu-reply"), reply),
        item(open, "react", Icon::Emoji, key("menu-react"), react),
    ]
}

/// For a message that was given up.
fn second_chances(open: Open, id: MessageRow) -> [Item; 2] {
    let app = open.app;
    let again = Callback::new(move |()| app.request(Command::Resend { message: id }));
    let away = Callback::new(move |()| app.request(Command::Discard { message: id }));
    [
        item(open, "resend", Icon::Again, key("message-resend"), again),
        Item {
            danger: true,
            ..item(open, "discard", Icon::Bin, key("message-discard"), away)
        },
    ]
}

fn copy(open: Open, text: String) {
    let app = open.app;
    leptos::task::spawn_local(async move {
        let said = if crate::share::copy(&text).await {
            key("menu-copied")
        } else {
            key("menu-not-copied")
        };
        app.toasts.say(app.words.text(said));
    });
}

fn delete(open: Open, id: MessageRow) -> AnyView {
    let app = open.app;
    let text = if open.is_group() {
        key("delete-text")
    } else {
        key("delete-text-direct")
    };
    let question = Question {
        part: "delete-message",
        title: app.say("delete-title"),
        text: app.say(text),
        yes: app.say("delete-yes"),
        look: parts::Look::Danger,
    };
    parts::confirm(app, question, move |yes| {
        open.overlay.set(Overlay::Nothing);
        if yes {
            app.request(Command::Delete { message: id });
        }
    })
}

/// When it was sent, how far it has come, who reacted with what.
fn times(open: Open, id: MessageRow, close: Callback<()>) -> AnyView {
    let app = open.app;
    let Some(message) = app.window.message(id) else {
        return ().into_any();
    };
    let receipts = RwSignal::new(Vec::new());
    if message.with_untracked(|message| message.sender.own) {
        leptos::task::spawn_local(async move {
            if let Ok(Reply::Receipts(found)) = app.ask(Ask::Receipts { message: id }).await {
                // The dialog may be closed by now.
                let _gone = receipts.try_set(found);
            }
        });
    }
    let rows = move || {
        message.with(|message| {
            let mut rows = vec![
                row(
                    app.words.text("times-from"),
                    people::called(app.words, &message.sender),
                ),
                row(app.words.text("times-sent"), app.clock.full(message.sent.0)),
            ];
            if let Some(forwarded) = forwarded::of(message) {
                let first = app.clock.full(forwarded.sent.0);
                let said = forwarded::said(app.words, &forwarded);
                rows.push(row(app.words.text("times-forwarded"), said));
                rows.push(row(app.words.text("times-written"), first));
            }
            if let Some(state) = delivery::state(app.words, message.state) {
                rows.push(row(app.words.text("times-state"), state));
            }
            rows.extend(receipts.with(|receipts| told(app.words, receipts)));
            if matches!(message.notice, Some(NoticeView::Unreadable)) {
                rows.push(row(
                    app.words.text("times-why"),
                    app.words.text("times-unreadable"),
                ));
            }
            for reaction in &message.reactions {
                let emoji = hudhud_text::one_line(&reaction.emoji, 1);
                rows.push(row(emoji, people::names(app.words, &reaction.people)));
            }
            rows
        })
    };
    let body = div()
        .child((
            dl().class("times").child(rows),
            div().class("dialog-actions").child(parts::button(
                "close",
                parts::Look::Usual,
                app.say("close"),
                move || close.run(()),
            )),
        ))
        .into_any();
    parts::dialog("times", app.say("times-title"), move || close.run(()), body)
}

/// Who is how far with it: the further, the higher.
fn told(words: Words, receipts: &[ReceiptView]) -> Vec<AnyView> {
    [
        (MessageState::Read, key("times-read-by")),
        (MessageState::Delivered, key("times-delivered-to")),
        (MessageState::Sent, key("times-not-yet")),
    ]
    .into_iter()
    .filter_map(|(state, name)| {
        let there = receipts.iter().filter(|receipt| receipt.state == state);
        let there: Vec<_> = there.map(|receipt| receipt.person.clone()).collect();
        (!there.is_empty()).then(|| row(words.text(name), people::names(words, &there)))
    })
    .collect()
}

fn row(name: String, value: String) -> AnyView {
    div()
        .class("times-row")
        .child((dt().child(name), dd().child(bdi().child(value))))
        .into_any()
}
