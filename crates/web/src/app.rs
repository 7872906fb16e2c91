//! The root: starts everything in order, and chooses the screen.

use crate::html;
use leptos::prelude::{AnyView, Get as _, IntoAny as _, Memo};

use crate::state::{App, Layout, Phase};
use crate::{device, dom, home, keyboard, notify, parts, start};

/// Starts the page. Called once, by the module's `main`.
pub(crate) fn start() {
    // A panic ends the module without a word of its own.
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    leptos::mount::mount_to_body(|| {
        let app = App::new();
        app.preferences.follow();
        follow_surroundings(app);
        device::begin(app);
        notify::start(app);
        keyboard::start(app);
        root(app)
    });
    // What the document showed until now has done its work.
    if let Some(skeleton) = dom::find("#skeleton") {
        skeleton.remove();
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
