//! The messages of the conversation that is looked at: the stretch at hand, kept in step with what
//! the worker tells. It does not scroll, and it asks for nothing: the conversation's view does.

use std::collections::BTreeMap;

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::page::WindowChange;
use hudhud_dialogue::{MessageView, Moved, Window};
use leptos::prelude::{
    ArcRwSignal, GetUntracked as _, RwSignal, Set as _, Update as _, With as _, WithUntracked as _,
};

/// One message at hand. Two are equal if they are the same message at the same place: what it says
/// is in its signal.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its number.
    pub(crate) id: MessageRow,
    /// Its place: ascending is older to newer.
    pub(crate) position: i64,
    /// What is shown of it.
    pub(crate) message: ArcRwSignal<MessageView>,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.position) == (other.id, other.position)
    }
}

/// The window. A small handle: copy it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MessageWindow {
    /// Which conversation the window is of; `None`: none is watched.
    pub(crate) conversation: RwSignal<Option<ConversationId>>,
    /// The messages, oldest first.
    pub(crate) entries: RwSignal<Vec<Entry>>,
    /// There are none before the first.
    pub(crate) from_start: RwSignal<bool>,
    /// There are none after the last.
    pub(crate) to_end: RwSignal<bool>,
    /// The first message not read when the window was opened.
    pub(crate) first_unread: RwSignal<Option<MessageRow>>,
    /// How many came after the window's end, which is not at hand.
    pub(crate) below: RwSignal<u32>,
    /// Counts how often the worker said that the window must be asked for again.
    pub(crate) reloads: RwSignal<u32>,
    /// How much of what is attached has come, of 100, by message and part; of what was told lately.
    moved: RwSignal<BTreeMap<(MessageRow, u32), u8>>,
}

