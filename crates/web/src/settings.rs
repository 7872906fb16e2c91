//! What can be chosen. The menu of the parts and one part stand side by side where there is room,
//! else one at a time; the styles decide which.

mod about;
mod account;
mod appearance;
mod data;
mod language;
mod notifications;
mod picture;
mod privacy;
mod rows;

use crate::html::{a, div, nav, span};
use leptos::ev;
use leptos::prelude::*;

use crate::disclosure;
use crate::parts::{self, Icon, icon};
use crate::route::{Part, Route};
use crate::state::App;
use crate::words::key;

/// The pane of the settings: the list of parts, or one of them.
pub(crate) fn pane(app: App, part: Option<Part>) -> AnyView {
    // Beside the menu something stands in any case.
    let shown = part.unwrap_or(Part::Account);
    let back = move || {
        app.router.up();
    };
    let title = match part {
        Some(part) => app.say(title(part)),
        None => app.say("settings-title"),
    };
    div()
        .class("settings")
        .attr("data-part", "settings")
        .attr("data-open", part.map(Part::path))
        .child((
            parts::bar(app, title, back, ().into_any()),
            div().class("settings-columns").child((
                nav()
                    .class("settings-menu scroll")
                    .attr("aria-label", move || app.words.text("settings-title"))
                    .child(menu(app, shown)),
                div()
                    .class("settings-part scroll")
                    // A part may hold nothing but words: it is scrolled by keys all the same.
                    .attr("tabindex", "0")
                    .attr("data-part", format!("settings-{}", shown.path()))
                    .child(div().class("settings-body").child(body(app, shown))),
            )),
        ))
        .into_any()
}

fn body(app: App, part: Part) -> AnyView {
    match part {
        Part::Account => account::view(app),
        Part::Privacy => privacy::view(app),
        Part::Notifications => notifications::view(app),
        Part::Appearance => appearance::view(app),
        Part::Language => language::view(app),
        Part::Data => data::view(app),
        Part::Disclosure => disclosure::view(app),
        Part::About => about::view(app),
    }
}

const fn title(part: Part) -> &'static str {
    match part {
        Part::Account => key("settings-account"),
        Part::Privacy => key("settings-privacy"),
        Part::Notifications => key("settings-notifications"),
        Part::Appearance => key("settings-appearance"),
        Part::Language => key("settings-language"),
        Part::Data => key("settings-data"),
        Part::Disclosure => key("settings-disclosure"),
        Part::About => key("settings-about"),
    }
}

const fn about(part: Part) -> &'static str {
    match part {
        Part::Account => key("settings-account-about"),
        Part::Privacy => key("settings-privacy-about"),
        Part::Notifications => key("settings-notifications-about"),
        Part::Appearance => key("settings-appearance-about"),
        Part::Language => key("settings-language-about"),
        Part::Data => key("settings-data-about"),
        Part::Disclosure => key("settings-disclosure-about"),
        Part::About => key("settings-about-about"),
    }
}

const fn sign(part: Part) -> Icon {
    match part {
        Part::Account => Icon::Person,
        Part::Privacy => Icon::Lock,
        Part::Notifications => Icon::Bell,
        Part::Appearance => Icon::Palette,
        Part::Language => Icon::Globe,
        Part::Data => Icon::Data,
        Part::Disclosure => Icon::Eye,
        Part::About => Icon::Info,
    }
}

fn menu(app: App, shown: Part) -> AnyView {
    let mut rows: Vec<AnyView> = Part::ALL
        .into_iter()
        .map(|part| {
            let to = Route::Settings(Some(part));
            link(
                app,
                to,
                sign(part),
                [title(part), about(part)],
                part == shown,
            )
        })
        .collect();
    let names = [key("settings-keyboard"), key("settings-keyboard-about")];
    rows.push(link(app, Route::Keyboard, Icon::Keyboard, names, false));
    rows.into_any()
}

/// A row of the menu: a real link, so that it can be opened and copied as one.
fn link(
    app: App,
    to: Route,
    sign: Icon,
    [title, about]: [&'static str; 2],
    shown: bool,
) -> AnyView {
    let path = to.path();
    a().class("row")
        .attr("href", path)
        .attr("data-part", format!("to-{title}"))
        .attr("aria-current", shown.then_some("page"))
        .on(ev::click, move |event| {
            if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                app.go(to.clone());
            }
        })
        .child((
            span().class("row-sign").child(icon(sign)),
            span().class("row-body").child((
                span().class("row-title").child(app.say(title)),
                span().class("row-text").child(app.say(about)),
            )),
        ))
        .into_any()
}
