//! A person's own link, as text, as a code to point a camera at, and handed to the system. Without
//! a name there is no link: then it says how to get one.

mod code;

use crate::html::{bdi, button, div, p, span};
use crate::html::{path, svg};
use hudhud_dialogue::AccountView;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::dom;
use crate::parts::{self, Icon, Look, icon};
use crate::route::{Part, Route};
use crate::state::App;
use crate::words::key;

/// How long a button says that it has copied.
const SAID: std::time::Duration = std::time::Duration::from_secs(2);

/// The link as text and as a picture to scan, in a dialog; `close` takes it away.
pub(crate) fn dialog(app: App, close: impl Fn() + Copy + 'static) -> AnyView {
    let body = div()
        .child((
            panel(app),
            div().class("dialog-actions").child(parts::button(
                "close",
                Look::Usual,
                app.say("close"),
                close,
            )),
        ))
        .into_any();
    parts::dialog("share-dialog", app.say("share-title"), close, body)
}

/// Link, code and buttons, or how to get a name.
pub(crate) fn panel(app: App) -> AnyView {
    let link = Memo::new(move |_| app.account.with(|account| account.as_ref().and_then(link)));
    let view = move || match link.get() {
        Some((address, shown)) => with_link(app, &address, shown),
        None => without_name(app),
    };
    div()
        .class("share")
        .attr("data-part", "share")
        .child(view)
        .into_any()
}

/// The link to write to this account, and how it is shown; `None` without a confirmed name.
fn link(account: &AccountView) -> Option<(String, String)> {
    let name = account.person.name.clone()?;
    let location = dom::window().location();
    let address = format!(
        "{}{}",
        location.origin().ok()?,
        Route::Person(name.clone()).path()
    );
    Some((address, format!("{}/@{name}", location.host().ok()?)))
}

fn with_link(app: App, address: &str, shown: String) -> AnyView {
    let shared = address.to_owned();
    let can_share = !dom::property(&dom::window().navigator(), "share").is_undefined();
    div()
        .class("share-card")
        .child((
            drawn(app, address),
            p().class("share-link").child(
                bdi()
                    .attr("dir", "ltr")
                    .attr("data-part", "share-link")
                    .child(shown),
            ),
            p().class("hint").child(app.say("share-text")),
            div().class("share-actions").child((
                copy_button(app, address.to_owned()),
                can_share.then(|| {
                    button()
                        .class("button")
                        .attr("type", "button")
                        .on(ev::click, move |_| hand_over(app, &shared))
                        .child((icon(Icon::Share), app.say("share-send")))
                }),
            )),
        ))
        .into_any()
}

fn without_name(app: App) -> AnyView {
    div()
        .class("share-card")
        .child((
            p().class("hint").child(app.say("share-needs-name")),
            parts::button(
                "share-claim",
                Look::Primary,
                app.say("share-claim"),
                move || {
                    app.go(Route::Settings(Some(Part::Account)));
                },
            ),
        ))
        .into_any()
}

/// The code: dark on light in both themes, because not every reader knows the other way.
fn drawn(app: App, address: &str) -> Option<AnyView> {
    let code = code::code(address)?;
    let label = app.say("share-code");
    Some(
        svg()
            .attr("class", "share-code")
            .attr("role", "img")
            .attr("aria-label", move || label.get())
            .attr("viewBox", format!("0 0 {0} {0}", code.side))
            .child(path().attr("d", code.path))
            .into_any(),
    )
}

/// A button that copies a text and says so for a moment.
pub(crate) fn copy_button(app: App, text: String) -> AnyView {
    let copied = RwSignal::new(false);
    let label = move || {
        app.words.text(if copied.get() {
            key("share-copied")
        } else {
            key("share-copy")
        })
    };
    button()
        .class("button")
        .attr("type", "button")
        .attr("data-part", "copy")
        .on(ev::click, move |_| {
            let text = text.clone();
            leptos::task::spawn_local(async move {
                if copy(&text).await {
                    copied.set(true);
                    set_timeout(move || copied.set(false), SAID);
                } else {
                    app.toasts.say(app.words.text("share-copy-failed"));
                }
            });
        })
        .child((
            move || {
                icon(if copied.get() {
                    Icon::Check
                } else {
                    Icon::Copy
                })
            },
            span().attr("aria-live", "polite").child(label),
        ))
        .into_any()
}

/// Puts a text on the clipboard. `false`: the browser does not let us.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = dom::window().navigator();
    // Only there where the page came over TLS or from this machine.
    if dom::property(&navigator, "clipboard").is_undefined() {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .is_ok()
}

/// Hands the link to the system's own way of sharing. A person who changes their mind is no fault.
fn hand_over(app: App, address: &str) {
    let data = web_sys::ShareData::new();
    data.set_text(
        &app.words
            .with("share-message", &[("link", address.to_owned().into())]),
    );
    let promise = dom::window().navigator().share_with_data(&data);
    leptos::task::spawn_local(async move {
        let _ = JsFuture::from(promise).await;
    });
}
