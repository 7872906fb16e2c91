//! What was typed and not sent is kept with its conversation: after a pause in typing, and when the
//! conversation or the page is left. A message that is handed to the worker stays a draft until it is
//! queued: with the message, the device takes the draft away.

use std::collections::BTreeMap;

use hudhud_base::ConversationId;
use hudhud_base::limits::DRAFT_BYTES;
use leptos::prelude::*;
use leptos::web_sys::HtmlTextAreaElement;
use wasm_bindgen::JsCast as _;

use super::field::Composer;
use crate::conversation::Writing;
use crate::{dom, kept};

/// Brings back what was typed, and keeps what is.
pub(super) fn follow(composer: Composer) {
    // What the last worker did not live to keep is newer than what it had kept.
    let unsaved = |unsaved: &BTreeMap<_, _>| unsaved.get(&composer.open.id).cloned();
    let known = composer.open.app.unsaved.with_value(unsaved).or_else(|| {
        let view = composer.open.view;
        view.with_untracked(|view| view.as_ref().map(|view| view.draft.clone()))
    });
    let last = StoredValue::new(known.clone().unwrap_or_default());
    let restored = StoredValue::new(known.is_some());
    restore(composer, known.unwrap_or_default());
    // The line of the list may come after the pane.
    Effect::new(move |_| {
        let draft = composer
            .open
            .view
            .with(|view| view.as_ref().map(|view| view.draft.clone()));
        if let Some(draft) = draft
            && !restored.get_value()
        {
            restored.set_value(true);
            if composer.text.with_untracked(String::is_empty) {
                last.set_value(draft.clone());
                restore(composer, draft);
            }
        }
    });
    let keep = move || {
        if restored.try_get_value() == Some(true) {
            save(composer, last);
        }
    };
    let typed = move || {
        composer.text.track();
        composer.open.writing.track();
    };
    kept::in_time(typed, keep);
    let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
        if composer.unsent.try_get_value().unwrap_or(0) > 0 {
            // The browser asks whether to leave, and the worker gets its moment.
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());
}

/// The field is there once the view is in the document.
fn restore(composer: Composer, draft: String) {
    request_animation_frame(move || {
        if !draft.is_empty() && composer.text.try_with_untracked(String::is_empty) == Some(true) {
            composer.set(&draft);
        }
        // A keyboard on glass would cover what somebody came to read.
        if !dom::media("(pointer: coarse)") && nothing_focused() {
            composer.focus();
        }
    });
}

fn nothing_focused() -> bool {
    dom::focused().is_none_or(|now| {
        let name = now.tag_name();
        name != "INPUT"
            && name != "TEXTAREA"
            && name != "DIALOG"
            && !now.has_attribute("data-message")
    })
}

fn save(composer: Composer, kept: StoredValue<String>) {
    if composer.unsent.try_get_value().unwrap_or(0) > 0 {
        return;
    }
    let edits = composer
        .open
        .writing
        .try_with_untracked(|writing| matches!(writing, Writing::Edit(_)));
    let text = match edits {
        Some(true) => composer.aside.try_get_value(),
        Some(false) => composer.text.try_get_untracked(),
        None => None,
    };
    let Some(mut text) = text.filter(|text| text.len() <= DRAFT_BYTES) else {
        return;
    };
    if text.trim().is_empty() {
        text.clear();
    }
    if kept.try_with_value(|kept| *kept == text) != Some(false) {
        return;
    }
    kept.set_value(text.clone());
    let (app, conversation) = (composer.open.app, composer.open.id);
    leptos::task::spawn_local(app.keep_draft(conversation, text));
}

/// What stands in the field, read from the document alone: for a program that is ending. `None`: there
/// is none, or another message is being changed in it.
pub(crate) fn in_the_document() -> Option<(ConversationId, String)> {
    if dom::find("[data-part=edit-strip]").is_some() {
        return None;
    }
    let conversation = dom::find("[data-part=conversation][data-conversation] textarea")?;
    let field: HtmlTextAreaElement = conversation.dyn_into().ok()?;
    let pane = field.closest("[data-conversation]").ok().flatten()?;
    let conversation = pane.get_attribute("data-conversation")?.parse().ok()?;
    Some((conversation, field.value()))
}
