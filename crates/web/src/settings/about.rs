//! Version, licences, and where the page came from.

use crate::html::{bdi, div, p};
use leptos::prelude::*;

use super::rows::hint;
use crate::state::App;
use crate::words::key;
use crate::{dom, parts};

pub(super) fn view(app: App) -> AnyView {
    let version = move || {
        let said = [("version", env!("CARGO_PKG_VERSION").into())];
        app.words.with("about-version", &said)
    };
    let host = dom::window().location().host().unwrap_or_default();
    let served = move || {
        app.words
            .with("about-host", &[("host", host.clone().into())])
    };
    div()
        .class("about")
        .attr("data-part", "about")
        .child((
            parts::logo(),
            p().class("about-name").child(app.say("app-name")),
            p().class("about-motto").child(app.say("about-motto")),
            p().class("hint").child((
                version,
                build().map(|build| (" · ", bdi().class("code").child(build))),
            )),
            p().class("hint").child(served),
            hint(app, key("about-build")),
            hint(app, key("about-licence")),
            hint(app, key("about-fonts")),
        ))
        .into_any()
}

/// The build that the document came with.
fn build() -> Option<String> {
    dom::document()
        .document_element()?
        .get_attribute("data-build")
}
