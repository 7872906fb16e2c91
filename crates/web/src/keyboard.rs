//! The keys that work everywhere, and the page that lists all of them.
//!
//! Keys of one place (the list, a conversation, the composer) are handled there; they are only
//! named here.

use crate::html::{dd, div, dl, dt, h2, kbd, section, span};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::{HtmlElement, KeyboardEvent};
use wasm_bindgen::JsCast as _;

use crate::dom;
use crate::parts;
use crate::route::Route;
use crate::state::{App, Phase};
use crate::words::key;

/// Listens for the keys that work everywhere: `?`, and Alt with the arrows.
pub(crate) fn start(app: App) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if app.phase.get_untracked() != Phase::Home || event.default_prevented() {
            return;
        }
        if event.alt_key() && !event.ctrl_key() && !event.meta_key() {
            let step = match event.key().as_str() {
                "ArrowDown" => 1,
                "ArrowUp" => -1,
                _ => return,
            };
            event.prevent_default();
            neighbour(app, step);
        } else if event.key() == "?" && !typing(&event) {
            event.prevent_default();
            app.go(Route::Keyboard);
        }
    });
    // It is needed as long as the page stands.
    std::mem::forget(listener);
}

/// Opens the conversation so many places further down the list.
fn neighbour(app: App, step: isize) {
    let order = app.list.order.get_untracked();
    let open = app.router.route.with_untracked(Route::conversation);
    let at = open.and_then(|open| order.iter().position(|id| *id == open));
    let to = match at {
        Some(at) => at.checked_add_signed(step),
        None => Some(0),
    };
    if let Some(id) = to.and_then(|to| order.get(to)) {
        app.go(Route::Conversation { id: *id, at: None });
    }
}

/// Whether the key goes into a text.
fn typing(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .is_some_and(|target| {
            matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || target.is_content_editable()
        })
}

/// One way to do something.
struct Shortcut {
    /// What it does.
    does: &'static str,
    /// Each way to do it, as keys pressed together: a key of the words, or the sign itself.
    ways: &'static [&'static [&'static str]],
}

const UP: &str = key("keyboard-key-up");
const DOWN: &str = key("keyboard-key-down");
const ENTER: &str = key("keyboard-key-enter");
const ESCAPE: &str = key("keyboard-key-escape");
const SHIFT: &str = key("keyboard-key-shift");
const CONTROL: &str = key("keyboard-key-control");
const ALT: &str = key("keyboard-key-alt");

const EVERYWHERE: &[Shortcut] = &[
    Shortcut {
        does: key("keyboard-switch"),
        ways: &[&[CONTROL, "K"]],
    },
    Shortcut {
        does: key("keyboard-next"),
        ways: &[&[ALT, DOWN], &[ALT, UP]],
    },
    Shortcut {
        does: key("keyboard-back"),
        ways: &[&[ESCAPE]],
    },
    Shortcut {
        does: key("keyboard-help"),
        ways: &[&["?"]],
    },
];

const LIST: &[Shortcut] = &[
    Shortcut {
        does: key("keyboard-move"),
        ways: &[&[UP], &[DOWN]],
    },
    Shortcut {
        does: key("keyboard-open"),
        ways: &[&[ENTER]],
    },
];

const CONVERSATION: &[Shortcut] = &[
    Shortcut {
        does: key("keyboard-messages"),
        ways: &[&[UP], &[DOWN]],
    },
    Shortcut {
        does: key("keyboard-menu"),
        ways: &[&[ENTER]],
    },
];

const WRITING: &[Shortcut] = &[
    Shortcut {
        does: key("keyboard-send"),
        ways: &[&[ENTER]],
    },
    Shortcut {
        does: key("keyboard-line"),
        ways: &[&[SHIFT, ENTER]],
    },
    Shortcut {
        does: key("keyboard-edit-last"),
        ways: &[&[UP]],
    },
    Shortcut {
        does: key("keyboard-leave-reply"),
        ways: &[&[ESCAPE]],
    },
    Shortcut {
        does: key("keyboard-emoji"),
        ways: &[&[":"]],
    },
    Shortcut {
        does: key("keyboard-mention"),
        ways: &[&["@"]],
    },
    Shortcut {
        does: key("keyboard-bold"),
        ways: &[&[CONTROL, "B"]],
    },
    Shortcut {
        does: key("keyboard-italic"),
        ways: &[&[CONTROL, "I"]],
    },
    Shortcut {
        does: key("keyboard-struck"),
        ways: &[&[CONTROL, SHIFT, "X"]],
    },
    Shortcut {
        does: key("keyboard-hidden"),
        ways: &[&[CONTROL, SHIFT, "H"]],
    },
    Shortcut {
        does: key("keyboard-code"),
        ways: &[&[CONTROL, SHIFT, "M"]],
    },
    Shortcut {
        does: key("keyboard-quote"),
        ways: &[&["> "]],
    },
];

/// The list of shortcuts.
pub(crate) fn pane(app: App) -> AnyView {
    let groups = [
        (key("keyboard-everywhere"), EVERYWHERE),
        (key("keyboard-list"), LIST),
        (key("keyboard-conversation"), CONVERSATION),
        (key("keyboard-writing"), WRITING),
    ];
    let groups: Vec<AnyView> = groups
        .into_iter()
        .map(|(title, shortcuts)| group(app, title, shortcuts))
        .collect();
    let back = move || {
        app.router.up();
    };
    crate::html::view((
        parts::bar(app, app.say("keyboard-title"), back, ().into_any()),
        div()
            .class("scroll")
            // It holds nothing but words, and is scrolled by keys all the same.
            .attr("tabindex", "0")
            .child(div().class("keys").attr("data-part", "keys").child(groups)),
    ))
}

fn group(app: App, title: &'static str, shortcuts: &'static [Shortcut]) -> AnyView {
    let rows: Vec<AnyView> = shortcuts
        .iter()
        .map(|shortcut| row(app, shortcut))
        .collect();
    section()
        .class("keys-group")
        .child((
            h2().class("section-title").child(app.say(title)),
            dl().child(rows),
        ))
        .into_any()
}

fn row(app: App, shortcut: &'static Shortcut) -> AnyView {
    let mut ways: Vec<AnyView> = Vec::new();
    for way in shortcut.ways {
        if !ways.is_empty() {
            ways.push(
                span()
                    .class("keys-or")
                    .child(app.say("keyboard-or"))
                    .into_any(),
            );
        }
        let keys: Vec<AnyView> = way.iter().map(|name| one(app, name)).collect();
        ways.push(span().class("keys-way").child(keys).into_any());
    }
    div()
        .class("keys-row")
        .child((dt().child(app.say(shortcut.does)), dd().child(ways)))
        .into_any()
}

fn one(app: App, name: &'static str) -> AnyView {
    if name == CONTROL && on_a_mac() {
        kbd().child("⌘").into_any()
    } else if name.starts_with("keyboard-") {
        kbd().child(app.say(name)).into_any()
    } else {
        kbd().child(name).into_any()
    }
}

/// Whether the command key stands where others have Control.
fn on_a_mac() -> bool {
    dom::window()
        .navigator()
        .platform()
        .is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}
