//! A menu: a few things to do, moved through by arrow keys.

use crate::html;
use leptos::ev;
use leptos::prelude::{
    AnyView, Callable as _, Callback, Effect, Get as _, GetValue as _, IntoAny as _, NodeRef,
    Signal, StoredValue, on_cleanup,
};
use leptos::web_sys::{Element, HtmlElement, KeyboardEvent};
use wasm_bindgen::JsCast as _;

use super::icon::{Icon, icon};
use super::place::{Anchor, place};
use crate::dom;

/// One thing to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(crate) part: &'static str,
    pub(crate) icon: Icon,
    /// What it does: a verb.
    pub(crate) label: Signal<String>,
    /// Whether it cannot be undone.
    pub(crate) danger: bool,
    pub(crate) action: Callback<()>,
}

/// A menu, open as long as it is in the document. `above` stands over its items; what in it can be
/// chosen is reached by the same keys if it has the role of an item. `close` is asked for by Escape, Tab, a press
/// elsewhere, and after something was chosen; the focus then returns to where it was. `at` is a
/// point in CSS pixels of the window, for a menu that was asked for by a pointer; without it the
/// menu stands at the end of what holds it.
pub(crate) fn menu(
    part: &'static str,
    items: Vec<Item>,
    at: Option<(i32, i32)>,
    close: Callback<()>,
    above: Option<AnyView>,
) -> AnyView {
    let node: NodeRef<leptos::html::Div> = NodeRef::new();
    let before = StoredValue::new_local(dom::focused());
    Effect::new(move |_| {
        if let Some(menu) = node.get() {
            if let Some(at) = at {
                place(&menu, at, Anchor::Corner);
            }
            // What stands above is for the pointer first of all.
            if let Ok(Some(first)) = menu.query_selector(".menu-item")
                && let Ok(first) = first.dyn_into::<HtmlElement>()
            {
                let _ = first.focus();
            }
        }
    });
    on_cleanup(move || {
        if let Some(element) = before.try_get_value().flatten() {
            dom::give_focus_back(element);
        }
    });
    let choose = Callback::new(move |action: Callback<()>| {
        close.run(());
        // Whatever opens now returns the focus to where it was before the menu.
        if let Some(element) = before.try_get_value().flatten() {
            let _ = element.focus();
        }
        action.run(());
    });
    let rows: Vec<AnyView> = items.into_iter().map(|item| row(item, choose)).collect();
    let list = html::div()
        .node_ref(node)
        .class("menu")
        .attr("role", "menu")
        .attr("data-part", part)
        .on(ev::keydown, move |event| keys(&event, node, close))
        .child((above, rows));
    html::div()
        .class("menu-layer")
        // The key that asked for this menu may ask the browser for its own, at what has the focus now.
        .on(ev::contextmenu, |event| event.prevent_default())
        .child((
            html::div()
                .class("menu-veil")
                .on(ev::pointerdown, move |event| {
                    event.prevent_default();
                    close.run(());
                }),
            list.style(("position", at.map(|_| "fixed").unwrap_or("absolute"))),
        ))
        .into_any()
}

fn row(item: Item, choose: Callback<Callback<()>>) -> AnyView {
    html::button()
        .attr("type", "button")
        .attr("role", "menuitem")
        .attr("tabindex", "-1")
        .attr("data-part", item.part)
        .class(if item.danger {
            "menu-item danger"
        } else {
            "menu-item"
        })
        .on(ev::click, move |event| {
            // The second half of a double click was meant for what stood here before.
            if event.detail() <= 1 {
                choose.run(item.action);
            }
        })
        .child((icon(item.icon), html::span().child(item.label)))
        .into_any()
}

enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn keys(event: &KeyboardEvent, node: NodeRef<leptos::html::Div>, close: Callback<()>) {
    use leptos::prelude::GetUntracked as _;
    let way = match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => Step::Next,
        "ArrowUp" | "ArrowLeft" => Step::Previous,
        "Home" => Step::First,
        "End" => Step::Last,
        "Escape" | "Tab" => {
            event.prevent_default();
            event.stop_propagation();
            close.run(());
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(menu) = node.get_untracked() {
        step(&menu, way);
    }
}

fn step(menu: &Element, way: Step) {
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else {
        return;
    };
    let items: Vec<HtmlElement> = (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect();
    let now = dom::focused();
    let at = items.iter().position(|item| Some(item) == now.as_ref());
    let last = items.len().saturating_sub(1);
    let to = match (way, at) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => last,
        (Step::Next, Some(at)) => {
            if at == last {
                0
            } else {
                at + 1
            }
        }
        (Step::Previous, Some(at)) => {
            if at == 0 {
                last
            } else {
                at - 1
            }
        }
    };
    if let Some(item) = items.get(to) {
        let _ = item.focus();
    }
}
