//! The first words to somebody: who typed a name, or came by a link, writes them here. Nothing reaches
//! anybody before they are sent; then the conversation begins with them.

use crate::html;
use hudhud_dialogue::page::{Ask, Problem, Reply};
use hudhud_dialogue::{AccountView, Command};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

use crate::parts::{Icon, bar, icon, lock, logo};
use crate::route::Route;
use crate::state::App;
use crate::state::preferences::Enter;
use crate::words::{key, problem};
use crate::{dom, kept, met, people};

/// What is being written, and what became of it. A small handle: copy it.
#[derive(Clone, Copy)]
struct Words {
    app: App,
    /// To whom, as the link names them.
    name: StoredValue<String>,
    text: RwSignal<String>,
    /// What the device has of it, once it has said so.
    kept: StoredValue<Option<String>>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<Problem>>,
}

pub(super) fn pane(app: App, name: String) -> AnyView {
    let words = Words {
        app,
        name: StoredValue::new(name.clone()),
        text: RwSignal::new(String::new()),
        kept: StoredValue::new(None),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
    };
    words.go_on_if_met();
    words.restore();
    kept::in_time(move || words.text.track(), move || words.keep());
    let shown = people::line(&name);
    let title = Signal::derive(move || {
        app.words
            .with("person-title", &[("name", shown.clone().into())])
    });
    let text = Signal::derive(move || {
        let named = |account: &Option<AccountView>| {
            account
                .as_ref()
                .is_some_and(|account| account.person.name.is_some())
        };
        app.words.text(if app.account.with(named) {
            key("person-text")
        } else {
            key("person-text-nameless")
        })
    });
    dom::focus_soon("[data-part='write']");
    html::view((
        bar(
            app,
            app.say("new-title"),
            move || {
                app.router.up();
            },
            ().into_any(),
        ),
        html::div()
            .class("empty")
            .attr("data-part", "person-link")
            .child((
                html::div().class("empty-art").child(logo()),
                html::p()
                    .class("empty-title")
                    .attr("data-part", "conversation-title")
                    .child(title),
                html::p().class("empty-text").child(text),
                lock(app),
            )),
        words.foot(),
    ))
}

impl Words {
    /// Whoever talks with them already goes on there.
    fn go_on_if_met(self) {
        let app = self.app;
        Effect::new(move |_| {
            if !app.list.complete.get() || self.busy.get() {
                return;
            }
            app.list.order.track();
            let whom = met::named(app, &self.name.get_value());
            if let Ok(Some(id)) = whom.map(|whom| app.list.with_whom(&whom)) {
                app.router.replace(Route::Conversation { id, at: None });
            }
        });
    }

    /// Brings back what was being written to them.
    fn restore(self) {
        leptos::task::spawn_local(async move {
            let to = self.name.get_value();
            let Ok(Reply::FirstWords(words)) = self.app.ask(Ask::FirstWords { to }).await else {
                return;
            };
            let unwritten = self.text.try_with_untracked(String::is_empty);
            let _ = self.kept.try_set_value(Some(words.clone()));
            if unwritten == Some(true) {
                self.text.set(words);
            }
        });
    }

    /// Keeps what is there now. What is on its way is not to be sent twice.
    fn keep(self) {
        let text = self.text.try_get_untracked();
        if self.busy.try_get_untracked() == Some(false)
            && let (Some(text), Some(Some(kept))) = (text, self.kept.try_get_value())
            && text != kept
        {
            self.kept.set_value(Some(text.clone()));
            keep(self.app, self.name.get_value(), text);
        }
    }

    fn foot(self) -> AnyView {
        html::div()
            .class("foot-bar")
            .child((
                html::p()
                    .class(move || {
                        if self.failed.with(Option::is_some) {
                            "error first-words-error"
                        } else {
                            "hint first-words-error"
                        }
                    })
                    .attr("role", "alert")
                    .child(move || self.said()),
                html::div().class("composer").child(
                    html::div()
                        .class("composer-row")
                        .child((self.area(), self.button())),
                ),
            ))
            .into_any()
    }

