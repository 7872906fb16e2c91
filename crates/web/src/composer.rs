//! Where a message is written.
//!
//! The text lies in the browser's own field, which knows undo, spelling and every way of writing;
//! here it is only read, completed and emptied. What is sent is shown at once; when it does not
//! come back from the worker within moments, a bubble stands in for it.

pub(crate) mod attach;
mod complete;
mod completion;
mod draft;
mod emoji;
mod field;
pub(crate) mod picker;
pub(crate) mod picks;
mod send;
mod signs;
mod strip;

use hudhud_base::limits::{DRAFT_BYTES, MESSAGE_BYTES};
use std::time::Duration;

use crate::html::{button, div, span, textarea};
use js_sys::JsString;
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::{ClipboardEvent, KeyboardEvent};
use wasm_bindgen::JsCast as _;

use crate::conversation::{Open, Writing};
use crate::dom;
use crate::parts::{self, Icon};
use crate::state::preferences::Enter;
use crate::words::{count, key};
pub(crate) use draft::in_the_document;
use field::{Composer, PASTE_UNITS, PORTIONS, portions, too_long};
use signs::Sign;

/// The composer of a conversation.
pub(crate) fn view(open: Open) -> AnyView {
    let composer = Composer::new(open);
    draft::follow(composer);
    composer.follow_writing();
    div()
        .class("composer")
        .attr("data-part", "composer")
        .child((
            strip::view(composer),
            composer
                .completion
                .view(move |choice| composer.complete(&choice)),
            div().class("composer-row").child((
                attach::view(composer),
                composer.emoji_button(),
                composer.area(),
                composer.send_button(),
            )),
            composer.counter(),
            move || {
                composer.picking.get().then(|| {
                    picker::above(
                        open.app,
                        Callback::new(move |emoji: String| composer.insert(&emoji)),
                        Callback::new(move |()| {
                            composer.picking.set(false);
                            composer.focus();
                        }),
                    )
                })
            },
        ))
        .into_any()
}

impl Composer {
    fn key(self, event: &KeyboardEvent) {
        // Whoever composes a letter of several keys means that letter.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        if let Some(choice) = self.completion.key(event) {
            self.complete(&choice);
            return;
        }
        if event.default_prevented() {
            return;
        }
        if let Some(sign) = Sign::of(event) {
            event.prevent_default();
            self.change_selected(|text| sign.round(text));
            return;
        }
        match event.key().as_str() {
            "Enter" if self.sends(event) => {
                event.prevent_default();
                send::now(self);
            }
            "Escape" if self.leave() => event.prevent_default(),
            "ArrowUp" if self.text.with_untracked(String::is_empty) && self.edit_last() => {
                event.prevent_default();
            }
            _ => {}
        }
    }

    /// Whether this press of Enter sends.
    fn sends(self, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() {
            return true;
        }
        // Keyboards on glass have no Shift and Enter.
        let glass = dom::media("(pointer: coarse)");
        let preferred = self.open.app.preferences.enter.get_untracked() == Enter::Sends;
        preferred && !glass && !event.shift_key() && !event.alt_key()
    }

    /// Text that is too long for any message is not put into the field.
    fn pasted(self, event: &ClipboardEvent) {
        let Some(data) = event.clipboard_data() else {
            return;
        };
        if attach::take_from(self.open, Some(data.clone())) {
            event.prevent_default();
            return;
        }
        // Its length is asked for before its letters are copied. It is no object, so it has no
        // property that could be asked for.
        let text = dom::call(&data, "getData", &["text/plain".into()]);
        let text = text.and_then(|text| text.dyn_into::<JsString>().ok());
        if text.is_some_and(|text| text.length() > PASTE_UNITS) {
            event.prevent_default();
            let words = self.open.app.words;
            self.open.app.toasts.say(too_long(words));
        }
    }
}

