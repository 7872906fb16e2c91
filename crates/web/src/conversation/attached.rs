//! Photos and files in a bubble: a picture where it stands, everything else as a card with its name.
//! Nothing is ever opened here but a picture that the worker has looked at.

mod access;
mod card;
mod photo;
mod placeholder;
mod viewer;

use hudhud_base::MessageRow;
use hudhud_dialogue::{AttachmentKind, MessageState, MessageView};
use leptos::prelude::*;

use super::open::{Open, Place};
use crate::html::div;

pub(super) use access::program;
pub(super) use viewer::view as viewer;

/// Whatever is attached to a message, above its words.
pub(super) fn view(open: Open, id: MessageRow, message: RwSignal<MessageView>) -> AnyView {
    // A place stays as long as its attachment is of the same kind, so that a picture is not drawn anew
    // whenever something else about its message changes.
    let places = Memo::new(move |_| {
        message.with(|message| {
            let all = message.attached.iter().filter(|_| !message.deleted);
            all.map(|one| (one.part, one.about.kind))
                .collect::<Vec<_>>()
        })
    });
    let unsent = Memo::new(move |_| message.with(|message| message.state == MessageState::Queued));
    let one = move |(part, kind): (u32, AttachmentKind)| {
        let place = Place { message: id, part };
        let attached = Memo::new(move |_| {
            message.with(|message| {
                let mut all = message.attached.iter();
                all.find(|one| one.part == part).cloned()
            })
        });
        let shown = match kind {
            AttachmentKind::Photo => photo::view(open, place, attached),
            AttachmentKind::File => card::view(open, place, attached),
        };
        let state = Memo::new(move |_| attached.with(|one| Some(one.as_ref()?.state)));
        div()
            .class("attached-one")
            .child((shown, access::stop(open.app, place, (state, unsent))))
    };
    crate::html::view(move || {
        let places = places.get();
        (!places.is_empty()).then(|| {
            div()
                .class("attached")
                .attr("data-part", "attached")
                .attr("data-count", places.len().to_string())
                .child(places.into_iter().map(one).collect::<Vec<_>>())
        })
    })
}
