//! What surrounds each message: the day it begins, the line above what is not read, whether it goes
//! on with what the same person said just before. Pure, but for what day it is where the person is.

use hudhud_base::{AccountId, MessageRow};
use std::collections::BTreeMap;

use hudhud_dialogue::MessageView;

/// Messages of one person within this time stand together.
const TOGETHER_MS: u64 = 5 * 60 * 1_000;

/// What surrounds a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Surroundings {
    /// A time of the day that begins with it.
    pub(super) day: Option<u64>,
    /// What is not read begins with it.
    pub(super) unread: bool,
    /// It does not go on with what stands before it.
    pub(super) first: bool,
    /// Nothing goes on with it.
    pub(super) last: bool,
}

/// What of a message decides about its surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) id: MessageRow,
    pub(super) sent_ms: u64,
    /// The number of its day.
    pub(super) day: i64,
    /// Who wrote it; nobody wrote a line about the conversation.
    pub(super) sender: Option<AccountId>,
}

impl Outline {
    /// Of a message, with the number of its day.
    pub(super) fn new(message: &MessageView, day: i64) -> Self {
        Self {
            id: message.id,
            sent_ms: message.sent.0,
            day,
            sender: message.notice.is_none().then_some(message.sender.account),
        }
    }
}

/// The surroundings of every message, oldest first.
pub(super) fn surroundings(
    messages: &[Outline],
    first_unread: Option<MessageRow>,
) -> BTreeMap<MessageRow, Surroundings> {
    let mut found = BTreeMap::new();
    let mut latest_day = i64::MIN;
    for (index, message) in messages.iter().enumerate() {
        // A sender's clock may be wrong: days only go on.
        let new_day = message.day > latest_day;
        latest_day = latest_day.max(message.day);
        let unread = first_unread == Some(message.id);
        let before = index.checked_sub(1).and_then(|before| messages.get(before));
        let first = new_day || unread || !before.is_some_and(|before| goes_on(before, message));
        if first
            && let Some(before) = before
            && let Some(last) = found.get_mut(&before.id)
        {
            let last: &mut Surroundings = last;
            last.last = true;
        }
        found.insert(
            message.id,
            Surroundings {
                day: new_day.then_some(message.sent_ms),
                unread,
                first,
                last: index + 1 == messages.len(),
            },
        );
    }
    found
}

fn goes_on(before: &Outline, message: &Outline) -> bool {
    before.sender.is_some()
        && before.sender == message.sender
        && message.sent_ms.abs_diff(before.sent_ms) <= TOGETHER_MS
}

/// The number of a time's day where the person is.
pub(super) fn day_number(ms: u64) -> i64 {
    const MINUTE_MS: i64 = 60 * 1_000;
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(ms as f64));
    let offset_minutes = date.get_timezone_offset() as i64;
    let ms = i64::try_from(ms).unwrap_or(i64::MAX);
    ms.saturating_sub(offset_minutes * MINUTE_MS)
        .div_euclid(24 * 60 * MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use hudhud_base::{AccountId, MessageRow};

    use super::{Outline, TOGETHER_MS, surroundings};

    /// By the person with this letter.
    fn said(id: i64, sender: u8, sent_ms: u64, day: i64) -> Outline {
        Outline {
            id: MessageRow(id),
            sent_ms,
            day,
            sender: Some(AccountId([sender; 32])),
        }
    }

    fn groups(messages: &[Outline]) -> Vec<(bool, bool)> {
        let found = surroundings(messages, None);
        messages
            .iter()
            .map(|message| (found[&message.id].first, found[&message.id].last))
            .collect()
    }

    #[test]
    fn messages_of_one_person_within_five_minutes_stand_together() {
        let found = groups(&[
            said(1, b'a', 0, 0),
            said(2, b'a', TOGETHER_MS, 0),
            said(3, b'a', 2 * TOGETHER_MS + 1, 0),
            said(4, b'b', 2 * TOGETHER_MS + 2, 0),
        ]);
        assert_eq!(
            found,
            [(true, false), (false, true), (true, true), (true, true)]
        );
    }

    #[test]
    fn lines_about_the_conversation_stand_alone() {
        let notice = |id| Outline {
            sender: None,
            ..said(id, 0, 0, 0)
        };
        assert_eq!(
            groups(&[notice(1), notice(2), said(3, b'a', 0, 0)]),
            [(true, true), (true, true), (true, true)]
        );
    }

    #[test]
    fn a_day_begins_once_also_when_a_clock_is_wrong() {
        let messages = [
            said(1, b'a', 10, 1),
            said(2, b'a', 20, 1),
            said(3, b'b', 5, 0),
            said(4, b'a', 30, 2),
        ];
        let found = surroundings(&messages, None);
        let days: Vec<_> = messages
            .iter()
            .map(|message| found[&message.id].day)
            .collect();
        assert_eq!(days, [Some(10), None, None, Some(30)]);
    }

    #[test]
    fn the_line_above_what_is_not_read_parts_a_group() {
        let found = surroundings(
            &[said(1, b'a', 0, 0), said(2, b'a', 1, 0)],
            Some(MessageRow(2)),
        );
        let found = |id| found[&MessageRow(id)];
        assert!(found(1).last && found(2).first && found(2).unread);
        assert!(!found(1).unread);
    }
}
