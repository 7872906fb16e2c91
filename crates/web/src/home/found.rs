//! What a search from the list finds: conversations that are called so, somebody to write to, and
//! messages in which it stands.

use crate::html;
use hudhud_base::ConversationId;
use leptos::ev;
use leptos::prelude::*;

use super::keys::move_focus;
use super::{matching, row};
use crate::parts::{Icon, icon};
use crate::state::App;
use crate::words::{asked_name, key, name_problem};
use crate::{met, people, search};

/// So many conversations are named above the messages.
const NAMED: usize = 6;

/// Conversations that are called so, then messages in which it stands.
pub(super) fn view(app: App, query: RwSignal<String>) -> AnyView {
    let named = Memo::new(move |_| {
        app.list.order.track();
        by_name(app, &query.get(), NAMED)
    });
    html::div()
        .class("scroll")
        .on(ev::keydown, move |event| move_focus(&event))
        .child((
            move || {
                let mut rows: Vec<AnyView> = named
                    .get()
                    .into_iter()
                    .filter_map(|id| Some(row::row(app, id, app.list.row(id)?)))
                    .collect();
                rows.extend(stranger(app, &query.get()));
                (!rows.is_empty()).then(|| {
                    html::view((
                        heading(app, key("search-people")),
                        html::div().class("rows found").child(rows),
                    ))
                })
            },
            heading(app, key("search-messages")),
            search::results(app, query),
        ))
        .into_any()
}

fn heading(app: App, title: &'static str) -> AnyView {
    html::h2()
        .class("section-title")
        .child(app.say(title))
        .into_any()
}

/// A way to write to whom the query names, who may be anybody.
fn stranger(app: App, query: &str) -> Option<AnyView> {
    let name = asked_name(query);
    let own = name.split('@').next().unwrap_or("");
    if name_problem(app.words, own).is_some() {
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

/// The conversations that are called so, best first.
pub(super) fn by_name(app: App, query: &str, most: usize) -> Vec<ConversationId> {
    let query = matching::folded(query.trim());
    let order = app.list.order.get_untracked();
    let archive = app.list.archive.get_untracked();
    let mut ranked: Vec<(u8, usize, ConversationId)> = order
        .iter()
        .chain(&archive)
        .enumerate()
        .filter_map(|(place, id)| {
            let row = app.list.row(*id)?;
            let names = row.with_untracked(|view| people::titles(app.words, view));
            let ranks = names.iter();
            let ranks = ranks.filter_map(|name| matching::rank(&matching::folded(name), &query));
            let rank = ranks.min()?;
            Some((rank, place, *id))
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(most).map(|(_, _, id)| id).collect()
}
