//! Beginning a group: its title, and people as chips. `form` makes it.

mod form;

use crate::html;
use hudhud_dialogue::PersonView;
use leptos::ev;
use leptos::prelude::*;

use super::keys::move_focus;
use crate::dom;
use crate::met;
use crate::parts::{
    Field, Icon, Look, Size, avatar, bar, button, button_when, each, field, icon, progress,
};
use crate::route::Route;
use crate::state::App;
use crate::words::{count, problem};
use form::{Form, Guest, Stage};

pub(super) fn pane(app: App) -> AnyView {
    let form = Form::new();
    let known = met::known(app, form.typed);
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
            .on(ev::keydown, move |event| move_focus(&event))
            .child((fields(app, form), move || {
                (form.group.get().is_none()).then(|| {
                    met::rows(app, others, move |person: PersonView| {
                        form.add_person(app, person);
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
                    leptos::task::spawn_local(async move {
                        form.add_typed(app).await;
                    });
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
    let name = guest.name.clone();
    let stage = Memo::new(move |_| form.stage(&name));
    let removed = guest.name.clone();
    let remove = move || {
        form.remove(&removed);
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
                .map(|person| avatar(app, person, Size::Tiny)),
            html::bdi().child(guest.name),
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
    let percent = Signal::derive(move || form.percent());
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

/// Makes the group of what the form says, or asks for its title.
fn create(app: App, form: Form) {
    if form.busy.get_untracked() {
        return;
    }
    if form.title.with_untracked(|title| title.trim().is_empty()) {
        dom::focus_soon("#group-title");
        return;
    }
    form.submit(app);
}
