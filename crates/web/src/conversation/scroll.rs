//! Where the list of messages stands, kept through every change of what is in it.
//!
//! It remembers one row that is in sight and how far below the beginning of the list it lies. When
//! that distance has changed, whatever changed it, the list is scrolled by the difference: nothing
//! moves for whoever reads. At the end it stays at the end. It knows rows by their `data-row`, and
//! nothing of messages.

use hudhud_base::MessageRow;
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement};
use wasm_bindgen::JsCast as _;

use crate::dom;

/// So near to the end counts as at the end, in pixels.
const AT_END: f64 = 32.0;
/// A row that was asked for as the first stands so far below the upper edge, in pixels.
const HEADROOM: f64 = 72.0;

/// Where the list is to stand once its rows are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    End,
    /// With this row near the upper edge.
    First(MessageRow),
    /// With this row in the middle.
    Middle(MessageRow),
}

#[derive(Debug, Clone, Copy, Default)]
struct Position {
    /// A row in sight, and its distance from the beginning of the list.
    row: Option<(MessageRow, f64)>,
    at_end: bool,
    /// Where the list stood last.
    top: f64,
    wanted: Option<Target>,
}

/// The position of a list. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scroll {
    /// What scrolls.
    pub(super) outer: NodeRef<leptos::html::Div>,
    /// What holds the rows.
    pub(super) inner: NodeRef<leptos::html::Div>,
    /// Whether the list stands at its end.
    pub(super) at_end: RwSignal<bool>,
    kept: StoredValue<Position>,
}

impl Scroll {
    /// At the end of an empty list.
    pub(super) fn new() -> Self {
        Self {
            outer: NodeRef::new(),
            inner: NodeRef::new(),
            at_end: RwSignal::new(true),
            kept: StoredValue::new(Position {
                at_end: true,
                ..Position::default()
            }),
        }
    }

    fn elements(self) -> Option<(HtmlElement, HtmlElement)> {
        let outer: HtmlElement = self.outer.try_get_untracked()??.into();
        let inner: HtmlElement = self.inner.try_get_untracked()??.into();
        Some((outer, inner))
    }

    /// Says where the list is to stand after its next change.
    pub(super) fn want(self, stand: Target) {
        self.kept.update_value(|kept| kept.wanted = Some(stand));
    }

    /// Puts the list where it was, after something in it has changed. `complete`: its end is the
    /// end of the conversation.
    pub(super) fn settle(self, complete: bool) {
        let Some((outer, inner)) = self.elements() else {
            return;
        };
        let mut kept = self.kept.get_value();
        if let Some(stand) = kept.wanted
            && place(&outer, &inner, stand)
        {
            kept.wanted = None;
            kept.at_end = false;
        } else if kept.at_end && complete {
            outer.set_scroll_top(outer.scroll_height());
        } else if let Some((id, before)) = kept.row
            && let Some(row) = row(&inner, id)
        {
            let moved = distance(&inner, &row) - before;
            if moved.abs() >= 0.5 {
                set_top(&outer, top(&outer) + moved);
            }
        }
        self.remember(&outer, &inner, kept, complete);
    }

    /// The person has scrolled.
    pub(super) fn scrolled(self, complete: bool) {
        if let Some((outer, _)) = self.elements() {
            self.kept.update_value(|kept| {
                // A list that became shorter is moved up by the browser and stands at its end still.
                if top(&outer) < kept.top - 1.0 && below(&outer) >= AT_END {
                    kept.at_end = false;
                }
            });
        }
        self.settle(complete);
    }

    fn remember(
        self,
        outer: &HtmlElement,
        inner: &HtmlElement,
        mut kept: Position,
        complete: bool,
    ) {
        kept.row = in_sight(outer, inner);
        kept.at_end = complete && below(outer) < AT_END;
        kept.top = top(outer);
        self.kept.set_value(kept);
        if self.at_end.try_get_untracked() == Some(!kept.at_end) {
            self.at_end.set(kept.at_end);
        }
    }

    /// The row in sight that the position is kept by.
    pub(super) fn row(self) -> Option<MessageRow> {
        self.kept.with_value(|kept| kept.row.map(|(id, _)| id))
    }

    /// How much there is above and below what is in sight, in pixels.
    pub(super) fn around(self) -> Option<(f64, f64)> {
        let (outer, _) = self.elements()?;
        Some((top(&outer), below(&outer)))
    }

