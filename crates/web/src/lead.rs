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
use crate::wait::{channel, pause};

const LOCK: &str = "hudhud-device";
const CHANNEL: &str = "hudhud-device";
/// That this tab has the device is kept under this name, as long as the tab lives.
const HERE: &str = "hudhud.lead";
/// What a tab says that wants the device.
const GIVE: &str = "give";
/// So long the tab that has the device may take to close it, before it is taken away.
const PATIENCE_TRIES: u32 = 24;
const PATIENCE_PAUSE: Duration = Duration::from_millis(250);

/// What has to be done when another tab wants the device, or has taken it.
type GiveUp = Rc<dyn Fn()>;

#[derive(Default)]
struct Inner {
    /// Lets the lock go; `None`: this tab does not hold it.
    release: RefCell<Option<Function>>,
    give_up: RefCell<Option<GiveUp>>,
    /// What this tab says and hears by. What it says itself it does not hear, which it would by a
    /// second one: and give away what it has just taken.
    channel: RefCell<Option<BroadcastChannel>>,
}

/// The lock on the device. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lead {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").finish_non_exhaustive()
    }
}

impl Lead {
    pub(crate) fn new() -> Self {
        Self {
            inner: StoredValue::new_local(Rc::default()),
        }
    }

    fn inner(self) -> Rc<Inner> {
        self.inner.with_value(Rc::clone)
    }

    /// Listens for other tabs that want the device, for the life of the page. `give_up` is called
    /// when this tab has it and one does.
    pub(crate) fn listen(self, give_up: impl Fn() + 'static) {
        let give_up: GiveUp = Rc::new(give_up);
        *self.inner().give_up.borrow_mut() = Some(Rc::clone(&give_up));
        let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
            return;
        };
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let held = self.inner().release.borrow().is_some();
            if held && event.data().as_string().as_deref() == Some(GIVE) {
                give_up();
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // Both live as long as the page does.
        heard.forget();
        *self.inner().channel.borrow_mut() = Some(channel);
    }

    /// Takes the lead if no tab has it. The page that stood in this very tab before, and was loaded anew,
    /// may not have let go of it yet.
    pub(crate) async fn take_if_free(self) -> bool {
        let tries = if dom::kept_in_tab(HERE).is_some() {
            PATIENCE_TRIES
        } else {
            1
        };
        for _ in 1..tries {
            if self.hold("ifAvailable").await {
                return true;
            }
            pause(PATIENCE_PAUSE).await;
        }
        self.hold("ifAvailable").await
    }

    /// Takes the lead from the tab that has it: asks, waits, and takes it away in the end.
    pub(crate) async fn take(self) {
        if let Some(channel) = self.inner().channel.borrow().as_ref() {
            let _ = channel.post_message(&JsValue::from_str(GIVE));
        }
        for _ in 0..PATIENCE_TRIES {
            if self.hold("ifAvailable").await {
                return;
            }
            pause(PATIENCE_PAUSE).await;
        }
        self.hold("steal").await;
    }

    /// Lets go of the lead.
    pub(crate) fn give(self) {
        dom::forget_in_tab(HERE);
        if let Some(release) = self.inner().release.take() {
            let _ = release.call0(&JsValue::NULL);
        }
    }

    /// Asks for the lock with one option set. `true`: it is held, or there are no locks.
    async fn hold(self, option: &str) -> bool {
        let locks = dom::property(&dom::window().navigator(), "locks");
        if locks.is_undefined() {
            return true;
        }
        let (asker, answer) = channel();
        let asker = Rc::new(RefCell::new(Some(asker)));
        let asked_for = Rc::clone(&asker);
        let tell = move |held: bool| {
            if let Some(asker) = asker.take() {
                asker.answer(held);
            }
        };
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                tell(false);
                return JsValue::UNDEFINED;
            }
            // The lock is held until this promise is kept.
            let mut release = None;
            let held = Promise::new(&mut |resolve, _| release = Some(resolve));
            *self.inner().release.borrow_mut() = release;
            dom::keep_in_tab(HERE, "lead");
            tell(true);
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
            self.watch(asked).await;
            // Over without a word, because this browser forbids locks here as it forbids what they
            // would guard: as if there were none.
            if let Some(asker) = asked_for.take() {
                asker.answer(true);
            }
        });
        answer.await.unwrap_or(false)
    }

    /// Waits for the end of the lock. It fails if another tab took it away, because this one did not
    /// answer.
    async fn watch(self, asked: Promise) {
        let was_taken = JsFuture::from(asked).await.is_err();
        let inner = self.inner();
        if was_taken && inner.release.take().is_some() {
            let give_up = inner.give_up.borrow().clone();
            if let Some(give_up) = give_up {
                give_up();
            }
        }
    }
}
