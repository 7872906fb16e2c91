//! What can be chosen.

use leptos::prelude::{AnyView, IntoAny as _};

use crate::route::Part;
use crate::state::App;

/// The pane of the settings: the list of parts, or one of them.
pub(crate) fn pane(app: App, part: Option<Part>) -> AnyView {
    let _ = (app, part);
    ().into_any()
}
