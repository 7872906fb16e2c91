//! The choice of an emoji: the ones used last, all others in their groups, and a field that finds
//! them by name in both languages.

use crate::html::{self, button, div, h2, p};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement, KeyboardEvent};
use wasm_bindgen::JsCast as _;

use super::emoji::{self, Emoji};
use crate::dom;
use crate::parts::{Anchor, place, search_field};
use crate::state::App;

/// The ones used last are kept under this name on this device.
const LAST: &str = "hudhud.emoji";
/// So many of them.
const LAST_MANY: usize = 16;
/// What is offered until some were used.
const BEGINNING: &[&str] = &["👍", "❤️", "😂", "😮", "😢", "🙏", "👏", "🔥"];
/// So many stand in a row, for the arrow keys.
const COLUMNS: usize = 8;

/// The choice above the field of the composer.
pub(super) fn above(app: App, choose: Callback<String>, close: Callback<()>) -> AnyView {
    picker(app, "picker above", None, choose, close)
}

/// The choice at a point of the window.
pub(crate) fn floating(
    app: App,
    at: Option<(i32, i32)>,
    choose: Callback<String>,
    close: Callback<()>,
) -> AnyView {
    picker(app, "picker floating", at, choose, close)
}

fn picker(
    app: App,
    class: &'static str,
    at: Option<(i32, i32)>,
    choose: Callback<String>,
    close: Callback<()>,
) -> AnyView {
    let query = RwSignal::new(String::new());
    let node: NodeRef<leptos::html::Div> = NodeRef::new();
    let before = StoredValue::new_local(dom::focused());
    Effect::new(move |_| {
        if let Some(picker) = node.get() {
            if let Some(at) = at {
                place(&picker, at, Anchor::Middle);
            }
            // A keyboard on glass would cover what is to be chosen.
            let field = picker.query_selector("input").ok().flatten();
            if !dom::media("(pointer: coarse)")
                && let Some(Ok(field)) = field.map(|field| field.dyn_into::<HtmlElement>())
            {
                let _ = field.focus();
            }
        }
    });
    on_cleanup(move || {
        if let Some(element) = before.try_get_value().flatten() {
            dom::give_focus_back(element);
        }
    });
    let pick = Callback::new(move |emoji: String| {
        remember(&emoji);
        choose.run(emoji);
    });
    let label = app.say("emoji-search");
    let field = search_field("emoji-search", label, label, query);
    div()
        .class("picker-layer")
        .child((
            div().class("menu-veil").on(ev::pointerdown, move |event| {
                event.prevent_default();
                close.run(());
            }),
            div()
                .node_ref(node)
                .class(class)
                .attr("role", "dialog")
                .attr("data-part", "picker")
                .attr("aria-label", app.say("composer-emoji"))
                .on(ev::keydown, move |event| keys(&event, node, close))
                .child((
                    field,
                    move || {
                        query
                            .with(|query| query.trim().is_empty())
                            .then(|| tabs(app))
                    },
                    div()
                        .class("picker-scroll")
                        .child(move || found(app, &query.get(), pick)),
                )),
        ))
        .into_any()
}

