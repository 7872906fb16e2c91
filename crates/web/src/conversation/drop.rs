//! Files that are dragged over a conversation: where they may be let go of, and taking them.

use hudhud_dialogue::ConversationState;
use leptos::ev::DragEvent;
use leptos::prelude::*;
use leptos::web_sys::Node;
use wasm_bindgen::JsCast as _;

use super::open::Open;
use crate::composer::attach;
use crate::html::div;
use crate::parts::{self, Icon};

/// Whether files are over it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dropping {
    open: Open,
    over: RwSignal<bool>,
}

impl Dropping {
    pub(super) fn new(open: Open) -> Self {
        Self {
            open,
            over: RwSignal::new(false),
        }
    }

    /// Something is dragged over it; the browser does nothing else with it.
    pub(super) fn drags(self, event: &DragEvent) {
        event.prevent_default();
        let types = event.data_transfer().map(|data| data.types());
        let any = types.is_some_and(|types| types.includes(&"Files".into(), 0));
        self.over.set(any && may_attach(self.open));
    }

    /// It is dragged on; from one part of the conversation to another it has not left.
    pub(super) fn leaves(self, event: &DragEvent) {
        let node = |target: web_sys::EventTarget| target.dyn_into::<Node>().ok();
        let (whole, entered) = (event.current_target(), event.related_target());
        let is_inside = whole
            .and_then(node)
            .is_some_and(|whole| whole.contains(entered.and_then(node).as_ref()));
        if !is_inside {
            self.over.set(false);
        }
    }

    pub(super) fn takes(self, event: &DragEvent) {
        event.prevent_default();
        self.over.set(false);
        if may_attach(self.open) {
            attach::take_from(self.open, event.data_transfer());
        }
    }

    pub(super) fn view(self) -> AnyView {
        let app = self.open.app;
        crate::html::view(move || {
            self.over.get().then(|| {
                div()
                    .class("drop")
                    .attr("data-part", "drop")
                    .attr("aria-hidden", "true")
                    .child((
                        parts::icon(Icon::Attach),
                        div().child(app.say("attach-drop")),
                    ))
            })
        })
    }
}

/// Whether something can be said there now.
fn may_attach(open: Open) -> bool {
    open.view.with_untracked(|view| {
        let state = view.as_ref().map(|view| view.state);
        matches!(
            state,
            Some(
                ConversationState::Active
                    | ConversationState::Creating
                    | ConversationState::OutOfStep
            )
        )
    })
}
