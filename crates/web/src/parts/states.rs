//! A pane's head, an empty pane, progress, the sentence with the lock, the logo.

use crate::html;
use leptos::prelude::{AnyView, Get as _, IntoAny as _, Signal};

use super::button::icon_button;
use super::icon::{Icon, icon};
use crate::state::App;

/// A pane's head: a way back, a title, and what can be done.
pub(crate) fn bar(
    app: App,
    title: Signal<String>,
    back: impl Fn() + 'static,
    actions: AnyView,
) -> AnyView {
    html::div()
        .class("bar")
        .child((
            icon_button("back", Icon::Back, app.say("back"), back),
            html::h1().class("bar-title").child(title),
            actions,
        ))
        .into_any()
}

/// A pane with nothing in it yet: what it is for, and what to do.
pub(crate) fn empty(
    shape: Icon,
    title: Signal<String>,
    text: Signal<String>,
    action: AnyView,
) -> AnyView {
    html::div()
        .class("empty")
        .attr("data-part", "empty")
        .child((
            html::div().class("empty-art").child(icon(shape)),
            html::p().class("empty-title").child(title),
            html::p().class("empty-text").child(text),
            action,
        ))
        .into_any()
}

/// How far something long has come, 0 to 100, with its name.
pub(crate) fn progress(label: Signal<String>, percent: Signal<u32>) -> AnyView {
    html::progress()
        .class("progress")
        .attr("max", "100")
        .attr("aria-label", move || label.get())
        .attr("value", move || percent.get().to_string())
        .into_any()
}

/// Who can read a conversation, in one sentence with a lock.
pub(crate) fn lock(app: App) -> AnyView {
    html::p()
        .class("lock")
        .attr("data-part", "lock")
        .child((
            icon(Icon::Lock),
            html::span().child(app.say("lock-private")),
        ))
        .into_any()
}

/// The crest.
pub(crate) fn logo() -> AnyView {
    const FEATHERS: &str = "M172 380C158.1 274.1 121.9 223.9 110.3 153.9Q149.6 124 193.5 146.6C194.2 217.6 167.3 273.2 172 380ZM172 380C229.6 284 232.4 219.1 268.6 154.1Q320.8 155.2 342.2 202.9C296.5 261.5 237.9 289.4 172 380ZM172 380C272.1 342.6 312.8 296.1 378.4 269.1Q416.4 300.6 404.2 348.4C335.2 365.1 275 351.4 172 380Z";
    const TIPS: &str = "M110.3 153.9C109.3 147.3 108.4 140.5 107.8 133.5A42.5 42.5 0 0 1 192.5 126.1C193.1 133.1 193.4 139.9 193.5 146.6Q149.6 124 110.3 153.9ZM268.6 154.1C272 148 275.7 141.9 279.7 135.7A45 45 0 0 1 354.8 185.4C350.7 191.5 346.5 197.3 342.2 202.9Q320.8 155.2 268.6 154.1ZM378.4 269.1C384.6 266.5 391 264.2 397.7 262A42.5 42.5 0 0 1 424 342.8C417.3 345 410.7 346.8 404.2 348.4Q416.4 300.6 378.4 269.1Z";
    html::svg()
        .attr("class", "logo")
        .attr("viewBox", "100 54 361 361")
        .attr("aria-hidden", "true")
        .child((
            html::path()
                .attr("class", "logo-feathers")
                .attr("d", FEATHERS),
            html::path().attr("class", "logo-tips").attr("d", TIPS),
        ))
        .into_any()
}
