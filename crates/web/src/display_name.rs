//! The form for what one calls oneself, beside the name by which one is found.

use crate::html::{div, form};
use hudhud_base::limits::DISPLAY_NAME_BYTES;
use hudhud_dialogue::Command;
use hudhud_dialogue::page::Problem;
use hudhud_text::{DISPLAY_NAME_GRAPHEMES, display_name};
use leptos::prelude::*;

use crate::parts::{self, Field, Look};
use crate::state::App;
use crate::words::{count, problem};

/// What one is called now; empty: nothing.
pub(crate) fn now(app: App) -> Memo<String> {
    Memo::new(move |_| {
        app.account.with(|account| {
            let account = account.as_ref();
            account.map_or_else(String::new, |account| account.person.profile.name.clone())
        })
    })
}

/// A field, a button that says `save`, and what stands `beside` it. `kept` hears what one is called now.
pub(crate) fn view(
    app: App,
    save: Signal<String>,
    beside: AnyView,
    kept: impl Fn(String) + Copy + 'static,
) -> AnyView {
    let now = now(app);
    let shown = Shown {
        app,
        now,
        typed: RwSignal::new(now.get_untracked()),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    Effect::new(move |_| {
        shown.typed.track();
        shown.failed.set(None);
    });
    let good = Signal::derive(move || {
        let wanted = shown.wanted();
        !shown.busy.get() && wanted.is_some_and(|wanted| wanted != shown.now.get())
    });
    let submit = move || shown.submit(kept);
    form()
        .class("stack")
        .on(leptos::ev::submit, |event| event.prevent_default())
        .child((
            parts::field(shown.field(), submit),
            div().class("section-actions").child((
                parts::button_when("display-name-save", Look::Primary, save, good, submit),
                beside,
            )),
        ))
        .into_any()
}

/// What is typed, and what became of it. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
struct Shown {
    app: App,
    now: Memo<String>,
    typed: RwSignal<String>,
    failed: RwSignal<Option<Problem>>,
    busy: RwSignal<bool>,
}

impl Shown {
    /// What would be kept; `None`: it is too long.
    fn wanted(self) -> Option<String> {
        display_name(&self.typed.get(), DISPLAY_NAME_BYTES)
    }

    fn field(self) -> Field {
        let app = self.app;
        let error = move || {
            if let Some(failed) = self.failed.get() {
                return problem(app.words, failed);
            }
            if self.wanted().is_some() {
                return String::new();
            }
            let most = DISPLAY_NAME_GRAPHEMES as u64;
            app.words
                .with("display-name-long", &[("count", count(most))])
        };
        Field {
            hint: Some(app.say("display-name-hint")),
            error: Signal::derive(error),
            longest: 4 * DISPLAY_NAME_BYTES,
            ..Field::new("display-name", app.say("display-name-label"), self.typed)
        }
    }

    fn submit(self, kept: impl Fn(String) + 'static) {
        let Some(name) = untrack(|| self.wanted()) else {
            return;
        };
        if self.busy.get_untracked() || name == self.now.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let ended = self
                .app
                .complete(Command::Profile { name: name.clone() })
                .await;
            let _ = self.busy.try_set(false);
            match ended {
                Ok(_) => {
                    let _ = self.typed.try_set(name.clone());
                    kept(name);
                }
                Err(problem) => {
                    let _ = self.failed.try_set(Some(problem));
                }
            }
        });
    }
}
