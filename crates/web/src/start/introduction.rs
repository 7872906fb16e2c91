//! The step after the sign-up: what people are to call one. It can be left out.

use leptos::prelude::*;

use super::card::card;
use crate::parts::{Look, button};
use crate::state::{App, Phase};
use crate::{display_name, dom};

pub(super) fn view(app: App) -> AnyView {
    let go_on = move || app.phase.set(Phase::Home);
    let skip = button(
        "introduction-skip",
        Look::Quiet,
        app.say("introduction-skip"),
        go_on,
    );
    dom::focus_soon("#display-name");
    let save = app.say("introduction-go");
    let form = display_name::view(app, save, skip, move |_| go_on());
    card(
        "introduction",
        app.say("introduction-title"),
        app.say("introduction-text"),
        crate::html::div()
            .class("start-form")
            .child(form)
            .into_any(),
    )
}
