//! The worker in a browser: hears the page, opens and closes the device, and hands the rest to the
//! desk.
//!
//! Owns the order of things in a worker's life. Does not know what calls mean, apart from those that
//! concern the device as a whole.

mod device;
mod keys;
mod page;

use std::cell::RefCell;
use std::rc::Rc;

use hudhud_dialogue::page::{Ask, Call, News, Unopened, decode};
use js_sys::{Uint8Array, global};
use tokio::sync::mpsc;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, WorkerGlobalScope, console};

use self::device::Device;
use self::page::scope;

/// Begins to listen to the page, and says so.
pub(crate) fn boot() {
    std::panic::set_hook(Box::new(|panic| {
        // The place alone: a message could hold somebody's words.
        let place = panic.location().map(ToString::to_string);
        console::error_1(&place.unwrap_or_default().into());
        page::say(&News::Stopped(Unopened::Browser));
        scope().close();
    }));
    let (calls, heard) = mpsc::unbounded_channel();
    listen(calls);
    spawn_local(serve(heard));
    page::say(&News::Ready);
}

/// Calls come one at a time and from our own page alone, so their queue needs no bound.
fn listen(calls: mpsc::UnboundedSender<Call>) {
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Ok(bytes) = event.data().dyn_into::<Uint8Array>() else {
            return;
        };
        let heard = decode::<Call>(&bytes.to_vec());
        // It may have been a passcode.
        bytes.fill(0, 0, bytes.length());
        match heard {
            Ok(call) => drop(calls.send(call)),
            Err(_) => page::say(&News::Stopped(Unopened::OtherBuild)),
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It listens as long as the worker lives.
    hear.forget();
}

async fn serve(mut calls: mpsc::UnboundedReceiver<Call>) {
    let device = Rc::new(RefCell::new(None));
    on_online(&device);
    let mut own = Device::new(device);
    while let Some(Call { id, ask }) = calls.recv().await {
        let last = matches!(ask, Ask::Close | Ask::Erase);
        if let Some(result) = own.ask(id, ask).await {
            let done = last && result.is_ok();
            page::say(&News::Reply { id, result });
            if done {
                scope().close();
                return;
            }
        }
    }
}

/// When the network is back, nobody waits for the next attempt.
fn on_online(client: &device::Shared) {
    let client = Rc::clone(client);
    let retry = Closure::<dyn FnMut()>::new(move || {
        let client = client.borrow().clone();
        if let Some(client) = client {
            spawn_local(async move {
                // A device that was closed meanwhile has nothing to connect.
                let _ = client.reconnect().await;
            });
        }
    });
    let scope: WorkerGlobalScope = global().unchecked_into();
    scope.set_ononline(Some(retry.as_ref().unchecked_ref()));
    retry.forget();
}
