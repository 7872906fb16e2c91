//! The account: its name, its link, and the digits that are compared by whoever must be certain.

use crate::html::{bdi, div, form, p};
use hudhud_dialogue::Command;
use hudhud_dialogue::page::Problem;
use leptos::prelude::*;

use super::rows::{hint, section};
use crate::parts::{self, Field, Look};
use crate::state::App;
use crate::words::{asked_name, key, name_problem, problem};
use crate::{display_name, people, share};

pub(super) fn view(app: App) -> AnyView {
    let named = Memo::new(move |_| {
        app.account.with(|account| {
            account
                .as_ref()
                .and_then(|account| account.person.name.clone())
        })
    });
    let link = move || {
        named
            .get()
            .map(|_| section(app, key("share-title"), share::panel(app)))
    };
    crate::html::view((
        section(app, key("picture"), super::picture::view(app)),
        section(app, key("display-name"), called(app)),
        section(app, key("account-name"), name(app, named)),
        link,
        section(app, key("account-id"), digits(app)),
    ))
}

fn called(app: App) -> AnyView {
    let kept = move |name: String| {
        let said = if name.is_empty() {
            app.words.text("display-name-gone")
        } else {
            let said = [("name", name.into())];
            app.words.with("display-name-saved", &said)
        };
        app.toasts.say(said);
    };
    let save = app.say("display-name-save");
    display_name::view(app, save, ().into_any(), kept)
}

/// The name as it is, and a way to another one.
fn name(app: App, named: Memo<Option<String>>) -> AnyView {
    let open = RwSignal::new(false);
    let wanted = move || {
        let wanted = app
            .account
            .with(|account| account.as_ref()?.wanted_name.clone())?;
        let said = [("name", format!("@{}", hudhud_text::title(&wanted)).into())];
        Some(
            p().class("banner care")
                .attr("role", "status")
                .child(app.words.with("account-name-wanted", &said)),
        )
    };
    let now = move || match named.get() {
        Some(name) => p()
            .class("account-name")
            .attr("data-part", "account-name")
            .child(bdi().attr("dir", "ltr").child(full(app, &name)))
            .into_any(),
        None => hint(app, key("account-name-none")),
    };
    let change = move || {
        if open.get() || named.with(Option::is_none) {
            claim(app, named, open)
        } else {
            div()
                .child(parts::button(
                    "name-change",
                    Look::Usual,
                    app.say("account-name-change"),
                    move || {
                        open.set(true);
                    },
                ))
                .into_any()
        }
    };
    div().class("stack").child((now, wanted, change)).into_any()
}

/// `@name@domain`, as somebody on another host would write it.
fn full(app: App, name: &str) -> String {
    let domain = app
        .account
        .with(|account| account.as_ref().map(|account| account.domain.clone()));
    match domain {
        Some(domain) if !domain.is_empty() => format!("@{name}@{domain}"),
        Some(_) | None => format!("@{name}"),
    }
}

/// What is typed for a name. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
struct Claim {
    app: App,
    typed: RwSignal<String>,
    failed: RwSignal<Option<Problem>>,
    /// What is wrong with it by itself.
    fault: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// Whether the form stands where there is a name already.
    open: RwSignal<bool>,
}

impl Claim {
    /// The name as it is asked for.
    fn name(self) -> String {
        asked_name(&self.typed.get())
    }

    fn submit(self) {
        let name = untrack(|| self.name());
        if self.busy.get_untracked() || name.is_empty() {
            return;
        }
        let wrong = name_problem(self.app.words, &name);
        if wrong.is_some() {
            self.fault.set(wrong);
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        leptos::task::spawn_local(async move {
            let app = self.app;
            let ended = app
                .complete(Command::ClaimName { name: name.clone() })
                .await;
            let _ = self.busy.try_set(false);
            match ended {
                Ok(_) => {
                    let said = [("name", format!("@{name}").into())];
                    app.toasts
                        .say(app.words.with("account-name-claimed", &said));
                    let _ = self.open.try_set(false);
                }
                Err(problem) => {
                    let _ = self.failed.try_set(Some(problem));
                }
            }
        });
    }

    fn field(self) -> AnyView {
        let app = self.app;
        let example = move || {
            let name = self.name();
            if name.is_empty() {
                return app.words.text("account-name-hint");
            }
            app.words.with(
                "account-name-found",
                &[("example", full(app, &name).into())],
            )
        };
        let error = move || {
            let failed = self.failed.get();
            let failed = failed.map(|failed| problem(app.words, failed));
            failed.or_else(|| self.fault.get()).unwrap_or_default()
        };
        let field = Field {
            hint: Some(Signal::derive(example)),
            error: Signal::derive(error),
            longest: 64,
            ..Field::new("name", app.say("account-name-label"), self.typed)
        };
        parts::field(field, move || self.submit())
    }
}

fn claim(app: App, named: Memo<Option<String>>, open: RwSignal<bool>) -> AnyView {
    let claim = Claim {
        app,
        typed: RwSignal::new(String::new()),
        failed: RwSignal::new(None),
        fault: RwSignal::new(None),
        busy: RwSignal::new(false),
        open,
    };
    Effect::new(move |_| {
        claim.typed.track();
        claim.failed.set(None);
        claim.fault.set(None);
    });
    let good = Signal::derive(move || !claim.busy.get() && !claim.name().is_empty());
    let label = Signal::derive(move || {
        app.words.text(if claim.busy.get() {
            key("details-working")
        } else {
            key("account-name-claim")
        })
    });
    let changes = named.with_untracked(Option::is_some);
    form()
        .class("stack")
        .on(leptos::ev::submit, |event| event.prevent_default())
        .child((
            claim.field(),
            changes.then(|| hint(app, key("account-name-change-hint"))),
            div().class("section-actions").child((
                parts::button_when("name-claim", Look::Primary, label, good, move || {
                    claim.submit();
                }),
                changes.then(|| {
                    parts::button("no", Look::Usual, app.say("cancel"), move || {
                        open.set(false);
                    })
                }),
            )),
        ))
        .into_any()
}

fn digits(app: App) -> AnyView {
    let account = Memo::new(move |_| {
        app.account
            .with(|account| account.as_ref().map(|account| account.person.account))
    });
    div()
        .class("stack")
        .child((
            p().class("digits").attr("data-part", "account").child(
                bdi()
                    .attr("dir", "ltr")
                    .child(move || account.get().map(people::digits).unwrap_or_default()),
            ),
            hint(app, key("account-id-hint")),
            div().class("section-actions").child(move || {
                let account = account.get();
                account.map(|account| share::copy_button(app, account.to_string()))
            }),
            p().class("banner care")
                .child(app.say("account-device-hint")),
        ))
        .into_any()
}
