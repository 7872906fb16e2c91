//! Who is in a conversation, and what can be done there.

use leptos::prelude::{AnyView, IntoAny as _};

use crate::state::App;

/// The pane of a conversation's details. It asks for them as long as it stands.
pub(crate) fn pane(app: App, id: i64) -> AnyView {
    let _ = (app, id);
    ().into_any()
}
