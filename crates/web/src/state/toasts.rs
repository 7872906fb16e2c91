//! What is said in passing, and goes away by itself. `parts::toast` shows it.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::{GetValue as _, RwSignal, StoredValue, Update as _, UpdateValue as _};

/// How long a sentence stays.
const STAYS: Duration = Duration::from_secs(6);
/// No more than so many at a time: the oldest goes.
const MANY: usize = 3;

/// One sentence.
#[derive(Clone)]
pub(crate) struct Toast {
    /// Never given twice.
    pub(crate) id: u32,
    pub(crate) text: String,
    /// What can be done about it.
    pub(crate) action: Option<Action>,
}

/// A word for a button, and what it does. Counted: it stays after what offered it has gone.
type Action = (String, Arc<dyn Fn() + Send + Sync>);

impl std::fmt::Debug for Toast {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Toast")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// All of them. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Toasts {
    /// Oldest first.
    pub(crate) shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

impl Toasts {
    pub(crate) fn new() -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// Says a sentence. Its number is for whoever takes it away before its time.
    pub(crate) fn say(self, text: String) -> u32 {
        self.put(text, None)
    }

    /// Says a sentence with one thing to do about it, for example to undo.
    pub(crate) fn offer(
        self,
        text: String,
        label: String,
        action: impl Fn() + Send + Sync + 'static,
    ) {
        self.put(text, Some((label, Arc::new(action))));
    }

    /// The same for so long, for example as long as it can be undone.
    pub(crate) fn offer_for(
        self,
        stays: Duration,
        text: String,
        label: String,
        action: impl Fn() + Send + Sync + 'static,
    ) {
        self.put_for(stays, text, Some((label, Arc::new(action))));
    }

    /// Takes one away.
    pub(crate) fn dismiss(self, id: u32) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.id != id));
    }

    /// Takes all away.
    pub(crate) fn clear(self) {
        self.shown.update(Vec::clear);
    }

    fn put(self, text: String, action: Option<Action>) -> u32 {
        self.put_for(STAYS, text, action)
    }

    fn put_for(self, stays: Duration, text: String, action: Option<Action>) -> u32 {
        let id = self.next.get_value();
        self.next.update_value(|next| *next = next.wrapping_add(1));
        self.shown.update(|shown| {
            // The same sentence twice says no more than once.
            shown.retain(|toast| toast.text != text);
            shown.push(Toast { id, text, action });
            if shown.len() > MANY {
                shown.remove(0);
            }
        });
        leptos::prelude::set_timeout(move || self.dismiss(id), stays);
        id
    }
}
