//! Everything before the device is open and has an account.

use leptos::prelude::{AnyView, IntoAny as _};

use crate::state::{App, Phase};

/// The screen of a phase.
pub(crate) fn view(app: App, phase: Phase) -> AnyView {
    let _ = (app, phase);
    ().into_any()
}
