//! The conversation that is looked at.

use leptos::prelude::{AnyView, IntoAny as _};

use crate::state::App;

/// The pane of a conversation, round a message if one is named. It watches it as long as it stands.
pub(crate) fn pane(app: App, id: i64, at: Option<i64>) -> AnyView {
    let _ = (app, id, at);
    ().into_any()
}

/// Host and members do not agree about what was said there.
pub(crate) fn disagreement(app: App, id: i64) {
    let _ = (app, id);
}
