//! Absence: nothing later for those who are out, nothing at all before a request is accepted. The
//! host itself is asked, with the capabilities that somebody who was removed still holds.

use hudhud_store::conversations::ConversationState;

use crate::finding::Oracle;
use crate::life::oracle::found::{Found, say};
use crate::life::view::{View, Views};
use crate::world::World;

pub(crate) fn judge(world: &World, group: &[View], found: &mut Found) {
    for view in group {
        let last = view.spans.last().and_then(|span| span.until);
        let out = matches!(
            view.row.state,
            ConversationState::Left | ConversationState::Removed
        );
        let later = view
            .messages
            .iter()
            .filter_map(|row| row.seq)
            .find(|seq| last.is_some_and(|last| *seq > last));
        if let (true, Some(seq)) = (out, later) {
            let what = format!("{} is out and has entry {seq}", view.name);
            say(found, Oracle::Absence, what);
        }
        let asked = world.model.accepted.contains(&(view.device, view.row.id));
        // Of a membership before, everything stays.
        let joined =
            view.spans.is_empty() && (!view.members.is_empty() || !view.generations.is_empty());
        if view.row.state == ConversationState::Request && joined && !asked {
            let what = format!("{} takes part in a request", view.name);
            say(found, Oracle::Absence, what);
        }
    }
}

impl World {
    /// Tries to read on with the capabilities that those who were removed still hold.
    pub(crate) fn probe_removed(&mut self, views: &Views, found: &mut Found) {
        for view in views.values().flatten() {
            let current = views
                .get(&view.row.group_id)
                .into_iter()
                .flatten()
                .filter(|other| other.is_active())
                .map(|other| other.row.generation)
                .max();
            let Some(held) = view.generations.last() else {
                continue;
            };
            let rotated = current.is_some_and(|current| current > held.generation);
            if view.row.state != ConversationState::Removed || !rotated {
                continue;
            }
            if let Some(seq) = self.reads_later(&view.row, held) {
                let what = format!("{} is out and the host gives it {seq}", view.name);
                say(found, Oracle::Absence, what);
            }
        }
    }
}
