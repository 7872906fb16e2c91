//! The icon of the tab: the crest, with a disc upon it while something waits.

use leptos::web_sys::HtmlLinkElement;
use wasm_bindgen::JsCast as _;

use crate::dom;

const CREST: &str = include_str!("../../static/logo.svg");

/// The disc in the corner, ringed so that it stands out from the tile.
const DISC: &str = "<circle cx='392' cy='392' r='120' fill='#2B1A10'/>\
    <circle cx='392' cy='392' r='92' fill='#FFF4E4'/>";

/// Shows it, with the disc or without.
pub(super) fn show(waiting: bool) {
    let Some(link) = link("link[rel='icon']") else {
        return;
    };
    let svg: String = js_sys::encode_uri_component(&drawn(waiting)).into();
    link.set_type("image/svg+xml");
    link.set_href(&format!("data:image/svg+xml,{svg}"));
}

/// Where the icon of the app lies, for what wants an address of this origin.
pub(super) fn address() -> Option<String> {
    link("link[rel='apple-touch-icon']").map(|link| link.href())
}

fn link(selector: &str) -> Option<HtmlLinkElement> {
    dom::document()
        .query_selector(selector)
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
