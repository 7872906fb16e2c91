//! One tab has the device: the one that holds the Web Lock. Others ask it to let go.
//!
//! A browser without Web Locks opens the device directly; the database's own lock then decides.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::{LocalStorage, StoredValue, WithValue as _};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::dom;
use crate::state::App;
use crate::worker::answer::channel;

const LOCK: &str = "hudhud-device";
const CHANNEL: &str = "hudhud-device";
/// What a tab says that wants the device.
const GIVE: &str = "give";
/// So long the tab that has the device may take to close it, before it is taken away.
const PATIENCE_TRIES: u32 = 24;
const PATIENCE_PAUSE: Duration = Duration::from_millis(250);

/// The lock, if this tab holds it: what lets it go. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lead {
    release: StoredValue<Rc<RefCell<Option<Function>>>, LocalStorage>,
}

impl Lead {
    /// Not held.
    pub(crate) fn new() -> Self {
        Self {
            release: StoredValue::new_local(Rc::default()),
        }
    }
}

/// Listens for other tabs that want the device, for the life of the page.
pub(crate) fn listen(app: App) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
        return;
    };
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let held = app
            .lead
            .release
            .with_value(|release| release.borrow().is_some());
        if held && event.data().as_string().as_deref() == Some(GIVE) {
            super::hand_over(app);
        }
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    // Both live as long as the page does.
    std::mem::forget(channel);
}

/// Takes the lead if no tab has it.
pub(crate) async fn take_if_free(app: App) -> bool {
    hold(app, "ifAvailable").await
}

/// Takes the lead from the tab that has it: asks, waits, and takes it away in the end.
pub(crate) async fn take(app: App) {
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        let _ = channel.post_message(&JsValue::from_str(GIVE));
        channel.close();
    }
    for _ in 0..PATIENCE_TRIES {
        if hold(app, "ifAvailable").await {
            return;
        }
        dom::pause(PATIENCE_PAUSE).await;
    }
    hold(app, "steal").await;
}

/// Lets go of the lead.
pub(crate) fn give(app: App) {
    let release = app.lead.release.with_value(|release| release.take());
    if let Some(release) = release {
        let _ = release.call0(&JsValue::NULL);
    }
}

/// Asks for the lock with one option set. `true`: it is held, or there are no locks.
async fn hold(app: App, option: &str) -> bool {
    let locks = dom::property(&dom::window().navigator(), "locks");
    if locks.is_undefined() {
        return true;
    }
    let (asker, answer) = channel();
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if lock.is_null() {
            asker.answer(false);
            return JsValue::UNDEFINED;
        }
        // The lock is held until this promise is kept.
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        app.lead
            .release
            .with_value(|kept| *kept.borrow_mut() = release);
        asker.answer(true);
        held.into()
    });
    let options = Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str(option), &JsValue::TRUE);
    let asked = dom::call(&locks, "request", &[LOCK.into(), options.into(), granted])
        .and_then(|promise| promise.dyn_into::<Promise>().ok());
    let Some(asked) = asked else {
        return true;
    };
    leptos::task::spawn_local(async move {
        // It fails if another tab took the lock away, after this one did not answer.
        let taken = JsFuture::from(asked).await.is_err();
        if taken && app.lead.release.with_value(|kept| kept.take()).is_some() {
            super::hand_over(app);
        }
    });
    answer.await.unwrap_or(false)
}
