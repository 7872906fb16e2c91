//! The list of conversations. Rows have one height, and only those near the window are in the
//! document, so that a thousand conversations cost as much as twenty.

use crate::html;
use hudhud_base::ConversationId;
use leptos::ev;
use leptos::prelude::*;

use super::keys::move_focus;
use super::{empty, found, row, ways};
use crate::parts::empty as empty_place;
use crate::parts::{Icon, Size, avatar, bar, each, icon, icon_button, search_field};
use crate::route::Route;
use crate::state::App;
use crate::{device, dom, share};

/// Rows in the document before and after those that are seen.
const BEYOND: usize = 12;
/// The rows in the document change only after so many rows of scrolling.
const STEP: usize = 6;
/// The height of a row until one has been measured, in CSS pixels.
const ROW_HEIGHT: f64 = 72.0;

pub(super) fn pane(app: App) -> AnyView {
    let query = RwSignal::new(String::new());
    let searching = Memo::new(move |_| !query.with(|query| query.trim().is_empty()));
    html::view((head(app, query), move || {
        if searching.get() {
            found::view(app, query)
        } else {
            rows(app)
        }
    }))
}

/// The pane of the conversations that stand apart.
pub(super) fn archive(app: App) -> AnyView {
    let none = Memo::new(move |_| app.list.archive.with(Vec::is_empty));
    let back = move || {
        app.router.up();
    };
    html::view((
        bar(app, app.say("archive-title"), back, ().into_any()),
        move || {
            if none.get() {
                empty_place(
                    Icon::Archive,
                    app.say("archive-none-title"),
                    app.say("archive-none-text"),
                    ().into_any(),
                )
            } else {
                scrolling(app, app.list.archive, ().into_any())
            }
        },
    ))
}

fn head(app: App, query: RwSignal<String>) -> AnyView {
    let own = Memo::new(move |_| app.account.get().map(|account| account.person));
    let label = app.say("list-search");
    html::div()
        .class("bar list-bar")
        .child((
            html::button()
                .attr("type", "button")
                .class("icon-button own")
                .attr("data-part", "settings")
                .attr("aria-label", move || app.words.text("list-settings"))
                .attr("title", move || app.words.text("list-settings"))
                .on(ev::click, move |_| app.go(Route::Settings(None)))
                .child(move || {
                    own.get()
                        .map(|own| avatar(app, &own, Size::Small))
                        .unwrap_or_else(|| icon(Icon::Settings))
                }),
            search_field("search", label, label, query).on(ev::keydown, move |event| {
                match event.key().as_str() {
                    "Escape" if !query.with_untracked(String::is_empty) => {
                        event.prevent_default();
                        query.set(String::new());
                    }
                    "ArrowDown" => {
                        event.prevent_default();
                        if let Some(first) = dom::find(".pane.list .row") {
                            let _ = first.focus();
                        }
                    }
                    _ => {}
                }
            }),
            move || {
                app.passcode.get().then(|| {
                    icon_button("lock", Icon::Lock, app.say("list-lock"), move || {
                        device::lock(app);
                    })
                })
            },
            icon_button("new", Icon::Pencil, app.say("list-new"), move || {
                app.go(Route::New)
            }),
        ))
        .into_any()
}

/// What of the list is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Visible {
    top: f64,
    height: f64,
    row: f64,
}

/// The scrolling part of the list, and what of it is seen. A small handle: copy it.
#[derive(Clone, Copy)]
struct Scroll {
    node: NodeRef<leptos::html::Div>,
    visible: RwSignal<Visible>,
}

impl Scroll {
    fn new() -> Self {
        let height = dom::window().inner_height().ok();
        Self {
            node: NodeRef::new(),
            visible: RwSignal::new(Visible {
                top: 0.0,
                height: height.and_then(|height| height.as_f64()).unwrap_or(800.0),
                row: ROW_HEIGHT,
            }),
        }
    }

    /// Looks at what is seen, and how high a row is.
    fn look(self) {
        let Some(scroll) = self.node.try_get_untracked().flatten() else {
            return;
        };
        let row = dom::find(".pane.list .row.conversation")
            .map(|row| f64::from(row.offset_height()))
            .filter(|height| *height > 0.0)
            .unwrap_or(ROW_HEIGHT);
        let seen = Visible {
            top: f64::from(scroll.scroll_top()),
            height: f64::from(scroll.client_height()),
            row,
        };
        if self.visible.get_untracked() != seen {
            self.visible.set(seen);
        }
    }
}

