//! What the server knows: two columns, what it holds about this device and what it cannot have.
//!
//! Each sentence follows the table of records in docs/spec/threat-model.md; the numbers are what
//! this device can tell about its own account. A signed report by the host does not exist.

use crate::html::{bdi, button, dd, div, dl, dt, h2, h3, li, p, section, ul};
use hudhud_dialogue::page::{Ask, Held, Problem, Reply};
use hudhud_dialogue::{AskError, CommandError};
use leptos::ev;
use leptos::prelude::*;

use crate::dom;
use crate::state::App;
use crate::words::{count, key, problem};

/// Under this path of the source everything said here is derived.
const THREAT_MODEL: &str = "docs/spec/threat-model.md";

/// What is known so far.
type Known = RwSignal<Option<Result<Held, Problem>>>;

pub(crate) fn view(app: App) -> AnyView {
    let known: Known = RwSignal::new(None);
    look(app, known);
    let shown = move || match known.get() {
        None => p()
            .class("hint")
            .attr("role", "status")
            .child(app.say("held-loading"))
            .into_any(),
        // Before there is an account the same holds, without numbers.
        Some(Err(Problem::Ask(AskError::Refused(CommandError::NotSignedUp)))) => report(app, None),
        Some(Err(failed)) => failure(app, known, failed),
        Some(Ok(held)) => report(app, Some(&held)),
    };
    div()
        .class("disclosure")
        .attr("data-part", "disclosure")
        .child(shown)
        .into_any()
}

fn look(app: App, known: Known) {
    known.set(None);
    leptos::task::spawn_local(async move {
        let answer = match app.ask(Ask::Held).await {
            Ok(Reply::Held(held)) => Ok(held),
            Ok(_) => Err(Problem::CLOSED),
            Err(failed) => Err(failed),
        };
        known.set(Some(answer));
    });
}

fn failure(app: App, known: Known, failed: Problem) -> AnyView {
    div()
        .class("banner danger")
        .attr("role", "alert")
        .child((
            p().child(move || problem(app.words, failed)),
            button()
                .class("button small")
                .attr("type", "button")
                .on(ev::click, move |_| look(app, known))
                .child(app.say("details-again")),
        ))
        .into_any()
}

fn report(app: App, held: Option<&Held>) -> AnyView {
    let host = held.map_or_else(
        || dom::window().location().host().unwrap_or_default(),
        |held| held.account.host(),
    );
    let lead = move || {
        app.words
            .with("held-lead", &[("host", host.clone().into())])
    };
    div()
        .class("held")
        .child((
            p().class("held-lead").child(lead),
            div()
                .class("held-columns")
                .child((holds(app, held), cannot(app))),
            held.map(|held| here(app, held)),
            watching(app),
            p().class("hint").child((
                app.say("held-source"),
                " ",
                bdi().class("code").child(THREAT_MODEL),
            )),
        ))
        .into_any()
}

/// A line whose text is made again when the language changes.
fn line(text: impl Fn() -> String + Send + 'static) -> AnyView {
    li().child(text).into_any()
}

fn said(app: App, key: &'static str) -> AnyView {
    line(move || app.words.text(key))
}

fn counted(app: App, key: &'static str, number: u32) -> AnyView {
    line(move || app.words.with(key, &[("count", count(u64::from(number)))]))
}

fn holds(app: App, held: Option<&Held>) -> AnyView {
    let name = held.map(|held| match held.account.person.name.clone() {
        Some(name) => line(move || {
            app.words
                .with("held-name", &[("name", format!("@{name}").into())])
        }),
        None => said(app, key("held-no-name")),
    });
    let mut lines = vec![said(app, key("held-account"))];
    lines.push(name.unwrap_or_else(|| said(app, key("held-name-if-any"))));
    lines.push(match held {
        Some(held) => counted(app, key("held-devices"), held.holdings.devices),
        None => said(app, key("held-devices-some")),
    });
    lines.push(match held {
        Some(held) => counted(app, key("held-key-packages"), held.holdings.key_packages),
        None => said(app, key("held-key-packages-some")),
    });
    lines.push(said(app, key("held-inbox")));
    lines.push(match held {
        Some(held) => counted(app, key("held-logs"), held.holdings.logs),
        None => said(app, key("held-logs-some")),
    });
    lines.push(said(app, key("held-entries")));
    column(app, key("held-holds"), "holds", lines)
}

fn cannot(app: App) -> AnyView {
    let keys = [
        key("held-not-words"),
        key("held-not-titles"),
        key("held-not-members"),
        key("held-not-contacts"),
        key("held-not-last-seen"),
        key("held-not-phone"),
        key("held-not-keys"),
    ];
    let lines = keys.into_iter().map(|key| said(app, key)).collect();
    column(app, key("held-cannot"), "cannot", lines)
}

fn column(app: App, title: &'static str, kind: &'static str, lines: Vec<AnyView>) -> AnyView {
    section()
        .class("held-column")
        .attr("data-kind", kind)
        .child((h2().child(app.say(title)), ul().child(lines)))
        .into_any()
}

fn here(app: App, held: &Held) -> AnyView {
    let (messages, bytes) = (held.holdings.messages, held.holdings.bytes);
    let text = move || {
        let size = app.words.bytes(bytes);
        app.words.with(
            "held-here-messages",
            &[("count", count(messages)), ("size", size.into())],
        )
    };
    section()
        .class("held-here")
        .child((h3().child(app.say("held-here")), p().child(text)))
        .into_any()
}

/// What stands on no disk and can be seen all the same: leaving it out would be a lie.
fn watching(app: App) -> AnyView {
    dl().class("held-limits")
        .child((
            dt().child(app.say("held-watching")),
            dd().child(app.say("held-watching-text")),
            dd().child(app.say("held-names-text")),
        ))
        .into_any()
}
