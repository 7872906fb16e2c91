//! The device's life as the page sees it: which tab has it, opening it, and what becomes of it.

use hudhud_dialogue::{Ask, Passcode, Place, Problem, Reply, Unopened};
use leptos::prelude::{GetUntracked as _, Set as _};

use crate::dom;
use crate::state::{App, Phase};

/// Starts the worker and opens the device.
pub(crate) fn begin(app: App) {
    app.link.start(app);
    leptos::task::spawn_local(open(app, Place::Kept, None));
}

/// Opens the device, and shows what comes of it.
pub(crate) async fn open(app: App, place: Place, passcode: Option<Passcode>) {
    let host = dom::window().location().origin().unwrap_or_default();
    let ask = Ask::Open {
        place,
        host,
        passcode,
    };
    match app.ask(ask).await {
        Ok(Reply::Opened(opened)) => {
            app.passcode.set(opened.passcode);
            let signed_up = opened
                .account
                .as_ref()
                .is_some_and(|account| account.signed_up);
            app.account.set(opened.account);
            app.phase.set(if signed_up {
                Phase::Home
            } else {
                Phase::FirstRun
            });
        }
        Ok(_) => {}
        Err(Problem::Unopened(why)) => app.phase.set(Phase::Unopened(why)),
        Err(_) => app.phase.set(Phase::Unopened(Unopened::Browser)),
    }
}

/// The worker had to stop.
pub(crate) fn stopped(app: App, why: Unopened) {
    if app.phase.get_untracked() != Phase::HandedOver {
        app.phase.set(Phase::Unopened(why));
    }
}
