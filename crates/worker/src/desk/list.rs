//! The list of conversations as the page has it, so that only what differs is told.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{AccountId, ConversationId, Timestamp};
use hudhud_dialogue::page::ListChange;
use hudhud_dialogue::{ConversationView, PersonView};

/// Lines that fill the first screen.
const FIRST: u32 = 60;
/// Lines told between two turns of the device.
const MORE: u32 = 100;

/// Where to go on reading, and how many lines.
pub(super) type Page = (Option<(Timestamp, ConversationId)>, u32);

/// What the page was told.
#[derive(Debug, Default)]
pub(super) struct List {
    told: BTreeMap<ConversationId, ConversationView>,
    telling: Option<Telling>,
    /// It was told to its end once.
    complete: bool,
}

/// The whole list is being read.
#[derive(Debug)]
struct Telling {
    after: Option<(Timestamp, ConversationId)>,
    limit: u32,
    /// What is not among these at the end is gone.
    seen: BTreeSet<ConversationId>,
}

impl List {
    /// Reads the whole list from the beginning: what was told already is not told again.
    pub(super) fn read_all(&mut self) {
        self.telling = Some(Telling {
            after: None,
            limit: if self.complete { MORE } else { FIRST },
            seen: BTreeSet::new(),
        });
    }

    /// What is to be read next, while the whole list is being read.
    pub(super) fn next_page(&self) -> Option<Page> {
        self.telling
            .as_ref()
            .map(|telling| (telling.after, telling.limit))
    }

    /// Takes what was read of [`Self::next_page`]; and whether the list is complete now for the
    /// first time.
    pub(super) fn take_page(&mut self, page: Vec<ConversationView>) -> (Vec<ListChange>, bool) {
        let Some(mut telling) = self.telling.take() else {
            return (Vec::new(), false);
        };
        let ended = page.len() < telling.limit as usize;
        telling.after = page.last().map(|last| (last.last_activity, last.id));
        telling.limit = MORE;
        telling.seen.extend(page.iter().map(|view| view.id));
        let mut changes: Vec<ListChange> =
            page.into_iter().filter_map(|view| self.put(view)).collect();
        if !ended {
            self.telling = Some(telling);
            return (changes, false);
        }
        let gone: Vec<ConversationId> = self
            .told
            .keys()
            .filter(|id| !telling.seen.contains(id))
            .copied()
            .collect();
        changes.extend(gone.into_iter().filter_map(|id| self.gone(id)));
        let first_time = !self.complete;
        self.complete = true;
        (changes, first_time)
    }

    /// The list cannot be read now.
    pub(super) fn stop_reading(&mut self) {
        self.telling = None;
    }

    /// A line as it is now.
    pub(super) fn put(&mut self, view: ConversationView) -> Option<ListChange> {
        if let Some(telling) = &mut self.telling {
            telling.seen.insert(view.id);
        }
        if self.told.get(&view.id) == Some(&view) {
            return None;
        }
        self.told.insert(view.id, view.clone());
        Some(ListChange::Put(Box::new(view)))
    }

    /// A line that is not there any more.
    pub(super) fn gone(&mut self, id: ConversationId) -> Option<ListChange> {
        self.told.remove(&id).map(|_| ListChange::Gone(id))
    }

    /// The accounts shown without a name.
    pub(super) fn nameless(&self) -> BTreeSet<AccountId> {
        let nameless = |person: &&PersonView| person.name.is_none() && !person.own;
        self.told
            .values()
            .flat_map(people_in)
            .filter(nameless)
            .map(|person| person.account)
            .collect()
    }

    /// The lines that show one of these accounts.
    pub(super) fn showing(&self, accounts: &BTreeSet<AccountId>) -> Vec<ConversationId> {
        let shows = |view: &&ConversationView| {
            people_in(view).any(|person| accounts.contains(&person.account))
        };
        self.told
            .values()
            .filter(shows)
            .map(|view| view.id)
            .collect()
    }
}

/// The people a line shows.
fn people_in(view: &ConversationView) -> impl Iterator<Item = &PersonView> {
    let sender = view.last.as_ref().map(|message| &message.sender);
    view.peer.iter().chain(&view.inviter).chain(sender)
}

