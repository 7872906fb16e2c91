//! The messages at hand of one conversation: a stretch of it, and where in it the person looks.
//!
//! Owns neither rows nor width: what a message looks like is drawn elsewhere.

use std::collections::BTreeMap;

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::{MessageState, MessageView, Moved, Window};

/// Messages kept at hand; beyond it the far end is let go of.
const KEPT: usize = 600;

/// Where the last row on the screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The newest message, also when another one comes.
    Newest,
    /// This message, of which so many rows lie below the screen.
    At { message: MessageRow, hidden: usize },
}

/// A stretch of messages.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) conversation: ConversationId,
    /// Oldest first.
    messages: Vec<MessageView>,
    from_start: bool,
    to_end: bool,
    /// How many came after the stretch's end, which is not at hand.
    below: u32,
    first_unread: Option<MessageRow>,
    pub(crate) anchor: Anchor,
    /// More was asked for, and has not come.
    asked: bool,
    /// How far what is attached has come, of what was told lately.
    moved: BTreeMap<(MessageRow, u32), u8>,
}

/// What has to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    /// Before this position.
    Earlier(i64),
    /// After it.
    Later(i64),
}

impl Log {
    /// Shows the end of a window.
    pub(crate) fn new(window: Window) -> Self {
        Self {
            conversation: window.conversation,
            messages: window.messages,
            from_start: window.from_start,
            to_end: window.to_end,
            below: 0,
            first_unread: window.first_unread,
            anchor: Anchor::Newest,
            asked: false,
            moved: BTreeMap::new(),
        }
    }

    pub(crate) fn messages(&self) -> &[MessageView] {
        &self.messages
    }

    pub(crate) const fn first_unread(&self) -> Option<MessageRow> {
        self.first_unread
    }

    pub(crate) const fn below(&self) -> u32 {
        self.below
    }

    /// Whether the newest message is what is looked at.
    pub(crate) fn is_at_end(&self) -> bool {
        self.to_end && self.anchor == Anchor::Newest
    }

    pub(crate) fn index(&self, message: MessageRow) -> Option<usize> {
        self.messages.iter().rposition(|one| one.id == message)
    }

    pub(crate) fn message(&self, message: MessageRow) -> Option<&MessageView> {
        self.messages.get(self.index(message)?)
    }

    /// The last message in sight, and how many of its rows are not.
    pub(crate) fn bottom(&self) -> Option<(usize, usize)> {
        let last = self.messages.len().checked_sub(1)?;
        match self.anchor {
            Anchor::Newest => Some((last, 0)),
            Anchor::At { message, hidden } => match self.index(message) {
                Some(index) => Some((index, hidden)),
                None => Some((last, 0)),
            },
        }
    }

    /// A message came, or changed. One beyond an end that is not at hand is counted alone.
    pub(crate) fn put(&mut self, message: MessageView) {
        if let Some(index) = self.index(message.id) {
            // One that was confirmed may have moved.
            self.messages.remove(index);
        } else if let (Some(first), Some(last)) = (self.messages.first(), self.messages.last()) {
            if message.position < first.position && !self.from_start {
                return;
            }
            if message.position > last.position && !self.to_end {
                self.below = self.below.saturating_add(1);
                return;
            }
        }
        let place = self
            .messages
            .partition_point(|one| one.position < message.position);
        self.messages.insert(place, message);
        // Who looks at old messages keeps them.
        if self.anchor == Anchor::Newest {
            self.let_go_of_the_oldest();
        }
    }

    /// From which position to which messages are at hand.
    pub(crate) fn reach(&self) -> Option<(i64, i64)> {
        Some((
            self.messages.first()?.position,
            self.messages.last()?.position,
        ))
    }

    /// Messages have come further.
    pub(crate) fn put_states(&mut self, states: Vec<(MessageRow, MessageState)>) {
        let states: BTreeMap<MessageRow, MessageState> = states.into_iter().collect();
        for message in &mut self.messages {
            if let Some(state) = states.get(&message.id) {
                message.state = *state;
            }
        }
    }

    /// Something that is attached has come so far.
    pub(crate) fn put_moved(&mut self, moved: Moved) {
        if self.index(moved.message).is_some() {
            self.moved
                .insert((moved.message, moved.part), moved.percent);
        }
    }

    /// How much of an attachment has come, of 100, if that was told.
    pub(crate) fn percent(&self, message: MessageRow, part: u32) -> Option<u8> {
        self.moved.get(&(message, part)).copied()
    }

