//! To which conversations a message is forwarded, and whether it is said whose it is. Each of them is an
//! errand of its own: what comes to nothing in one is said, with its name, and keeps none of the others.

use crate::html::{bdi, div, input, label, p, span};
use hudhud_base::limits::FORWARD_CONVERSATIONS;
use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::{Command, ConversationState, ConversationView, Hearing};
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

use super::open::{Open, Overlay};
use crate::called::by_name;
use crate::dom;
use crate::parts::{self, Look, Size, conversation_avatar};
use crate::people;
use crate::state::App;
use crate::words::{count, key, problem};

/// So many conversations are offered: who looks for another one types its name.
const OFFERED: usize = 40;

/// What has been typed and chosen. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
struct Choice {
    open: Open,
    message: MessageRow,
    query: RwSignal<String>,
    /// In the order in which they were chosen.
    chosen: RwSignal<Vec<ConversationId>>,
    author: RwSignal<bool>,
}

impl Choice {
    fn has(self, id: ConversationId) -> bool {
        self.chosen.with(|chosen| chosen.contains(&id))
    }

    fn is_full(self) -> bool {
        self.chosen
            .with(|chosen| chosen.len() >= FORWARD_CONVERSATIONS)
    }

    /// Chooses a conversation, or does not choose it any more.
    fn turn(self, id: ConversationId, on: bool) {
        self.chosen.update(|chosen| {
            chosen.retain(|one| *one != id);
            if on && chosen.len() < FORWARD_CONVERSATIONS {
                chosen.push(id);
            }
        });
    }
}

/// Whether somebody hears there what is said.
fn takes_messages(view: &ConversationView) -> bool {
    view.hearing != Hearing::Blocked
        && match view.state {
            ConversationState::Creating
            | ConversationState::Active
            | ConversationState::OutOfStep => true,
            ConversationState::Request
            | ConversationState::Left
            | ConversationState::Removed
            | ConversationState::Deserted
            | ConversationState::Failed => false,
        }
}

pub(super) fn dialog(open: Open, message: MessageRow) -> AnyView {
    let app = open.app;
    let choice = Choice {
        open,
        message,
        query: RwSignal::new(String::new()),
        chosen: RwSignal::new(Vec::new()),
        author: RwSignal::new(true),
    };
    let found = Memo::new(move |_| {
        app.list.order.track();
        let mut found = by_name(app, &choice.query.get(), takes_messages);
        found.truncate(OFFERED);
        found
    });
    dom::focus_soon("#forward-search");
    let body = div()
        .class("forwarding")
        .child((
            line(choice, found),
            rows(choice, found),
            note(choice, found),
            author(choice),
            actions(choice),
        ))
        .into_any();
    let close = move || open.overlay.set(Overlay::Nothing);
    parts::dialog("forward-dialog", app.say("forward-title"), close, body)
}

/// Where a name is typed. Enter chooses the first that is called so.
fn line(choice: Choice, found: Memo<Vec<ConversationId>>) -> AnyView {
    let app = choice.open.app;
    let pressed = move |event: KeyboardEvent| {
        if event.key() != "Enter" || event.is_composing() {
            return;
        }
        event.prevent_default();
        let first = found.with_untracked(|found| found.first().copied());
        let typed = !choice.query.get_untracked().trim().is_empty();
        if let Some(first) = first.filter(|_| typed) {
            choice.turn(first, true);
            choice.query.set(String::new());
        }
    };
    let (label, hint) = (app.say("forward-title"), app.say("forward-hint"));
    parts::search_field("forward-search", label, hint, choice.query)
        .id("forward-search")
        .on(ev::keydown, pressed)
        .into_any()
}

/// What was chosen and is not called so, then what is called so.
fn rows(choice: Choice, found: Memo<Vec<ConversationId>>) -> AnyView {
    let app = choice.open.app;
    let shown = Signal::derive(move || {
        let found = found.get();
        let chosen = choice.chosen.get().into_iter();
        let mut shown: Vec<_> = chosen.filter(|id| !found.contains(id)).collect();
        shown.extend(found);
        shown
    });
    div()
        .class("forward-rows")
        .attr("role", "group")
        .attr("aria-label", move || app.words.text("list-label"))
        .child(parts::each(
            shown,
            |id| id.0,
            move |id| row(choice, id).unwrap_or_else(|| ().into_any()),
        ))
        .into_any()
}

