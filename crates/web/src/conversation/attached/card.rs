//! A file: what it is called, how large it is, and a way to keep it.

use hudhud_dialogue::AttachmentView;
use leptos::ev;
use leptos::prelude::*;

use super::access::{fetch, is_here, save, state_said};
use crate::conversation::open::{Open, Place};
use crate::html::{bdi, button, div, span};
use crate::parts::{self, Icon};

pub(super) fn view(open: Open, place: Place, attached: Memo<Option<AttachmentView>>) -> AnyView {
    let app = open.app;
    let state = Memo::new(move |_| attached.with(|one| Some(one.as_ref()?.state)));
    let name = move || {
        attached.with(|one| {
            one.as_ref()
                .map(|one| one.about.name.clone())
                .unwrap_or_default()
        })
    };
    // Whoever asks for a file that is not here gets it as soon as it is.
    let wanted = StoredValue::new(false);
    Effect::new(move |_| {
        if state.get().is_some_and(is_here) && wanted.get_value() {
            wanted.set_value(false);
            save(open, place);
        }
    });
    let press = move |_| {
        if state.get_untracked().is_some_and(is_here) {
            save(open, place);
        } else {
            wanted.set_value(true);
            fetch(app, place);
        }
    };
    let under = move || {
        let size = attached.with(|one| one.as_ref().map_or(0, |one| one.bytes));
        let said = state.get().and_then(|state| state_said(app, place, state));
        let size = app.words.bytes(size);
        match said {
            Some(said) => app.words.with(
                "attached-size-and-state",
                &[("size", size.into()), ("state", said.into())],
            ),
            None => size,
        }
    };
    button()
        .attr("type", "button")
        .class("file-card")
        .attr("data-part", "file")
        .attr("title", move || app.words.text("attached-save"))
        .on(ev::click, press)
        .child((
            span()
                .class("file-card-icon")
                .child(parts::icon(Icon::File)),
            div().class("file-card-words").child((
                move || named(&name()),
                span().class("file-card-under").child(under),
            )),
            parts::icon(Icon::Download),
        ))
        .into_any()
}

/// A name in two: what stands before the last dot in its own direction, and the extension from left to
/// right, so that neither can be taken for the other.
fn named(name: &str) -> AnyView {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        Some(_) | None => (name, String::new()),
    };
    span()
        .class("file-card-name")
        .attr("dir", "ltr")
        .child((
            bdi().class("file-card-stem").child(stem.to_owned()),
            span().child(extension),
        ))
        .into_any()
}
