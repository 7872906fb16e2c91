//! Waiting: for a time, and for the event loop to go round once.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::oneshot;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{MessageChannel, MessagePort};

use super::clock::Instant;
use super::scope;

/// Waited for in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Elapsed;

/// One entry in the browser's list of timers; taken out when dropped.
struct Timer {
    number: Option<i32>,
    _ring: Closure<dyn FnMut()>,
}

impl Timer {
    fn after(wait: Duration, ring: impl FnOnce() + 'static) -> Self {
        // Browsers keep whole milliseconds in 31 bits; rounding up never rings early.
        let milliseconds = i32::try_from(wait.as_micros().div_ceil(1000)).unwrap_or(i32::MAX);
        let ring = Closure::once(ring);
        let function = ring.as_ref().unchecked_ref();
        let number = scope()
            .set_timeout_with_callback_and_timeout_and_arguments_0(function, milliseconds)
            .ok();
        Self {
            number,
            _ring: ring,
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            scope().clear_timeout_with_handle(number);
        }
    }
}

/// Waits this long.
pub(crate) async fn sleep(wait: Duration) {
    if wait.is_zero() {
        return;
    }
    let (ring, rung) = oneshot::channel();
    let timer = Timer::after(wait, move || {
        // Whoever waited may be gone.
        let _ = ring.send(());
    });
    let _ = rung.await;
    drop(timer);
}

/// Waits until then.
pub(crate) async fn sleep_until(until: Instant) {
    sleep(until - Instant::now()).await;
}

/// What `future` gives, if it gives it in this time.
pub(crate) async fn timeout<F: Future>(wait: Duration, future: F) -> Result<F::Output, Elapsed> {
    tokio::select! {
        biased;
        value = future => Ok(value),
        () = sleep(wait) => Err(Elapsed),
    }
}

/// What `future` gives, if it gives it until then.
pub(crate) async fn timeout_at<F: Future>(until: Instant, future: F) -> Result<F::Output, Elapsed> {
    timeout(until - Instant::now(), future).await
}

/// A way round the event loop: a message to oneself. A timer would wait four milliseconds.
struct Round {
    port: MessagePort,
    waiting: Rc<RefCell<VecDeque<oneshot::Sender<()>>>>,
    _arrived: Closure<dyn FnMut()>,
}

thread_local! {
    static ROUND: Option<Round> = Round::new();
}

impl Round {
    fn new() -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        let waiting = Rc::new(RefCell::new(VecDeque::<oneshot::Sender<()>>::new()));
        let queue = Rc::clone(&waiting);
        let arrived = Closure::<dyn FnMut()>::new(move || {
            let next = queue.borrow_mut().pop_front();
            if let Some(next) = next {
                // Whoever waited may be gone.
                let _ = next.send(());
            }
        });
        let handler = arrived.as_ref().unchecked_ref();
        channel.port1().set_onmessage(Some(handler));
        Some(Self {
            port: channel.port2(),
            waiting,
            _arrived: arrived,
        })
    }

    fn begin(&self) -> Option<oneshot::Receiver<()>> {
        let (done, arrival) = oneshot::channel();
        self.waiting.borrow_mut().push_back(done);
        match self.port.post_message(&JsValue::UNDEFINED) {
            Ok(()) => Some(arrival),
            Err(_) => {
                self.waiting.borrow_mut().pop_back();
                None
            }
        }
    }
}

/// Lets the event loop go round: messages of the page, sockets and timers have their turn. A plain
/// wake-up would not do that, because promises go before events.
pub(crate) async fn yield_now() {
    match ROUND.with(|round| round.as_ref().and_then(Round::begin)) {
        Some(arrival) => {
            let _ = arrival.await;
        }
        None => sleep(Duration::from_millis(1)).await,
    }
}
