//! The conversations, in the order in which they are shown.

use hudhud_base::ConversationId;
use hudhud_dialogue::{ConversationState, ConversationView};

/// All conversations that are known so far, and which of them is chosen.
#[derive(Debug, Default)]
pub(crate) struct List {
    /// As they are shown.
    all: Vec<ConversationView>,
    chosen: Option<ConversationId>,
    /// Show those too that were put apart.
    pub(crate) with_archived: bool,
}

impl List {
    /// A conversation appeared, or changed.
    pub(crate) fn put(&mut self, conversation: ConversationView) {
        self.drop_conversation(conversation.id);
        let place = self
            .all
            .partition_point(|one| rank(one) < rank(&conversation));
        self.all.insert(place, conversation);
    }

    /// Several of them.
    pub(crate) fn put_all(&mut self, conversations: Vec<ConversationView>) {
        for conversation in conversations {
            self.put(conversation);
        }
    }

    /// A conversation is gone.
    pub(crate) fn drop_conversation(&mut self, id: ConversationId) {
        self.all.retain(|one| one.id != id);
    }

    pub(crate) fn get(&self, id: ConversationId) -> Option<&ConversationView> {
        self.all.iter().find(|one| one.id == id)
    }

    /// All of them, shown or not.
    pub(crate) fn every(&self) -> impl Iterator<Item = &ConversationView> {
        self.all.iter()
    }

    /// Those that are shown, from the top.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &ConversationView> {
        let all = self.with_archived;
        let open = self.chosen;
        self.all
            .iter()
            .filter(move |one| all || !one.arranged.archived || Some(one.id) == open)
    }

    pub(crate) const fn chosen(&self) -> Option<ConversationId> {
        self.chosen
    }

    pub(crate) fn choose(&mut self, id: ConversationId) {
        self.chosen = Some(id);
    }

    /// Chooses another one, so many further down.
    pub(crate) fn step(&mut self, by: isize) {
        let shown: Vec<ConversationId> = self.shown().map(|one| one.id).collect();
        let Some(last) = shown.len().checked_sub(1) else {
            return;
        };
        let now = self
            .chosen
            .and_then(|id| shown.iter().position(|one| *one == id));
        let next = match now {
            None => 0,
            Some(now) => now.saturating_add_signed(by).min(last),
        };
        self.chosen = shown.get(next).copied();
    }

    /// Messages not read, in all of them; those of muted conversations do not count.
    pub(crate) fn unread(&self) -> u32 {
        let called = self
            .all
            .iter()
            .filter(|one| one.arranged.muted_until.is_none());
        called.map(|one| one.unread).fold(0, u32::saturating_add)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// What comes first: requests, what was pinned, what is new; last what was put apart.
fn rank(one: &ConversationView) -> (bool, bool, bool, std::cmp::Reverse<(u64, i64)>) {
    (
        one.state != ConversationState::Request,
        one.arranged.archived,
        !one.arranged.pinned,
        std::cmp::Reverse((one.last_activity.0, one.id.0)),
    )
}

#[cfg(test)]
mod tests {
    use hudhud_base::Timestamp;

    use super::*;
    use crate::screen::samples::conversation;

    fn numbers(list: &List) -> Vec<i64> {
        list.shown().map(|one| one.id.0).collect()
    }

    #[test]
    fn requests_come_first_then_what_is_pinned_then_what_is_new() {
        let mut list = List::default();
        for id in 1..=5 {
            list.put(conversation(id));
        }
        let mut pinned = conversation(2);
        pinned.arranged.pinned = true;
        let mut request = conversation(1);
        request.state = ConversationState::Request;
        let mut archived = conversation(5);
        archived.arranged.archived = true;
        list.put_all(vec![pinned, request, archived]);
        assert_eq!(numbers(&list), [1, 2, 4, 3]);
        let mut active = conversation(3);
        active.last_activity = Timestamp(99);
        list.put(active);
        assert_eq!(numbers(&list), [1, 2, 3, 4]);
        list.with_archived = true;
        assert_eq!(numbers(&list), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn what_is_chosen_stays_chosen_when_others_move() {
        let mut list = List::default();
        list.put_all((1..=3).map(conversation).collect());
        list.step(1);
        list.step(1);
        assert_eq!(list.chosen(), Some(ConversationId(2)));
        let mut moved = conversation(1);
        moved.last_activity = Timestamp(99);
        list.put(moved);
        assert_eq!(list.chosen(), Some(ConversationId(2)));
        list.step(-1);
        assert_eq!(list.chosen(), Some(ConversationId(3)));
        list.step(-9);
        assert_eq!(list.chosen(), Some(ConversationId(1)));
    }
}
