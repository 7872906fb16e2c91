//! Beginning a group: its title, and people as chips. Each is added by an intent of their own, so
//! that one who cannot be found is named, and does not keep the others out.

use crate::html;
use hudhud_dialogue::{Ask, PersonView, Problem, Whom};
use leptos::ev;
use leptos::prelude::*;

use super::people as known_people;
use crate::parts::{
    Field, Icon, Look, Size, avatar, bar, button, button_when, each, field, icon, progress,
};
use crate::route::Route;
use crate::state::App;
use crate::words::{count, problem};
use crate::{dom, people};

/// Where one of them stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Chosen.
    Chosen,
    /// Being added.
    Adding,
    /// Added.
    Added,
    /// Not added.
    Failed(Problem),
}

/// Somebody to be added.
#[derive(Debug, Clone)]
struct Guest {
    /// As they were chosen or typed.
    name: String,
    person: Option<PersonView>,
    stage: RwSignal<Stage>,
}

impl Guest {
    /// Whether that person is meant, chosen or typed.
    fn is(&self, app: App, person: &PersonView) -> bool {
        match &self.person {
            Some(chosen) => chosen.account == person.account,
            None => self.name == people::called(app.words, person),
        }
    }

    fn whom(&self) -> Whom {
        match &self.person {
            Some(person) => known_people::whom(person),
            None => Whom::Name(self.name.clone()),
        }
    }
}

/// The form's state.
#[derive(Debug, Clone, Copy)]
struct Form {
    title: RwSignal<String>,
    typed: RwSignal<String>,
    guests: RwSignal<Vec<Guest>>,
    /// The group, once it is there.
    group: RwSignal<Option<i64>>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<Problem>>,
}

impl Form {
    fn add(self, app: App, person: Option<PersonView>, name: &str) {
        let name = people::line(name.trim().trim_start_matches('@'));
        let name = match &person {
            Some(person) => people::called(app.words, person),
            None => name,
        };
        if name.is_empty()
            || self
                .guests
                .with_untracked(|guests| guests.iter().any(|guest| guest.name == name))
        {
            return;
        }
        self.guests.update(|guests| {
            guests.push(Guest {
                name,
                person,
                stage: RwSignal::new(Stage::Chosen),
            });
        });
        self.typed.set(String::new());
    }

    /// Takes what still stands in the field as one more.
    fn take_typed(self, app: App) {
        let typed = self.typed.get_untracked();
        for name in typed.split([',', '،', ' ']).filter(|name| !name.is_empty()) {
            self.add(app, None, name);
        }
    }
}

/// The pane.
pub(super) fn pane(app: App) -> AnyView {
    let form = Form {
        title: RwSignal::new(String::new()),
        typed: RwSignal::new(String::new()),
        guests: RwSignal::new(Vec::new()),
        group: RwSignal::new(None),
        busy: RwSignal::new(false),
        failed: RwSignal::new(None),
    };
    let known = known_people::known(app, form.typed);
    let others = Signal::derive(move || {
        let mut known = known.get();
        form.guests.with(|guests| {
            known.retain(|person| !guests.iter().any(|guest| guest.is(app, person)));
        });
        known
    });
    dom::focus_soon("#group-title");
    html::view((
        bar(
            app,
            app.say("group-heading"),
            move || {
                app.router.up();
            },
            ().into_any(),
        ),
        html::div()
            .class("scroll")
            .attr("data-part", "new-group-pane")
            .child((fields(app, form), move || {
                (form.group.get().is_none()).then(|| {
                    known_people::rows(app, others, move |person: PersonView| {
                        form.add(app, Some(person), "");
                        dom::focus_soon("#group-people");
                    })
                })
            })),
        foot(app, form),
    ))
}

fn fields(app: App, form: Form) -> AnyView {
    let mut title = Field::new("group-title", app.say("group-title"), form.title);
    title.longest = 100;
    title.error = Signal::derive(move || {
        form.failed
            .get()
            .map(|failed| problem(app.words, failed))
            .unwrap_or_default()
    });
    let mut people = Field::new("group-people", app.say("group-people"), form.typed);
    people.hint = Some(app.say("group-people-hint"));
    html::div()
        .class("new-form")
        .child((
            field(title, || dom::focus_soon("#group-people")),
            field(people, move || {
                if form.typed.with_untracked(|typed| typed.trim().is_empty()) {
                    create(app, form);
                } else {
                    form.take_typed(app);
                }
            }),
            html::div()
                .class("chips")
                .attr("data-part", "guests")
                .child(each(
                    Signal::derive(move || form.guests.get()),
                    |guest| guest.name.clone(),
                    move |guest| chip(app, form, guest),
                )),
        ))
        .into_any()
}

