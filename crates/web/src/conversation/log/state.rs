//! The list and its state, and what asks for its window.

use hudhud_base::MessageRow;
use std::collections::BTreeMap;
use std::time::Duration;

use hudhud_dialogue::page::{Ask, Problem, Reply};
use leptos::prelude::*;

use crate::conversation::open::Open;
use crate::conversation::scroll::{Scroll, Target};
use crate::conversation::surroundings::{Outline, Surroundings, day_number, surroundings};
use crate::dom;

/// So far down from the upper edge the date over the list reaches, in CSS pixels.
const DATE_PX: f64 = 44.0;
/// How long the date over the list stays after scrolling.
const DATE_STAYS: Duration = Duration::from_millis(1_200);

/// The list and its state. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(in crate::conversation) struct Log {
    pub(super) open: Open,
    pub(super) scroll: Scroll,
    /// What surrounds each message.
    pub(super) around: Memo<BTreeMap<MessageRow, Surroundings>>,
    /// An answer is due.
    pub(super) loading: RwSignal<bool>,
    /// Counts the windows that were asked for: what belongs to an older one comes too late.
    pub(super) turn: StoredValue<u32>,
    /// Why there is nothing to show.
    pub(super) failed: RwSignal<Option<Problem>>,
    /// Whether the first window has come.
    pub(super) ready: RwSignal<bool>,
    /// The last position that was said to be seen.
    pub(super) seen: StoredValue<i64>,
    /// The day over the list, while somebody scrolls.
    pub(super) day: RwSignal<Option<u64>>,
    /// Counts scrolling, so that the date goes only after the last.
    pub(super) scrolls: StoredValue<u32>,
}

impl Log {
    /// The list before anything was asked for, owned by whoever is being shown.
    pub(super) fn new(open: Open) -> Self {
        let shown = open.app.window;
        let around = Memo::new(move |_| {
            let first_unread = shown.first_unread.get();
            shown.entries.with(|entries| {
                let outlines: Vec<Outline> = entries
                    .iter()
                    .map(|entry| {
                        entry.message.with_untracked(|message| {
                            Outline::new(message, day_number(message.sent.0))
                        })
                    })
                    .collect();
                surroundings(&outlines, first_unread)
            })
        });
        Self {
            open,
            scroll: Scroll::new(),
            around,
            loading: RwSignal::new(false),
            turn: StoredValue::new(0),
            failed: RwSignal::new(None),
            ready: RwSignal::new(false),
            seen: StoredValue::new(i64::MIN),
            day: RwSignal::new(None),
            scrolls: StoredValue::new(0),
        }
    }

    /// Asks for the window, round a message or where reading left off.
    pub(super) fn watch(self, around: Option<MessageRow>, flash: Option<MessageRow>) {
        let (app, id) = (self.open.app, self.open.id);
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.loading.set(true);
        leptos::task::spawn_local(async move {
            let ask = Ask::Watch {
                conversation: id,
                around,
            };
            let answer = app.ask(ask).await;
            // The person may have gone elsewhere meanwhile.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.loading.set(false);
            match answer {
                Ok(Reply::Window(window)) => {
                    let stand = match (around, window.first_unread) {
                        (Some(message), _) => Target::Middle(message),
                        (None, Some(unread)) => Target::First(unread),
                        (None, None) => Target::End,
                    };
                    self.scroll.want(stand);
                    app.window.replace(window);
                    self.failed.set(None);
                    self.ready.set(true);
                    if let Some(message) = flash {
                        self.open.stand_out(message);
                    }
                }
                Ok(_) => {}
                Err(problem) => self.failed.set(Some(problem)),
            }
        });
    }

    pub(super) fn complete(self) -> bool {
        self.open
            .app
            .window
            .to_end
            .try_get_untracked()
            .unwrap_or(false)
    }

    /// To the newest message, which may have to be loaded.
    pub(super) fn to_latest(self) {
        if self.complete() {
            self.scroll.to_end();
            return;
        }
        let last = self
            .open
            .view
            .with_untracked(|view| view.as_ref()?.last.as_ref().map(|last| last.id));
        self.watch(last, None);
    }

    /// Whether the line of a day stands where the date over the list would: one of them is enough.
    fn has_day_at_top(self) -> bool {
        let Some(outer) = self.scroll.outer.try_get_untracked().flatten() else {
            return false;
        };
        let top = outer.get_bounding_client_rect().top();
        dom::all("[data-part=messages] [data-part=day]")
            .iter()
            .map(|line| line.get_bounding_client_rect())
            .any(|line| line.bottom() > top && line.top() < top + DATE_PX)
    }

    pub(super) fn show_date(self) {
        let shown = self.open.app.window;
        let day = self
            .scroll
            .row()
            .and_then(|id| shown.message(id))
            .map(|message| message.with_untracked(|message| message.sent.0));
        self.day.set(day.filter(|_| !self.has_day_at_top()));
        self.scrolls
            .update_value(|count| *count = count.wrapping_add(1));
        let now = self.scrolls.get_value();
        set_timeout(
            move || {
                if self.scrolls.try_get_value() == Some(now) {
                    self.day.set(None);
                }
            },
            DATE_STAYS,
        );
    }
}