    /// What is waited for, or wrong.
    fn said(self) -> String {
        match (self.failed.get(), self.busy.get()) {
            (Some(failed), _) => problem(self.app.words, failed),
            (None, true) => self.app.words.text("new-busy"),
            (None, false) => String::new(),
        }
    }

    fn area(self) -> AnyView {
        let app = self.app;
        let label = move || app.words.text("composer-write");
        html::textarea()
            .class("composer-field")
            .attr("data-part", "write")
            .attr("rows", "1")
            .attr("dir", "auto")
            .attr("aria-label", label)
            .attr("placeholder", label)
            .attr("autocomplete", "off")
            // Of whoever this page was of before, the field may still be there.
            .prop("value", move || self.text.get())
            .on(ev::input, move |event| {
                self.failed.set(None);
                self.text.set(event_target_value(&event));
            })
            .on(ev::keydown, move |event| {
                if self.sends(&event) {
                    event.prevent_default();
                    self.send();
                }
            })
            .into_any()
    }

    /// Whether this key sends: as in every other place where something is written.
    fn sends(self, event: &KeyboardEvent) -> bool {
        let enter = event.key() == "Enter" && !event.is_composing() && event.key_code() != 229;
        let held = event.ctrl_key() || event.meta_key();
        let plain = !event.shift_key() && !event.alt_key() && !dom::media("(pointer: coarse)");
        let preferred = self.app.preferences.enter.get_untracked() == Enter::Sends;
        enter && (held || (preferred && plain))
    }

    fn button(self) -> AnyView {
        let app = self.app;
        let label = move || app.words.text("composer-send");
        let off = move || self.busy.get() || self.text.with(|text| text.trim().is_empty());
        html::button()
            .attr("type", "button")
            .class("icon-button primary composer-send")
            .attr("data-part", "send")
            .attr("aria-label", label)
            .attr("title", label)
            .attr("aria-disabled", move || off().then_some("true"))
            .on(ev::pointerdown, |event| event.prevent_default())
            .on(ev::click, move |_| self.send())
            .child(icon(Icon::Send))
            .into_any()
    }

    /// Finds them, begins with these words, and goes there. What was written stays if it comes to
    /// nothing.
    fn send(self) {
        let app = self.app;
        let body = self.text.get_untracked();
        if self.busy.get_untracked() || body.trim().is_empty() {
            return;
        }
        let name = self.name.get_value();
        let person = match met::named(app, &name) {
            Ok(person) => person,
            Err(problem) => return self.failed.set(Some(problem)),
        };
        self.busy.set(true);
        // Whoever comes back meanwhile is not to send it twice.
        keep(app, name.clone(), String::new());
        leptos::task::spawn_local(async move {
            let words = body.clone();
            let ended = app.complete(Command::Greet { person, body }).await;
            match ended.map(|ended| ended.conversation) {
                // Whoever went elsewhere meanwhile stays there.
                Ok(Some(id)) if self.busy.try_get_untracked().is_some() => {
                    // It is said: nothing of it is left to be kept.
                    self.text.set(String::new());
                    self.kept.set_value(None);
                    app.router.replace(Route::Conversation { id, at: None });
                }
                Ok(_) => {}
                Err(problem) => {
                    keep(app, name, words);
                    if self.failed.try_set(Some(problem)).is_some() {
                        app.tell(problem);
                    }
                }
            }
            let _ = self.busy.try_set(false);
        });
    }
}

/// Keeps what was written to somebody and not sent; nothing is not kept.
fn keep(app: App, to: String, text: String) {
    leptos::task::spawn_local(async move {
        // What is too long for a message is not kept, as in every other place.
        let _ = app.ask(Command::FirstWords { to, text }).await;
    });
}