impl MessageWindow {
    pub(crate) fn new() -> Self {
        Self {
            conversation: RwSignal::new(None),
            entries: RwSignal::new(Vec::new()),
            from_start: RwSignal::new(false),
            to_end: RwSignal::new(false),
            first_unread: RwSignal::new(None),
            below: RwSignal::new(0),
            reloads: RwSignal::new(0),
            moved: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Shows this window in place of whatever was shown: the answer to `Ask::Watch`.
    pub(crate) fn replace(self, window: Window) {
        self.conversation.set(Some(window.conversation));
        self.from_start.set(window.from_start);
        self.to_end.set(window.to_end);
        self.first_unread.set(window.first_unread);
        self.below.set(0);
        self.moved.set(BTreeMap::new());
        let before = self.entries.get_untracked();
        self.entries.set(exchanged(before, window.messages));
    }

    /// Shows nothing.
    pub(crate) fn clear(self) {
        self.conversation.set(None);
        self.entries.set(Vec::new());
        self.first_unread.set(None);
        self.below.set(0);
        self.moved.set(BTreeMap::new());
    }

    /// Joins older messages to the window: the answer to `Ask::Earlier`.
    pub(crate) fn join_earlier(self, window: Window) {
        if self.is_of(window.conversation) {
            self.from_start.set(window.from_start);
            self.join(window.messages);
        }
    }

    /// Joins newer messages to the window: the answer to `Ask::Later`.
    pub(crate) fn join_later(self, window: Window) {
        if self.is_of(window.conversation) {
            self.to_end.set(window.to_end);
            if window.to_end {
                self.below.set(0);
            }
            self.join(window.messages);
        }
    }

    /// Lets go of what lies outside of these positions. `Ask::Keep` has to tell the worker.
    pub(crate) fn keep(self, first: i64, last: i64) {
        let (before, after) = self.entries.with_untracked(|entries| {
            (
                entries.iter().any(|entry| entry.position < first),
                entries.iter().any(|entry| entry.position > last),
            )
        });
        if before {
            self.from_start.set(false);
        }
        if after {
            self.to_end.set(false);
        }
        if before || after {
            self.entries.update(|entries| {
                entries.retain(|entry| (first..=last).contains(&entry.position));
            });
        }
    }

    /// Something attached has come so far, unless it is in another conversation.
    pub(crate) fn apply_moved(self, conversation: ConversationId, moved: &[Moved]) {
        if self.is_of(conversation) {
            self.moved.update(|all| {
                all.extend(
                    moved
                        .iter()
                        .map(|one| ((one.message, one.part), one.percent)),
                );
            });
        }
    }

    /// How much of an attachment has come, of 100, if that was told.
    pub(crate) fn percent(self, message: MessageRow, part: u32) -> Option<u8> {
        self.moved.with(|all| all.get(&(message, part)).copied())
    }

    /// Applies what the worker told, unless it is about another conversation.
    pub(crate) fn apply(self, conversation: ConversationId, changes: Vec<WindowChange>) {
        if !self.is_of(conversation) {
            return;
        }
        for change in changes {
            match change {
                WindowChange::Put(message) if self.has_place_for(&message) => {
                    self.join(vec![*message]);
                }
                // It came before the worker knew that this end was let go of.
                WindowChange::Put(_) => {}
                WindowChange::Gone(id) => self
                    .entries
                    .update(|entries| entries.retain(|entry| entry.id != id)),
                WindowChange::Below(count) => {
                    self.to_end.set(false);
                    self.below.set(count);
                }
                WindowChange::Reload => self.reloads.update(|count| *count += 1),
            }
        }
    }

    /// Whether a message lies in the window, or beyond an end that is the conversation's.
    fn has_place_for(self, message: &MessageView) -> bool {
        let before = self.from_start.get_untracked();
        let after = self.to_end.get_untracked();
        self.entries
            .with_untracked(|entries| match (entries.first(), entries.last()) {
                (Some(first), Some(last)) => {
                    entries.iter().any(|entry| entry.id == message.id)
                        || ((before || message.position > first.position)
                            && (after || message.position < last.position))
                }
                (Some(_), None) | (None, _) => true,
            })
    }

    /// The message with this number, if it is at hand.
    pub(crate) fn message(self, id: MessageRow) -> Option<ArcRwSignal<MessageView>> {
        self.entries.with_untracked(|entries| {
            entries
                .iter()
                .find(|entry| entry.id == id)
                .map(|entry| entry.message.clone())
        })
    }

    fn is_of(self, conversation: ConversationId) -> bool {
        self.conversation.get_untracked() == Some(conversation)
    }

    fn join(self, messages: Vec<MessageView>) {
        let mut entries = self.entries.get_untracked();
        let mut moved = false;
        for message in messages {
            moved |= put(&mut entries, message);
        }
        if moved {
            self.entries.set(entries);
        }
    }
}

/// Puts a message at its place. `false`: no place changed, only what it says.
fn put(entries: &mut Vec<Entry>, message: MessageView) -> bool {
    let known = entries.iter().rposition(|entry| entry.id == message.id);
    if let Some(index) = known
        && let Some(entry) = entries.get(index)
        && entry.position == message.position
    {
        if entry.message.with_untracked(|shown| *shown != message) {
            entry.message.set(message);
        }
        return false;
    }
    let mut new = entry(message);
    if let Some(index) = known {
        // The same signal goes on, so that its row moves and is not made anew.
        let old = entries.remove(index);
        old.message.set(new.message.get_untracked());
        new.message = old.message;
    }
    let index = entries.partition_point(|entry| entry.position < new.position);
    entries.insert(index, new);
    true
}

/// The entries of a new window. What was in the one before keeps its signal, as its row is kept too.
fn exchanged(mut entries: Vec<Entry>, messages: Vec<MessageView>) -> Vec<Entry> {
    entries.retain(|entry| messages.iter().any(|message| message.id == entry.id));
    for message in messages {
        put(&mut entries, message);
    }
    entries
}

fn entry(message: MessageView) -> Entry {
    Entry {
        id: message.id,
        position: message.position,
        message: ArcRwSignal::new(message),
    }
}

#[cfg(test)]
mod tests {
    use hudhud_base::{AccountId, ConversationId, MessageRow, Timestamp};
    use hudhud_dialogue::{MessageState, MessageView, PersonView, ProfileView};
    use leptos::prelude::GetUntracked as _;

    use super::{Entry, exchanged, put};

    fn message(id: i64, position: i64, body: &str) -> MessageView {
        MessageView {
            id: MessageRow(id),
            conversation: ConversationId(1),
            position,
            sender: PersonView {
                account: AccountId([0; 32]),
                name: None,
                host: String::new(),
                foreign: false,
                own: false,
                profile: ProfileView::default(),
            },
            body: body.to_owned(),
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

    fn bodies(entries: &[Entry]) -> Vec<String> {
        entries
            .iter()
            .map(|entry| entry.message.get_untracked().body)
            .collect()
    }

    #[test]
    fn a_message_comes_to_its_place() {
        let mut entries = Vec::new();
        assert!(put(&mut entries, message(1, 10, "one")));
        assert!(put(&mut entries, message(3, 30, "three")));
        assert!(put(&mut entries, message(2, 20, "two")));
        assert_eq!(bodies(&entries), ["one", "two", "three"]);
    }

    #[test]
    fn a_message_that_is_in_the_next_window_too_keeps_its_signal() {
        let mut before = Vec::new();
        put(&mut before, message(1, 90, "mine"));
        put(&mut before, message(2, 95, "not in the next"));
        let next = vec![message(1, 91, "mine, edited"), message(3, 99, "new")];
        let mut entries = exchanged(before.clone(), next);
        assert_eq!(entries.first().map(|again| again.position), Some(91));
        assert_eq!(bodies(&entries), ["mine, edited", "new"]);
        assert_eq!(bodies(&before), ["mine, edited", "not in the next"]);
        put(&mut entries, message(1, 91, "mine, edited twice"));
        assert_eq!(bodies(&before), ["mine, edited twice", "not in the next"]);
    }

    #[test]
    fn an_edit_moves_nothing_and_a_confirmed_message_keeps_its_signal() {
        let mut entries = Vec::new();
        put(&mut entries, message(1, 90, "mine"));
        put(&mut entries, message(2, 95, "yours"));
        let signal = entries.first().map(|entry| entry.message.clone());
        assert!(!put(&mut entries, message(1, 90, "mine, edited")));
        assert!(put(&mut entries, message(1, 99, "mine, at the host")));
        assert_eq!(bodies(&entries), ["yours", "mine, at the host"]);
        assert_eq!(
            signal.map(|signal| signal.get_untracked().body).as_deref(),
            Some("mine, at the host"),
        );
    }
}
