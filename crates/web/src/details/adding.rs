//! Adding people to a group: names as chips, completed from the people met before.

use crate::html::{bdi, button, div, li, p, span, ul};
use hudhud_dialogue::{Ask, Details, PersonView, Reply, Whom};
use leptos::ev;
use leptos::prelude::*;

use super::pane::Pane;
use crate::parts::{self, Field, Icon, Look, Size, icon};
use crate::people;
use crate::words::{count, problem};

/// So many people are proposed at most.
const PROPOSED: usize = 6;

/// What has been chosen and typed. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
struct Choice {
    typed: RwSignal<String>,
    chosen: RwSignal<Vec<Chosen>>,
    proposed: RwSignal<Vec<PersonView>>,
}

/// Somebody to add, as they are called on the chip and as the worker is asked for them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chosen {
    shown: String,
    whom: Whom,
}

impl Choice {
    fn add(self, chosen: Chosen) {
        self.chosen.update(|all| {
            if !all.contains(&chosen) {
                all.push(chosen);
            }
        });
        self.typed.set(String::new());
    }

    /// Takes what has been typed as names, however they are separated.
    fn take_typed(self) {
        let typed = self.typed.get_untracked();
        for name in typed
            .split([' ', ',', '،', ';', '؛'])
            .filter(|name| !name.is_empty())
        {
            let name = name.trim_start_matches('@');
            self.add(Chosen {
                shown: format!("@{name}"),
                whom: Whom::Name(name.to_owned()),
            });
        }
    }
}

pub(super) fn dialog(pane: Pane) -> AnyView {
    let app = pane.app;
    let choice = Choice {
        typed: RwSignal::new(String::new()),
        chosen: RwSignal::new(Vec::new()),
        proposed: RwSignal::new(Vec::new()),
    };
    propose(pane, choice);
    let close = move || pane.action.set(None);
    let body = div()
        .class("stack")
        .child((
            p().child(app.say("details-add-text")),
            chips(pane, choice),
            parts::field(
                Field {
                    hint: Some(app.say("details-add-hint")),
                    ..Field::new("add-who", app.say("details-add-label"), choice.typed)
                },
                move || choice.take_typed(),
            ),
            proposals(pane, choice),
            actions(pane, choice),
        ))
        .into_any();
    parts::dialog("add-dialog", app.say("details-add-title"), close, body)
}

fn actions(pane: Pane, choice: Choice) -> AnyView {
    let app = pane.app;
    let label = Signal::derive(move || {
        let many =
            choice.chosen.with(Vec::len) + usize::from(!choice.typed.get().trim().is_empty());
        app.words
            .with("details-add-submit", &[("count", count(many as u64))])
    });
    let good = Signal::derive(move || {
        !choice.chosen.with(Vec::is_empty) || !choice.typed.get().trim().is_empty()
    });
    div()
        .class("dialog-actions")
        .child((
            parts::button("no", Look::Usual, app.say("cancel"), move || {
                pane.action.set(None)
            }),
            parts::button_when("yes", Look::Primary, label, good, move || {
                submit(pane, choice)
            }),
        ))
        .into_any()
}

/// Adds them one by one, so that a name that nobody has keeps nobody else out.
fn submit(pane: Pane, choice: Choice) {
    choice.take_typed();
    let app = pane.app;
    let conversation = pane.id;
    let guests = choice.chosen.get_untracked();
    pane.action.set(None);
    app.toasts.say(app.words.text("details-adding"));
    leptos::task::spawn_local(async move {
        for guest in guests {
            let ask = Ask::AddMembers {
                conversation,
                members: vec![guest.whom],
            };
            if let Err(failed) = app.complete(ask).await {
                let said = [
                    ("name", guest.shown.into()),
                    ("problem", problem(app.words, failed).into()),
                ];
                app.toasts.say(app.words.with("details-add-failed", &said));
            }
        }
    });
}

/// Follows what is typed, and proposes people met before who are not members.
fn propose(pane: Pane, choice: Choice) {
    let app = pane.app;
    Effect::new(move |_| {
        let prefix = choice.typed.get().trim().trim_start_matches('@').to_owned();
        leptos::task::spawn_local(async move {
            let ask = Ask::Known {
                prefix: prefix.clone(),
            };
            let Ok(Reply::People(people)) = app.ask(ask).await else {
                return;
            };
            // Something else may have been typed meanwhile, or the dialog be gone.
            let now = choice.typed.try_get_untracked();
            if now.is_some_and(|now| now.trim().trim_start_matches('@') == prefix) {
                let people = people.into_iter().filter(|person| !is_member(pane, person));
                let _ = choice.proposed.try_set(people.take(PROPOSED).collect());
            }
        });
    });
}

fn is_member(pane: Pane, person: &PersonView) -> bool {
    let among = |details: &Details| {
        details
            .members
            .iter()
            .any(|member| member.person.account == person.account)
    };
    person.own
        || pane
            .details
            .with_untracked(|details| details.as_ref().is_some_and(among))
}

fn proposals(pane: Pane, choice: Choice) -> AnyView {
    let app = pane.app;
    let left = Signal::derive(move || {
        let chosen = choice.chosen.get();
        let people = choice.proposed.get().into_iter();
        people
            .filter(|person| {
                let whom = Whom::Account(person.account.clone());
                chosen.iter().all(|chosen| chosen.whom != whom)
            })
            .collect::<Vec<_>>()
    });
    ul().class("proposals")
        .child(parts::each(
            left,
            |person| person.account.clone(),
            move |person| {
                let shown = people::called(app.words, &person);
                let name = shown.clone();
                let whom = Whom::Account(person.account.clone());
                let add = move |_| {
                    choice.add(Chosen {
                        shown: shown.clone(),
                        whom: whom.clone(),
                    });
                };
                li().child(
                    button()
                        .class("row")
                        .attr("type", "button")
                        .attr("data-part", "proposal")
                        .on(ev::click, add)
                        .child((
                            parts::avatar(&person, Size::Small),
                            span()
                                .class("row-body")
                                .child(span().class("row-title").child(bdi().child(name))),
                        )),
                )
                .into_any()
            },
        ))
        .into_any()
}

fn chips(pane: Pane, choice: Choice) -> AnyView {
    let app = pane.app;
    let chosen = Signal::derive(move || choice.chosen.get());
    ul().class("chips")
        .child(parts::each(
            chosen,
            |chosen| chosen.shown.clone(),
            move |chosen| {
                let name = chosen.shown.clone();
                let label = move || {
                    app.words
                        .with("details-add-remove", &[("name", name.clone().into())])
                };
                let shown = chosen.shown.clone();
                li().class("chip")
                    .child((
                        bdi().child(shown),
                        button()
                            .class("chip-remove")
                            .attr("type", "button")
                            .attr("aria-label", label)
                            .on(ev::click, move |_| {
                                choice.chosen.update(|all| all.retain(|one| *one != chosen));
                            })
                            .child(icon(Icon::Close)),
                    ))
                    .into_any()
            },
        ))
        .into_any()
}
