//! Saying things to the page.

use hudhud_dialogue::page::{News, encode};
use js_sys::{Array, Uint8Array, global};
use wasm_bindgen::JsCast as _;
use web_sys::{DedicatedWorkerGlobalScope, console};

/// The worker itself, as the browser gives it.
pub(super) fn scope() -> DedicatedWorkerGlobalScope {
    global().unchecked_into()
}

/// Says one thing. Its bytes are handed over, not copied.
pub(super) fn say(news: &News) {
    let Ok(bytes) = encode(news) else {
        console::error_1(&"news that cannot be encoded".into());
        return;
    };
    let bytes = Uint8Array::from(bytes.as_slice());
    let buffers = Array::of1(&bytes.buffer());
    if scope()
        .post_message_with_transfer(&bytes, &buffers)
        .is_err()
    {
        console::error_1(&"the page cannot be told anything".into());
    }
}
