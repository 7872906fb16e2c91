//! Where a message is written.
//!
//! The text lies in the browser's own field, which knows undo, spelling and every way of writing;
//! here it is only read, completed and emptied. What is sent is shown at once; when it does not
//! come back from the worker within moments, a bubble stands in for it.

mod complete;
mod completion;
mod draft;
mod emoji;
pub(crate) mod picker;
mod send;
mod strip;

use std::time::Duration;

use crate::html::{button, div, span, textarea};
use hudhud_dialogue::{Ask, Delivery, Standing};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::{ClipboardEvent, HtmlTextAreaElement, KeyboardEvent};

use crate::conversation::{Open, Writing, edit};
use crate::dom;
use crate::parts::{self, Icon};
use crate::state::preferences::Enter;
use crate::words::{Words, count};
use completion::Completion;

/// The longest message, as the engine has it.
const MESSAGE_BYTES: usize = 32 * 1024;
/// From so many bytes left on, they are counted down.
const NEARLY: usize = 2 * 1024;
/// What is longer is not even put into the field: browsers stop for seconds over it.
const PASTE_UNITS: u32 = 64 * 1024;
/// Others are told that somebody writes no more often.
const TYPING_EVERY_MS: u64 = 4_000;

/// The composer. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Composer {
    open: Open,
    field: NodeRef<leptos::html::Textarea>,
    /// What stands in the field.
    text: RwSignal<String>,
    /// What is being completed.
    completion: Completion,
    /// Whether the choice of emoji is open.
    picking: RwSignal<bool>,
    /// When others were last told that somebody writes.
    told_ms: StoredValue<u64>,
    /// What stood in the field before another message was changed in it.
    aside: StoredValue<String>,
    /// The number of the next bubble that stands in.
    next: StoredValue<u32>,
}

