//! The reactions under a message: one press joins in or takes back.

use crate::html::{button, div, span};
use hudhud_base::MessageRow;
use hudhud_dialogue::{Command, MessageView, ReactionView};
use leptos::ev;
use leptos::prelude::*;

use super::open::Open;
use crate::parts;
use crate::people;
use crate::words::count;

/// So many people are named.
const NAMED: usize = 12;

/// The row of reactions, if there are any.
pub(super) fn view(open: Open, id: MessageRow, message: RwSignal<MessageView>) -> AnyView {
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
                |reaction| reaction.emoji.clone(),
                move |reaction| one(open, id, reactions, reaction.emoji),
            );
            div()
                .class("reactions")
                .attr("data-part", "reactions")
                .child(rows)
        })
    })
}

/// One of them. It stays where it is, with the focus, while people come and go.
fn one(open: Open, id: MessageRow, all: Memo<Vec<ReactionView>>, emoji: String) -> AnyView {
    let app = open.app;
    let shown = hudhud_text::one_line(&emoji, 1);
    let reaction = {
        let emoji = emoji.clone();
        Memo::new(move |before: Option<&Option<ReactionView>>| {
            let now = all.with(|all| all.iter().find(|one| one.emoji == emoji).cloned());
            // It goes with the next change of the list; until then it is as it was.
            now.or_else(|| before.cloned().flatten())
        })
    };
    let own = move || reaction.with(|reaction| reaction.as_ref().is_some_and(|one| one.own));
    let number = move || reaction.with(|one| one.as_ref().map_or(0, |one| one.people.len()));
    let label = {
        let shown = shown.clone();
        move || {
            let people = reaction.get().map(|one| one.people).unwrap_or_default();
            let named = people.get(..NAMED.min(people.len())).unwrap_or(&[]);
            app.words.with(
                "reaction-label",
                &[
                    ("emoji", shown.clone().into()),
                    // What is read has what is seen in it, for whoever says it to press it.
                    ("number", app.words.number(number() as u64).into()),
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
        .attr("aria-pressed", move || if own() { "true" } else { "false" })
        .attr("aria-label", label)
        .attr("title", title)
        .on(ev::click, move |_| {
            let own = reaction.with_untracked(|one| one.as_ref().is_some_and(|one| one.own));
            let (message, emoji) = (id, emoji.clone());
            app.request(if own {
                Command::Unreact { message, emoji }
            } else {
                Command::React { message, emoji }
            });
        })
        .child((
            span().class("reaction-emoji").child(shown),
            span()
                .class("tabular")
                .child(move || app.words.number(number() as u64)),
        ))
        .into_any()
}
