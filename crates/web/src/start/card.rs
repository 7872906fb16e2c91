//! The card in the middle of the page that every screen here is.

use crate::html;
use leptos::prelude::*;

use crate::parts;

/// A card: the crest, a title, a sentence, and what can be done.
pub(super) fn card(
    part: &'static str,
    title: Signal<String>,
    text: Signal<String>,
    rest: AnyView,
) -> AnyView {
    html::section()
        .class("start-card")
        .attr("data-part", part)
        .attr("aria-labelledby", "start-title")
        .child((
            parts::logo(),
            html::h1()
                .id("start-title")
                .class("start-title")
                .child(title),
            html::p().class("start-text").child(text),
            rest,
        ))
        .into_any()
}
