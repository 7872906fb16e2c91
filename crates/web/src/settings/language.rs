//! Arabic or English, each by its own name.

use crate::html::{div, input, label, span};
use leptos::ev;
use leptos::prelude::*;

use super::rows::{hint, section};
use crate::state::App;
use crate::words::{Language, key};

pub(super) fn view(app: App) -> AnyView {
    let chosen = app.preferences.language;
    let choices: Vec<AnyView> = Language::ALL
        .into_iter()
        .map(|language| {
            label()
                .class("choice")
                .child((
                    input()
                        .attr("type", "radio")
                        .attr("name", "language")
                        .attr("data-part", format!("language-{}", language.tag()))
                        .prop("checked", move || chosen.get() == language)
                        .on(ev::change, move |_| chosen.set(language)),
                    span()
                        .attr("lang", language.tag())
                        .attr("dir", language.direction())
                        .child(language.name()),
                ))
                .into_any()
        })
        .collect();
    let body = (
        div()
            .class("choices")
            .attr("role", "radiogroup")
            .attr("aria-label", move || app.words.text("settings-language"))
            .child(choices),
        hint(app, key("language-hint")),
    );
    section(app, key("settings-language"), body.into_any())
}
