//! Somebody's link: `/@name` leads here, and from here to the conversation with them.

use crate::html;
use hudhud_dialogue::AccountView;
use hudhud_dialogue::page::Problem;
use leptos::prelude::*;

use super::new::begin;
use crate::parts::{Look, bar, button_when, lock, logo};
use crate::people;
use crate::state::App;
use crate::words::{key, problem};

pub(super) fn pane(app: App, name: String) -> AnyView {
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Problem>);
    let shown = people::line(&name);
    let title = {
        let shown = shown.clone();
        Signal::derive(move || {
            app.words
                .with("person-title", &[("name", shown.clone().into())])
        })
    };
    let label = Signal::derive(move || {
        if busy.get() {
            app.words.text("new-busy")
        } else {
            app.words.text("person-write")
        }
    });
    let text = Signal::derive(move || {
        let named = |account: &Option<AccountView>| {
            account
                .as_ref()
                .is_some_and(|account| account.person.name.is_some())
        };
        app.words.text(if app.account.with(named) {
            key("person-text")
        } else {
            key("person-text-nameless")
        })
    });
    html::view((
        bar(
            app,
            app.say("new-title"),
            move || {
                app.router.up();
            },
            ().into_any(),
        ),
        html::div()
            .class("empty")
            .attr("data-part", "person-link")
            .child((
                html::div().class("empty-art").child(logo()),
                html::p().class("empty-title").child(title),
                html::p().class("empty-text").child(text),
                button_when(
                    "person-write",
                    Look::Primary,
                    label,
                    Signal::derive(move || !busy.get()),
                    move || begin(app, app.named(&name), busy, failed),
                ),
                html::p()
                    .class("error")
                    .attr("role", "alert")
                    .child(move || {
                        failed
                            .get()
                            .map(|failed| problem(app.words, failed))
                            .unwrap_or_default()
                    }),
                lock(app),
            )),
    ))
}
