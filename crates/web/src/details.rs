//! Who is in a conversation, and what can be done there: only what this account may do is offered.
//! Whether it happens is decided by the worker; what it answers is said in passing.

mod adding;
mod head;
mod members;
mod pane;
mod questions;

use crate::html::{div, h1, p};
use hudhud_base::ConversationId;
use hudhud_dialogue::ConversationKind;
use hudhud_dialogue::page::Problem;
use leptos::prelude::*;

use crate::parts::{self, Icon, Look};
use crate::state::{App, Layout};
use crate::words::{problem, standing};
use pane::Pane;

/// The pane of a conversation's details. It asks for them as long as it stands.
pub(crate) fn pane(app: App, id: ConversationId) -> AnyView {
    let pane = Pane {
        app,
        id,
        details: Memo::new(move |_| {
            app.details
                .with(|known| known.clone().filter(|known| known.conversation.id == id))
        }),
        problem: RwSignal::new(None),
        action: RwSignal::new(None),
    };
    pane.look();
    let known = Memo::new(move |_| pane.details.with(Option::is_some));
    let body = move || {
        if known.get() {
            body(pane)
        } else if let Some(failed) = pane.problem.get() {
            failure(pane, failed)
        } else {
            p().class("hint details-wait")
                .attr("role", "status")
                .child(app.say("details-loading"))
                .into_any()
        }
    };
    crate::html::view((
        bar(app),
        div()
            .class("scroll")
            .attr("data-part", "details")
            .child(div().class("details-body").child(body)),
        move || {
            pane.action
                .get()
                .map(|action| questions::question(pane, action))
        },
    ))
}

/// The head: a way back where the pane lies over another one, a way to close it where it stands
/// beside.
fn bar(app: App) -> AnyView {
    let leave = move || {
        app.router.up();
    };
    let button = move || {
        let (shape, label) = match app.layout.get() {
            Layout::Narrow | Layout::Middle => (Icon::Back, app.say("back")),
            Layout::Wide => (Icon::Close, app.say("close")),
        };
        parts::icon_button("back", shape, label, leave)
    };
    div()
        .class("bar")
        .child((
            button,
            h1().class("bar-title").child(app.say("details-title")),
        ))
        .into_any()
}

fn failure(pane: Pane, failed: Problem) -> AnyView {
    let app = pane.app;
    div()
        .class("empty")
        .attr("role", "alert")
        .child((
            p().class("empty-text")
                .child(move || problem(app.words, failed)),
            parts::button("again", Look::Usual, app.say("details-again"), move || {
                pane.look()
            }),
        ))
        .into_any()
}

fn body(pane: Pane) -> AnyView {
    let app = pane.app;
    let kind = Memo::new(move |_| {
        pane.details
            .with(|details| details.as_ref().map(|details| details.conversation.kind))
    });
    let over = Memo::new(move |_| {
        pane.details.with(|details| {
            details
                .as_ref()
                .is_some_and(|details| details.conversation.state.is_over())
        })
    });
    let stands = Memo::new(move |_| {
        pane.details
            .with(|details| standing(app.words, &details.as_ref()?.conversation))
    });
    crate::html::view((
        head::view(pane),
        move || {
            let text = stands.get()?;
            Some(
                p().class("banner care")
                    .attr("data-part", "standing")
                    .child(text),
            )
        },
        move || match kind.get() {
            Some(ConversationKind::Direct) => head::person(pane),
            // Who is there now is not known to who is not.
            Some(ConversationKind::Group) if over.get() => ().into_any(),
            Some(ConversationKind::Group) => members::view(pane),
            None => ().into_any(),
        },
        move || (kind.get() == Some(ConversationKind::Group)).then(|| members::leave(pane)),
    ))
}
