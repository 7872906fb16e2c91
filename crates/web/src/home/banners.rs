//! Standing lines under the list: a device in memory only, storage that runs out, a newer build.

use std::time::Duration;

use crate::html;
use leptos::ev;
use leptos::prelude::*;

use crate::parts::{Icon, Look, button, icon, icon_button};
use crate::route::{Part, Route};
use crate::state::App;
use crate::words::key;
use crate::{device, dom};

/// That the card was seen is kept under this name.
const SAFETY: &str = "hudhud.safety";
/// Less than this left is worth a word, in bytes.
const LITTLE_BYTES: u64 = 50_000_000;
/// How often is looked.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5 * 60);

/// The lines, lowest in the pane.
pub(super) fn view(app: App) -> AnyView {
    let little = RwSignal::new(None::<u64>);
    let look = move || {
        leptos::task::spawn_local(async move {
            let left = device::storage()
                .await
                .map(|(used, allowed)| allowed.saturating_sub(used));
            let _ = little.try_set(left.filter(|left| *left < LITTLE_BYTES));
        });
    };
    look();
    if let Ok(handle) = set_interval_with_handle(look, BETWEEN_LOOKS) {
        on_cleanup(move || handle.clear());
    }
    follow_update(app);
    let unseen = RwSignal::new(dom::kept(SAFETY).is_none());
    html::div()
        .class("banners")
        .child((
            move || (unseen.get() && !app.in_memory.get()).then(|| safety(app, unseen)),
            move || {
                app.in_memory.get().then(|| {
                    line(
                        "in-memory-line",
                        Icon::Alert,
                        app.say(key("room-in-memory")),
                    )
                })
            },
            move || {
                little.get().map(|left| {
                    let text = Signal::derive(move || {
                        let left = app.words.bytes(left);
                        app.words.with("room-little", &[("left", left.into())])
                    });
                    line("little-room", Icon::Data, text)
                })
            },
            move || app.update.get().then(|| update(app)),
        ))
        .into_any()
}

/// What nobody should have to find in the settings: the account is in this browser and nowhere else.
/// Said once.
fn safety(app: App, unseen: RwSignal<bool>) -> AnyView {
    let seen = move || {
        dom::keep(SAFETY, "seen");
        unseen.set(false);
        dom::find_focus_soon();
    };
    let keep = move || {
        seen();
        leptos::task::spawn_local(async move {
            device::persist().await;
        });
    };
    let passcode = move || {
        seen();
        app.go(Route::Settings(Some(Part::Privacy)));
    };
    html::div()
        .class("banner safety")
        .attr("data-part", "safety")
        .child((
            icon(Icon::Lock),
            html::div().class("stack").child((
                html::p().child(app.say("safety-text")),
                html::div().class("section-actions").child((
                    button("safety-keep", Look::Usual, app.say("data-persist"), keep),
                    button(
                        "safety-passcode",
                        Look::Quiet,
                        app.say("privacy-passcode-set"),
                        passcode,
                    ),
                )),
            )),
            icon_button("safety-close", Icon::Close, app.say("close"), seen),
        ))
        .into_any()
}

fn line(part: &'static str, shape: Icon, text: Signal<String>) -> AnyView {
    html::div()
        .class("banner care")
        .attr("data-part", part)
        .attr("role", "status")
        .child((icon(shape), html::span().child(text)))
        .into_any()
}

fn update(app: App) -> AnyView {
    html::div()
        .class("banner good")
        .attr("data-part", "update")
        .attr("role", "status")
        .child((
            icon(Icon::Again),
            html::span().child(app.say("room-update")),
            html::button()
                .attr("type", "button")
                .class("button small")
                .attr("data-part", "update-now")
                .on(ev::click, move |_| take_update(app))
                .child(app.say("room-update-now")),
        ))
        .into_any()
}

/// Hears of a newer build from `start.js`, which watches for it.
fn follow_update(app: App) {
    let hudhud = || dom::property(&dom::window(), "hudhud");
    if dom::property(&hudhud(), "updateWaiting").is_truthy() {
        app.update.set(true);
    }
    let listener = window_event_listener_untyped("hudhud-update", move |_| app.update.set(true));
    on_cleanup(move || listener.remove());
}

/// The newer build takes over after what is being written has been kept.
fn take_update(app: App) {
    app.phase.set(crate::state::Phase::Starting);
    leptos::task::spawn_local(async move {
        device::close(app).await;
        dom::call(&dom::property(&dom::window(), "hudhud"), "takeUpdate", &[]);
    });
}
