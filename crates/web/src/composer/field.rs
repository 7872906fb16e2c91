//! The field and what stands in it: the state that all parts of the composer share.

use hudhud_base::limits::MESSAGE_BYTES;
use hudhud_dialogue::{Command, CommandError, ConversationState, MessageState};
use leptos::prelude::*;
use leptos::web_sys::HtmlTextAreaElement;

use super::completion::{self, Completion};
use crate::conversation::{Open, Writing};
use crate::dom;
use crate::words::Words;

/// A text that is too long for one message is sent as at most so many.
pub(super) const PORTIONS: usize = 16;
/// What is longer is not even put into the field: browsers stop for seconds over it.
pub(super) const PASTE_UNITS: u32 = 512 * 1024;
/// Others are told that somebody writes no more often.
const TYPING_EVERY_MS: u64 = 4_000;

/// The composer. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Composer {
    pub(super) open: Open,
    pub(super) field: NodeRef<leptos::html::Textarea>,
    /// What stands in the field.
    pub(super) text: RwSignal<String>,
    /// What is being completed.
    pub(super) completion: Completion,
    /// Whether the choice of emoji is open.
    pub(super) picking: RwSignal<bool>,
    /// When others were last told that somebody writes.
    pub(super) told_ms: StoredValue<u64>,
    /// What stood in the field before another message was changed in it.
    pub(super) aside: StoredValue<String>,
    /// The number of the next bubble that stands in.
    pub(super) next: StoredValue<u32>,
    /// So many messages were handed to the worker and are not queued yet.
    pub(super) unsent: StoredValue<u32>,
}

impl Composer {
    /// An empty one, owned by whoever is being shown.
    pub(super) fn new(open: Open) -> Self {
        Self {
            open,
            field: NodeRef::new(),
            text: RwSignal::new(String::new()),
            completion: Completion::new(open),
            picking: RwSignal::new(false),
            told_ms: StoredValue::new(0),
            aside: StoredValue::new(String::new()),
            next: StoredValue::new(0),
            unsent: StoredValue::new(0),
        }
    }

    fn element(self) -> Option<HtmlTextAreaElement> {
        self.field.try_get_untracked().flatten()
    }

    pub(super) fn focus(self) {
        if let Some(field) = self.element() {
            let _ = field.focus();
        }
    }

    /// Puts a text in place of what stands in the field.
    pub(super) fn set(self, text: &str) {
        if let Some(field) = self.element() {
            field.set_value(text);
            grow(&field);
        }
        self.text.set(text.to_owned());
        self.completion.close();
    }

    /// Puts a text where the cursor stands.
    pub(super) fn insert(self, text: &str) {
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

    /// Puts something else in place of what is selected, which is selected again; where nothing was,
    /// the cursor stands in the middle of it.
    pub(super) fn change_selected(self, change: impl Fn(&str) -> String) {
        let Some(field) = self.element() else {
            return;
        };
        let place = |end: Result<Option<u32>, _>| end.ok().flatten().unwrap_or(0);
        let (from, to) = (place(field.selection_start()), place(field.selection_end()));
        // Fields count in units of UTF-16.
        let selected: Vec<u16> = field
            .value()
            .encode_utf16()
            .take(to as usize)
            .skip(from as usize)
            .collect();
        let text = change(&String::from_utf16_lossy(&selected));
        self.replace(&field, from, to, &text);
        let length = u32::try_from(text.encode_utf16().count()).unwrap_or(0);
        let (begin, end) = if from == to {
            (from + length / 2, from + length / 2)
        } else {
            (from, from + length)
        };
        let _ = field.set_selection_range(begin, end);
    }

    /// Takes in what was completed.
    pub(super) fn complete(self, choice: &completion::Choice) {
        if let Some(field) = self.element() {
            self.replace(&field, choice.from, choice.to, &choice.text);
            let _ = field.focus();
        }
        self.completion.close();
    }

    /// Something was typed.
    pub(super) fn typed(self) {
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
                .is_some_and(|view| view.state == ConversationState::Active)
        });
        let now_ms = dom::now_ms();
        let fresh = !matches!(self.open.writing.get_untracked(), Writing::Edit(_));
        if active && fresh && now_ms.saturating_sub(self.told_ms.get_value()) >= TYPING_EVERY_MS {
            self.told_ms.set_value(now_ms);
            leptos::task::spawn_local(async move {
                let _ = app.ask(Command::Typing { conversation }).await;
            });
        }
    }

    /// The field follows what is being written: an edit brings its text, and leaves again.
    pub(super) fn follow_writing(self) {
        Effect::new(move |before: Option<Writing>| {
            let writing = self.open.writing.get();
            let was_edit = matches!(before, Some(Writing::Edit(_)));
            match &writing {
                Writing::Edit(message) => {
                    if !was_edit {
                        self.aside.set_value(self.text.get_untracked());
                    }
                    self.set(&hudhud_text::typed(&message.body));
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
    pub(super) fn leave(self) -> bool {
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

    /// Begins to change the last own message.
    pub(super) fn edit_last(self) -> bool {
        let last = self.open.app.window.entries.with_untracked(|entries| {
            entries.iter().rev().find_map(|entry| {
                entry.message.with_untracked(|message| {
                    let can = message.sender.own
                        && message.notice.is_none()
                        && !message.deleted
                        && !message.unsupported
                        && message.forwarded.is_none()
                        && message.state != MessageState::Failed;
                    can.then(|| message.clone())
                })
            })
        });
        match last {
            Some(message) => {
                self.open.edit(&message);
                true
            }
            None => false,
        }
    }
}

/// A text as the messages that carry it.
pub(super) fn portions(text: &str) -> Vec<&str> {
    if text.len() <= MESSAGE_BYTES {
        vec![text]
    } else {
        hudhud_text::portions(text, MESSAGE_BYTES)
    }
}

/// Why a text is not sent.
pub(super) fn too_long(words: Words) -> String {
    let error = CommandError::TooLong {
        limit_bytes: MESSAGE_BYTES,
    };
    crate::words::problem(words, error.into())
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
