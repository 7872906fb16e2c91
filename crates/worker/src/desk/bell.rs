//! What a person is notified of: what others write while the device is current, each time; of what
//! was missed, the last message of each conversation, once it has been read to its end.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{ConversationId, MessageRow};
use hudhud_dialogue::Event;

/// Listens to events in their order.
#[derive(Debug, Default)]
pub(super) struct Bell {
    /// Conversations that have read all their host has.
    caught_up: BTreeSet<ConversationId>,
    /// The last message of each conversation that is still being read.
    missed: BTreeMap<ConversationId, MessageRow>,
    /// To be told of now: of many at once, the last of each conversation.
    messages: BTreeMap<ConversationId, MessageRow>,
    /// Requests to be told of now.
    requests: BTreeSet<ConversationId>,
}

impl Bell {
    /// Takes over what is current, because events were not listened to before, or were lost.
    pub(super) fn begin(&mut self, caught_up: BTreeSet<ConversationId>) {
        self.missed.retain(|conversation, message| {
            let read = caught_up.contains(conversation);
            if read {
                self.messages.insert(*conversation, *message);
            }
            !read
        });
        self.caught_up = caught_up;
    }

    /// These are still read to their end; what comes to others is history first.
    pub(super) fn still(&mut self, caught_up: &BTreeSet<ConversationId>) {
        self.caught_up.retain(|id| caught_up.contains(id));
    }

    pub(super) fn hear(&mut self, event: &Event) {
        match event {
            Event::Message {
                conversation,
                message,
            } => {
                let list = if self.caught_up.contains(conversation) {
                    &mut self.messages
                } else {
                    &mut self.missed
                };
                list.insert(*conversation, *message);
            }
            Event::CaughtUp(conversation) => {
                self.caught_up.insert(*conversation);
                if let Some(message) = self.missed.remove(conversation) {
                    self.messages.insert(*conversation, message);
                }
            }
            Event::Request(conversation) => {
                self.requests.insert(*conversation);
            }
            Event::LinkChanged { .. }
            | Event::SignedUp
            | Event::IntentEnded(_)
            | Event::Conversation(_)
            | Event::Person(_)
            | Event::MessageChanged { .. }
            | Event::Moved { .. }
            | Event::Typing { .. }
            | Event::Disagreement { .. }
            | Event::InboxCaughtUp
            | Event::Access(_) => {}
        }
    }

    /// What is to be told of now.
    pub(super) fn ring(&mut self) -> (Vec<MessageRow>, Vec<ConversationId>) {
        let messages = std::mem::take(&mut self.messages);
        let requests = std::mem::take(&mut self.requests);
        (
            messages.into_values().collect(),
            requests.into_iter().collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: ConversationId = ConversationId(1);

    fn message(number: i64) -> Event {
        Event::Message {
            conversation: HERE,
            message: MessageRow(number),
        }
    }

    fn rung(bell: &mut Bell) -> Vec<i64> {
        bell.ring().0.into_iter().map(|row| row.0).collect()
    }

    #[test]
    fn of_what_was_missed_the_last_message_is_told_once_it_is_read_to_the_end() {
        let mut bell = Bell::default();
        for number in 1..=40 {
            bell.hear(&message(number));
        }
        assert!(rung(&mut bell).is_empty());
        bell.hear(&Event::CaughtUp(HERE));
        assert_eq!(rung(&mut bell), [40]);
        assert!(rung(&mut bell).is_empty());
    }

    #[test]
    fn a_message_in_a_current_conversation_is_told_at_once() {
        let mut bell = Bell::default();
        bell.begin(BTreeSet::from([HERE]));
        bell.hear(&message(1));
        assert_eq!(rung(&mut bell), [1]);
    }

    #[test]
    fn an_end_that_was_not_heard_of_is_caught_up_with() {
        let mut bell = Bell::default();
        bell.hear(&message(1));
        bell.begin(BTreeSet::from([HERE]));
        assert_eq!(rung(&mut bell), [1]);
        bell.hear(&message(2));
        assert_eq!(rung(&mut bell), [2]);
    }

    #[test]
    fn a_link_that_broke_makes_the_next_messages_history_again() {
        let mut bell = Bell::default();
        bell.begin(BTreeSet::from([HERE]));
        bell.still(&BTreeSet::new());
        bell.hear(&message(1));
        bell.hear(&message(2));
        assert!(rung(&mut bell).is_empty());
        bell.hear(&Event::CaughtUp(HERE));
        assert_eq!(rung(&mut bell), [2]);
    }

    #[test]
    fn a_request_is_told_at_once() {
        let mut bell = Bell::default();
        bell.hear(&Event::Request(HERE));
        assert_eq!(bell.ring().1, [HERE]);
    }
}
