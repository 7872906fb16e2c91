//! The root: starts everything in order, and chooses the screen.

use std::cell::Cell;

use crate::html;
use hudhud_dialogue::Command;
use leptos::prelude::{AnyView, Get as _, IntoAny as _, Memo};

use crate::state::{App, Layout, Phase};
use crate::{composer, device, dom, home, keyboard, lock, notify, parts, start};

/// Starts the page. Called once, by the module's `main`.
pub(crate) fn start() {
    std::panic::set_hook(Box::new(|panic| {
        leptos::logging::error!("{panic}");
        last_words();
    }));
    leptos::mount::mount_to_body(|| {
        let app = App::new();
        APP.set(Some(app));
        app.preferences.follow();
        follow_surroundings(app);
        device::begin(app);
        notify::start(app);
        keyboard::start(app);
        lock::start(app);
        root(app)
    });
    // What the document showed until now has done its work.
    if let Some(skeleton) = dom::find("#skeleton") {
        skeleton.remove();
    }
}

thread_local! {
    /// For the last words alone.
    static APP: Cell<Option<App>> = const { Cell::new(None) };
}

/// A panic is the end of this program, and the worker lives on: it is given what is being written.
/// The sentence comes first, and asks nothing of the program that has just failed.
fn last_words() {
    let hudhud = dom::property(&dom::window(), "hudhud");
    dom::call(&hudhud, "stopped", &[]);
    // Once: what is tried now may fail as well.
    if let Some(app) = APP.take()
        && let Some((conversation, text)) = composer::in_the_document()
    {
        app.link
            .post_at_once(Command::Draft { conversation, text }.into());
    }
}

fn root(app: App) -> AnyView {
    // Only a change of the phase makes another screen.
    let phase = Memo::new(move |_| app.phase.get());
    html::div()
        .class("root")
        .attr("data-part", "root")
        .child((
            move || {
                let phase = phase.get();
                if phase == Phase::Home {
                    home::view(app)
                } else {
                    start::view(app, phase)
                }
            },
            parts::toast::toasts(app),
        ))
        .into_any()
}

/// Room, and the passing of days.
fn follow_surroundings(app: App) {
    Layout::follow(app.layout);
    let _ = leptos::prelude::set_interval_with_handle(
        move || app.clock.tick(),
        std::time::Duration::from_secs(30),
    );
}
