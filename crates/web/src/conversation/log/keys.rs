//! The keys of the list: arrows move from message to message, Enter asks what can be done.

use leptos::prelude::*;
use leptos::web_sys::{Element, KeyboardEvent};
use wasm_bindgen::JsCast as _;

use super::state::Log;
use crate::conversation::open::Overlay;
use crate::dom;

impl Log {
    pub(super) fn key(self, event: &KeyboardEvent) {
        // Keys of what lies in a message are its own.
        let on_message = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| target.has_attribute("data-message"));
        if !on_message || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowUp" => self.step(Step::Previous),
            "ArrowDown" => self.step(Step::Next),
            "Home" => self.step(Step::First),
            "End" => self.step(Step::Last),
            "Enter" | "ContextMenu" => self.menu(),
            "F10" if event.shift_key() => self.menu(),
            "Escape" => dom::focus_soon("[data-part='write']"),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn step(self, step: Step) {
        let current = self.open.current.get_untracked();
        let to = self.open.app.window.entries.with_untracked(|entries| {
            let last = entries.len().checked_sub(1)?;
            let at = entries
                .iter()
                .position(|entry| Some(entry.id) == current)
                .unwrap_or(last);
            let to = match step {
                Step::Previous => at.saturating_sub(1),
                Step::Next => (at + 1).min(last),
                Step::First => 0,
                Step::Last => last,
            };
            entries.get(to).map(|entry| entry.id)
        });
        if let Some(id) = to {
            self.open.current.set(Some(id));
            if let Some(element) = dom::find(&format!("[data-message='{id}']")) {
                let _ = element.focus();
            }
        }
    }

    fn menu(self) {
        let Some(message) = self.open.current.get_untracked() else {
            return;
        };
        // A line that nobody wrote has no bubble.
        let row = format!("[data-message='{message}']");
        let shape = dom::find(&format!("{row} .bubble")).or_else(|| dom::find(&row));
        let at = shape.map(|shape| {
            let place = shape.get_bounding_client_rect();
            let middle = place.left() + place.width() / 2.0;
            (middle as i32, place.bottom().min(place.top() + 48.0) as i32)
        });
        self.open.overlay.set(Overlay::Menu { message, at });
    }
}

enum Step {
    Previous,
    Next,
    First,
    Last,
}