/// The composer of a conversation.
pub(crate) fn view(open: Open) -> AnyView {
    let composer = Composer {
        open,
        field: NodeRef::new(),
        text: RwSignal::new(String::new()),
        completion: Completion::new(open),
        picking: RwSignal::new(false),
        told_ms: StoredValue::new(0),
        aside: StoredValue::new(String::new()),
        next: StoredValue::new(0),
    };
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
    fn element(self) -> Option<HtmlTextAreaElement> {
        self.field.try_get_untracked().flatten()
    }

    fn focus(self) {
        if let Some(field) = self.element() {
            let _ = field.focus();
        }
    }

    /// Puts a text in place of what stands in the field.
    fn set(self, text: &str) {
        if let Some(field) = self.element() {
            field.set_value(text);
            grow(&field);
        }
        self.text.set(text.to_owned());
        self.completion.close();
    }

    /// Puts a text where the cursor stands.
    fn insert(self, text: &str) {
        let Some(field) = self.element() else {
            return;
        };
        let at = field.selection_start().ok().flatten().unwrap_or(0);
        let to = field.selection_end().ok().flatten().unwrap_or(at);
        self.replace(&field, at, to, text);
    }

    fn replace(self, field: &HtmlTextAreaElement, from: u32, to: u32, text: &str) {
        if field
            .set_range_text_with_start_and_end(text, from, to)
            .is_err()
        {
            return;
        }
        let after = from + u32::try_from(text.encode_utf16().count()).unwrap_or(0);
        let _ = field.set_selection_range(after, after);
        grow(field);
        self.text.set(field.value());
    }

    /// Takes in what was completed.
    fn complete(self, choice: &completion::Choice) {
        if let Some(field) = self.element() {
            self.replace(&field, choice.from, choice.to, &choice.text);
            let _ = field.focus();
        }
        self.completion.close();
    }

    /// Something was typed.
    fn typed(self) {
        let Some(field) = self.element() else {
            return;
        };
        let text = field.value();
        grow(&field);
        let caret = field.selection_start().ok().flatten().unwrap_or(0);
        self.completion.look(&text, caret);
        let writes = !text.trim().is_empty();
        self.text.set(text);
        if writes {
            self.tell();
        }
    }

    /// Tells others that somebody writes, now and then.
    fn tell(self) {
        let (app, conversation) = (self.open.app, self.open.id);
        let active = self.open.view.with_untracked(|view| {
            view.as_ref()
                .is_some_and(|view| view.standing == Standing::Active)
        });
        let now_ms = dom::now_ms();
        let fresh = !matches!(self.open.writing.get_untracked(), Writing::Edit(_));
        if active && fresh && now_ms.saturating_sub(self.told_ms.get_value()) >= TYPING_EVERY_MS {
            self.told_ms.set_value(now_ms);
            leptos::task::spawn_local(async move {
                let _ = app.ask(Ask::Typing { conversation }).await;
            });
        }
    }

    /// The field follows what is being written: an edit brings its text, and leaves again.
    fn follow_writing(self) {
        Effect::new(move |before: Option<Writing>| {
            let writing = self.open.writing.get();
            let was_edit = matches!(before, Some(Writing::Edit(_)));
            match &writing {
                Writing::Edit(message) => {
                    if !was_edit {
                        self.aside.set_value(self.text.get_untracked());
                    }
                    self.set(&message.body);
                }
                Writing::Fresh | Writing::Reply(_) if was_edit => {
                    self.set(&self.aside.get_value());
                }
                Writing::Fresh | Writing::Reply(_) => {}
            }
            writing
        });
    }

    /// Leaves an answer or an edit. `false`: there was none.
    fn leave(self) -> bool {
        if self
            .open
            .writing
            .with_untracked(|writing| *writing == Writing::Fresh)
        {
            return false;
        }
        self.open.writing.set(Writing::Fresh);
        true
    }

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

    /// Begins to change the last own message.
    fn edit_last(self) -> bool {
        let last = self.open.app.shown.entries.with_untracked(|entries| {
            entries.iter().rev().find_map(|entry| {
                entry.message.with_untracked(|message| {
                    let can = message.sender.own
                        && message.notice.is_none()
                        && !message.deleted
                        && !message.unsupported
                        && message.delivery != Delivery::Failed;
                    can.then(|| message.clone())
                })
            })
        });
        match last {
            Some(message) => {
                edit(self.open, &message);
                true
            }
            None => false,
        }
    }

    /// Text that is too long for any message is not put into the field.
    fn pasted(self, event: &ClipboardEvent) {
        let Some(data) = event.clipboard_data() else {
            return;
        };
        // Its length is asked for before its letters are copied.
        let Some(text) = dom::call(&data, "getData", &["text/plain".into()]) else {
            return;
        };
        let length = dom::property(&text, "length").as_f64().unwrap_or(0.0);
        if length > f64::from(PASTE_UNITS) {
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
            .attr("maxlength", PASTE_UNITS.to_string())
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
        let ready = Memo::new(move |_| {
            self.text
                .with(|text| !text.trim().is_empty() && text.len() <= MESSAGE_BYTES)
        });
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
        let left = Memo::new(move |_| {
            let bytes = self.text.with(String::len);
            (bytes + NEARLY > MESSAGE_BYTES).then(|| {
                i64::try_from(MESSAGE_BYTES).unwrap_or(0) - i64::try_from(bytes).unwrap_or(i64::MAX)
            })
        });
        crate::html::view(move || {
            left.get().map(|left| {
                let over = left < 0;
                let text = move || {
                    let bytes = left.unsigned_abs();
                    if over {
                        app.words.with("composer-over", &[("count", count(bytes))])
                    } else {
                        app.words.with("composer-left", &[("count", count(bytes))])
                    }
                };
                span()
                    .class(if over {
                        "composer-count over"
                    } else {
                        "composer-count"
                    })
                    .attr("role", "status")
                    .attr("data-part", "counter")
                    .child(text)
            })
        })
    }
}

fn too_long(words: Words) -> String {
    let limit_bytes = u32::try_from(MESSAGE_BYTES).unwrap_or(u32::MAX);
    crate::words::problem(words, hudhud_dialogue::Problem::TooLong { limit_bytes })
}

/// Lets the field be as high as its text, where the browser does not do so by itself.
fn grow(field: &HtmlTextAreaElement) {
    let styles = dom::property(&dom::window(), "CSS");
    let by_itself = dom::call(
        &styles,
        "supports",
        &["field-sizing".into(), "content".into()],
    )
    .is_some_and(|answer| answer.is_truthy());
    if by_itself {
        return;
    }
    let style = web_sys::HtmlElement::style(field);
    let _ = style.set_property("block-size", "auto");
    let _ = style.set_property("block-size", &format!("{}px", field.scroll_height()));
}
