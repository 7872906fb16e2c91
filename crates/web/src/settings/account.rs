//! The account: its name, its link, and the digits that are compared by whoever must be certain.

use hudhud_dialogue::Ask;
use leptos::html::{bdi, div, form, p};
use leptos::prelude::*;

use super::{hint, section};
use crate::parts::{self, Field, Look};
use crate::state::App;
use crate::words::{key, problem};
use crate::{people, share};

/// The part.
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
    (
        section(app, key("account-name"), name(app, named)),
        link,
        section(app, key("account-id"), digits(app)),
    )
        .into_any()
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

fn claim(app: App, named: Memo<Option<String>>, open: RwSignal<bool>) -> AnyView {
    let typed = RwSignal::new(String::new());
    let failed = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let good = Signal::derive(move || !busy.get() && !typed.get().trim().is_empty());
    let submit = move || {
        if !good.get_untracked() {
            return;
        }
        let name = typed
            .get_untracked()
            .trim()
            .trim_start_matches('@')
            .to_owned();
        busy.set(true);
        failed.set(None);
        leptos::task::spawn_local(async move {
            let ended = app.complete(Ask::ClaimName { name: name.clone() }).await;
            let _ = busy.try_set(false);
            match ended {
                Ok(_) => {
                    let said = [("name", format!("@{name}").into())];
                    app.toasts
                        .say(app.words.with("account-name-claimed", &said));
                    let _ = open.try_set(false);
                }
                Err(problem) => {
                    let _ = failed.try_set(Some(problem));
                }
            }
        });
    };
    let example = move || {
        let typed = typed.get();
        let name = typed.trim().trim_start_matches('@');
        let name = if name.is_empty() { "amal" } else { name };
        app.words
            .with("account-name-hint", &[("example", full(app, name).into())])
    };
    let field = Field {
        hint: Some(Signal::derive(example)),
        error: Signal::derive(move || {
            failed
                .get()
                .map(|failed| problem(app.words, failed))
                .unwrap_or_default()
        }),
        longest: 64,
        ..Field::new("name", app.say("account-name-label"), typed)
    };
    let label = Signal::derive(move || {
        app.words.text(if busy.get() {
            key("details-working")
        } else {
            key("account-name-claim")
        })
    });
    form()
        .class("stack")
        .on(leptos::ev::submit, |event| event.prevent_default())
        .child((
            parts::field(field, submit),
            named
                .get_untracked()
                .map(|_| hint(app, key("account-name-change-hint"))),
            div().class("section-actions").child((
                parts::button_when("name-claim", Look::Primary, label, good, submit),
                named.get_untracked().map(|_| {
                    parts::button("no", Look::Usual, app.say("cancel"), move || {
                        open.set(false)
                    })
                }),
            )),
        ))
        .into_any()
}

fn digits(app: App) -> AnyView {
    let account = Memo::new(move |_| {
        app.account
            .with(|account| {
                account
                    .as_ref()
                    .map(|account| account.person.account.clone())
            })
            .unwrap_or_default()
    });
    div()
        .class("stack")
        .child((
            p().class("digits").attr("data-part", "account").child(
                bdi()
                    .attr("dir", "ltr")
                    .child(move || people::digits(&account.get())),
            ),
            hint(app, key("account-id-hint")),
            div()
                .class("section-actions")
                .child(move || share::copy_button(app, account.get())),
            p().class("banner care")
                .child(app.say("account-device-hint")),
        ))
        .into_any()
}
