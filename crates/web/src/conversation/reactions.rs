//! The reactions under a message: one press joins in or takes back.

use crate::html::{button, div, span};
use hudhud_dialogue::{Ask, MessageView, ReactionView};
use leptos::ev;
use leptos::prelude::*;

use super::Open;
use crate::parts;
use crate::people;
use crate::words::count;

/// So many people are named.
const NAMED: usize = 12;

/// The row of reactions, if there are any.
pub(super) fn view(open: Open, id: i64, message: RwSignal<MessageView>) -> AnyView {
    let reactions = Memo::new(move |_| {
        message.with(|message| {
            if message.deleted {
                Vec::new()
            } else {
                message.reactions.clone()
            }
        })
    });
    let any = Memo::new(move |_| reactions.with(|reactions| !reactions.is_empty()));
    crate::html::view(move || {
        any.get().then(|| {
            let rows = parts::each(
                Signal::derive(move || reactions.get()),
                // A reaction that changed is another one: its people are part of it.
                |reaction| {
                    format!(
                        "{} {} {}",
                        reaction.emoji,
                        reaction.people.len(),
                        reaction.own
                    )
                },
                move |reaction| one(open, id, reaction),
            );
            div()
                .class("reactions")
                .attr("data-part", "reactions")
                .child(rows)
        })
    })
}

fn one(open: Open, id: i64, reaction: ReactionView) -> AnyView {
    let app = open.app;
    let own = reaction.own;
    let emoji = reaction.emoji.clone();
    let people = reaction.people.clone();
    let shown = hudhud_text::one_line(&reaction.emoji, 1);
    let number = reaction.people.len() as u64;
    let label = {
        let shown = shown.clone();
        move || {
            let named = people.get(..NAMED.min(people.len())).unwrap_or(&[]);
            app.words.with(
                "reaction-label",
                &[
                    ("emoji", shown.clone().into()),
                    ("people", people::names(app.words, named).into()),
                    ("more", count(people.len().saturating_sub(NAMED) as u64)),
                ],
            )
        }
    };
    let title = label.clone();
    button()
        .attr("type", "button")
        .class("reaction")
        .attr("data-part", "reaction")
        .attr("aria-pressed", if own { "true" } else { "false" })
        .attr("aria-label", label)
        .attr("title", title)
        .on(ev::click, move |_| {
            app.request(Ask::React {
                message: id,
                emoji: emoji.clone(),
                on: !own,
            });
        })
        .child((
            span().class("reaction-emoji").child(shown),
            span()
                .class("tabular")
                .child(move || app.words.number(number)),
        ))
        .into_any()
}
