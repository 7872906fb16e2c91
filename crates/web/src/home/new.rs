//! Beginning a conversation: with somebody by name, with somebody met before, or a group.

use crate::html;
use hudhud_dialogue::PersonView;
use hudhud_dialogue::page::Problem;
use leptos::ev;
use leptos::prelude::*;

use super::keys::move_focus;
use crate::met;
use crate::parts::{Field, Icon, Look, bar, button_when, field, icon};
use crate::route::Route;
use crate::state::App;
use crate::words::problem;
use crate::{dom, share};

pub(super) fn pane(app: App) -> AnyView {
    let typed = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<Problem>);
    Effect::new(move |_| {
        typed.track();
        failed.set(None);
    });
    let known = met::known(app, typed);
    let write = move || {
        let name = typed.get_untracked().trim().to_owned();
        match app.named(&name) {
            Ok(person) if !name.is_empty() => app.go(met::place_of(app, &person)),
            Ok(_) => {}
            Err(problem) => {
                failed.set(Some(problem));
                dom::focus_soon("#whom");
            }
        }
    };
    let mut line = Field::new("whom", app.say("new-whom"), typed);
    line.hint = Some(app.say("new-hint"));
    line.error = Signal::derive(move || {
        failed
            .get()
            .map(|failed| problem(app.words, failed))
            .unwrap_or_default()
    });
    let enabled = Signal::derive(move || !typed.with(|typed| typed.trim().is_empty()));
    dom::focus_soon("#whom");
    html::view((
        bar(
            app,
            app.say("new-title"),
            move || {
                app.router.up();
            },
            ().into_any(),
        ),
        html::div()
            .class("scroll")
            .attr("data-part", "new-conversation")
            .on(ev::keydown, move |event| move_focus(&event))
            .child((
                html::div().class("new-form").child((
                    field(line, write),
                    button_when("write", Look::Primary, app.say("new-write"), enabled, write),
                )),
                ways(app),
                move || {
                    (!known.with(Vec::is_empty)).then(|| {
                        html::h2()
                            .class("section-title")
                            .child(app.say("new-known"))
                    })
                },
                met::rows(
                    app,
                    Signal::derive(move || known.get()),
                    move |person: PersonView| {
                        app.go(met::place_of(app, &met::whom(&person)));
                    },
                ),
            )),
    ))
}

/// Other things to begin.
fn ways(app: App) -> AnyView {
    let sharing = RwSignal::new(false);
    html::view((
        way("new-group", Icon::People, app.say("new-group"), move || {
            app.go(Route::NewGroup)
        }),
        way("new-share", Icon::Link, app.say("new-share"), move || {
            sharing.set(true)
        }),
        move || {
            sharing
                .get()
                .then(|| share::dialog(app, move || sharing.set(false)))
        },
    ))
}

fn way(
    part: &'static str,
    shape: Icon,
    label: Signal<String>,
    press: impl Fn() + 'static,
) -> AnyView {
    html::button()
        .attr("type", "button")
        .class("row way")
        .attr("data-part", part)
        .on(ev::click, move |_| press())
        .child((
            html::span()
                .class("avatar small way-icon")
                .attr("aria-hidden", "true")
                .child(icon(shape)),
            html::span().class("row-title").child(label),
        ))
        .into_any()
}
