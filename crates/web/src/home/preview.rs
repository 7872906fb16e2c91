//! The second line of a conversation in the list: who is writing, a draft, or the last message.

use crate::html;
use hudhud_dialogue::{
    ConversationKind, ConversationState, ConversationView, MessageState, MessageView, PersonView,
};
use leptos::prelude::*;

use crate::notices::notice;
use crate::parts::{Icon, icon};
use crate::people;
use crate::route::Route;
use crate::state::App;
use crate::words::{attached_key, count, key, standing};

/// Graphemes of a message that a line of the list can hold.
const LONGEST: usize = 90;

pub(super) fn line(app: App, view: &ConversationView) -> AnyView {
    let writing = app.typing.people(view.id);
    if !writing.is_empty() {
        return typing(app, view, &writing);
    }
    if let Some(standing) = standing(app.words, view)
        && view.state != ConversationState::Request
    {
        return html::span()
            .class("preview-standing")
            .child(standing)
            .into_any();
    }
    // Of the open one it stands in its field, and would only flicker here.
    let open = app.router.route.with(Route::conversation) == Some(view.id);
    if !open && !view.draft.trim().is_empty() {
        return html::view((
            html::span()
                .class("preview-draft")
                .child(app.say("preview-draft")),
            " ",
            html::bdi().child(hudhud_text::one_line(&view.draft, LONGEST)),
        ));
    }
    match &view.last {
        Some(message) => last(app, view, message),
        None => html::span().child(app.say("preview-nothing")).into_any(),
    }
}

fn typing(app: App, view: &ConversationView, who: &[PersonView]) -> AnyView {
    let text = match view.kind {
        ConversationKind::Direct => app.words.text("preview-typing"),
        ConversationKind::Group => app.words.with(
            "preview-typing-in-group",
            &[
                ("people", people::names(app.words, who).into()),
                ("count", count(who.len() as u64)),
            ],
        ),
    };
    html::span().class("preview-typing").child(text).into_any()
}

fn last(app: App, view: &ConversationView, message: &MessageView) -> AnyView {
    if message.notice.is_some() {
        return html::span().child(notice(app.words, message)).into_any();
    }
    let text = if message.deleted {
        app.words.text("preview-deleted")
    } else if message.unsupported {
        app.words.text("notice-unknown")
    } else {
        let line = hudhud_text::one_line(&message.body, LONGEST);
        match message.attached.first() {
            Some(first) if line.is_empty() => app.words.text(attached_key(first.about.kind)),
            Some(_) | None => line,
        }
    };
    let quiet = message.deleted || message.unsupported;
    let named = view.kind == ConversationKind::Group && !quiet;
    let sender = named.then(|| sender(app, people::name(app.words, &message.sender)));
    html::view((
        sender,
        html::bdi()
            .class(if quiet { "preview-quiet" } else { "" })
            .child(text),
    ))
}

/// Whose words follow.
pub(super) fn sender(app: App, name: String) -> AnyView {
    let said = app.words.with("preview-sender", &[("name", name.into())]);
    html::span()
        .class("preview-sender")
        .child((said, " "))
        .into_any()
}

/// How far the last message has come, if it is an own one.
pub(super) fn mark(app: App, view: &ConversationView) -> Option<AnyView> {
    let message = view
        .last
        .as_ref()
        .filter(|message| message.sender.own && message.notice.is_none() && !message.deleted)?;
    let (shape, class, name) = match message.state {
        MessageState::Received => return None,
        MessageState::Failed => (Icon::Alert, "mark failed", key("delivery-failed")),
        MessageState::Queued => (Icon::Clock, "mark", key("delivery-waiting")),
        MessageState::Sent => (Icon::Check, "mark", key("delivery-sent")),
        MessageState::Delivered => (Icon::Checks, "mark", key("delivery-delivered")),
        MessageState::Read => (Icon::Checks, "mark read", key("delivery-read")),
    };
    Some(
        html::span()
            .class(class)
            .attr("data-delivery", format!("{:?}", message.state))
            .attr("role", "img")
            .attr("aria-label", app.words.text(name))
            .child(icon(shape))
            .into_any(),
    )
}
