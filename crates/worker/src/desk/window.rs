//! The messages that the page shows of one conversation, so that only what differs is told.
//!
//! Owns what was told and between which positions changes are of interest. Reads nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{AccountId, ConversationId, MessageRow};
use hudhud_dialogue::page::WindowChange;
use hudhud_dialogue::{MessageState, MessageView, PersonView, QuoteView, Window};

/// Messages about which changes are told at most; beyond that the oldest are let go.
const KEPT: usize = 1_000;

/// One conversation's messages as the page has them.
#[derive(Debug)]
pub(super) struct ToldWindow {
    pub(super) conversation: ConversationId,
    told: BTreeMap<MessageRow, MessageView>,
    /// Positions from here on are shown.
    first: i64,
    /// Positions up to here are shown, unless the end is.
    last: i64,
    /// The end of the conversation is shown.
    to_end: bool,
    /// Messages that came behind a window that does not show the end.
    below: u32,
    /// Messages up to this number were there when the window was read last.
    newest: MessageRow,
    /// What came by itself since the page last said what it keeps: it may not have seen it yet.
    fresh: BTreeSet<MessageRow>,
}

impl ToldWindow {
    /// The page shows these from now on.
    pub(super) fn open(window: &Window) -> Self {
        let mut told = Self {
            conversation: window.conversation,
            told: BTreeMap::new(),
            first: i64::MAX,
            last: i64::MIN,
            to_end: false,
            below: 0,
            newest: window.newest,
            fresh: BTreeSet::new(),
        };
        told.extend(window);
        told
    }

    /// The page has more messages, that adjoin the ones it has.
    pub(super) fn extend(&mut self, window: &Window) {
        for message in &window.messages {
            self.first = self.first.min(message.position);
            self.last = self.last.max(message.position);
            self.told.insert(message.id, message.clone());
        }
        if window.from_start {
            self.first = i64::MIN;
        }
        if window.to_end {
            self.to_end = true;
            self.below = 0;
        }
        self.let_go_of_the_oldest();
    }

    /// The page has let go of what lies outside of these positions.
    pub(super) fn keep(&mut self, first: i64, last: i64) {
        let before = self.told.len();
        self.told.retain(|_, message| message.position >= first);
        if self.told.len() < before {
            self.first = first;
        }
        let behind = |message: &&MessageView| message.position > last;
        let cut = self
            .told
            .values()
            .filter(behind)
            .any(|message| !self.fresh.contains(&message.id));
        if cut {
            let newest = self.told.keys().next_back().copied();
            self.newest = self.newest.max(newest.unwrap_or_default());
            self.told.retain(|_, message| message.position <= last);
            self.last = last;
            self.to_end = false;
            self.below = 0;
        }
        let told = &self.told;
        self.fresh
            .retain(|id| told.get(id).is_some_and(|message| message.position > last));
    }

    /// A message as it is now; `appeared`: it was not there before.
    pub(super) fn take(&mut self, message: MessageView, appeared: bool) -> Option<WindowChange> {
        let known = self.told.get(&message.id);
        if known == Some(&message) {
            return None;
        }
        let id = message.id;
        let behind = !self.to_end && message.position > self.last;
        if message.position >= self.first && !behind {
            if known.is_none() {
                self.fresh.insert(id);
            }
            self.told.insert(id, message.clone());
            self.let_go_of_the_oldest();
            return Some(WindowChange::Put(Box::new(message)));
        }
        if known.is_some() {
            return self.gone(id);
        }
        if behind && appeared && id > self.newest {
            self.below = self.below.saturating_add(1);
            return Some(WindowChange::Below(self.below));
        }
        None
    }

    /// A message that is not there any more.
    pub(super) fn gone(&mut self, id: MessageRow) -> Option<WindowChange> {
        self.fresh.remove(&id);
        self.told.remove(&id).map(|_| WindowChange::Gone(id))
    }

    /// Whether the page has this message.
    pub(super) fn has(&self, id: MessageRow) -> bool {
        self.told.contains_key(&id)
    }

    /// Whether the end of the conversation is shown.
    pub(super) const fn is_at_end(&self) -> bool {
        self.to_end
    }

    /// How many messages the page has.
    pub(super) fn len(&self) -> usize {
        self.told.len()
    }

