//! How much room there is.

use leptos::prelude::{RwSignal, Set as _};
use wasm_bindgen::{JsCast as _, closure::Closure};

use crate::dom;

/// How much room there is. The styles have the same bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layout {
    /// Under 768 px: one pane at a time.
    Narrow,
    /// Under 1200 px: list and conversation; details lie over the conversation.
    Middle,
    /// Three panes.
    Wide,
}

const NARROW: &str = "(width < 48rem)";
const MIDDLE: &str = "(width < 75rem)";

impl Layout {
    /// What there is now.
    pub(crate) fn now() -> Self {
        if dom::media(NARROW) {
            Self::Narrow
        } else if dom::media(MIDDLE) {
            Self::Middle
        } else {
            Self::Wide
        }
    }

    /// Keeps the signal true for the life of the page.
    pub(crate) fn follow(layout: RwSignal<Self>) {
        for query in [NARROW, MIDDLE] {
            if let Ok(Some(list)) = dom::window().match_media(query) {
                let changed = Closure::<dyn FnMut()>::new(move || layout.set(Self::now()));
                let listener = changed.as_ref().unchecked_ref();
                let _ = list.add_event_listener_with_callback("change", listener);
                changed.forget();
            }
        }
    }
}
