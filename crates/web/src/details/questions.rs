//! The questions before what cannot be undone, each with what follows from it.

use crate::html::div;
use hudhud_dialogue::page::Details;
use hudhud_dialogue::{Command, PersonView};
use leptos::prelude::*;

use super::adding;
use super::pane::{Action, Pane};
use crate::parts::dialog::Question;
use crate::parts::{self, Field, Look};
use crate::people;
use crate::words::key;

/// The dialog of a action.
pub(super) fn question(pane: Pane, action: Action) -> AnyView {
    match action {
        Action::Rename => rename(pane),
        Action::Add => adding::dialog(pane),
        Action::Promote(person) => promote(pane, person),
        Action::Demote(person) => demote(pane, person),
        Action::Remove(person) => remove(pane, person),
        Action::Leave => leave(pane),
        Action::Block(person) => block(pane, person),
    }
}

/// A string with a person's name in it.
fn naming(pane: Pane, key: &'static str, person: &PersonView) -> Signal<String> {
    let app = pane.app;
    let person = person.clone();
    Signal::derive(move || {
        let name = people::name(app.words, &person);
        app.words.with(key, &[("name", name.into())])
    })
}

/// A question, and what the device is told upon a yes.
fn ask_first(pane: Pane, question: Question, command: Command) -> AnyView {
    let command = StoredValue::new(command);
    parts::confirm(pane.app, question, move |yes| {
        if yes {
            pane.carry_out(command.get_value());
        } else {
            pane.action.set(None);
        }
    })
}

fn promote(pane: Pane, person: PersonView) -> AnyView {
    let question = Question {
        part: "promote-dialog",
        title: naming(pane, key("details-promote-title"), &person),
        text: pane.app.say("details-promote-text"),
        yes: pane.app.say("details-promote"),
        look: Look::Primary,
    };
    let command = Command::Promote {
        conversation: pane.id,
        account: person.account,
    };
    ask_first(pane, question, command)
}

fn demote(pane: Pane, person: PersonView) -> AnyView {
    let question = Question {
        part: "demote-dialog",
        title: naming(pane, key("details-demote-title"), &person),
        text: pane.app.say("details-demote-text"),
        yes: pane.app.say("details-demote"),
        look: Look::Primary,
    };
    let command = Command::Demote {
        conversation: pane.id,
        account: person.account,
    };
    ask_first(pane, question, command)
}

fn remove(pane: Pane, person: PersonView) -> AnyView {
    let question = Question {
        part: "remove-dialog",
        title: naming(pane, key("details-remove-title"), &person),
        text: pane.app.say("details-remove-text"),
        yes: pane.app.say("details-remove-submit"),
        look: Look::Danger,
    };
    let command = Command::RemoveMember {
        conversation: pane.id,
        account: person.account,
    };
    ask_first(pane, question, command)
}

fn block(pane: Pane, person: PersonView) -> AnyView {
    let question = Question {
        part: "block-dialog",
        title: naming(pane, key("details-block-title"), &person),
        text: pane.app.say("details-block-text"),
        yes: pane.app.say("details-block"),
        look: Look::Danger,
    };
    let command = Command::Block {
        account: person.account,
    };
    ask_first(pane, question, command)
}

fn leave(pane: Pane) -> AnyView {
    let app = pane.app;
    let title = Signal::derive(move || {
        let title = pane.details.with(|details| {
            details
                .as_ref()
                .map(|details| people::title(app.words, &details.conversation))
        });
        let title = title.unwrap_or_default();
        app.words
            .with("details-leave-title", &[("title", title.into())])
    });
    let text = Signal::derive(move || {
        let mut text = app.words.text("details-leave-text");
        if pane
            .details
            .with(|details| details.as_ref().is_some_and(leads_alone))
        {
            text.push(' ');
            text.push_str(&app.words.text("details-leave-heir"));
        }
        text
    });
    let question = Question {
        part: "leave-dialog",
        title,
        text,
        yes: app.say("details-leave-submit"),
        look: Look::Danger,
    };
    let command = Command::Leave {
        conversation: pane.id,
    };
    ask_first(pane, question, command)
}

/// Whether this account is the only admin, and not the only member.
fn leads_alone(details: &Details) -> bool {
    details.admin
        && details.members.len() > 1
        && details.members.iter().filter(|member| member.admin).count() == 1
}

fn rename(pane: Pane) -> AnyView {
    let app = pane.app;
    let before = pane
        .details
        .with_untracked(|details| {
            details
                .as_ref()
                .map(|details| details.conversation.title.clone())
        })
        .unwrap_or_default();
    let title = RwSignal::new(before.clone());
    let good = Signal::derive(move || {
        let typed = title.get();
        !typed.trim().is_empty() && typed.trim() != before.trim()
    });
    let close = move || pane.action.set(None);
    let save = move || {
        if good.get_untracked() {
            let command = Command::Rename {
                conversation: pane.id,
                title: title.get_untracked().trim().to_owned(),
            };
            pane.carry_out(command);
        }
    };
    let body = div()
        .child((
            parts::field(
                Field::new("title", app.say("details-rename-label"), title),
                save,
            ),
            div().class("dialog-actions").child((
                parts::button("no", Look::Usual, app.say("cancel"), close),
                parts::button_when(
                    "yes",
                    Look::Primary,
                    app.say("details-rename-submit"),
                    good,
                    save,
                ),
            )),
        ))
        .into_any();
    parts::dialog(
        "rename-dialog",
        app.say("details-rename-title"),
        close,
        body,
    )
}