fn row(choice: Choice, id: ConversationId) -> Option<AnyView> {
    let app = choice.open.app;
    let view = app.list.row(id)?;
    let picture = view.with_untracked(|view| conversation_avatar(app, view, Size::Small));
    let title = move || view.with(|view| people::title(app.words, view));
    let is_off = move || choice.is_full() && !choice.has(id);
    let row = label().class("row forward-row").child((
        input()
            .attr("type", "checkbox")
            .class("check")
            .attr("data-part", "forward-choice")
            .prop("checked", move || choice.has(id))
            .prop("disabled", is_off)
            .on(ev::change, move |event| {
                choice.turn(id, event_target_checked(&event))
            }),
        picture,
        bdi().class("row-title").child(title),
    ));
    Some(row.into_any())
}

/// That nothing is called so, or nothing more can be chosen.
fn note(choice: Choice, found: Memo<Vec<ConversationId>>) -> AnyView {
    let app = choice.open.app;
    p().class("hint")
        .attr("role", "status")
        .attr("data-part", "forward-note")
        .child(move || {
            if choice.is_full() {
                let most = count(FORWARD_CONVERSATIONS as u64);
                app.words.with("forward-most", &[("count", most)])
            } else if found.with(Vec::is_empty) {
                app.words.text("forward-none")
            } else {
                String::new()
            }
        })
        .into_any()
}

fn author(choice: Choice) -> AnyView {
    let app = choice.open.app;
    div()
        .class("switch-row")
        .child((
            label()
                .attr("for", "forward-author")
                .class("row-body")
                .child(span().class("switch-name").child(app.say("forward-author"))),
            input()
                .id("forward-author")
                .attr("type", "checkbox")
                .attr("role", "switch")
                .attr("data-part", "forward-author")
                .attr("aria-describedby", "forward-author-hint")
                .class("switch")
                .prop("checked", move || choice.author.get())
                .on(ev::change, move |event| {
                    choice.author.set(event_target_checked(&event))
                }),
            p().id("forward-author-hint")
                .class("hint")
                .child(app.say("forward-author-about")),
        ))
        .into_any()
}

fn actions(choice: Choice) -> AnyView {
    let app = choice.open.app;
    let label = Signal::derive(move || {
        let many = choice.chosen.with(Vec::len);
        app.words
            .with("forward-yes", &[("count", count(many as u64))])
    });
    let good = Signal::derive(move || !choice.chosen.with(Vec::is_empty));
    div()
        .class("dialog-actions")
        .child((
            parts::button("no", Look::Usual, app.say("cancel"), move || {
                choice.open.overlay.set(Overlay::Nothing)
            }),
            parts::button_when("yes", Look::Primary, label, good, move || submit(choice)),
        ))
        .into_any()
}

fn submit(choice: Choice) {
    let app = choice.open.app;
    let message = choice.message;
    let (all, named) = (choice.chosen.get_untracked(), choice.author.get_untracked());
    choice.open.overlay.set(Overlay::Nothing);
    leptos::task::spawn_local(async move {
        let mut done = 0;
        for to in all {
            let forward = Command::Forward { message, to, named };
            match app.complete(forward).await {
                Ok(_) => done += 1,
                Err(why) => {
                    let said = [
                        ("name", called(app, to).into()),
                        ("problem", problem(app.words, why).into()),
                    ];
                    app.toasts.say(app.words.with(key("forward-failed"), &said));
                }
            }
        }
        if done > 0 {
            let said = app.words.with("forward-done", &[("count", count(done))]);
            app.toasts.say(said);
        }
    });
}

fn called(app: App, id: ConversationId) -> String {
    let row = app.list.row(id);
    let title = row.map(|row| row.with_untracked(|view| people::title(app.words, view)));
    title.unwrap_or_default()
}
