//! The platform of a dedicated worker in a browser: one thread, its event loop, `WebSocket`, `fetch`.

mod clock;
mod fetch;
mod folder;
mod socket;
mod tasks;
mod timers;
mod trust;

use js_sys::global;
use wasm_bindgen::JsCast as _;
use web_sys::WorkerGlobalScope;

pub(crate) use clock::{Instant, now};
pub(crate) use fetch::{Http, fetch_part};
pub(crate) use folder::Folder;
pub use folder::erase_attached;
pub(crate) use socket::{Receiver, Sender, open as open_socket};
pub(crate) use tasks::{AbortHandle, JoinSet, spawn_slices};
pub(crate) use timers::{sleep, sleep_until, timeout, timeout_at, yield_now};
pub(crate) use trust::Tls;

/// What a worker has in place of a window.
fn scope() -> WorkerGlobalScope {
    global().unchecked_into()
}