#[cfg(test)]
mod tests {
    use hudhud_dialogue::{
        Arrangement, ConversationKind, ConversationState, Doubt, Hearing, ProfileView,
    };

    use super::*;

    fn line(id: i64, active_ms: u64) -> ConversationView {
        ConversationView {
            id: ConversationId(id),
            kind: ConversationKind::Group,
            state: ConversationState::Active,
            title: format!("group {id}"),
            peer: None,
            inviter: None,
            hearing: Hearing::Open,
            request: None,
            doubt: Doubt::Unfounded,
            unread: 0,
            last: None,
            draft: String::new(),
            last_activity: Timestamp(active_ms),
            arranged: Arrangement::default(),
        }
    }

    /// Reads the whole list out of `lines`, newest first; what was told, and how often it was
    /// said to be complete.
    fn tell(list: &mut List, lines: &[ConversationView]) -> (Vec<ListChange>, usize) {
        list.read_all();
        let (mut told, mut completed) = (Vec::new(), 0);
        while let Some((after, limit)) = list.next_page() {
            let behind = |view: &&ConversationView| {
                after.is_none_or(|(time, id)| (view.last_activity, view.id) < (time, id))
            };
            let page = lines.iter().filter(behind).take(limit as usize);
            let (changes, complete) = list.take_page(page.cloned().collect());
            told.extend(changes);
            completed += usize::from(complete);
        }
        (told, completed)
    }

    fn many(count: i64) -> Vec<ConversationView> {
        (0..count)
            .rev()
            .map(|id| line(id, u64::try_from(id).unwrap()))
            .collect()
    }

    #[test]
    fn the_whole_list_is_told_once_and_said_to_be_complete_once() {
        for count in [0, 1, 59, 60, 61, 160, 1_000] {
            let mut list = List::default();
            let lines = many(count);
            let (told, completed) = tell(&mut list, &lines);
            assert_eq!(told.len(), lines.len(), "{count}");
            assert_eq!(completed, 1, "{count}");
            assert_eq!(tell(&mut list, &lines), (Vec::new(), 0), "{count}");
        }
    }

    #[test]
    fn reading_all_again_tells_what_changed_and_what_is_gone() {
        let mut list = List::default();
        let mut lines = many(150);
        tell(&mut list, &lines);
        lines.retain(|view| view.id != ConversationId(7));
        lines[0].unread = 3;
        let (told, _) = tell(&mut list, &lines);
        let changed = ListChange::Put(Box::new(lines[0].clone()));
        assert_eq!(told, [changed, ListChange::Gone(ConversationId(7))]);
    }

    #[test]
    fn a_line_that_is_put_while_the_list_is_read_is_not_told_twice() {
        let mut list = List::default();
        list.read_all();
        let early = line(3, 3);
        assert!(list.put(early.clone()).is_some());
        let (told, complete) = list.take_page(vec![line(5, 5), early]);
        assert_eq!(told, [ListChange::Put(Box::new(line(5, 5)))]);
        assert!(complete);
    }

    #[test]
    fn what_was_never_told_is_not_said_to_be_gone() {
        let mut list = List::default();
        assert_eq!(list.gone(ConversationId(1)), None);
        list.put(line(1, 1));
        assert_eq!(
            list.gone(ConversationId(1)),
            Some(ListChange::Gone(ConversationId(1)))
        );
        assert_eq!(list.gone(ConversationId(1)), None);
    }

    #[test]
    fn a_line_is_found_by_somebody_without_a_name() {
        let mut list = List::default();
        let somebody = PersonView {
            account: AccountId([1; 32]),
            name: None,
            host: String::new(),
            foreign: false,
            own: false,
            profile: ProfileView::default(),
        };
        list.put(ConversationView {
            peer: Some(somebody),
            ..line(4, 4)
        });
        list.put(line(5, 5));
        assert_eq!(list.nameless(), BTreeSet::from([AccountId([1; 32])]));
        let named = BTreeSet::from([AccountId([1; 32])]);
        assert_eq!(list.showing(&named), [ConversationId(4)]);
    }
}
