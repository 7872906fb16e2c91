//! The icon of the tab: the crest, with a disc upon it while something waits.

use js_sys::encode_uri_component;
use web_sys::HtmlLinkElement;

use wasm_bindgen::JsCast as _;

use crate::dom;

const CREST: &str = include_str!("../../static/logo.svg");

/// The disc in the corner, ringed so that it stands out from the tile.
const DISC: &str = "<circle cx='392' cy='392' r='120' fill='#2B1A10'/>\
    <circle cx='392' cy='392' r='92' fill='#FFF4E4'/>";

/// Shows it for so much that waits.
pub(super) fn show(waiting: u32) {
    let Some(link) = link() else {
        return;
    };
    let svg = drawn(waiting > 0);
    link.set_type("image/svg+xml");
    link.set_href(&format!(
        "data:image/svg+xml,{}",
        String::from(encode_uri_component(&svg))
    ));
}

/// Where the icon of the app lies, for what wants an address of this origin.
pub(super) fn address() -> Option<String> {
    dom::find("link[rel~='apple-touch-icon']")
        .and_then(|element| element.dyn_into::<HtmlLinkElement>().ok())
        .map(|link| link.href())
}

fn link() -> Option<HtmlLinkElement> {
    dom::document()
        .query_selector("link[rel~='icon']")
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

fn drawn(disc: bool) -> String {
    if disc {
        CREST.replace("</svg>", &format!("{DISC}</svg>"))
    } else {
        CREST.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn the_disc_is_drawn_only_while_something_waits() {
        assert!(!drawn(false).contains("circle"));
        assert!(drawn(true).contains("circle") && drawn(true).trim_end().ends_with("</svg>"));
    }
}
