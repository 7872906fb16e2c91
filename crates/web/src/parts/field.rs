//! A line to type into, with its label, a hint, and what is wrong with it.

use crate::html;
use leptos::ev;
use leptos::prelude::{
    AnyView, Get as _, IntoAny as _, RwSignal, Set as _, Signal, event_target_value,
};

/// A line to type into.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// Its `data-part`, and the identifier that joins it to its label: one of a kind on a screen.
    pub(crate) part: &'static str,
    /// What it is for.
    pub(crate) label: Signal<String>,
    /// What is in it.
    pub(crate) value: RwSignal<String>,
    /// What helps, under it.
    pub(crate) hint: Option<Signal<String>>,
    /// What is wrong with it, in place of the hint; empty: nothing.
    pub(crate) error: Signal<String>,
    /// `text`, `password` or `search`.
    pub(crate) kind: &'static str,
    /// The most characters it takes.
    pub(crate) longest: usize,
}

impl Field {
    /// A line of text of at most 128 characters, with nothing wrong.
    pub(crate) fn new(part: &'static str, label: Signal<String>, value: RwSignal<String>) -> Self {
        Self {
            part,
            label,
            value,
            hint: None,
            error: Signal::stored(String::new()),
            kind: "text",
            longest: 128,
        }
    }
}

/// The field; `enter` is called when Enter is pressed in it.
pub(crate) fn field(field: Field, enter: impl Fn() + 'static) -> AnyView {
    let Field {
        part,
        value,
        error,
        hint,
        label,
        ..
    } = field;
    let note = format!("{part}-note");
    let input = html::input()
        .id(part)
        .attr("data-part", part)
        .attr("type", field.kind)
        .attr("dir", "auto")
        // By it the styles know an empty field.
        .attr("placeholder", " ")
        .attr(
            "autocomplete",
            if field.kind == "password" {
                "current-password"
            } else {
                "off"
            },
        )
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("maxlength", field.longest.to_string())
        .attr("aria-describedby", note.clone())
        .attr("aria-invalid", move || {
            (!error.get().is_empty()).then_some("true")
        })
        .class("input")
        .prop("value", move || value.get())
        .on(ev::input, move |event| {
            value.set(event_target_value(&event))
        })
        .on(ev::keydown, move |event| {
            // Enter that ends a composed character does not end the line.
            if event.key() == "Enter" && !event.is_composing() {
                event.prevent_default();
                enter();
            }
        });
    html::div()
        .class("field")
        .child((
            html::label().class("label").attr("for", part).child(label),
            input,
            html::div()
                .id(note)
                .class(move || {
                    if error.get().is_empty() {
                        "hint"
                    } else {
                        "error"
                    }
                })
                .attr("aria-live", "polite")
                .child(move || {
                    let error = error.get();
                    if error.is_empty() {
                        hint.map(|hint| hint.get()).unwrap_or_default()
                    } else {
                        error
                    }
                }),
        ))
        .into_any()
}
