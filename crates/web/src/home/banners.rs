//! Standing lines under the list: a device in memory only, storage that runs out, a newer build.

use std::time::Duration;

use crate::html;
use leptos::ev;
use leptos::prelude::*;

use crate::notify::{self, Permission};
use crate::parts::{Icon, Look, button, icon, icon_button};
use crate::route::{Part, Route};
use crate::state::App;
use crate::words::key;
use crate::{device, dom};

/// That a card was seen is kept under its name.
const SAFETY: &str = "hudhud.safety";
const OFFER: &str = "hudhud.notify-offer";
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
    let (safe, told) = (Once::new(SAFETY), Once::new(OFFER));
    // One at a time: the list is what one came for.
    let asks = move || {
        if app.in_memory.get() || !safe.due.get() {
            let asks = app.untold.get() && told.due.get();
            (asks && Permission::now() == Permission::Open).then(|| offer(app, told))
        } else {
            Some(safety(app, safe))
        }
    };
    html::div()
        .class("banners")
        .child((
            asks,
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

/// What is said or asked once in the life of a device. A small handle: copy it.
#[derive(Clone, Copy)]
struct Once {
    name: &'static str,
    due: RwSignal<bool>,
}

impl Once {
    /// `name` is what it is remembered under.
    fn new(name: &'static str) -> Self {
        Self {
            name,
            due: RwSignal::new(dom::kept(name).is_none()),
        }
    }

    fn done(self) {
        dom::keep(self.name, "seen");
        self.due.set(false);
        dom::find_focus_soon();
    }
}

/// A card with a sentence, what can be done, and a way to be rid of it.
fn card(
    app: App,
    [part, close]: [&'static str; 2],
    (shape, text): (Icon, &'static str),
    actions: AnyView,
    once: Once,
) -> AnyView {
    html::div()
        .class("banner once")
        .attr("data-part", part)
        .child((
            icon(shape),
            html::div().class("stack").child((
                html::p().child(app.say(text)),
                html::div().class("section-actions").child(actions),
            )),
            icon_button(close, Icon::Close, app.say("close"), move || once.done()),
        ))
        .into_any()
}

/// What nobody should have to find in the settings: the account is in this browser and nowhere else.
fn safety(app: App, once: Once) -> AnyView {
    let keep = move || {
        once.done();
        leptos::task::spawn_local(async move {
            device::persist().await;
        });
    };
    let passcode = move || {
        once.done();
        app.go(Route::Settings(Some(Part::Privacy)));
    };
    let set = move || {
        (!app.passcode.get()).then(|| {
            button(
                "safety-passcode",
                Look::Quiet,
                app.say("privacy-passcode-set"),
                passcode,
            )
        })
    };
    let actions = html::view((
        button("safety-keep", Look::Usual, app.say("data-persist"), keep),
        set,
    ));
    let said = (Icon::Lock, key("safety-text"));
    card(app, ["safety", "safety-close"], said, actions, once)
}

/// Something came while its person looked elsewhere, which this page could have told them.
fn offer(app: App, once: Once) -> AnyView {
    let turn_on = move || {
        once.done();
        leptos::task::spawn_local(async move {
            if notify::turn_on(app).await == Permission::Denied {
                app.toasts.say(app.words.text("notifications-denied"));
            }
        });
    };
    let actions = button(
        "notify-me",
        Look::Usual,
        app.say("notifications-offer-yes"),
        turn_on,
    );
    let said = (Icon::Bell, key("notifications-offer"));
    card(app, ["notify-offer", "notify-not"], said, actions, once)
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
