//! A line in which something is looked for.

use crate::html::{Element, input};
use leptos::ev;
use leptos::prelude::{Get as _, RwSignal, Set as _, Signal, event_target_value};

/// The line, with what it is for, a word that stands in it while it is empty, and what is typed.
/// Whoever shows it adds what its keys do.
#[track_caller]
pub(crate) fn search_field(
    part: &'static str,
    label: Signal<String>,
    hint: Signal<String>,
    query: RwSignal<String>,
) -> Element {
    input()
        .class("input search")
        .attr("type", "search")
        .attr("data-part", part)
        .attr("dir", "auto")
        .attr("autocomplete", "off")
        .attr("aria-label", label)
        .attr("placeholder", hint)
        .prop("value", move || query.get())
        .on(ev::input, move |event| {
            query.set(event_target_value(&event));
        })
}