/// What is seen of it.
impl Composer {
    fn area(self) -> AnyView {
        let app = self.open.app;
        let label = move || {
            if self
                .open
                .writing
                .with(|writing| matches!(writing, Writing::Edit(_)))
            {
                app.words.text("composer-edit")
            } else {
                app.words.text("composer-write")
            }
        };
        textarea()
            .node_ref(self.field)
            .class("composer-field")
            .attr("data-part", "write")
            .attr("rows", "1")
            .attr("dir", "auto")
            .attr("aria-label", label)
            .attr("placeholder", label)
            .attr("autocomplete", "off")
            .attr("enterkeyhint", move || match app.preferences.enter.get() {
                Enter::Sends if !dom::media("(pointer: coarse)") => "send",
                Enter::Sends | Enter::Breaks => "enter",
            })
            .attr("aria-autocomplete", "list")
            .attr("aria-controls", move || {
                self.completion.active().map(|_| "completion")
            })
            .attr("aria-activedescendant", move || self.completion.active())
            .on(ev::input, move |_| self.typed())
            .on(ev::keydown, move |event| self.key(&event))
            .on(ev::paste, move |event| self.pasted(&event))
            .on(ev::blur, move |_| {
                // A press on a choice comes after the field has lost the focus.
                set_timeout(
                    move || {
                        if !dom::focused().is_some_and(|now| now.has_attribute("data-choice")) {
                            self.completion.close();
                        }
                    },
                    Duration::from_millis(150),
                );
            })
            .into_any()
    }

    fn emoji_button(self) -> AnyView {
        let app = self.open.app;
        button()
            .attr("type", "button")
            .class("icon-button")
            .attr("data-part", "emoji")
            .attr("aria-label", move || app.words.text("composer-emoji"))
            .attr("title", move || app.words.text("composer-emoji"))
            .attr("aria-expanded", move || {
                if self.picking.get() { "true" } else { "false" }
            })
            .on(ev::click, move |_| self.picking.update(|on| *on = !*on))
            .child(parts::icon(Icon::Emoji))
            .into_any()
    }

    fn send_button(self) -> AnyView {
        let app = self.open.app;
        let ready = Memo::new(move |_| self.text.with(|text| !send::is_nothing(text)));
        let edits = Memo::new(move |_| {
            self.open
                .writing
                .with(|writing| matches!(writing, Writing::Edit(_)))
        });
        let label = move || {
            if edits.get() {
                app.words.text("composer-save")
            } else {
                app.words.text("composer-send")
            }
        };
        button()
            .attr("type", "button")
            .class("icon-button primary composer-send")
            .attr("data-part", "send")
            .attr("aria-label", label)
            .attr("title", label)
            .attr("aria-disabled", move || (!ready.get()).then_some("true"))
            // The field keeps the focus, and a keyboard on glass stays.
            .on(ev::pointerdown, |event| event.prevent_default())
            .on(ev::click, move |_| {
                if ready.get_untracked() {
                    send::now(self);
                }
            })
            .child(move || parts::icon(if edits.get() { Icon::Check } else { Icon::Send }))
            .into_any()
    }

    fn counter(self) -> AnyView {
        let app = self.open.app;
        // Whole portions are counted only where there is more than one.
        let many = Memo::new(move |_| {
            self.text
                .with(|text| (text.len() > MESSAGE_BYTES).then(|| portions(text).len()))
        });
        let kept = Memo::new(move |_| self.text.with(|text| text.len() <= DRAFT_BYTES));
        crate::html::view(move || {
            many.get().map(|many| {
                let over = many > PORTIONS;
                let text = move || {
                    let (key, many) = if over {
                        (key("composer-over"), PORTIONS)
                    } else {
                        (key("composer-portions"), many)
                    };
                    app.words.with(key, &[("count", count(many as u64))])
                };
                span()
                    .class(if over {
                        "composer-count over"
                    } else {
                        "composer-count"
                    })
                    .attr("role", "status")
                    .attr("data-part", "counter")
                    .child((text, move || {
                        let unkept = || format!(" {}", app.words.text("composer-unkept"));
                        (!kept.get()).then(unkept)
                    }))
            })
        })
    }
}
