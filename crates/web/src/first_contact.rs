//! What is known of somebody who writes for the first time: how they came, and the first line of what
//! they say. It is a stranger's, and shown as plain text.

use crate::html;
use hudhud_dialogue::{ConversationKind, ConversationView};
use leptos::prelude::{AnyView, IntoAny as _};

use crate::people;
use crate::state::App;

/// The first line of what they say, or that there is none yet: its room is kept, so that nothing moves under
/// a finger when it comes. Of a group nothing is read before one is in.
pub(crate) fn opening(app: App, view: &ConversationView) -> Option<AnyView> {
    if view.kind == ConversationKind::Group {
        return None;
    }
    let place = html::p().class("request-opening");
    Some(match line(view) {
        Some(line) => place
            .attr("data-part", "request-opening")
            .attr("dir", "auto")
            .child(line)
            .into_any(),
        None => place
            .attr("data-part", "request-silent")
            .child(app.say("request-silent"))
            .into_any(),
    })
}

/// That line as text.
pub(crate) fn line(view: &ConversationView) -> Option<String> {
    people::line_of_words(&view.request.as_ref()?.opening)
}

/// How they came: by a group that both are in, or from which server.
pub(crate) fn origin(app: App, view: &ConversationView) -> String {
    let request = view.request.as_ref();
    if let Some(title) = request.and_then(|request| request.together.as_ref()) {
        let title = people::line(title);
        return app
            .words
            .with("request-together", &[("title", title.into())]);
    }
    match view.inviter.as_ref().or(view.peer.as_ref()) {
        Some(who) if who.foreign => app.words.with(
            "request-from-host",
            &[("host", people::line(&who.foreign_host()).into())],
        ),
        Some(_) => app.words.text("request-from-here"),
        None => app.words.text("request-from-unknown"),
    }
}