    /// The position from which on changes are of interest.
    pub(super) const fn first(&self) -> i64 {
        self.first
    }

    /// First and last position of own messages that may still come further.
    pub(super) fn on_the_way(&self) -> Option<(i64, i64)> {
        let moving = |message: &&MessageView| match message.state {
            MessageState::Queued | MessageState::Sent | MessageState::Delivered => true,
            MessageState::Received | MessageState::Failed | MessageState::Read => false,
        };
        let positions = || self.told.values().filter(moving).map(|one| one.position);
        Some((positions().min()?, positions().max()?))
    }

    /// Whether a message has come further than the page was told.
    pub(super) fn is_further(&self, id: MessageRow, state: MessageState) -> bool {
        self.told
            .get(&id)
            .is_some_and(|message| message.state != state)
    }

    /// The messages of which a whole look, that read all from `first` up to `read_to`, found
    /// nothing.
    pub(super) fn missing(&self, found: &BTreeSet<MessageRow>, read_to: i64) -> Vec<MessageRow> {
        let lost =
            |message: &&MessageView| message.position <= read_to && !found.contains(&message.id);
        self.told
            .values()
            .filter(lost)
            .map(|message| message.id)
            .collect()
    }

    /// The messages that quote this one.
    pub(super) fn quoting(&self, id: MessageRow) -> impl Iterator<Item = MessageRow> {
        let quotes = move |message: &&MessageView| match &message.reply_to {
            Some(QuoteView::Known { id: quoted, .. }) => *quoted == id,
            Some(QuoteView::Missing) | None => false,
        };
        self.told.values().filter(quotes).map(|message| message.id)
    }

    /// The messages that show somebody without a name.
    pub(super) fn nameless(&self) -> impl Iterator<Item = AccountId> {
        let senders = self.told.values().map(|message| &message.sender);
        senders
            .filter(|person| person.name.is_none() && !person.own)
            .map(|person| person.account)
    }

    /// The messages that show one of these accounts.
    pub(super) fn showing(&self, accounts: &BTreeSet<AccountId>) -> Vec<MessageRow> {
        let shows = |message: &&MessageView| {
            people_in(message).any(|person| accounts.contains(&person.account))
        };
        let showing = self.told.values().filter(shows);
        showing.map(|message| message.id).collect()
    }

    fn let_go_of_the_oldest(&mut self) {
        if self.told.len() <= KEPT {
            return;
        }
        let mut positions: Vec<i64> = self.told.values().map(|one| one.position).collect();
        positions.sort_unstable();
        let surplus = positions.len() - KEPT;
        if let Some(first) = positions.get(surplus) {
            self.first = *first;
            let first = *first;
            self.told.retain(|_, message| message.position >= first);
        }
    }
}

/// The people that a message shows.
fn people_in(message: &MessageView) -> impl Iterator<Item = &PersonView> {
    let quoted = match &message.reply_to {
        Some(QuoteView::Known { sender, .. }) => Some(sender),
        Some(QuoteView::Missing) | None => None,
    };
    let reacting = message.reactions.iter().flat_map(|one| &one.people);
    let noticed = message.notice.iter().flat_map(|notice| notice.people());
    let others = quoted.into_iter().chain(reacting).chain(noticed);
    std::iter::once(&message.sender).chain(others)
}

#[cfg(test)]
mod tests {
    use hudhud_base::Timestamp;
    use hudhud_dialogue::ProfileView;

    use super::*;

    const HERE: ConversationId = ConversationId(1);

    fn message(id: i64, position: i64) -> MessageView {
        MessageView {
            id: MessageRow(id),
            conversation: HERE,
            position,
            sender: PersonView {
                account: AccountId([1; 32]),
                name: None,
                host: String::new(),
                foreign: false,
                own: false,
                profile: ProfileView::default(),
            },
            body: format!("number {id}"),
            notice: None,
            unsupported: false,
            attached: Vec::new(),
            forwarded: None,
            reply_to: None,
            sent: Timestamp(0),
            state: MessageState::Received,
            edited: false,
            deleted: false,
            reactions: Vec::new(),
        }
    }