    /// A message is gone.
    pub(crate) fn drop_message(&mut self, message: MessageRow) {
        self.moved.retain(|(of, _), _| *of != message);
        if let Some(index) = self.index(message) {
            self.messages.remove(index);
            if matches!(self.anchor, Anchor::At { message: at, .. } if at == message) {
                let next = self.messages.get(index.saturating_sub(1));
                self.anchor = next.map_or(Anchor::Newest, |one| Anchor::At {
                    message: one.id,
                    hidden: 0,
                });
            }
        }
    }

    /// Joins what was asked for, before or behind.
    pub(crate) fn join(&mut self, more: More, window: Window) {
        if window.conversation != self.conversation {
            return;
        }
        self.asked = false;
        let known = |message: &MessageView| self.index(message.id).is_none();
        let fresh: Vec<MessageView> = window.messages.into_iter().filter(known).collect();
        self.messages.extend(fresh);
        self.messages.sort_by_key(|one| one.position);
        match more {
            More::Earlier(_) => {
                self.from_start = window.from_start;
                if self.messages.len() > KEPT {
                    self.messages.truncate(KEPT);
                    self.to_end = false;
                    if self.anchor == Anchor::Newest
                        && let Some(last) = self.messages.last()
                    {
                        self.anchor = Anchor::At {
                            message: last.id,
                            hidden: 0,
                        };
                    }
                }
            }
            More::Later(_) => {
                self.to_end = window.to_end;
                if self.to_end {
                    self.below = 0;
                }
                self.let_go_of_the_oldest();
            }
        }
    }

    fn let_go_of_the_oldest(&mut self) {
        let over = self.messages.len().saturating_sub(KEPT);
        if over > 0 {
            self.messages.drain(..over);
            self.from_start = false;
        }
    }

    /// What lies before the stretch, if there is anything that has not been asked for.
    pub(crate) fn earlier(&mut self) -> Option<More> {
        let first = self.messages.first()?.position;
        let wanted = !self.from_start && !self.asked;
        self.asked |= wanted;
        wanted.then_some(More::Earlier(first))
    }

    /// What lies behind it.
    pub(crate) fn later(&mut self) -> Option<More> {
        let last = self.messages.last()?.position;
        let wanted = !self.to_end && !self.asked;
        self.asked |= wanted;
        wanted.then_some(More::Later(last))
    }

    /// What was asked for does not come.
    pub(crate) const fn give_up_asking(&mut self) {
        self.asked = false;
    }

    /// Whether the end is at hand.
    pub(crate) const fn has_end(&self) -> bool {
        self.to_end
    }

    /// The unread line has served.
    pub(crate) fn forget_unread(&mut self) {
        self.first_unread = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::samples::{message, window};

    fn numbers(log: &Log) -> Vec<i64> {
        log.messages().iter().map(|one| one.id.0).collect()
    }

    #[test]
    fn a_message_comes_to_its_place_and_one_that_is_confirmed_moves() {
        let mut log = Log::new(window(&[1, 2]));
        log.put(message(4, 40, "four"));
        log.put(message(3, 30, "three"));
        assert_eq!(numbers(&log), [1, 2, 3, 4]);
        log.put(message(3, 50, "three, at the host"));
        assert_eq!(numbers(&log), [1, 2, 4, 3]);
    }

    #[test]
    fn what_comes_beyond_an_end_that_is_not_at_hand_is_counted() {
        let mut shown = window(&[1, 2]);
        (shown.to_end, shown.from_start) = (false, false);
        let mut log = Log::new(shown);
        log.put(message(9, 90, "new"));
        log.put(message(0, 1, "old"));
        assert_eq!((numbers(&log), log.below()), (vec![1, 2], 1));
        assert_eq!(log.later(), Some(More::Later(20)));
        // It is on its way.
        assert_eq!(log.later(), None);
        log.join(More::Later(20), window(&[9]));
        assert_eq!((numbers(&log), log.below()), (vec![1, 2, 9], 0));
    }

    #[test]
    fn a_long_history_is_not_kept_whole() {
        let many: Vec<i64> = (1..=KEPT as i64).collect();
        let mut log = Log::new(window(&many));
        for id in 0..100 {
            log.put(message(10_000 + id, 100_000 + id, "new"));
        }
        assert_eq!(log.messages().len(), KEPT);
        assert!(!log.from_start);
        let first = log.messages()[0].position;
        let Some(more) = log.earlier() else {
            panic!("nothing to ask for");
        };
        assert_eq!(more, More::Earlier(first));
        log.anchor = Anchor::At {
            message: log.messages()[0].id,
            hidden: 0,
        };
        log.join(more, window(&(1..=50).collect::<Vec<_>>()));
        assert_eq!(log.messages().len(), KEPT);
        assert_eq!(log.messages()[0].id, MessageRow(1));
        assert!(!log.has_end());
    }
}
