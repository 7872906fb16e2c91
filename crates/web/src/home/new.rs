//! Beginning a conversation: with somebody by name, with somebody met before, or a group.

use crate::html;
use hudhud_dialogue::page::Problem;
use hudhud_dialogue::{Person, PersonView};
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
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        typed.track();
        failed.set(None);
    });
    let known = met::known(app, typed);
    let write = move || {
        let name = typed.get_untracked().trim().to_owned();
        if !name.is_empty() && !busy.get_untracked() {
            begin(app, app.named(&name), busy, failed);
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
    let label = Signal::derive(move || {
        if busy.get() {
            app.words.text("new-busy")
        } else {
            app.words.text("new-write")
        }
    });
    let enabled =
        Signal::derive(move || !busy.get() && !typed.with(|typed| typed.trim().is_empty()));
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
                    button_when("write", Look::Primary, label, enabled, write),
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
                        begin(app, Ok(met::whom(&person)), busy, failed);
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

/// Finds or begins the conversation, and goes there as soon as it can be looked at.
pub(super) fn begin(
    app: App,
    whom: Result<Person, Problem>,
    busy: RwSignal<bool>,
    failed: RwSignal<Option<Problem>>,
) {
    busy.set(true);
    failed.set(None);
    leptos::task::spawn_local(async move {
        let result = met::conversation_with(app, whom).await;
        let _ = busy.try_set(false);
        match result {
            Ok(Some(id)) => app.go(Route::Conversation { id, at: None }),
            Ok(None) => {}
            Err(problem) => {
                if failed.try_set(Some(problem)).is_some() {
                    app.tell(problem);
                }
                dom::focus_soon("#whom");
            }
        }
    });
}