fn chip(app: App, form: Form, guest: Guest) -> AnyView {
    let stage = guest.stage;
    let name = guest.name.clone();
    let gone = guest.name.clone();
    let remove = move || {
        form.guests
            .update(|guests| guests.retain(|guest| guest.name != gone));
        dom::focus_soon("#group-people");
    };
    let label = app
        .words
        .with("group-remove", &[("name", guest.name.clone().into())]);
    html::span()
        .class(move || match stage.get() {
            Stage::Failed(_) => "chip danger",
            Stage::Chosen | Stage::Adding | Stage::Added => "chip",
        })
        .attr("data-part", "guest")
        .child((
            guest
                .person
                .as_ref()
                .map(|person| avatar(person, Size::Tiny)),
            html::bdi().child(name),
            move || match stage.get() {
                Stage::Chosen => None,
                Stage::Adding => Some(icon(Icon::Clock)),
                Stage::Added => Some(icon(Icon::Check)),
                Stage::Failed(failed) => Some(
                    html::span()
                        .class("error")
                        .attr("role", "alert")
                        .child(problem(app.words, failed))
                        .into_any(),
                ),
            },
            move || {
                matches!(stage.get(), Stage::Chosen | Stage::Failed(_)).then(|| {
                    let remove = remove.clone();
                    html::button()
                        .attr("type", "button")
                        .class("chip-remove")
                        .attr("data-part", "guest-remove")
                        .attr("aria-label", label.clone())
                        .on(ev::click, move |_| remove())
                        .child(icon(Icon::Close))
                })
            },
        ))
        .into_any()
}

/// The button, and how far it has come.
fn foot(app: App, form: Form) -> AnyView {
    let label = Signal::derive(move || {
        let guests = form.guests.with(Vec::len) as u64;
        if form.busy.get() {
            app.words.text("group-busy")
        } else if form.group.get().is_some() {
            app.words.text("group-retry")
        } else if guests == 0 {
            app.words.text("group-create-alone")
        } else {
            app.words.with("group-create", &[("count", count(guests))])
        }
    });
    let enabled = Signal::derive(move || {
        !form.busy.get() && !form.title.with(|title| title.trim().is_empty())
    });
    let percent = Signal::derive(move || {
        form.guests.with(|guests| {
            let done = guests
                .iter()
                .filter(|guest| matches!(guest.stage.get(), Stage::Added | Stage::Failed(_)))
                .count();
            let steps = guests.len() + 1;
            let made = usize::from(form.group.get().is_some());
            u32::try_from((done + made) * 100 / steps).unwrap_or(0)
        })
    });
    html::div()
        .class("pane-foot")
        .child((
            move || {
                form.busy
                    .get()
                    .then(|| progress(app.say("group-busy"), percent))
            },
            move || {
                form.group.get().map(|id| {
                    button(
                        "open-group",
                        Look::Usual,
                        app.say("group-open"),
                        move || {
                            app.go(Route::Conversation { id, at: None });
                        },
                    )
                })
            },
            button_when("create-group", Look::Primary, label, enabled, move || {
                create(app, form)
            }),
        ))
        .into_any()
}

/// Makes the group if it is not there yet, adds who is not in it, and goes there if all are.
fn create(app: App, form: Form) {
    if form.busy.get_untracked() {
        return;
    }
    form.take_typed(app);
    if form.title.with_untracked(|title| title.trim().is_empty()) {
        dom::focus_soon("#group-title");
        return;
    }
    form.busy.set(true);
    form.failed.set(None);
    leptos::task::spawn_local(async move {
        let made = match form.group.get_untracked() {
            Some(id) => Ok(Some(id)),
            None => {
                let ask = Ask::CreateGroup {
                    title: form.title.get_untracked().trim().to_owned(),
                    members: Vec::new(),
                };
                app.complete(ask).await
            }
        };
        let all = match made {
            Ok(Some(id)) => {
                let _ = form.group.try_set(Some(id));
                let all = add_all(app, form, id).await;
                if all {
                    app.go(Route::Conversation { id, at: None });
                }
                all
            }
            Ok(None) => true,
            Err(problem) => {
                let _ = form.failed.try_set(Some(problem));
                false
            }
        };
        if !all {
            let _ = form.busy.try_set(false);
        }
    });
}

/// Adds everybody who is not added. `false`: somebody could not be.
async fn add_all(app: App, form: Form, id: i64) -> bool {
    let guests = form.guests.try_get_untracked().unwrap_or_default();
    for guest in &guests {
        if guest.stage.try_get_untracked() != Some(Stage::Added) {
            let _ = guest.stage.try_set(Stage::Adding);
        }
    }
    let mut all = true;
    for guest in guests {
        if guest.stage.try_get_untracked() == Some(Stage::Added) {
            continue;
        }
        let ask = Ask::AddMembers {
            conversation: id,
            members: vec![guest.whom()],
        };
        let stage = match app.complete(ask).await {
            Ok(_) => Stage::Added,
            Err(problem) => {
                all = false;
                Stage::Failed(problem)
            }
        };
        let _ = guest.stage.try_set(stage);
    }
    all
}
