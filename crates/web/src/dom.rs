//! Small things asked of the browser. Nothing here knows what Hudhud is.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, FocusOptions, HtmlElement, Storage, Window};

/// The window. The page runs nowhere else.
#[expect(
    clippy::expect_used,
    reason = "the page is started by a document in a window"
)]
pub(crate) fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// The document.
#[expect(
    clippy::expect_used,
    reason = "the page is started by a document in a window"
)]
pub(crate) fn document() -> Document {
    window().document().expect("the window has a document")
}

/// Milliseconds since 1970, by the device's clock.
pub(crate) fn now_ms() -> u64 {
    js_sys::Date::now() as u64
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What was kept under this name in the browser's local storage, if it lets us.
pub(crate) fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps it there; a browser that does not let us forgets it with the page.
pub(crate) fn keep(name: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, value);
    }
}

fn tab_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// What was kept under this name for this tab: it outlives a reload, and not the tab.
pub(crate) fn kept_in_tab(name: &str) -> Option<String> {
    tab_storage()?.get_item(name).ok().flatten()
}

/// Keeps it there, if the browser lets us.
pub(crate) fn keep_in_tab(name: &str, value: &str) {
    if let Some(storage) = tab_storage() {
        let _ = storage.set_item(name, value);
    }
}

/// Forgets it.
pub(crate) fn forget_in_tab(name: &str) {
    if let Some(storage) = tab_storage() {
        let _ = storage.remove_item(name);
    }
}

/// A property of a JavaScript value; `undefined` if it has none.
pub(crate) fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Calls a method that this browser may not have. `None`: it has none, or it threw.
pub(crate) fn call(of: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let method: Function = property(of, name).dyn_into().ok()?;
    let list = js_sys::Array::new();
    for argument in arguments {
        list.push(argument);
    }
    method.apply(of, &list).ok()
}

/// A JavaScript object with these properties.
pub(crate) fn object(properties: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}

/// The element that has the focus.
pub(crate) fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// The first element that matches.
pub(crate) fn find(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

/// Every element that matches, in the document's order.
pub(crate) fn all(selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect()
}

/// Whether the interface reads from right to left.
pub(crate) fn is_right_to_left() -> bool {
    document()
        .document_element()
        .is_some_and(|root| root.get_attribute("dir").as_deref() == Some("rtl"))
}

/// Whether a person can see an element and reach it.
pub(crate) fn is_shown(element: &HtmlElement) -> bool {
    // The option has had two names.
    let options = object(&[
        ("visibilityProperty", "true"),
        ("checkVisibilityCSS", "true"),
    ]);
    call(element, "checkVisibility", &[options.into()]).is_none_or(|shown| shown.is_truthy())
}

/// Whether nothing has the focus.
pub(crate) fn is_focus_lost() -> bool {
    focused().is_none_or(|now| now.tag_name() == "BODY")
}

/// Gives the focus back to where it was, after the next change of the document, unless something else
/// has taken it; to something near if that has gone.
pub(crate) fn give_focus_back(element: HtmlElement) {
    leptos::prelude::request_animation_frame(move || {
        if is_focus_lost() && is_shown(&element) {
            let _ = element.focus();
        }
        find_focus();
    });
}

/// Gives the focus to something after the next change of the document, if what had it goes with that.
pub(crate) fn find_focus_soon() {
    leptos::prelude::request_animation_frame(find_focus);
}

/// Where the focus goes when it is lost: the message that the Tab key reaches, else the first row, else
/// the first thing of a pane that can be pressed.
pub(crate) const PLACES: [&str; 3] = ["[data-message][tabindex='0']", ".pane .row", ".pane button"];

fn find_focus() {
    if is_focus_lost() {
        let mut places = PLACES.into_iter().flat_map(all);
        if let Some(place) = places.find(is_shown) {
            // Nobody asked for it: what is read stays where it is.
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = place.focus_with_options(&options);
        }
    }
}

/// Gives the focus to the first element that matches, after the next change of the document.
pub(crate) fn focus_soon(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = find(selector) {
            let _ = element.focus();
        }
    });
}

/// Whether a media query holds now.
pub(crate) fn media(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}

/// An address at which this page alone finds these bytes, until it is given up.
pub(crate) fn address_of(bytes: &[u8], media_type: &str) -> Option<String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// Gives up an address.
pub(crate) fn give_up_address(address: &str) {
    let _ = web_sys::Url::revoke_object_url(address);
}

/// Hands a file to the person, as a download.
pub(crate) fn download(name: &str, bytes: &[u8]) -> Option<()> {
    let address = address_of(bytes, "application/octet-stream")?;
    let anchor: web_sys::HtmlAnchorElement =
        document().create_element("a").ok()?.dyn_into().ok()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    // The browser has to have begun to read before the address is given up.
    leptos::prelude::set_timeout(
        move || {
            give_up_address(&address);
        },
        std::time::Duration::from_secs(60),
    );
    Some(())
}
