//! The keys of a search: from its field into what it found, and on from there.

use leptos::web_sys::{HtmlElement, KeyboardEvent};
use wasm_bindgen::JsCast as _;

use crate::dom;

/// The arrow down leads from a field into what it found, Enter to the first.
pub(super) fn into_results(event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    let first = || dom::find(".search-results .hit");
    match event.key().as_str() {
        "ArrowDown" => {
            if let Some(first) = first() {
                event.prevent_default();
                let _ = first.focus();
            }
        }
        "Enter" => {
            if let Some(first) = first() {
                event.prevent_default();
                first.click();
            }
        }
        _ => {}
    }
}

/// The arrow keys move among what was found.
pub(super) fn step(event: &KeyboardEvent) {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(now) = dom::focused().filter(|now| now.class_list().contains("hit")) else {
        return;
    };
    let to = if down {
        now.next_element_sibling()
    } else {
        now.previous_element_sibling()
    };
    if let Some(to) = to.and_then(|to| to.dyn_into::<HtmlElement>().ok()) {
        event.prevent_default();
        event.stop_propagation();
        let _ = to.focus();
    }
}
