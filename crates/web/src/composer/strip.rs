//! The strip above the field: what is answered, or which message is changed.

use crate::html::{div, span};
use leptos::prelude::*;

use super::field::Composer;
use crate::conversation::{Writing, quoted};
use crate::parts::{self, Icon};
use crate::words::key;

/// The strip, while something is answered or changed.
pub(super) fn view(composer: Composer) -> AnyView {
    let app = composer.open.app;
    let writing = composer.open.writing;
    crate::html::view(move || {
        let (shape, part, title, message) = match writing.get() {
            Writing::Fresh => return ().into_any(),
            Writing::Reply(message) => (Icon::Reply, "reply-strip", key("strip-reply"), message),
            Writing::Edit(message) => (Icon::Pencil, "edit-strip", key("strip-edit"), message),
        };
        div()
            .class("strip")
            .attr("data-part", part)
            .child((
                parts::icon(shape),
                div().class("strip-words").child((
                    span().class("strip-title").child(app.say(title)),
                    quoted(app, &message),
                )),
                parts::icon_button("leave", Icon::Close, app.say("strip-leave"), move || {
                    composer.leave();
                    composer.focus();
                }),
            ))
            .into_any()
    })
}
