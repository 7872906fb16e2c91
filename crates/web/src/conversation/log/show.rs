//! What is seen of the list: its rows, what stands above the first, the date over them, the way to
//! the newest.

use crate::html::{button, div, p, span};
use leptos::ev;
use leptos::prelude::*;

use super::state::Log;
use crate::conversation::{message, pending};
use crate::parts::{self, Icon, Look};
use crate::words::{count, problem};

impl Log {
    pub(super) fn list(self) -> AnyView {
        let app = self.open.app;
        let around = self.around;
        let entries = Signal::derive(move || {
            if self.ready.get() {
                app.window.entries.get()
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
            pending::view(self.open),
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
            let empty = app.window.entries.with(Vec::is_empty);
            (
                self.failed.get(),
                self.ready.get(),
                app.window.from_start.get(),
                empty,
            )
        });
        crate::html::view(move || match state.get() {
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
    }

    pub(super) fn date(self) -> AnyView {
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

    pub(super) fn latest(self) -> AnyView {
        let app = self.open.app;
        let waiting = Memo::new(move |_| {
            let unread = self
                .open
                .view
                .with(|view| view.as_ref().map_or(0, |view| view.unread));
            u64::from(unread.max(app.window.below.get()))
        });
        let away = Memo::new(move |_| {
            self.ready.get() && (!self.scroll.at_end.get() || !app.window.to_end.get())
        });
        let label = move || match waiting.get() {
            0 => app.words.text("log-latest"),
            new => app.words.with("log-latest-new", &[("count", count(new))]),
        };
        crate::html::view(move || {
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
    }
}
