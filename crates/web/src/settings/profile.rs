//! How one shows oneself: what one calls oneself, beside the name by which one is found.

use crate::html::{div, form};
use hudhud_base::limits::DISPLAY_NAME_BYTES;
use hudhud_dialogue::Command;
use hudhud_dialogue::page::Problem;
use hudhud_text::{DISPLAY_NAME_GRAPHEMES, display_name};
use leptos::prelude::*;

use crate::parts::{self, Field, Look};
use crate::state::App;
use crate::words::{count, problem};

/// What is typed, and what became of it. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
struct Shown {
    app: App,
    now: Memo<String>,
    typed: RwSignal<String>,
    failed: RwSignal<Option<Problem>>,
    busy: RwSignal<bool>,
}

/// The field for what one calls oneself.
pub(super) fn view(app: App) -> AnyView {
    let now = Memo::new(move |_| {
        app.account.with(|account| {
            let account = account.as_ref();
            account.map_or_else(String::new, |account| account.person.profile.name.clone())
        })
    });
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
    form()
        .class("stack")
        .on(leptos::ev::submit, |event| event.prevent_default())
        .child((
            shown.field(),
            div().class("section-actions").child(parts::button_when(
                "display-name-save",
                Look::Primary,
                app.say("display-name-save"),
                good,
                move || shown.submit(),
            )),
        ))
        .into_any()
}

impl Shown {
    /// What would be kept; `None`: it is too long.
    fn wanted(self) -> Option<String> {
        display_name(&self.typed.get(), DISPLAY_NAME_BYTES)
    }

    fn field(self) -> AnyView {
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
        let field = Field {
            hint: Some(app.say("display-name-hint")),
            error: Signal::derive(error),
            longest: 4 * DISPLAY_NAME_BYTES as u32,
            ..Field::new("display-name", app.say("display-name-label"), self.typed)
        };
        parts::field(field, move || self.submit())
    }

    fn submit(self) {
        let Some(name) = untrack(|| self.wanted()) else {
            return;
        };
        if self.busy.get_untracked() || name == self.now.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let app = self.app;
            let ended = app.complete(Command::Profile { name: name.clone() }).await;
            let _ = self.busy.try_set(false);
            match ended {
                Ok(_) => {
                    let said = if name.is_empty() {
                        app.words.text("display-name-gone")
                    } else {
                        let said = [("name", name.clone().into())];
                        app.words.with("display-name-saved", &said)
                    };
                    app.toasts.say(said);
                    let _ = self.typed.try_set(name);
                }
                Err(problem) => {
                    let _ = self.failed.try_set(Some(problem));
                }
            }
        });
    }
}