    /// Goes to the end at once; whoever is near sees it happen.
    pub(super) fn to_end(self) {
        let Some((outer, _)) = self.elements() else {
            return;
        };
        self.kept.update_value(|kept| kept.at_end = true);
        outer.set_scroll_top(outer.scroll_height());
    }

    /// Brings a row that is there into the middle. `false`: it is not there.
    pub(super) fn show(self, id: MessageRow) -> bool {
        let Some((outer, inner)) = self.elements() else {
            return false;
        };
        self.kept.update_value(|kept| kept.at_end = false);
        place(&outer, &inner, Target::Middle(id))
    }

    /// The last row of which the end is in sight.
    pub(super) fn last_seen(self) -> Option<MessageRow> {
        let (outer, inner) = self.elements()?;
        let edge = outer.get_bounding_client_rect().bottom() + 1.0;
        let rows = rows(&inner);
        let seen = partition(&rows, |row| row.get_bounding_client_rect().bottom() <= edge);
        id(rows.get(seen.checked_sub(1)?)?)
    }
}

/// Brings a stand about, if the row it names is there.
fn place(outer: &HtmlElement, inner: &HtmlElement, stand: Target) -> bool {
    match stand {
        Target::End => set_top(outer, f64::from(outer.scroll_height())),
        Target::First(id) => match row(inner, id) {
            Some(row) => set_top(outer, distance(inner, &row) - HEADROOM),
            None => return false,
        },
        Target::Middle(id) => match row(inner, id) {
            Some(row) => {
                let own = row.get_bounding_client_rect().height();
                let room = f64::from(outer.client_height());
                set_top(
                    outer,
                    distance(inner, &row) - ((room - own) / 2.0).max(HEADROOM),
                );
            }
            None => return false,
        },
    }
    true
}

fn top(outer: &HtmlElement) -> f64 {
    dom::property(outer, "scrollTop").as_f64().unwrap_or(0.0)
}

/// Fractions count: rounding would move the list by a pixel each time.
fn set_top(outer: &HtmlElement, top: f64) {
    let _ = js_sys::Reflect::set(outer, &"scrollTop".into(), &top.into());
}

fn below(outer: &HtmlElement) -> f64 {
    f64::from(outer.scroll_height()) - f64::from(outer.client_height()) - top(outer)
}

fn rows(inner: &HtmlElement) -> Vec<Element> {
    let children = inner.children();
    (0..children.length())
        .filter_map(|index| children.item(index))
        .filter(|child| child.has_attribute("data-row"))
        .collect()
}

fn row(inner: &HtmlElement, id: MessageRow) -> Option<Element> {
    inner
        .query_selector(&format!(":scope > [data-row='{id}']"))
        .ok()
        .flatten()
}

fn id(row: &Element) -> Option<MessageRow> {
    row.get_attribute("data-row")?.parse().ok()
}

/// How far a row lies below the beginning of what scrolls.
fn distance(inner: &HtmlElement, row: &Element) -> f64 {
    row.get_bounding_client_rect().top() - inner.get_bounding_client_rect().top()
}

/// The first row of which something is in sight, with its distance.
fn in_sight(outer: &HtmlElement, inner: &HtmlElement) -> Option<(MessageRow, f64)> {
    let edge = outer.get_bounding_client_rect().top();
    let rows = rows(inner);
    let hidden = partition(&rows, |row| row.get_bounding_client_rect().bottom() <= edge);
    let row = rows.get(hidden).or_else(|| rows.last())?;
    Some((id(row)?, distance(inner, row)))
}

/// How many rows at the beginning it holds for: rows lie in order, so few are looked at.
fn partition(rows: &[Element], holds: impl Fn(&Element) -> bool) -> usize {
    rows.partition_point(holds)
}

/// Calls back whenever one of the elements has another size, until the owner is gone.
pub(super) fn on_resize(elements: &[&Element], call: impl FnMut() + 'static) {
    let closure = wasm_bindgen::closure::Closure::<dyn FnMut()>::new(call);
    let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) else {
        return;
    };
    for element in elements {
        observer.observe(element);
    }
    let held = StoredValue::new_local((observer, closure));
    on_cleanup(move || {
        held.try_update_value(|(observer, _)| observer.disconnect());
    });
}
