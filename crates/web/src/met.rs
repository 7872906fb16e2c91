//! People met before: found by what is typed, and shown to be chosen.

use hudhud_base::AccountId;
use std::time::Duration;

use crate::html;
use hudhud_dialogue::page::{Ask, Problem, Reply};
use hudhud_dialogue::{Person, PersonView};
use leptos::ev;
use leptos::prelude::*;

use crate::parts::{self, Size, avatar, each};
use crate::people;
use crate::route::Route;
use crate::state::App;

/// Typing has to rest for so long before somebody is looked for.
const REST: Duration = Duration::from_millis(90);

/// Those whose name begins with what is typed, as it changes. Oneself is not among them, nor is who
/// wrote first and has no answer yet.
pub(crate) fn known(app: App, typed: RwSignal<String>) -> RwSignal<Vec<PersonView>> {
    let found = RwSignal::new(Vec::new());
    let look = move |prefix: String| {
        leptos::task::spawn_local(async move {
            let ask = Ask::Known {
                prefix: prefix.trim().trim_start_matches('@').to_owned(),
            };
            if let Ok(Reply::People(people)) = app.ask(ask).await
                && typed.try_get_untracked().is_some_and(|now| now == prefix)
            {
                let strangers = strangers(app);
                let people = people
                    .into_iter()
                    .filter(|person| !person.own && !strangers.contains(&person.account))
                    .collect();
                let _ = found.try_set(people);
            }
        });
    };
    Effect::new(move |first: Option<()>| {
        let prefix = typed.get();
        if first.is_none() {
            look(prefix);
            return;
        }
        set_timeout(
            move || {
                if typed.try_get_untracked().is_some_and(|now| now == prefix) {
                    look(prefix);
                }
            },
            REST,
        );
    });
    found
}

/// Whom somebody means who typed this and pressed Enter: who is called so, else the first of those
/// whose name begins so; `None`: nobody who was met before.
pub(crate) async fn meant(app: App, typed: &str) -> Option<PersonView> {
    let prefix = typed.trim().trim_start_matches('@').to_owned();
    let ask = Ask::Known {
        prefix: prefix.clone(),
    };
    let Ok(Reply::People(people)) = app.ask(ask).await else {
        return None;
    };
    let strangers = strangers(app);
    let mut known = people
        .into_iter()
        .filter(|person| !person.own && !strangers.contains(&person.account));
    let first = known.next()?;
    let exact = |person: &PersonView| people::handle(app.words, person) == prefix;
    if exact(&first) {
        return Some(first);
    }
    known.find(exact).or(Some(first))
}

/// Those whose requests wait.
fn strangers(app: App) -> Vec<AccountId> {
    let requests = app.list.requests.get_untracked();
    requests
        .into_iter()
        .filter_map(|id| app.list.row(id))
        .filter_map(|row| {
            row.with_untracked(|view| view.peer.clone().or_else(|| view.inviter.clone()))
        })
        .map(|person| person.account)
        .collect()
}

/// Goes to the conversation with somebody, or to where their first words are written: to look does not
/// tell them anything.
pub(crate) fn write_to(app: App, whom: Result<Person, Problem>) {
    match whom {
        Ok(person) => app.go(place_of(app, &person)),
        Err(problem) => app.tell(problem),
    }
}

/// Where one writes to somebody.
pub(crate) fn place_of(app: App, person: &Person) -> Route {
    let with = app.list.with_whom(person);
    match (with, person) {
        (Some(id), _) => Route::Conversation { id, at: None },
        (None, Person::Name { .. }) => {
            let own = app.account.get_untracked();
            let written = own.map(|own| own.written(person)).unwrap_or_default();
            Route::Person(written.trim_start_matches('@').to_owned())
        }
        (None, Person::Account(account)) => {
            let known = app.list.person(*account);
            let called = known.map_or_else(|| account.to_string(), |known| known.full_name());
            Route::Person(called.trim_start_matches('@').to_owned())
        }
    }
}

/// Whom the end of a link to somebody means: a name, or an account in digits.
///
/// # Errors
/// It is neither.
pub(crate) fn named(app: App, text: &str) -> Result<Person, Problem> {
    match text.parse() {
        Ok(account) => Ok(Person::Account(account)),
        Err(_) => app.named(text),
    }
}

/// A person as somebody to ask for.
pub(crate) fn whom(person: &PersonView) -> Person {
    Person::Account(person.account)
}

/// Rows of people; a press on one chooses them.
pub(crate) fn rows(
    app: App,
    people: Signal<Vec<PersonView>>,
    choose: impl Fn(PersonView) + Copy + Send + Sync + 'static,
) -> AnyView {
    each(
        people,
        |person| person.account,
        move |person| row(app, person, choose),
    )
}

/// A row of somebody, to be chosen by a press.
pub(crate) fn row(
    app: App,
    person: PersonView,
    choose: impl Fn(PersonView) + Copy + 'static,
) -> AnyView {
    let face = avatar(app, &person, Size::Small);
    let name = people::shown(app.words, &person);
    let under = parts::handle(app, &person);
    html::button()
        .attr("type", "button")
        .class("row person")
        .attr("data-part", "known-person")
        .on(ev::click, move |_| choose(person.clone()))
        .child((
            face,
            html::div()
                .class("row-body")
                .child((html::bdi().class("row-title").child(name), under)),
        ))
        .into_any()
}
