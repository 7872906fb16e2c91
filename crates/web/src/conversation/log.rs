//! The list of messages: its window, and where it stands through every change.
//!
//! `load` asks for more and lets go, `show` is what is seen, `keys` are its keys.

mod keys;
mod load;
mod show;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::html::div;
use hudhud_dialogue::{Ask, Problem, Reply};
use leptos::prelude::*;

use super::rows::{Outline, Surroundings, day_number, surroundings};
use super::scroll::{Scroll, Stand, on_resize};
use super::{Jump, Open};

/// How long the date over the list stays after scrolling.
const DATE_STAYS: Duration = Duration::from_millis(1_200);

/// The list and its state. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Log {
    pub(super) open: Open,
    scroll: Scroll,
    /// What surrounds each message.
    around: Memo<BTreeMap<i64, Surroundings>>,
    /// An answer is due.
    loading: RwSignal<bool>,
    /// Counts the windows that were asked for: what belongs to an older one comes too late.
    turn: StoredValue<u32>,
    /// Why there is nothing to show.
    failed: RwSignal<Option<Problem>>,
    /// Whether the first window has come.
    ready: RwSignal<bool>,
    /// The last position that was said to be seen.
    seen: StoredValue<i64>,
    /// The day over the list, while somebody scrolls.
    day: RwSignal<Option<u64>>,
    /// Counts scrolling, so that the date goes only after the last.
    scrolls: StoredValue<u32>,
}

/// The list, round a message if one is named.
pub(super) fn view(open: Open, at: Option<i64>) -> AnyView {
    let shown = open.app.shown;
    let around = Memo::new(move |_| {
        let first_unread = shown.first_unread.get();
        shown.entries.with(|entries| {
            let outlines: Vec<Outline> = entries
                .iter()
                .map(|entry| {
                    entry.message.with_untracked(|message| {
                        Outline::new(message, day_number(message.sent_ms))
                    })
                })
                .collect();
            surroundings(&outlines, first_unread)
        })
    });
    let log = Log {
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
    };
    match at {
        Some(message) => log.watch(Some(message), Some(message)),
        None => log.watch(None, None),
    }
    log.follow();
    div()
        .class("log-frame")
        .child((log.list(), log.date(), log.latest()))
        .into_any()
}

impl Log {
    /// Asks for the window, round a message or where reading left off.
    fn watch(self, around: Option<i64>, flash: Option<i64>) {
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
                        (Some(message), _) => Stand::Middle(message),
                        (None, Some(unread)) => Stand::First(unread),
                        (None, None) => Stand::End,
                    };
                    self.scroll.want(stand);
                    app.shown.replace(window);
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

    /// Keeps the position through every change, follows jumps and reloads.
    fn follow(self) {
        let shown = self.open.app.shown;
        Effect::new(move |_| {
            shown.entries.track();
            self.open.pending.track();
            request_animation_frame(move || self.settle());
        });
        Effect::new(move |_| {
            if let (Some(outer), Some(inner)) = (self.scroll.outer.get(), self.scroll.inner.get()) {
                on_resize(&[&outer, &inner], move || self.settle());
            }
        });
        // Whoever has just said something is no longer writing.
        Effect::new(move |before: Option<Option<i64>>| {
            let last = shown.entries.with(|entries| entries.last().cloned());
            if let Some(entry) = &last
                && before.is_some_and(|before| before != Some(entry.id))
            {
                let sender = entry
                    .message
                    .with_untracked(|message| message.sender.account.clone());
                self.open.app.typing.done(self.open.id, &sender);
            }
            last.map(|entry| entry.id)
        });
        Effect::new(move |before: Option<u32>| {
            let reloads = shown.reloads.get();
            if before.is_some_and(|before| before != reloads) {
                self.watch(self.scroll.row(), None);
            }
            reloads
        });
        Effect::new(move |_| match self.open.jump.get() {
            Some(Jump::Message(message)) => {
                self.open.jump.set(None);
                if self.scroll.show(message) {
                    self.open.stand_out(message);
                } else {
                    self.watch(Some(message), Some(message));
                }
            }
            Some(Jump::End) => {
                self.open.jump.set(None);
                self.to_latest();
            }
            None => {}
        });
        // The list may learn of what is unread after the messages are there.
        let unread = Memo::new(move |_| {
            self.open
                .view
                .with(|view| view.as_ref().map_or(0, |view| view.unread))
        });
        Effect::new(move |_| {
            if unread.get() > 0 {
                request_animation_frame(move || self.look());
            }
        });
        for event in ["visibilitychange", "focus"] {
            let handle = window_event_listener_untyped(event, move |_| self.look());
            on_cleanup(move || handle.remove());
        }
    }

    fn complete(self) -> bool {
        self.open
            .app
            .shown
            .to_end
            .try_get_untracked()
            .unwrap_or(false)
    }

    fn settle(self) {
        if self.ready.try_get_untracked() == Some(true) {
            self.scroll.settle(self.complete());
            self.let_go();
            self.look();
        }
    }

    fn scrolled(self) {
        if !self.ready.get_untracked() {
            return;
        }
        self.scroll.scrolled(self.complete());
        self.show_date();
        self.look();
    }

    /// To the newest message, which may have to be loaded.
    fn to_latest(self) {
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

    fn show_date(self) {
        let shown = self.open.app.shown;
        let day = self
            .scroll
            .row()
            .and_then(|id| shown.message(id))
            .map(|message| message.with_untracked(|message| message.sent_ms));
        self.day.set(day);
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
