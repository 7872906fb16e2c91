//! The device did not open: why, what is not lost, and what can be done. Nothing is ever thrown
//! away by itself.

use crate::html;
use hudhud_dialogue::page::{Ask, Reply, Unopened};
use leptos::prelude::*;

use super::card::card;
use crate::parts::{Field, Look, button, button_when, field};
use crate::state::App;
use crate::words::key;
use crate::{device, dom};

/// The screen for a reason.
pub(super) fn view(app: App, why: Unopened) -> AnyView {
    let (title, text) = said(why);
    card(
        "unopened",
        app.say(title),
        app.say(text),
        html::div()
            .class("start-actions")
            .attr("data-why", format!("{why:?}"))
            .child(ways(app, why))
            .into_any(),
    )
}

const fn said(why: Unopened) -> (&'static str, &'static str) {
    match why {
        Unopened::PasscodeNeeded | Unopened::WrongPasscode => {
            (key("passcode-title"), key("passcode-text"))
        }
        Unopened::NoFileSystem => (key("trouble-no-files-title"), key("trouble-no-files-text")),
        Unopened::Busy => (key("trouble-busy-title"), key("trouble-busy-text")),
        Unopened::Full => (key("trouble-full-title"), key("trouble-full-text")),
        Unopened::Damaged => (key("trouble-damaged-title"), key("trouble-damaged-text")),
        Unopened::Newer => (key("trouble-newer-title"), key("trouble-newer-text")),
        Unopened::OtherBuild => (key("trouble-build-title"), key("trouble-build-text")),
        Unopened::KeyMissing => (
            key("trouble-key-missing-title"),
            key("trouble-key-missing-text"),
        ),
        Unopened::Browser => (key("trouble-browser-title"), key("trouble-browser-text")),
    }
}

fn ways(app: App, why: Unopened) -> AnyView {
    match why {
        Unopened::NoFileSystem => html::view((
            button(
                "in-memory",
                Look::Primary,
                app.say("trouble-in-memory"),
                move || {
                    device::in_memory(app);
                },
            ),
            again(app, Look::Quiet),
        )),
        Unopened::Newer | Unopened::OtherBuild => {
            button("reload", Look::Primary, app.say("trouble-reload"), || {
                let _ = dom::window().location().reload();
            })
        }
        Unopened::Damaged | Unopened::KeyMissing => {
            html::view((again(app, Look::Primary), rescue(app), start_anew(app)))
        }
        Unopened::PasscodeNeeded
        | Unopened::WrongPasscode
        | Unopened::Busy
        | Unopened::Full
        | Unopened::Browser => again(app, Look::Primary),
    }
}

fn again(app: App, look: Look) -> AnyView {
    button("again", look, app.say("trouble-again"), move || {
        device::again(app)
    })
}

/// Hands out the database as it is, still encrypted, so that nothing has to be lost by starting
/// anew.
fn rescue(app: App) -> AnyView {
    button(
        "rescue",
        Look::Usual,
        app.say("trouble-rescue"),
        move || {
            leptos::task::spawn_local(async move {
                match app.ask(Ask::Rescue).await {
                    Ok(Reply::File { name, bytes }) => {
                        dom::download(&name, &bytes);
                    }
                    Ok(_) => {}
                    Err(problem) => app.tell(problem),
                }
            });
        },
    )
}

/// Throws away what is kept here, after a word was typed that nobody types by accident.
fn start_anew(app: App) -> AnyView {
    let asked = RwSignal::new(false);
    let open = button(
        "anew",
        Look::QuietDanger,
        app.say("trouble-anew"),
        move || {
            asked.set(true);
            dom::focus_soon("#anew-word");
        },
    );
    html::div()
        .class("start-anew")
        .child((
            html::div()
                .attr("hidden", move || asked.get().then_some(""))
                .child(open),
            move || asked.get().then(|| confirmation(app)),
        ))
        .into_any()
}

fn confirmation(app: App) -> AnyView {
    let typed = RwSignal::new(String::new());
    let word = Memo::new(move |_| app.words.text("trouble-anew-word"));
    let right =
        Signal::derive(move || typed.get().trim().to_lowercase() == word.get().to_lowercase());
    let label = Signal::derive(move || {
        app.words
            .with("trouble-anew-label", &[("word", word.get().into())])
    });
    let erase = move || {
        if right.get_untracked() {
            leptos::task::spawn_local(async move {
                if let Err(problem) = device::erase(app).await {
                    app.tell(problem);
                }
            });
        }
    };
    html::div()
        .class("start-form")
        .child((
            html::p().class("hint").child(app.say("trouble-anew-text")),
            field(Field::new("anew-word", label, typed), erase),
            button_when(
                "anew-now",
                Look::Danger,
                app.say("trouble-anew-now"),
                right,
                erase,
            ),
        ))
        .into_any()
}
