//! Where something stands that was asked for at a point of the window.

use leptos::web_sys::HtmlElement;
use wasm_bindgen::JsValue;

use crate::dom;

/// So much stays free between it and the edges of the window, in CSS pixels.
const MARGIN: f64 = 8.0;

/// What of it comes to the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The corner where reading begins.
    Corner,
    /// The middle of its upper edge.
    Middle,
}

/// Puts an element to a point of the window in CSS pixels, but inside the window.
pub(crate) fn place(element: &HtmlElement, (x, y): (i32, i32), anchor: Anchor) {
    let window = dom::window();
    let side = |value: Result<JsValue, JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0)
    };
    let (width, height) = (side(window.inner_width()), side(window.inner_height()));
    // As it will stand: while it grows into sight, its rectangle is smaller than that.
    let own_width = f64::from(element.offset_width());
    let own_height = f64::from(element.offset_height());
    let from_start = if dom::is_right_to_left() {
        width - f64::from(x)
    } else {
        f64::from(x)
    };
    let inline = match anchor {
        Anchor::Corner => from_start,
        Anchor::Middle => from_start - own_width / 2.0,
    };
    let inside = |at: f64, own: f64, room: f64| at.min(room - own - MARGIN).max(MARGIN);
    let inline = inside(inline, own_width, width);
    let block = inside(f64::from(y), own_height, height);
    let style = element.style();
    let _ = style.set_property("inset-inline-start", &format!("{inline}px"));
    let _ = style.set_property("inset-block-start", &format!("{block}px"));
}
