//! A device with a passcode locks itself once nobody has had a hand on the page for as long as its person
//! chose.

use std::time::Duration;

use leptos::prelude::{GetUntracked as _, GetValue as _, SetValue as _, StoredValue};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

use crate::state::App;
use crate::{device, dom};

/// What a hand on the page is known by.
const SIGNS: [&str; 6] = [
    "pointerdown",
    "pointermove",
    "wheel",
    "keydown",
    "input",
    "click",
];
/// What comes first when a page is seen again that slept: a sleeping page looks at no clock.
const WAKING: [&str; 3] = ["visibilitychange", "pageshow", "focus"];
/// How often the clock is looked at.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);

/// Watches for the life of the page.
pub(crate) fn start(app: App) {
    let watch = Watch {
        app,
        touched_ms: StoredValue::new(dom::now_ms()),
    };
    for sign in SIGNS {
        hear(sign, move || {
            // Who comes back after the time is not let in by that.
            watch.look();
            watch.touched_ms.set_value(dom::now_ms());
        });
    }
    for event in WAKING {
        hear(event, move || watch.look());
    }
    let _ = leptos::prelude::set_interval_with_handle(move || watch.look(), BETWEEN_LOOKS);
}

#[derive(Clone, Copy)]
struct Watch {
    app: App,
    /// When a hand was last on the page, in milliseconds since 1970.
    touched_ms: StoredValue<u64>,
}

impl Watch {
    fn look(self) {
        let (now, touched) = (dom::now_ms(), self.touched_ms.get_value());
        let wait = self.app.preferences.lock_after.get_untracked().wait_ms();
        if wait.is_some_and(|wait| now.saturating_sub(touched) >= wait) {
            device::lock(self.app);
        }
        // A clock that was put back would keep it open until that hour comes again.
        self.touched_ms.set_value(touched.min(now));
    }
}

/// Hears of an event wherever in the page it happens, and whoever else keeps it to themselves.
fn hear(event: &str, then: impl Fn() + 'static) {
    let heard = Closure::<dyn Fn()>::new(then);
    let listener = heard.as_ref().unchecked_ref();
    let _ = dom::window().add_event_listener_with_callback_and_bool(event, listener, true);
    // It is needed as long as the page stands.
    heard.forget();
}