fn rows(app: App) -> AnyView {
    let nothing = Memo::new(move |_| {
        app.list.complete.get()
            && app.list.order.with(Vec::is_empty)
            && app.list.requests.with(Vec::is_empty)
            && app.list.archive.with(Vec::is_empty)
    });
    // A sheet over it outlives the empty place: somebody may just be showing their link to whoever writes now.
    let sharing = RwSignal::new(false);
    let round = html::view((
        ways::requests(app),
        ways::archived(app),
        move || nothing.get().then(|| empty::list(app, sharing)),
        move || {
            sharing
                .get()
                .then(|| share::dialog(app, move || sharing.set(false)))
        },
    ));
    scrolling(app, app.list.order, round)
}

/// Rows of conversations that scroll, below what stands above them.
fn scrolling(app: App, order: RwSignal<Vec<ConversationId>>, above: AnyView) -> AnyView {
    let scroll = Scroll::new();
    let resized = window_event_listener(ev::resize, move |_| scroll.look());
    on_cleanup(move || resized.remove());
    Effect::new(move |_| {
        app.preferences.text_size.track();
        order.track();
        request_animation_frame(move || scroll.look());
    });
    let held = hold_focus(order);
    html::div()
        .node_ref(scroll.node)
        .class("scroll")
        .attr("data-part", "conversations")
        .on(ev::scroll, move |_| scroll.look())
        .on(ev::keydown, move |event| move_focus(&event))
        .on(ev::focusin, move |_| held.set_value(focused_row()))
        .child((above, near(app, order, scroll.visible)))
        .into_any()
}

/// The rows near what is seen, at the height at which they would stand among all.
fn near(app: App, order: RwSignal<Vec<ConversationId>>, visible: RwSignal<Visible>) -> AnyView {
    let near = Memo::new(move |_| order.with(|order| part_near(visible.get(), order.len())));
    let shown = Signal::derive(move || {
        let (first, last) = near.get();
        order.with(|order| {
            let part = order.get(first..last.min(order.len()));
            part.unwrap_or_default().to_vec()
        })
    });
    let high =
        move |rows: usize| format!("{}px", rows as f64 * visible.with(|visible| visible.row));
    html::div()
        .class("rows")
        .style(("height", move || high(order.with(Vec::len))))
        .style(("padding-block-start", move || high(near.get().0)))
        .child(each(
            shown,
            |id| *id,
            move |id| match app.list.row(id) {
                Some(view) => row::row(app, id, view),
                None => ().into_any(),
            },
        ))
        .into_any()
}

/// A row that moves in the document loses the focus, for which nobody asked: it gets it back. Of one
/// that is gone, the one gets it that stands in its place.
fn hold_focus(order: RwSignal<Vec<ConversationId>>) -> StoredValue<Option<ConversationId>> {
    let held = StoredValue::new(None);
    Effect::new(move |before: Option<Vec<ConversationId>>| {
        let now = order.get();
        let there = now.clone();
        request_animation_frame(move || {
            let Some(id) = held.try_get_value().flatten() else {
                return;
            };
            let place = before.unwrap_or_default().iter().position(|one| *one == id);
            let next = place.and_then(|place| there.get(place).or(there.last()));
            let row = row::in_list(id).or_else(|| row::in_list(*next?));
            if let Some(row) = row.filter(|_| dom::is_focus_lost()) {
                let _ = row.focus();
            }
        });
        now
    });
    held
}

/// The conversation whose row has the focus, or something in it.
fn focused_row() -> Option<ConversationId> {
    let place = dom::focused()?.closest(".row-place").ok().flatten()?;
    let row = place.query_selector("[data-conversation]").ok().flatten()?;
    row.get_attribute("data-conversation")?.parse().ok()
}

/// The first row in the document and the one after the last.
fn part_near(visible: Visible, count: usize) -> (usize, usize) {
    let first = (visible.top / visible.row) as usize;
    let seen = (visible.height / visible.row) as usize + 2;
    let first = first.saturating_sub(BEYOND) / STEP * STEP;
    (
        first.min(count),
        (first + seen + 2 * BEYOND + STEP).min(count),
    )
}

#[cfg(test)]
mod tests {
    use super::{BEYOND, STEP, Visible, part_near};

    fn visible(top: f64) -> Visible {
        Visible {
            top,
            height: 720.0,
            row: 72.0,
        }
    }

    #[test]
    fn everything_that_is_seen_is_in_the_document() {
        for top in 0..80_000 {
            let top = f64::from(top);
            let (first, last) = part_near(visible(top), 1_000);
            assert!(first as f64 * 72.0 <= top);
            assert!(last == 1_000 || last as f64 * 72.0 >= top + 720.0);
            assert!(last - first <= 12 + 3 * BEYOND + STEP);
        }
    }

    #[test]
    fn a_short_list_is_there_as_a_whole() {
        assert_eq!(part_near(visible(0.0), 3), (0, 3));
        assert_eq!(part_near(visible(0.0), 0), (0, 0));
    }
}
