//! Another tab has the device: one at a time, because two would fork its keys.

use leptos::prelude::*;

use super::card::card;
use crate::device;
use crate::parts::{Look, button};
use crate::state::App;

/// Another tab had it before this one was opened.
pub(super) fn taken(app: App) -> AnyView {
    card(
        "elsewhere",
        app.say("elsewhere-title"),
        app.say("elsewhere-text"),
        button(
            "use-here",
            Look::Primary,
            app.say("elsewhere-take"),
            move || {
                device::take_over(app);
            },
        ),
    )
}

/// This tab had it, and gave it away.
pub(super) fn given(app: App) -> AnyView {
    card(
        "handed-over",
        app.say("handed-over-title"),
        app.say("handed-over-text"),
        button(
            "use-here",
            Look::Primary,
            app.say("handed-over-take"),
            move || {
                device::take_over(app);
            },
        ),
    )
}
