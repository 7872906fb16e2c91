//! Ctrl or ⌘ with K: a conversation by a few letters of its name.

use crate::html;
use hudhud_base::ConversationId;
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

use crate::called::by_name;
use crate::parts::{Icon, Size, conversation_avatar, icon};
use crate::route::Route;
use crate::state::App;
use crate::{dom, met, parts, people};

/// So many conversations are offered.
const OFFERED: usize = 9;

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Choice {
    Conversation(ConversationId),
    /// Somebody by the name that was typed.
    Name(String),
}

pub(super) fn dialog(app: App, open: RwSignal<bool>) -> AnyView {
    let query = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let choices = Memo::new(move |_| choices(app, &query.get()));
    Effect::new(move |_| {
        query.track();
        at.set(0);
    });
    let choose = move |choice: &Choice| {
        open.set(false);
        take(app, choice);
    };
    let pressed = move |event: KeyboardEvent| {
        let last = choices.with_untracked(|choices| choices.len().saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => at.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" if !event.is_composing() => {
                let choice =
                    choices.with_untracked(|choices| choices.get(at.get_untracked()).cloned());
                if let Some(choice) = choice {
                    choose(&choice);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    dom::focus_soon("#switcher");
    parts::dialog(
        "switcher-dialog",
        app.say("switcher-title"),
        move || open.set(false),
        html::div()
            .class("switcher")
            .child((
                line(app, query, at, choices).on(ev::keydown, pressed),
                html::div()
                    .id("switcher-choices")
                    .class("switcher-choices")
                    .attr("role", "listbox")
                    .attr("aria-label", move || app.words.text("list-label"))
                    .child(move || {
                        let rows: Vec<AnyView> = choices
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(place, choice)| row(app, place, at, choice, choose))
                            .collect();
                        rows
                    }),
            ))
            .into_any(),
    )
}

/// Where the letters are typed.
fn line(
    app: App,
    query: RwSignal<String>,
    at: RwSignal<usize>,
    choices: Memo<Vec<Choice>>,
) -> html::Element {
    let is_open = move || choices.with(|choices| !choices.is_empty());
    let (label, hint) = (app.say("switcher-title"), app.say("switcher-hint"));
    parts::search_field("switcher", label, hint, query)
        .id("switcher")
        .attr("role", "combobox")
        .attr("aria-expanded", move || is_open().to_string())
        .attr("aria-controls", "switcher-choices")
        .attr("aria-activedescendant", move || {
            is_open().then(|| format!("switcher-{}", at.get()))
        })
}

fn choices(app: App, query: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = by_name(app, query, |_| true)
        .into_iter()
        .take(OFFERED)
        .map(Choice::Conversation)
        .collect();
    let name = query.trim().trim_start_matches('@');
    if name.chars().count() >= 3 && app.named(name).is_ok() {
        choices.push(Choice::Name(name.to_owned()));
    }
    choices
}

fn row(
    app: App,
    place: usize,
    at: RwSignal<usize>,
    choice: Choice,
    choose: impl Fn(&Choice) + Copy + 'static,
) -> AnyView {
    let inside = match &choice {
        Choice::Conversation(id) => app.list.row(*id).map(|row| {
            row.with(|view| {
                html::view((
                    conversation_avatar(app, view, Size::Small),
                    html::bdi()
                        .class("row-title")
                        .child(people::title(app.words, view)),
                ))
            })
        }),
        Choice::Name(name) => {
            let text = app
                .words
                .with("switcher-write", &[("name", people::line(name).into())]);
            Some(html::view((
                html::span()
                    .class("avatar small way-icon")
                    .child(icon(Icon::Pencil)),
                html::span().class("row-title").child(text),
            )))
        }
    };
    html::div()
        .id(format!("switcher-{place}"))
        .class("row")
        .attr("role", "option")
        .attr("data-part", "switcher-choice")
        .attr("aria-selected", move || {
            if at.get() == place { "true" } else { "false" }
        })
        .on(ev::pointermove, move |_| {
            if at.get_untracked() != place {
                at.set(place);
            }
        })
        .on(ev::click, move |_| choose(&choice))
        .child(inside)
        .into_any()
}

fn take(app: App, choice: &Choice) {
    match choice {
        Choice::Conversation(id) => app.go(Route::Conversation { id: *id, at: None }),
        Choice::Name(name) => met::write_to(app, app.named(name)),
    }
}
