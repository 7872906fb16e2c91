//! The keys that work everywhere, and the page that lists them.

use leptos::prelude::{AnyView, IntoAny as _};

use crate::state::App;

/// Listens for the keys that work everywhere.
pub(crate) fn start(app: App) {
    let _ = app;
}

/// The list of shortcuts.
pub(crate) fn pane(app: App) -> AnyView {
    let _ = app;
    ().into_any()
}
