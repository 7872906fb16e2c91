//! Light or dark, how large text is, and what Enter does.

use crate::html::{div, p};
use leptos::prelude::*;

use super::rows::{section, segments, switch};
use crate::state::App;
use crate::state::preferences::{Enter, TextSize, Theme};
use crate::words::key;

const THEMES: &[(Theme, &str)] = &[
    (Theme::System, key("appearance-theme-system")),
    (Theme::Light, key("appearance-theme-light")),
    (Theme::Dark, key("appearance-theme-dark")),
];

const SIZES: &[(TextSize, &str)] = &[
    (TextSize::Small, key("appearance-text-small")),
    (TextSize::Usual, key("appearance-text-usual")),
    (TextSize::Large, key("appearance-text-large")),
    (TextSize::Huge, key("appearance-text-huge")),
];

pub(super) fn view(app: App) -> AnyView {
    let preferences = app.preferences;
    let enter = preferences.enter;
    let theme = segments(
        app,
        "theme",
        key("appearance-theme"),
        THEMES,
        preferences.theme,
    );
    let size = segments(
        app,
        "text-size",
        key("appearance-text"),
        SIZES,
        preferences.text_size,
    );
    crate::html::view((
        section(app, key("appearance-theme"), theme),
        section(
            app,
            key("appearance-text"),
            crate::html::view((
                size,
                div().class("sample").child(
                    p().class("sample-bubble")
                        .child(app.say("appearance-sample")),
                ),
            )),
        ),
        div().class("setting").child(switch(
            app,
            "enter-sends",
            [key("appearance-enter"), key("appearance-enter-hint")],
            Signal::derive(move || enter.get() == Enter::Sends),
            move |on| enter.set(if on { Enter::Sends } else { Enter::Breaks }),
        )),
    ))
}
