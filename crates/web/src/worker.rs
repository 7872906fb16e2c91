//! The link to the worker: calls go out, answers find whoever asked, news go to who started it.
//!
//! The worker is made by `globalThis.hudhud.startWorker()` of `start.js`, because only that script
//! may name a worker's address under the page's policy. It decides nothing about the device.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use hudhud_dialogue::page::{Ask, Call, News, Problem, Reply, Unopened, decode, encode};
use js_sys::{Array, Uint8Array};
use leptos::prelude::{LocalStorage, StoredValue, WithValue as _};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker};

use crate::dom;
use crate::wait::{Asker, channel};

type Result<T, E = Problem> = std::result::Result<T, E>;

/// What comes from a worker, besides answers.
#[derive(Debug)]
pub(crate) enum Heard {
    /// What it tells. Neither [`News::Ready`] nor [`News::Reply`].
    News(Box<News>),
    /// It said what cannot be read: page and worker are of two builds, and a reload brings both of
    /// one. The worker was ended.
    OtherBuild,
}

/// Who is told.
type Hear = Rc<dyn Fn(Heard)>;

#[derive(Default)]
struct Inner {
    /// How many workers ended before this one.
    turn: u32,
    worker: Option<Worker>,
    /// Keeps the listeners alive as long as their worker.
    listeners: Vec<Closure<dyn FnMut(MessageEvent)>>,
    ready: bool,
    next: u32,
    due: BTreeMap<u32, Asker<Result<Reply>>>,
    /// Calls made before the worker was ready.
    early: VecDeque<Call>,
}

/// The link. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").finish_non_exhaustive()
    }
}

impl Link {
    /// Without a worker yet.
    pub(crate) fn new() -> Self {
        Self {
            inner: StoredValue::new_local(Rc::default()),
        }
    }

    fn inner(self) -> Rc<RefCell<Inner>> {
        self.inner.with_value(Rc::clone)
    }

    /// Starts a worker in place of the one before, whose calls end with [`Problem::CLOSED`].
    pub(crate) fn start(self, hear: impl Fn(Heard) + 'static) {
        self.end();
        let hear: Hear = Rc::new(hear);
        let hudhud = dom::property(&dom::window(), "hudhud");
        let worker = dom::call(&hudhud, "startWorker", &[])
            .and_then(|value| value.dyn_into::<Worker>().ok());
        let Some(worker) = worker else {
            hear(Heard::News(Box::new(News::Stopped(Unopened::Browser))));
            return;
        };
        let told = Rc::clone(&hear);
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            self.heard(&told, &event.data());
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // What cannot be loaded, decoded or goes wrong unseen ends the worker for us.
        let failed = Closure::<dyn FnMut(MessageEvent)>::new(move |_: MessageEvent| {
            self.end();
            hear(Heard::News(Box::new(News::Stopped(Unopened::Browser))));
        });
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        let inner = self.inner();
        let mut inner = inner.borrow_mut();
        inner.worker = Some(worker);
        inner.listeners = vec![heard, failed];
    }

    /// Ends the worker. Whoever waits for it is told [`Problem::CLOSED`].
    pub(crate) fn end(self) {
        let inner = self.inner();
        let next = Inner {
            turn: inner.borrow().turn.wrapping_add(1),
            ..Inner::default()
        };
        let old = inner.replace(next);
        if let Some(worker) = old.worker {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
        // A listener may be what is running now: its memory is given up after it.
        let listeners = old.listeners;
        leptos::prelude::set_timeout(move || drop(listeners), std::time::Duration::ZERO);
    }

    /// Which worker it is: another number after it has ended.
    pub(crate) fn turn(self) -> u32 {
        self.inner().borrow().turn
    }

    /// Asks, and waits for the answer; before the worker is ready, until it is.
    ///
    /// # Errors
    /// The worker's problem; [`Problem::CLOSED`] if it ended before it answered.
    pub(crate) async fn ask(self, ask: Ask) -> Result<Reply> {
        let answer = {
            let inner = self.inner();
            let mut inner = inner.borrow_mut();
            if inner.worker.is_none() {
                return Err(Problem::CLOSED);
            }
            let id = inner.next;
            inner.next = inner.next.wrapping_add(1);
            let (asker, answer) = channel();
            inner.due.insert(id, asker);
            let call = Call { id, ask };
            if inner.ready {
                post(&inner, &call);
            } else {
                inner.early.push_back(call);
            }
            answer
        };
        answer.await.unwrap_or(Err(Problem::CLOSED))
    }

    /// Says something to the worker without waiting for its answer, if nobody else is at the link: for
    /// a program that is ending.
    pub(crate) fn post_at_once(self, ask: Ask) {
        let inner = self.inner.try_with_value(Rc::clone);
        if let Some(inner) = inner
            && let Ok(inner) = inner.try_borrow()
        {
            post(&inner, &Call { id: u32::MAX, ask });
        }
    }

    fn heard(self, hear: &Hear, data: &JsValue) {
        let bytes = Uint8Array::new(data).to_vec();
        let Ok(news) = decode::<News>(&bytes) else {
            self.end();
            hear(Heard::OtherBuild);
            return;
        };
        match news {
            News::Ready => {
                let inner = self.inner();
                let mut inner = inner.borrow_mut();
                inner.ready = true;
                while let Some(call) = inner.early.pop_front() {
                    post(&inner, &call);
                }
            }
            News::Reply { id, result } => {
                let asker = self.inner().borrow_mut().due.remove(&id);
                if let Some(asker) = asker {
                    asker.answer(result);
                }
            }
            other @ (News::Account(_)
            | News::Connection(_)
            | News::List(_)
            | News::ListComplete
            | News::Window { .. }
            | News::Moved { .. }
            | News::Details(_)
            | News::Typing { .. }
            | News::Notify(_)
            | News::Disagreement { .. }
            | News::Intent(_)
            | News::Stopped(_)) => hear(Heard::News(Box::new(other))),
        }
    }
}

fn post(inner: &Inner, call: &Call) {
    let Some(worker) = &inner.worker else {
        return;
    };
    // Encoding does not fail for these types; a call that is not sent ends with its link.
    if let Ok(bytes) = encode(call) {
        let array = Uint8Array::from(bytes.as_slice());
        let transfer = Array::of1(&array.buffer());
        let _ = worker.post_message_with_transfer(&array, &transfer);
    }
}
