//! Everything before the device is open and has an account: one card in the middle of the page.

mod card;
mod elsewhere;
mod passcode;
mod trouble;
mod welcome;

use crate::html;
use leptos::prelude::*;

use crate::parts;
use crate::state::{App, Phase};

/// The screen of a phase. There is one for every phase but [`Phase::Home`].
pub(crate) fn view(app: App, phase: Phase) -> AnyView {
    let inside = match phase {
        Phase::Starting => starting(app),
        Phase::Elsewhere => elsewhere::taken(app),
        Phase::HandedOver => elsewhere::given(app),
        Phase::Passcode { wrong } => passcode::view(app, wrong),
        Phase::Unopened(why) => trouble::view(app, why),
        Phase::FirstRun => welcome::view(app),
        Phase::Home => ().into_any(),
    };
    html::main().class("start").child(inside).into_any()
}

/// The crest, and after a moment a word about what is waited for.
fn starting(app: App) -> AnyView {
    let late = RwSignal::new(false);
    set_timeout(
        move || late.set(true),
        std::time::Duration::from_millis(700),
    );
    html::div()
        .class("start-wait")
        .attr("data-part", "starting")
        .child((
            parts::logo(),
            html::p()
                .class("hint")
                .attr("role", "status")
                .child(move || {
                    if late.try_get().unwrap_or(false) {
                        app.words.text("start-opening")
                    } else {
                        String::new()
                    }
                }),
        ))
        .into_any()
}
