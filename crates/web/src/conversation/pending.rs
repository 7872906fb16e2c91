//! Bubbles that stand in for messages that were sent.

use crate::html::{article, div};
use hudhud_base::MessageRow;
use leptos::prelude::*;

use super::open::Open;
use super::{body, delivery};
use crate::parts;

/// Messages that were sent and that the worker has not told about yet.
pub(super) fn view(open: Open) -> AnyView {
    let app = open.app;
    let waiting = Signal::derive(move || {
        let known: Vec<MessageRow> = app.window.entries.with(|entries| {
            entries
                .iter()
                .rev()
                .take(32)
                .map(|entry| entry.id)
                .collect()
        });
        let mut pending = open.pending.get();
        pending.retain(|pending| pending.message.is_none_or(|id| !known.contains(&id)));
        pending
    });
    parts::each(
        waiting,
        |pending| pending.key,
        move |pending| {
            let words = body::Words::plain(&pending.body);
            let foot = delivery::waiting(app, pending.sent_ms);
            div()
                .class("log-row")
                .child(
                    article()
                        .class("message own first last")
                        .attr("data-part", "pending")
                        .attr("data-state", "waiting")
                        .attr("aria-label", app.say("delivery-waiting"))
                        .child(
                            div().class("message-stack").child(
                                div()
                                    .class("bubble")
                                    .attr(
                                        "data-large",
                                        words.large().map(|count| count.to_string()),
                                    )
                                    .child(body::view(open, &words, RwSignal::new(false), foot)),
                            ),
                        ),
                )
                .into_any()
        },
    )
}
