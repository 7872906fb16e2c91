//! The first run: one field, one button, and a second field where the server takes nobody without an
//! invitation. Nothing has to be dismissed after it.

use std::time::Duration;

use crate::html;
use hudhud_base::RefusalCode;
use hudhud_dialogue::page::{Connection, Problem};
use hudhud_dialogue::{AskError, Command, CommandError, Failure};
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

/// What is typed here, and what came of it.
#[derive(Debug, Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    /// The code of an invitation.
    code: RwSignal<String>,
    /// The server takes nobody without one.
    asks_code: RwSignal<bool>,
    wait: RwSignal<Wait>,
    failed: RwSignal<Option<Problem>>,
    /// What is wrong with the name as it stands there.
    fault: RwSignal<Option<String>>,
}

impl Typed {
    fn new(app: App) -> Self {
        let wanted = app
            .account
            .get_untracked()
            .and_then(|account| account.wanted_name)
            .unwrap_or_default();
        let typed = Self {
            name: RwSignal::new(wanted),
            code: RwSignal::new(String::new()),
            asks_code: RwSignal::new(false),
            wait: RwSignal::new(Wait::No),
            failed: RwSignal::new(None),
            fault: RwSignal::new(None),
        };
        Effect::new(move |_| {
            typed.name.track();
            typed.code.track();
            typed.failed.set(None);
            typed.fault.set(None);
        });
        typed
    }

    fn go(self, app: App) {
        if self.wait.get_untracked() != Wait::No {
            return;
        }
        let asked = asked_name(&self.name.get_untracked());
        let wrong = (!asked.is_empty())
            .then(|| name_problem(app.words, &asked))
            .flatten();
        if wrong.is_some() {
            self.fault.set(wrong);
            dom::focus_soon("#name");
        } else {
            leptos::task::spawn_local(sign_up(app, asked, self));
        }
    }
}

pub(super) fn view(app: App) -> AnyView {
    let typed = Typed::new(app);
    let Typed {
        name, wait, failed, ..
    } = typed;
    let go = move || typed.go(app);
    let label = Signal::derive(move || {
        if wait.get() != Wait::No {
            app.words.text("welcome-busy")
        } else if name.get().trim().is_empty() {
            app.words.text("welcome-go-nameless")
        } else {
            app.words.text("welcome-go")
        }
    });
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
                        field(name_line(app, typed), go),
                        move || {
                            let asks = typed.asks_code.get();
                            asks.then(|| field(code_line(app, typed), go))
                        },
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

/// Whether something is wrong with the invitation, and not with the name.
const fn is_about_code(problem: Problem) -> bool {
    matches!(
        problem,
        Problem::Ask(AskError::Refused(CommandError::NotAnInvitation))
            | Problem::Failed(Failure::Refused(RefusalCode::Invitation))
    )
}

/// Where the name is typed, with what is wrong with it.
fn name_line(app: App, typed: Typed) -> Field {
    let mut line = Field::new("name", app.say("welcome-name"), typed.name);
    line.hint = Some(app.say("welcome-hint"));
    line.error = Signal::derive(move || {
        let failed = typed.failed.get().filter(|failed| !is_about_code(*failed));
        let failed = failed.map(|failed| problem(app.words, failed));
        failed.or_else(|| typed.fault.get()).unwrap_or_default()
    });
    line.longest = 48;
    line
}

/// Where the code of an invitation is typed, with what is wrong with it.
fn code_line(app: App, typed: Typed) -> Field {
    let label = app.say("welcome-invitation");
    let mut line = Field::new("invitation", label, typed.code);
    line.hint = Some(app.say("welcome-invitation-hint"));
    line.error = Signal::derive(move || {
        let failed = typed.failed.get().filter(|failed| is_about_code(*failed));
        failed.map_or_else(String::new, |failed| problem(app.words, failed))
    });
    line.longest = 64;
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

async fn sign_up(app: App, name: String, typed: Typed) {
    let Typed { wait, failed, .. } = typed;
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
    let code = typed.code.get_untracked().trim().to_owned();
    let is_asked_for = code.is_empty();
    let command = Command::SignUp {
        host,
        name,
        code: (!code.is_empty()).then_some(code),
    };
    // Where it goes well the account is told as news, which brings the next screen.
    let Err(problem) = app.complete(command).await else {
        return;
    };
    let _ = wait.try_set(Wait::No);
    if is_about_code(problem) {
        let _ = typed.asks_code.try_set(true);
        // Nobody has done anything wrong who was not asked for a code yet.
        let _ = failed.try_set((!is_asked_for).then_some(problem));
        dom::focus_soon("#invitation");
    } else {
        let _ = failed.try_set(Some(problem));
        dom::focus_soon("#name");
    }
}

/// Says what is waited for, and that it goes on by itself.
fn progress(app: App, wait: RwSignal<Wait>, failed: RwSignal<Option<Problem>>) -> AnyView {
    // Begun on an earlier visit: what was refused a moment ago is no news.
    let begun = app.account.with_untracked(Option::is_some);
    html::p()
        .class("hint start-progress")
        .attr("role", "status")
        .attr("data-part", "sign-up-progress")
        .child(move || {
            let offline = matches!(app.connection.get(), Connection::Offline(_));
            let unfinished = begun && failed.with(Option::is_none);
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
