//! One tab has the device: the one that holds the Web Lock. Others ask it to let go, and of several that
//! want it, the one that was asked last gets it.
//!
//! A browser without Web Locks opens the device directly; the database's own lock then decides.

use std::cell::{Cell, RefCell};
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
    /// When somebody last wanted the device here, in milliseconds since 1970; 0: nobody has.
    wished_ms: Cell<f64>,
    /// The same of all other tabs.
    wished_elsewhere_ms: Cell<f64>,
    /// Whether this tab waits for the lead.
    taking: Cell<bool>,
    /// Whether the device is being closed here, to be given.
    giving: Cell<bool>,
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
    /// when this tab has it, or waits for it, and one does.
    pub(crate) fn listen(self, give_up: impl Fn() + 'static) {
        let give_up: GiveUp = Rc::new(give_up);
        *self.inner().give_up.borrow_mut() = Some(Rc::clone(&give_up));
        let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
            return;
        };
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let inner = self.inner();
            let Some(wished) = event.data().as_f64() else {
                return;
            };
            let concerned = inner.taking.get() || inner.release.borrow().is_some();
            // A tab repeats its wish, which may be older than the one here, or have been heard before.
            let known = inner.wished_ms.get().max(inner.wished_elsewhere_ms.get());
            if concerned && wished > known {
                inner.wished_elsewhere_ms.set(wished);
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

    /// Takes the lead from the tab that has it: asks, waits, and takes it away in the end. `false`:
    /// meanwhile it was wanted in another tab.
    pub(crate) async fn take(self) -> bool {
        let inner = self.inner();
        let wished = js_sys::Date::now();
        inner.wished_ms.set(wished);
        let outdone = || inner.wished_elsewhere_ms.get() > wished;
        inner.taking.set(true);
        let mut tries = 0;
        let held = loop {
            // Said each time: who has the lead by now may not have had it before.
            if let Some(channel) = inner.channel.borrow().as_ref() {
                let _ = channel.post_message(&JsValue::from_f64(wished));
            }
            // What is being closed here has the lock, or had it.
            if !inner.giving.get() {
                let option = if tries < PATIENCE_TRIES {
                    "ifAvailable"
                } else {
                    "steal"
                };
                tries += 1;
                if self.hold(option).await {
                    break true;
                }
            }
            if outdone() {
                break false;
            }
            pause(PATIENCE_PAUSE).await;
        };
        inner.taking.set(false);
        if held && outdone() {
            self.release();
        }
        held && !outdone()
    }

    /// The device begins to be closed here. `false`: that is under way.
    pub(crate) fn begins_to_give(self) -> bool {
        !self.inner().giving.replace(true)
    }

    /// Whether the device is being closed here.
    pub(crate) fn is_giving(self) -> bool {
        self.inner().giving.get()
    }

    /// Lets go of the lead.
    pub(crate) fn give(self) {
        self.inner().giving.set(false);
        self.release();
    }

    fn release(self) {
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
