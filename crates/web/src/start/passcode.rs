//! The device wants its passcode.

use crate::html;
use leptos::prelude::*;

use super::card::card;
use crate::parts::{Field, Look, button_when, field};
use crate::state::App;
use crate::{device, dom};

/// The field, and a button. A passcode takes a moment to try: it is made slow to guess.
pub(super) fn view(app: App, wrong: bool) -> AnyView {
    let value = RwSignal::new(String::new());
    let trying = RwSignal::new(false);
    let changed = RwSignal::new(false);
    Effect::new(move |_| changed.set(!value.get().is_empty()));
    let error = Signal::derive(move || {
        if wrong && !changed.get() {
            app.words.text("unopened-wrong-passcode")
        } else {
            String::new()
        }
    });
    let enter = move || {
        let passcode = value.get_untracked();
        if !passcode.is_empty() && !trying.get_untracked() {
            trying.set(true);
            leptos::task::spawn_local(async move {
                device::unlock(app, passcode).await;
                // Where this screen is still there, it was wrong once more.
                if trying.try_set(false).is_none() {
                    value.set(String::new());
                    changed.set(false);
                    dom::focus_soon("#passcode");
                }
            });
        }
    };
    let label = Signal::derive(move || {
        if trying.get() {
            app.words.text("passcode-trying")
        } else {
            app.words.text("passcode-open")
        }
    });
    let enabled = Signal::derive(move || !value.get().is_empty() && !trying.get());
    dom::focus_soon("#passcode");
    let mut line = Field::new("passcode", app.say("passcode-label"), value);
    line.kind = "password";
    line.error = error;
    card(
        "locked",
        app.say("passcode-title"),
        app.say("passcode-text"),
        html::div()
            .class("start-form")
            .child((
                field(line, enter),
                button_when("unlock", Look::Primary, label, enabled, enter),
            ))
            .into_any(),
    )
}
