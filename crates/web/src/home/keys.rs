//! The keys of the list's pane.

use leptos::web_sys::KeyboardEvent;

use crate::dom;

/// Arrow keys, Home and End move between rows. Enter is the link's own.
pub(super) fn move_focus(event: &KeyboardEvent) {
    if event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let Some(now) = dom::focused() else {
        return;
    };
    let rows = dom::all(".pane.list .row");
    let at = rows.iter().position(|row| *row == now);
    let last = rows.len().saturating_sub(1);
    let to = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) => (at + 1).min(last),
        // From a field, into what is offered below it.
        ("ArrowDown", None) if now.tag_name() == "INPUT" => 0,
        ("ArrowUp", Some(0)) => {
            event.prevent_default();
            dom::focus_soon(".pane.list .input.search");
            return;
        }
        ("ArrowUp", Some(at)) => at - 1,
        ("Home", Some(_)) => 0,
        ("End", Some(_)) => last,
        _ => return,
    };
    event.prevent_default();
    if let Some(row) = rows.get(to) {
        let _ = row.focus();
    }
}
