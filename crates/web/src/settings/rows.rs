//! What the parts of the settings are made of: sections, hints, switches, choices.

use crate::html;
use leptos::ev;
use leptos::prelude::*;

use crate::state::App;

/// A part's section with its heading.
pub(super) fn section(app: App, title: &'static str, body: AnyView) -> AnyView {
    html::section()
        .class("setting")
        .child((
            html::h2().class("setting-title").child(app.say(title)),
            body,
        ))
        .into_any()
}

/// A small text under what it explains.
pub(super) fn hint(app: App, text: &'static str) -> AnyView {
    html::p().class("hint").child(app.say(text)).into_any()
}

/// A row that is on or off, with its name and what it means.
pub(super) fn switch(
    app: App,
    part: &'static str,
    [title, about]: [&'static str; 2],
    on: Signal<bool>,
    turn: impl Fn(bool) + 'static,
) -> AnyView {
    let hint_id = format!("{part}-hint");
    html::div()
        .class("switch-row")
        .child((
            html::label()
                .attr("for", part)
                .class("row-body")
                .child(html::span().class("switch-name").child(app.say(title))),
            html::input()
                .id(part)
                .attr("type", "checkbox")
                .attr("role", "switch")
                .attr("data-part", part)
                .attr("aria-describedby", hint_id.clone())
                .class("switch")
                .prop("checked", move || on.get())
                .on(ev::change, move |event| turn(event_target_checked(&event))),
            html::p().id(hint_id).class("hint").child(app.say(about)),
        ))
        .into_any()
}

/// One of a few: each with the key of its name.
pub(super) fn segments<T: Copy + PartialEq + Send + Sync + 'static>(
    app: App,
    name: &'static str,
    legend: &'static str,
    values: &'static [(T, &'static str)],
    chosen: RwSignal<T>,
) -> AnyView {
    let choices: Vec<AnyView> = values
        .iter()
        .map(|(value, title)| {
            let value = *value;
            html::label()
                .child((
                    html::input()
                        .attr("type", "radio")
                        .attr("name", name)
                        .attr("data-part", *title)
                        .prop("checked", move || chosen.get() == value)
                        .on(ev::change, move |_| chosen.set(value)),
                    html::span().child(app.say(title)),
                ))
                .into_any()
        })
        .collect();
    html::div()
        .class("segments")
        .attr("role", "radiogroup")
        .attr("aria-label", move || app.words.text(legend))
        .child(choices)
        .into_any()
}
