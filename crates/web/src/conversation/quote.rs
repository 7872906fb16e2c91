//! The strip above an answer that shows what it answers, and leads there.

use crate::html::{bdi, button, div, span};
use hudhud_dialogue::{AttachmentKind, MessageView, PersonView, QuoteView};
use leptos::ev;
use leptos::prelude::*;

use super::open::Open;
use crate::parts;
use crate::people;
use crate::state::App;
use crate::words::attached_key;

/// So much of the other message is shown.
const GRAPHEMES: usize = 120;

/// The strip in a bubble.
pub(super) fn view(open: Open, answered: QuoteView) -> AnyView {
    let app = open.app;
    match answered {
        QuoteView::Missing => div()
            .class("quote missing")
            .attr("data-part", "quote")
            .child(span().class("quote-text").child(app.say("quote-missing")))
            .into_any(),
        QuoteView::Known {
            id,
            sender,
            body,
            attached,
        } => button()
            .attr("type", "button")
            .class("quote")
            .attr("data-part", "quote")
            .attr("tabindex", "-1")
            .attr(
                "data-colour",
                parts::avatar::colour(&sender.account.to_string()).to_string(),
            )
            .on(ev::click, move |_| open.go_to(id))
            .child(strip(app, sender, (body, attached)))
            .into_any(),
    }
}

/// The same for what is being answered or changed, in the composer.
pub(crate) fn of(app: App, message: &MessageView) -> AnyView {
    strip(
        app,
        message.sender.clone(),
        (
            hudhud_text::plain(&message.body),
            message.attached.first().map(|first| first.about.kind),
        ),
    )
}

fn strip(
    app: App,
    sender: PersonView,
    (body, attached): (String, Option<AttachmentKind>),
) -> AnyView {
    let text = move || {
        let line = hudhud_text::one_line(&body, GRAPHEMES);
        match attached {
            _ if !line.is_empty() => line,
            Some(kind) => app.words.text(attached_key(kind)),
            None => app.words.text("message-deleted"),
        }
    };
    crate::html::view((
        span()
            .class("quote-sender")
            .child(bdi().child(move || people::name(app.words, &sender))),
        span().class("quote-text").child(bdi().child(text)),
    ))
}
