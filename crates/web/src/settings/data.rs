//! A copy of everything said, the room it takes, and forgetting the device.

mod storage;

use crate::html::{div, p};
use hudhud_dialogue::page::{Ask, Reply};
use leptos::prelude::*;

use super::rows::{hint, section};
use crate::dom;
use crate::parts::{self, Field, Look};
use crate::state::App;
use crate::words::key;

pub(super) fn view(app: App) -> AnyView {
    let asked = RwSignal::new(false);
    let forget = div()
        .class("stack")
        .child((
            hint(app, key("data-forget-hint")),
            div().class("section-actions").child(parts::button(
                "forget",
                Look::QuietDanger,
                app.say("data-forget"),
                move || asked.set(true),
            )),
        ))
        .into_any();
    crate::html::view((
        section(app, key("data-storage"), storage::view(app)),
        section(app, key("data-copy"), copy(app)),
        section(app, key("data-forget"), forget),
        move || asked.get().then(|| question(app, asked)),
    ))
}

fn copy(app: App) -> AnyView {
    let busy = RwSignal::new(false);
    let label = Signal::derive(move || {
        app.words.text(if busy.get() {
            key("data-copy-making")
        } else {
            key("data-copy-make")
        })
    });
    let good = Signal::derive(move || !busy.get());
    let make = move || {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match app.ask(Ask::Export).await {
                Ok(Reply::File { name, bytes }) => {
                    if dom::download(&name, &bytes).is_some() {
                        let said = [("name", name.into())];
                        app.toasts.say(app.words.with("data-copy-done", &said));
                    }
                }
                Ok(_) => {}
                Err(problem) => app.tell(problem),
            }
            let _ = busy.try_set(false);
        });
    };
    div()
        .class("stack")
        .child((
            hint(app, key("data-copy-hint")),
            div().class("section-actions").child(parts::button_when(
                "export",
                Look::Usual,
                label,
                good,
                make,
            )),
        ))
        .into_any()
}

/// Nothing is forgotten before a word was typed.
fn question(app: App, asked: RwSignal<bool>) -> AnyView {
    let typed = RwSignal::new(String::new());
    let word = Signal::derive(move || app.words.text("data-forget-word"));
    let good = Signal::derive(move || typed.get().trim().to_lowercase() == word.get());
    let label = Signal::derive(move || {
        app.words
            .with("data-forget-label", &[("word", word.get().into())])
    });
    let close = move || asked.set(false);
    let forget = move || {
        if good.get_untracked() {
            erase(app);
        }
    };
    let body = div()
        .class("stack")
        .child((
            p().child(app.say("data-forget-text")),
            parts::field(Field::new("forget-word", label, typed), forget),
            div().class("dialog-actions").child((
                parts::button("no", Look::Usual, app.say("cancel"), close),
                parts::button_when(
                    "yes",
                    Look::Danger,
                    app.say("data-forget-submit"),
                    good,
                    forget,
                ),
            )),
        ))
        .into_any();
    parts::dialog("forget-dialog", app.say("data-forget-title"), close, body)
}

fn erase(app: App) {
    leptos::task::spawn_local(async move {
        match app.ask(Ask::Erase).await {
            // The worker is gone: the page begins anew, at its first screen.
            Ok(_) => {
                let _ = dom::window().location().replace("/");
            }
            Err(problem) => app.tell(problem),
        }
    });
}
