//! Conversations by what they are called.

use hudhud_base::ConversationId;
use hudhud_dialogue::ConversationView;
use leptos::prelude::*;

use crate::matching;
use crate::people;
use crate::state::App;

/// The conversations that fit and are called so, best first; of those that are called so alike, and of all
/// if nothing is looked for, as the list has them.
pub(crate) fn by_name(
    app: App,
    query: &str,
    fits: impl Fn(&ConversationView) -> bool,
) -> Vec<ConversationId> {
    let typed = query.trim();
    let query = matching::folded(typed);
    // What cannot be seen means nobody, and not everybody.
    let means_nobody = query.is_empty() && !typed.is_empty();
    let order = app.list.order.get_untracked();
    let archive = app.list.archive.get_untracked();
    let mut ranked: Vec<(u8, usize, ConversationId)> = order
        .iter()
        .chain(&archive)
        .filter(|_| !means_nobody)
        .enumerate()
        .filter_map(|(place, id)| {
            let row = app.list.row(*id)?;
            let names =
                row.with_untracked(|view| fits(view).then(|| people::titles(app.words, view)))?;
            let ranks = names.iter();
            let ranks = ranks.filter_map(|name| matching::rank(&matching::folded(name), &query));
            let rank = ranks.min()?;
            Some((rank, place, *id))
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, _, id)| id).collect()
}
