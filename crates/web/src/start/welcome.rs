//! The first run: one field, one button. Nothing has to be dismissed after it.

use std::time::Duration;

use crate::html;
use hudhud_dialogue::Command;
use hudhud_dialogue::page::{Connection, Problem};
use leptos::ev;
use leptos::prelude::*;

use super::card::card;
use crate::parts::{Field, Icon, Look, button, button_when, dialog, field, icon};
use crate::route::Route;
use crate::state::App;
use crate::words::{Language, asked_name, name_problem, problem};
use crate::{disclosure, dom, people};

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
    let fault = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        name.track();
        failed.set(None);
        fault.set(None);
    });
    let go = move || {
        if wait.get_untracked() != Wait::No {
            return;
        }
        let asked = asked_name(&name.get_untracked());
        let wrong = (!asked.is_empty())
            .then(|| name_problem(app.words, &asked))
            .flatten();
        if wrong.is_some() {
            fault.set(wrong);
            dom::focus_soon("#name");
        } else {
            leptos::task::spawn_local(sign_up(app, asked, wait, failed));
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
    let line = line(app, name, failed, fault);
    dom::focus_soon("#name");
    html::div()
        .class("start-column")
        .child((
            card(
                "welcome",
                app.say("welcome-title"),
                text(app),
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

/// Where the name is typed, with what is wrong with it.
fn line(
    app: App,
    name: RwSignal<String>,
    failed: RwSignal<Option<Problem>>,
    fault: RwSignal<Option<String>>,
) -> Field {
    let mut line = Field::new("name", app.say("welcome-name"), name);
    line.hint = Some(app.say("welcome-hint"));
    line.error = Signal::derive(move || {
        let failed = failed.get().map(|failed| problem(app.words, failed));
        failed.or_else(|| fault.get()).unwrap_or_default()
    });
    line.longest = 48;
    line
}

/// What this is; for who came by somebody's link, who wants to hear from them.
fn text(app: App) -> Signal<String> {
    Signal::derive(move || match app.router.route.get() {
        Route::Person(name) => {
            let name = people::line(&name);
            app.words.with("welcome-invited", &[("name", name.into())])
        }
        Route::Home
        | Route::Conversation { .. }
        | Route::Details(_)
        | Route::Requests
        | Route::Archive
        | Route::New
        | Route::NewGroup
        | Route::Settings(_)
        | Route::Keyboard => app.words.text("welcome-text"),
    })
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
    let name = (!name.is_empty()).then_some(name);
    // The account is made on the host that served the page.
    let host = dom::window().location().origin().unwrap_or_default();
    match app.complete(Command::SignUp { host, name }).await {
        // The account is told as news, which brings the next screen.
        Ok(_) => {}
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
