//! What a search from the list finds: people and groups that are called so, somebody to write to, and
//! messages in which it stands.

use crate::html;
use hudhud_base::ConversationId;
use hudhud_dialogue::ConversationKind;
use leptos::ev;
use leptos::prelude::*;

use super::keys::move_focus;
use super::row;
use crate::called::by_name;
use crate::parts::{Icon, icon};
use crate::state::App;
use crate::words::{asked_name, key, name_problem};
use crate::{met, people, search};

/// So many people, and so many groups, are named above the messages.
const NAMED: usize = 6;

/// People and groups that are called so, then messages in which it stands.
pub(super) fn view(app: App, query: RwSignal<String>) -> AnyView {
    let named = Memo::new(move |_| {
        app.list.order.track();
        let mut named = by_name(app, &query.get(), |_| true);
        named.truncate(NAMED);
        named
    });
    let known = met::known(app, query);
    html::div()
        .class("scroll")
        .on(ev::keydown, move |event| move_focus(&event))
        .child((
            move || {
                let (direct, groups) = of_two_kinds(app, named.get());
                let mut people = rows(app, &direct);
                // Somebody who was met in a group, and with whom there is no conversation.
                let others = known.get().into_iter();
                let others = others.filter(|one| app.list.with_whom(&met::whom(one)).is_none());
                let write = move |person| met::write_to(app, Ok(met::whom(&person)));
                people.extend(
                    others
                        .take(NAMED)
                        .map(|person| met::row(app, person, write)),
                );
                let stranger = stranger(app, &query.get());
                html::view((
                    section(app, key("search-people"), people, stranger),
                    section(app, key("search-groups"), rows(app, &groups), None),
                ))
            },
            search::results(app, query),
        ))
        .into_any()
}

/// What was found of one kind, with how much that is, and a way to what was not found.
fn section(
    app: App,
    title: &'static str,
    mut found: Vec<AnyView>,
    way: Option<AnyView>,
) -> Option<AnyView> {
    let many = found.len();
    found.extend(way);
    let any = !found.is_empty();
    any.then(|| {
        html::view((
            search::heading(app, title, Signal::stored((many, false))),
            html::div().class("rows found").child(found),
        ))
    })
}

fn rows(app: App, ids: &[ConversationId]) -> Vec<AnyView> {
    ids.iter()
        .filter_map(|id| Some(row::row(app, *id, app.list.row(*id)?)))
        .collect()
}

/// Conversations with one person, and groups.
fn of_two_kinds(app: App, ids: Vec<ConversationId>) -> (Vec<ConversationId>, Vec<ConversationId>) {
    ids.into_iter().partition(|id| {
        let row = app.list.row(*id);
        row.is_some_and(|row| row.with_untracked(|view| view.kind == ConversationKind::Direct))
    })
}

/// A way to write to whom the query names, who may be anybody.
fn stranger(app: App, query: &str) -> Option<AnyView> {
    let name = asked_name(query);
    let own = name.split('@').next().unwrap_or("");
    if name_problem(app.words, own).is_some() || app.named(&name).is_err() {
        return None;
    }
    let shown = people::line(&name);
    let text = app.words.with("switcher-write", &[("name", shown.into())]);
    let button = html::button()
        .attr("type", "button")
        .class("row way")
        .attr("data-part", "search-write")
        .on(ev::click, move |_| {
            met::write_to(app, app.named(&name));
        })
        .child((
            html::span()
                .class("avatar small way-icon")
                .attr("aria-hidden", "true")
                .child(icon(Icon::Pencil)),
            html::span().class("row-title").child(text),
        ));
    Some(button.into_any())
}
