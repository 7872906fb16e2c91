//! Adding people to a group: names as chips, completed from the people met before.

use crate::html::{bdi, button, div, li, p, span, ul};
use hudhud_base::ConversationId;
use hudhud_dialogue::page::{Ask, Details, Problem, Reply};
use hudhud_dialogue::{Command, Person, PersonView};
use leptos::ev;
use leptos::prelude::*;

use super::pane::Pane;
use crate::dom;
use crate::met;
use crate::parts::{self, Field, Icon, Look, Size, icon};
use crate::people;
use crate::state::App;
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
    whom: Result<Person, Problem>,
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

    /// Takes what has been typed as names, however they are separated. A name that only begins like
    /// that of somebody met before means them.
    async fn take_typed(self, app: App) -> Option<()> {
        let typed = self.typed.try_get_untracked()?;
        for name in typed
            .split([' ', ',', '،', ';', '؛'])
            .filter(|name| !name.is_empty())
        {
            let chosen = match met::meant(app, name).await {
                Some(person) => Chosen::known(app, &person),
                None => Chosen {
                    shown: format!("@{}", name.trim_start_matches('@')),
                    whom: app.named(name),
                },
            };
            self.chosen.try_update(|all| {
                if !all.contains(&chosen) {
                    all.push(chosen);
                }
            })?;
        }
        self.typed.try_set(String::new());
        Some(())
    }
}

impl Chosen {
    fn known(app: App, person: &PersonView) -> Self {
        Self {
            shown: people::called(app.words, person),
            whom: Ok(met::whom(person)),
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
                move || {
                    leptos::task::spawn_local(async move {
                        choice.take_typed(app).await;
                    });
                },
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

/// Adds them in one step, and says for each who could not be added why.
fn submit(pane: Pane, choice: Choice) {
    let app = pane.app;
    let conversation = pane.id;
    leptos::task::spawn_local(async move {
        choice.take_typed(app).await;
        let guests = choice.chosen.try_get_untracked().unwrap_or_default();
        let _ = pane.action.try_set(None);
        let told = app.toasts.say(app.words.text("details-adding"));
        for (name, why) in add(app, conversation, guests).await {
            let said = [
                ("name", name.into()),
                ("problem", problem(app.words, why).into()),
            ];
            app.toasts.say(app.words.with("details-add-failed", &said));
        }
        app.toasts.dismiss(told);
    });
}

/// Who was not added, as they are called, and why.
async fn add(
    app: App,
    conversation: ConversationId,
    guests: Vec<Chosen>,
) -> Vec<(String, Problem)> {
    let mut left = Vec::new();
    let mut asked = Vec::new();
    for guest in guests {
        match guest.whom {
            Ok(person) => asked.push((guest.shown, person)),
            Err(problem) => left.push((guest.shown, problem)),
        }
    }
    if asked.is_empty() {
        return left;
    }
    let members = asked.iter().map(|(_, person)| person.clone()).collect();
    let command = Command::AddMembers {
        conversation,
        members,
    };
    match app.complete(command).await {
        Ok(ended) => {
            for one in ended.not_added {
                let shown = asked.iter().find(|(_, person)| *person == one.person);
                let shown = shown.map(|(shown, _)| shown.clone()).unwrap_or_default();
                left.push((shown, Problem::Failed(one.failure)));
            }
        }
        Err(problem) => left.extend(asked.into_iter().map(|(shown, _)| (shown, problem))),
    }
    left
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
                let whom = Ok(Person::Account(person.account));
                chosen.iter().all(|chosen| chosen.whom != whom)
            })
            .collect::<Vec<_>>()
    });
    ul().class("proposals")
        .child(parts::each(
            left,
            |person| person.account,
            move |person| {
                let name = people::shown(app.words, &person);
                let handle = parts::handle(app, &person);
                let chosen = Chosen::known(app, &person);
                let add = move |_| {
                    choice.add(chosen.clone());
                    dom::focus_soon("#add-who");
                };
                li().child(
                    button()
                        .class("row")
                        .attr("type", "button")
                        .attr("data-part", "proposal")
                        .on(ev::click, add)
                        .child((
                            parts::avatar(app, &person, Size::Small),
                            span().class("row-body").child((
                                span().class("row-title").child(bdi().child(name)),
                                handle,
                            )),
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
