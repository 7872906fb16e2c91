//! Whose a message was that somebody passed on. It is their word: a name as plain text, which leads to
//! nobody.

use crate::html::{bdi, div, span};
use hudhud_dialogue::{ForwardedView, MessageView};
use leptos::prelude::*;

use crate::parts::{self, Icon};
use crate::people;
use crate::state::App;
use crate::words::{Words, key};

/// The line above the words.
pub(super) fn view(app: App, message: RwSignal<MessageView>) -> AnyView {
    let forwarded = Memo::new(move |_| message.with(of));
    crate::html::view(move || {
        forwarded.get().map(|forwarded| {
            let often = forwarded.is_often();
            div()
                .class("forwarded")
                .attr("data-part", "forwarded")
                .child((
                    parts::icon(Icon::Forward),
                    bdi().child(move || said(app.words, &forwarded)),
                    often.then(|| {
                        span()
                            .class("forwarded-often")
                            .child(app.say("message-forwarded-often"))
                    }),
                ))
        })
    })
}

/// What is said of a message, if it was passed on and is still there.
pub(super) fn of(message: &MessageView) -> Option<ForwardedView> {
    message.forwarded.clone().filter(|_| !message.deleted)
}

/// The same in words.
pub(super) fn said(words: Words, forwarded: &ForwardedView) -> String {
    let name = people::line(&forwarded.name);
    if name.is_empty() {
        words.text(key("message-forwarded"))
    } else {
        words.with(key("message-forwarded-from"), &[("name", name.into())])
    }
}
