//! The link under which a person is found.

use leptos::prelude::{AnyView, IntoAny as _};

use crate::state::App;

/// The link as text and as a picture to scan, in a dialog; `close` takes it away.
pub(crate) fn dialog(app: App, close: impl Fn() + Copy + 'static) -> AnyView {
    let _ = (app, close);
    ().into_any()
}