/// Ways to the groups, each with its first emoji.
fn tabs(app: App) -> AnyView {
    let tab = |(at, (name, members)): (usize, &(&'static str, Vec<Emoji>))| {
        let first = members.first().map_or("", |emoji| emoji.emoji);
        button()
            .attr("type", "button")
            .class("picker-tab")
            .attr("data-part", "picker-tab")
            .attr("aria-label", app.words.text(name))
            .attr("title", app.words.text(name))
            .on(ev::click, move |_| {
                if let Some(group) = dom::find(&format!("[data-group='{at}']")) {
                    group.scroll_into_view();
                }
            })
            .child(first)
            .into_any()
    };
    let tabs: Vec<AnyView> = emoji::groups().iter().enumerate().map(tab).collect();
    div().class("picker-tabs").child(tabs).into_any()
}

/// The groups, or what the query finds.
fn found(app: App, query: &str, pick: Callback<String>) -> AnyView {
    let language = app.words.language();
    let cell = move |emoji: &Emoji| one(emoji.emoji, emoji.name(language), pick);
    if !query.trim().is_empty() {
        let cells: Vec<AnyView> = emoji::found(query.trim()).map(cell).collect();
        return if cells.is_empty() {
            p().class("hint").child(app.say("emoji-none")).into_any()
        } else {
            div().class("picker-grid").child(cells).into_any()
        };
    }
    let last: Vec<AnyView> = last_used()
        .iter()
        .filter_map(|emoji| emoji::known(emoji))
        .map(cell)
        .collect();
    let mut groups = vec![div().class("picker-grid").child(last).into_any()];
    for (at, (key, members)) in emoji::groups().iter().enumerate() {
        let cells: Vec<AnyView> = members.iter().map(cell).collect();
        groups.push(
            html::section()
                .attr("data-group", at.to_string())
                .child((
                    h2().class("picker-title").child(app.words.text(key)),
                    div().class("picker-grid").child(cells),
                ))
                .into_any(),
        );
    }
    groups.into_any()
}

fn one(emoji: &'static str, name: &str, pick: Callback<String>) -> AnyView {
    button()
        .attr("type", "button")
        .class("picker-one")
        .attr("data-choice", "")
        .attr("data-emoji", emoji)
        .attr("aria-label", name.to_owned())
        .attr("title", name.to_owned())
        .on(ev::click, move |_| pick.run(emoji.to_owned()))
        .child(emoji)
        .into_any()
}

fn keys(event: &KeyboardEvent, node: NodeRef<leptos::html::Div>, close: Callback<()>) {
    let step = match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            close.run(());
            return;
        }
        "ArrowDown" => isize::try_from(COLUMNS).unwrap_or(1),
        "ArrowUp" => -isize::try_from(COLUMNS).unwrap_or(1),
        "ArrowRight" => sideways(1),
        "ArrowLeft" => sideways(-1),
        "Enter" => 0,
        _ => return,
    };
    let Some(picker) = node.get_untracked() else {
        return;
    };
    let cells = cells(&picker);
    let now = dom::focused();
    let at = cells.iter().position(|cell| Some(cell) == now.as_ref());
    match (at, step) {
        // In the field, Enter takes the first, and the arrows down lead into the grid.
        (None, 0) => {
            event.prevent_default();
            if let Some(first) = cells.first() {
                first.click();
            }
        }
        (None, step) if step > 1 => {
            event.prevent_default();
            if let Some(first) = cells.first() {
                let _ = first.focus();
            }
        }
        (None, _) | (Some(_), 0) => {}
        (Some(at), step) => {
            event.prevent_default();
            match at.checked_add_signed(step).and_then(|to| cells.get(to)) {
                Some(cell) => {
                    let _ = cell.focus();
                }
                None if step < 0 => {
                    if let Ok(Some(field)) = picker.query_selector("input")
                        && let Ok(field) = field.dyn_into::<HtmlElement>()
                    {
                        let _ = field.focus();
                    }
                }
                None => {}
            }
        }
    }
}

fn sideways(step: isize) -> isize {
    if dom::is_right_to_left() { -step } else { step }
}

fn cells(picker: &Element) -> Vec<HtmlElement> {
    let Ok(found) = picker.query_selector_all(".picker-one") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect()
}

/// The emoji used last on this device, newest first, and then those that most people use.
pub(crate) fn last_used() -> Vec<String> {
    let kept = dom::kept(LAST).unwrap_or_default();
    let mut last: Vec<String> = kept
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    for emoji in BEGINNING {
        if !last.iter().any(|known| known == emoji) {
            last.push((*emoji).to_owned());
        }
    }
    last.truncate(LAST_MANY);
    last
}

fn remember(emoji: &str) {
    let mut last = last_used();
    last.retain(|known| known != emoji);
    last.insert(0, emoji.to_owned());
    last.truncate(LAST_MANY);
    dom::keep(LAST, &last.join(" "));
}
