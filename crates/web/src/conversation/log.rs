//! The list of messages: what of them is loaded, kept and seen, and the keys that move in it.

use std::collections::BTreeMap;
use std::time::Duration;

use hudhud_dialogue::{Ask, Problem, Reply, Standing};
use leptos::ev;
use leptos::html::{button, div, p, span};
use leptos::prelude::*;
use leptos::web_sys::{Element, KeyboardEvent};
use wasm_bindgen::JsCast as _;

use super::overlay::Overlay;
use super::rows::{Outline, Surroundings, day_number, surroundings};
use super::scroll::{Scroll, Stand, on_resize};
use super::{Jump, Open, message};
use crate::dom;
use crate::parts::{self, Icon, Look};
use crate::words::{count, problem};

/// At most so many messages are in the document.
const MOST: usize = 240;
/// When there are more, so many stay.
const STAY: usize = 180;
/// More are asked for when so little is left above or below, in pixels.
const AHEAD: f64 = 1_400.0;
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
        self.loading.set(true);
        leptos::task::spawn_local(async move {
            let ask = Ask::Watch {
                conversation: id,
                around,
            };
            let answer = app.ask(ask).await;
            // The person may have gone elsewhere meanwhile.
            if self.loading.try_set(false).is_some() {
                return;
            }
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

    /// Loads what is about to come into sight, and says what was seen.
    fn look(self) {
        let Some((above, below)) = self.scroll.around() else {
            return;
        };
        let shown = self.open.app.shown;
        if self.loading.try_get_untracked() == Some(false) {
            if above < AHEAD && !shown.from_start.get_untracked() {
                self.earlier();
            } else if below < AHEAD && !shown.to_end.get_untracked() {
                self.later();
            }
        }
        self.mark();
    }

    fn earlier(self) {
        let shown = self.open.app.shown;
        let first = shown
            .entries
            .with_untracked(|entries| entries.first().map(|entry| entry.position));
        if let Some(before) = first {
            let conversation = self.open.id;
            self.load(Ask::Earlier {
                conversation,
                before,
            });
        }
    }

    fn later(self) {
        let shown = self.open.app.shown;
        let last = shown
            .entries
            .with_untracked(|entries| entries.last().map(|entry| entry.position));
        if let Some(after) = last {
            let conversation = self.open.id;
            self.load(Ask::Later {
                conversation,
                after,
            });
        }
    }

    fn load(self, ask: Ask) {
        let app = self.open.app;
        let earlier = matches!(ask, Ask::Earlier { .. });
        self.loading.set(true);
        leptos::task::spawn_local(async move {
            let answer = app.ask(ask).await;
            if self.loading.try_set(false).is_some() {
                return;
            }
            if let Ok(Reply::Window(window)) = answer {
                if earlier {
                    app.shown.join_earlier(window);
                } else {
                    app.shown.join_later(window);
                }
            }
        });
    }

    /// Lets go of messages at the end that is further away, when there are too many.
    fn let_go(self) {
        let (app, conversation) = (self.open.app, self.open.id);
        let in_sight = self.scroll.row();
        let kept = app.shown.entries.with_untracked(|entries| {
            if entries.len() <= MOST {
                return None;
            }
            let at = entries
                .iter()
                .position(|entry| Some(entry.id) == in_sight)?;
            let stay = if at < entries.len() / 2 {
                entries.get(..STAY)?
            } else {
                entries.get(entries.len() - STAY..)?
            };
            Some((stay.first()?.position, stay.last()?.position))
        });
        if let Some((first, last)) = kept {
            app.shown.keep(first, last);
            leptos::task::spawn_local(async move {
                let _ = app
                    .ask(Ask::Keep {
                        conversation,
                        first,
                        last,
                    })
                    .await;
            });
        }
    }

    /// Says that everything up to the last message in sight was seen, if somebody looks.
    fn mark(self) {
        let (app, conversation) = (self.open.app, self.open.id);
        let document = dom::document();
        let looked_at = document.visibility_state() == web_sys::VisibilityState::Visible
            && document.has_focus().unwrap_or(false);
        let unread = self.open.view.try_with_untracked(|view| {
            view.as_ref()
                .is_some_and(|view| view.unread > 0 && view.standing != Standing::Request)
        });
        if !looked_at || unread != Some(true) {
            return;
        }
        let Some(last) = self.scroll.last_seen() else {
            return;
        };
        let position = app.shown.entries.with_untracked(|entries| {
            entries
                .iter()
                .find(|entry| entry.id == last)
                .map(|entry| entry.position)
        });
        if let Some(position) = position
            && position > self.seen.get_value()
        {
            self.seen.set_value(position);
            leptos::task::spawn_local(async move {
                let ask = Ask::MarkRead {
                    conversation,
                    up_to: last,
                };
                if app.ask(ask).await.is_err() {
                    // It is said again when something else comes into sight.
                    let _ = self.seen.try_update_value(|seen| *seen = i64::MIN);
                }
            });
        }
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

/// What is seen of it.
impl Log {
    fn list(self) -> AnyView {
        let app = self.open.app;
        let around = self.around;
        let entries = Signal::derive(move || {
            if self.ready.get() {
                app.shown.entries.get()
            } else {
                Vec::new()
            }
        });
        let rows = parts::each(
            entries,
            |entry| entry.id,
            move |entry| {
                let id = entry.id;
                let surroundings = Memo::new(move |_| {
                    around.with(|rows| rows.get(&id).copied().unwrap_or_default())
                });
                message::row(self.open, &entry, surroundings)
            },
        );
        let busy = move || self.loading.get().then_some("true");
        let inner = div().node_ref(self.scroll.inner).class("log-rows").child((
            self.beginning(),
            rows,
            message::pending(self.open),
        ));
        div()
            .node_ref(self.scroll.outer)
            .class("log scroll")
            .attr("role", "log")
            .attr("aria-live", "polite")
            .attr("aria-relevant", "additions")
            .attr("aria-busy", busy)
            .attr("aria-label", move || app.words.text("log-label"))
            .attr("data-part", "messages")
            .attr("data-ready", move || self.ready.get().then_some(""))
            .on(ev::scroll, move |_| self.scrolled())
            .on(ev::keydown, move |event| self.key(&event))
            .child(inner)
            .into_any()
    }

    /// What stands above the first message: why there is nothing, that more comes, or who can read.
    fn beginning(self) -> AnyView {
        let app = self.open.app;
        let state = Memo::new(move |_| {
            let empty = app.shown.entries.with(Vec::is_empty);
            (
                self.failed.get(),
                self.ready.get(),
                app.shown.from_start.get(),
                empty,
            )
        });
        (move || match state.get() {
            (Some(why), ..) => div()
                .class("log-note")
                .attr("role", "alert")
                .child((
                    p().child(move || problem(app.words, why)),
                    parts::button("again", Look::Usual, app.say("log-again"), move || {
                        self.failed.set(None);
                        self.watch(None, None);
                    }),
                ))
                .into_any(),
            (None, false, ..) => ().into_any(),
            (None, true, false, _) => span()
                .class("log-more")
                .attr("aria-hidden", "true")
                .into_any(),
            (None, true, true, empty) => div()
                .class("log-start")
                .attr("data-part", "log-start")
                .child((
                    parts::lock(app),
                    empty.then(|| p().class("hint").child(app.say("log-empty"))),
                ))
                .into_any(),
        })
        .into_any()
    }

    fn date(self) -> AnyView {
        let app = self.open.app;
        // The words stay while they fade.
        let last = Memo::new(move |before: Option<&Option<u64>>| {
            self.day.get().or_else(|| before.copied().flatten())
        });
        div()
            .class("log-date")
            .attr("aria-hidden", "true")
            .attr("data-shown", move || self.day.get().map(|_| ""))
            .child(span().child(move || last.get().map(|ms| app.clock.day(ms))))
            .into_any()
    }

    fn latest(self) -> AnyView {
        let app = self.open.app;
        let waiting = Memo::new(move |_| {
            let unread = self
                .open
                .view
                .with(|view| view.as_ref().map_or(0, |view| view.unread));
            u64::from(unread.max(app.shown.below.get()))
        });
        let away = Memo::new(move |_| {
            self.ready.get() && (!self.scroll.at_end.get() || !app.shown.to_end.get())
        });
        let label = move || match waiting.get() {
            0 => app.words.text("log-latest"),
            new => app.words.with("log-latest-new", &[("count", count(new))]),
        };
        (move || {
            away.get().then(|| {
                button()
                    .attr("type", "button")
                    .class("log-latest")
                    .attr("data-part", "to-latest")
                    .attr("aria-label", label)
                    .attr("title", label)
                    .on(ev::click, move |_| self.to_latest())
                    .child((parts::icon(Icon::Down), move || {
                        let new = waiting.get();
                        (new > 0).then(|| span().class("badge").child(app.words.number(new)))
                    }))
            })
        })
        .into_any()
    }
}

/// Keys.
impl Log {
    fn key(self, event: &KeyboardEvent) {
        // Keys of what lies in a message are its own.
        let on_message = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| target.has_attribute("data-message"));
        if !on_message || event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowUp" => self.step(Step::Previous),
            "ArrowDown" => self.step(Step::Next),
            "Home" => self.step(Step::First),
            "End" => self.step(Step::Last),
            "Enter" | "ContextMenu" => self.menu(),
            "F10" if event.shift_key() => self.menu(),
            "Escape" => dom::focus_soon("[data-part='write']"),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn step(self, step: Step) {
        let current = self.open.current.get_untracked();
        let to = self.open.app.shown.entries.with_untracked(|entries| {
            let last = entries.len().checked_sub(1)?;
            let at = entries
                .iter()
                .position(|entry| Some(entry.id) == current)
                .unwrap_or(last);
            let to = match step {
                Step::Previous => at.saturating_sub(1),
                Step::Next => (at + 1).min(last),
                Step::First => 0,
                Step::Last => last,
            };
            entries.get(to).map(|entry| entry.id)
        });
        if let Some(id) = to {
            self.open.current.set(Some(id));
            if let Some(element) = dom::find(&format!("[data-message='{id}']")) {
                let _ = element.focus();
            }
        }
    }

    fn menu(self) {
        let Some(message) = self.open.current.get_untracked() else {
            return;
        };
        let at = dom::find(&format!("[data-message='{message}'] .bubble")).map(|bubble| {
            let place = bubble.get_bounding_client_rect();
            let middle = place.left() + place.width() / 2.0;
            (middle as i32, place.bottom().min(place.top() + 48.0) as i32)
        });
        self.open.overlay.set(Overlay::Menu { message, at });
    }
}

enum Step {
    Previous,
    Next,
    First,
    Last,
}
