//! The first run: one field, one button. Nothing has to be dismissed after it.

use std::time::Duration;

use crate::html;
use hudhud_dialogue::Command;
use hudhud_dialogue::page::{Connection, Problem};
use leptos::ev;
use leptos::prelude::*;

use super::card::card;
use crate::parts::{Field, Icon, Look, button, button_when, dialog, field, icon};
use crate::state::App;
use crate::words::{Language, problem};
use crate::{device, disclosure, dom};

/// What is waited for, in the order in which it takes its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    No,
    Keys,
    /// The host takes longer than that: it may be asking for work.
    Host,
}

pub(super) fn view(app: App) -> AnyView {
    let wanted = app
        .account
        .get_untracked()
        .and_then(|account| account.wanted_name)
        .unwrap_or_default();
    let name = RwSignal::new(wanted);
    let wait = RwSignal::new(Wait::No);
    let failed = RwSignal::new(None::<Problem>);
    Effect::new(move |_| {
        name.track();
        failed.set(None);
    });
    let go = move || {
        if wait.get_untracked() == Wait::No {
            leptos::task::spawn_local(sign_up(app, name.get_untracked(), wait, failed));
        }
    };
    let label = Signal::derive(move || {
        if wait.get() != Wait::No {
            app.words.text("welcome-busy")
        } else if name.get().trim().is_empty() {
            app.words.text("welcome-go-nameless")
        } else {
            app.words.text("welcome-go")
        }
    });
    let mut line = Field::new("name", app.say("welcome-name"), name);
    line.hint = Some(app.say("welcome-hint"));
    line.error = Signal::derive(move || {
        failed
            .get()
            .map(|failed| problem(app.words, failed))
            .unwrap_or_default()
    });
    line.longest = 48;
    dom::focus_soon("#name");
    html::div()
        .class("start-column")
        .child((
            card(
                "welcome",
                app.say("welcome-title"),
                app.say("welcome-text"),
                html::div()
                    .class("start-form")
                    .child((
                        field(line, go),
                        button_when(
                            "sign-up",
                            Look::Primary,
                            label,
                            Signal::derive(move || wait.get() == Wait::No),
                            go,
                        ),
                        progress(app, wait, failed),
                    ))
                    .into_any(),
            ),
            foot(app),
        ))
        .into_any()
}

async fn sign_up(app: App, name: String, wait: RwSignal<Wait>, failed: RwSignal<Option<Problem>>) {
    failed.set(None);
    wait.set(Wait::Keys);
    set_timeout(
        move || {
            if wait.try_get_untracked() == Some(Wait::Keys) {
                wait.set(Wait::Host);
            }
        },
        Duration::from_millis(1_500),
    );
    let name = name.trim().trim_start_matches('@').to_owned();
    let name = (!name.is_empty()).then_some(name);
    // The account is made on the host that served the page.
    let host = dom::window().location().origin().unwrap_or_default();
    match app.complete(Command::SignUp { host, name }).await {
        // The account is told as news, which brings the next screen.
        Ok(_) => {
            device::persist().await;
        }
        Err(problem) => {
            let _ = wait.try_set(Wait::No);
            let _ = failed.try_set(Some(problem));
            dom::focus_soon("#name");
        }
    }
}

/// Says what is waited for, and that it goes on by itself.
fn progress(app: App, wait: RwSignal<Wait>, failed: RwSignal<Option<Problem>>) -> AnyView {
    html::p()
        .class("hint start-progress")
        .attr("role", "status")
        .attr("data-part", "sign-up-progress")
        .child(move || {
            let offline = matches!(app.connection.get(), Connection::Offline(_));
            let unfinished = app.account.with(Option::is_some) && failed.with(Option::is_none);
            match (wait.get(), offline) {
                (Wait::No, _) if unfinished => app.words.text("welcome-unfinished"),
                (Wait::No, _) => String::new(),
                (Wait::Keys, _) => app.words.text("welcome-keys"),
                (Wait::Host, true) => app.words.text("welcome-offline"),
                (Wait::Host, false) => app.words.text("welcome-host"),
            }
        })
        .into_any()
}

/// The other language, and what the server will know.
fn foot(app: App) -> AnyView {
    let open = RwSignal::new(false);
    let other = move || match app.preferences.language.get() {
        Language::English => Language::Arabic,
        Language::Arabic => Language::English,
    };
    html::footer()
        .class("start-foot")
        .child((
            html::button()
                .attr("type", "button")
                .class("link-button")
                .attr("data-part", "other-language")
                .attr("lang", move || other().tag())
                .on(ev::click, move |_| app.preferences.language.set(other()))
                .child((
                    icon(Icon::Globe),
                    html::span().child(move || other().name()),
                )),
            html::button()
                .attr("type", "button")
                .class("link-button")
                .attr("data-part", "disclosure-link")
                .on(ev::click, move |_| open.set(true))
                .child((
                    icon(Icon::Lock),
                    html::span().child(app.say("welcome-disclosure")),
                )),
            move || {
                open.get().then(|| {
                    let close = move || open.set(false);
                    let body = (
                        disclosure::view(app),
                        html::div().class("dialog-actions").child(button(
                            "close",
                            Look::Usual,
                            app.say("close"),
                            close,
                        )),
                    );
                    dialog(
                        "disclosure-dialog",
                        app.say("welcome-disclosure"),
                        close,
                        body.into_any(),
                    )
                })
            },
        ))
        .into_any()
}