    /// Messages of these numbers, each at the tenfold of its own.
    fn window(ids: std::ops::Range<i64>, [from_start, to_end]: [bool; 2]) -> Window {
        Window {
            conversation: HERE,
            messages: ids.map(|id| message(id, id * 10)).collect(),
            from_start,
            to_end,
            first_unread: None,
            newest: MessageRow(0),
        }
    }

    fn put(view: MessageView) -> Option<WindowChange> {
        Some(WindowChange::Put(Box::new(view)))
    }

    #[test]
    fn at_the_end_a_new_message_is_put_once() {
        let mut told = ToldWindow::open(&window(5..10, [false, true]));
        let new = message(10, 100);
        assert_eq!(told.take(new.clone(), true), put(new.clone()));
        assert_eq!(told.take(new, true), None);
    }

    #[test]
    fn away_from_the_end_new_messages_are_counted_and_others_are_not() {
        let mut told = ToldWindow::open(&window(5..10, [false, false]));
        assert_eq!(
            told.take(message(20, 200), true),
            Some(WindowChange::Below(1))
        );
        assert_eq!(
            told.take(message(21, 210), true),
            Some(WindowChange::Below(2))
        );
        assert_eq!(told.take(message(15, 150), false), None);
        assert_eq!(told.take(message(2, 20), false), None);
    }

    #[test]
    fn what_was_there_before_the_window_was_read_is_not_counted() {
        let mut told = ToldWindow::open(&Window {
            newest: MessageRow(21),
            ..window(5..10, [false, false])
        });
        assert_eq!(told.take(message(21, 210), true), None);
        assert_eq!(
            told.take(message(22, 220), true),
            Some(WindowChange::Below(1))
        );
    }

    #[test]
    fn an_empty_conversation_shows_its_first_message() {
        let mut told = ToldWindow::open(&window(0..0, [true, true]));
        assert_eq!(told.take(message(1, 0), true), put(message(1, 0)));
    }

    #[test]
    fn a_message_that_moves_within_the_window_is_put_and_one_that_leaves_it_is_gone() {
        let mut told = ToldWindow::open(&window(5..10, [false, true]));
        told.take(message(30, 1 << 62), true);
        assert_eq!(told.take(message(30, 100), false), put(message(30, 100)));
        assert_eq!(
            told.take(message(30, 7), false),
            Some(WindowChange::Gone(MessageRow(30)))
        );
    }

    #[test]
    fn what_was_let_go_of_is_not_told_about() {
        let mut told = ToldWindow::open(&window(0..100, [true, true]));
        told.keep(200, 600);
        let edited = |id: i64| MessageView {
            edited: true,
            ..message(id, id * 10)
        };
        assert_eq!(told.take(edited(10), false), None);
        assert_eq!(told.take(edited(30), false), put(edited(30)));
        assert_eq!(told.take(edited(70), false), None);
        assert_eq!(
            told.take(message(100, 1_000), true),
            Some(WindowChange::Below(1))
        );
    }

    #[test]
    fn what_came_a_moment_ago_is_not_taken_for_let_go() {
        let mut told = ToldWindow::open(&window(0..100, [true, true]));
        told.take(message(100, 1_000), true);
        told.keep(300, 990);
        assert!(told.is_at_end());
        assert_eq!(
            told.take(message(101, 1_010), true),
            put(message(101, 1_010))
        );
        told.keep(300, 900);
        assert!(!told.is_at_end());
    }

    #[test]
    fn reaching_the_end_again_ends_the_count() {
        let mut told = ToldWindow::open(&window(0..10, [true, false]));
        told.take(message(20, 200), true);
        told.extend(&window(10..21, [false, true]));
        assert_eq!(told.take(message(21, 210), true), put(message(21, 210)));
        told.keep(0, 50);
        assert_eq!(
            told.take(message(22, 220), true),
            Some(WindowChange::Below(1))
        );
    }

    #[test]
    fn a_page_that_never_lets_go_is_told_about_the_newest_only() {
        let mut told = ToldWindow::open(&window(0..0, [true, true]));
        for id in 0..i64::try_from(KEPT).unwrap() + 5 {
            told.take(message(id, id), true);
        }
        assert_eq!(told.len(), KEPT);
        assert_eq!(told.first(), 5);
    }
}
