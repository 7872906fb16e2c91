//! Everything before the device is open, and its person has an account and was asked what to be called:
//! one card in the middle of the page.

mod card;
mod elsewhere;
mod introduction;
mod passcode;
mod trouble;
mod welcome;

use std::time::Duration;

use crate::html;
use leptos::prelude::*;

use crate::state::{App, Phase};
use crate::{dom, parts};

/// The screen of a phase. There is one for every phase but [`Phase::Home`].
pub(crate) fn view(app: App, phase: Phase) -> AnyView {
    let inside = match phase {
        Phase::Starting => starting(app),
        Phase::Elsewhere => elsewhere::taken(app),
        Phase::HandedOver => elsewhere::given(app),
        Phase::Passcode { wrong } => passcode::view(app, wrong),
        Phase::Unopened(why) => trouble::view(app, why),
        Phase::FirstRun => welcome::view(app),
        Phase::Introduction => introduction::view(app),
        Phase::Home => ().into_any(),
    };
    html::main().class("start").child(inside).into_any()
}

/// After so long a word is said about what is waited for.
const LATE: Duration = Duration::from_millis(700);
/// After so long nobody should have to wait without a way out.
const TOO_LATE: Duration = Duration::from_secs(20);

/// The crest, and after a moment a word about what is waited for.
fn starting(app: App) -> AnyView {
    let late = RwSignal::new(false);
    let too_late = RwSignal::new(false);
    for (said, after) in [(late, LATE), (too_late, TOO_LATE)] {
        set_timeout(
            move || {
                let _ = said.try_set(true);
            },
            after,
        );
    }
    html::div()
        .class("start-wait")
        .attr("data-part", "starting")
        .child((
            parts::logo(),
            html::p()
                .class("hint")
                .attr("role", "status")
                .child(move || match (late.get(), too_late.get()) {
                    (_, true) => app.words.text("start-long"),
                    (true, false) => app.words.text("start-opening"),
                    (false, false) => String::new(),
                }),
            move || {
                too_late.get().then(|| {
                    parts::button(
                        "reload",
                        parts::Look::Usual,
                        app.say("trouble-reload"),
                        || {
                            let _ = dom::window().location().reload();
                        },
                    )
                })
            },
        ))
        .into_any()
}
