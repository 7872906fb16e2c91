//! The passcode of this device, and who is not to be heard of.

mod passcode;

use crate::html::{bdi, li, p, span, ul};
use hudhud_dialogue::page::{Ask, Problem, Reply};
use hudhud_dialogue::{Command, PersonView};
use leptos::prelude::*;

use super::rows::{hint, section};
use crate::parts::{self, Look, Size};
use crate::people;
use crate::state::App;
use crate::words::{key, problem};

pub(super) fn view(app: App) -> AnyView {
    crate::html::view((
        section(app, key("privacy-passcode"), passcode::view(app)),
        section(
            app,
            key("privacy-strangers"),
            hint(app, key("privacy-strangers-hint")),
        ),
        section(app, key("privacy-blocked"), blocked(app)),
    ))
}

/// Everybody who is blocked, as far as it is known.
type Blocked = RwSignal<Option<Result<Vec<PersonView>, Problem>>>;

fn look(app: App, blocked: Blocked) {
    leptos::task::spawn_local(async move {
        let known = match app.ask(Ask::Blocked).await {
            Ok(Reply::People(people)) => Ok(people),
            Ok(_) => Err(Problem::CLOSED),
            Err(problem) => Err(problem),
        };
        let _ = blocked.try_set(Some(known));
    });
}

fn blocked(app: App) -> AnyView {
    let blocked: Blocked = RwSignal::new(None);
    look(app, blocked);
    let view = move || match blocked.get() {
        None => hint(app, key("details-loading")),
        Some(Err(failed)) => p()
            .class("error")
            .attr("role", "alert")
            .child(problem(app.words, failed))
            .into_any(),
        Some(Ok(people)) if people.is_empty() => hint(app, key("privacy-blocked-none")),
        Some(Ok(people)) => {
            let rows: Vec<AnyView> = people
                .into_iter()
                .map(|person| row(app, person, blocked))
                .collect();
            ul().attr("data-part", "blocked").child(rows).into_any()
        }
    };
    view.into_any()
}

fn row(app: App, person: PersonView, blocked: Blocked) -> AnyView {
    let name = people::called(app.words, &person);
    let account = person.account;
    let unblock = move || {
        let ask = Command::Unblock { account };
        leptos::task::spawn_local(async move {
            match app.complete(ask).await {
                Ok(_) => look(app, blocked),
                Err(problem) => app.tell(problem),
            }
        });
    };
    li().class("row")
        .child((
            parts::avatar(app, &person, Size::Small),
            span()
                .class("row-body")
                .child(span().class("row-title").child(bdi().child(name))),
            parts::button("unblock", Look::Usual, app.say("details-unblock"), unblock),
        ))
        .into_any()
}
