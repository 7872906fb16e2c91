//! Lines about a conversation in plain words: who did what, and what is not here and why.

use hudhud_dialogue::{MessageView, NoticeView, PersonView};

use crate::people;
use crate::words::{Words, key};

/// What a notice says; empty for a message that is none.
pub(crate) fn notice(words: Words, message: &MessageView) -> String {
    let sender = &message.sender;
    match &message.notice {
        None => String::new(),
        Some(NoticeView::Added(who)) => deed(
            words,
            sender,
            who,
            [
                key("notice-added"),
                key("notice-you-added"),
                key("notice-added-you"),
            ],
        ),
        Some(NoticeView::Removed(who)) => deed(
            words,
            sender,
            who,
            [
                key("notice-removed"),
                key("notice-you-removed"),
                key("notice-removed-you"),
            ],
        ),
        Some(NoticeView::Promoted(who)) => deed(
            words,
            sender,
            who,
            [
                key("notice-promoted"),
                key("notice-you-promoted"),
                key("notice-promoted-you"),
            ],
        ),
        Some(NoticeView::Demoted(who)) => deed(
            words,
            sender,
            who,
            [
                key("notice-demoted"),
                key("notice-you-demoted"),
                key("notice-demoted-you"),
            ],
        ),
        Some(NoticeView::Left(who)) => left(words, who),
        Some(NoticeView::Renamed(title)) => renamed(words, sender, title),
        Some(NoticeView::Joined) => words.text("notice-joined"),
        Some(NoticeView::Unreadable) => {
            let sender = people::name(words, sender);
            words.with("notice-unreadable", &[("sender", sender.into())])
        }
        Some(NoticeView::Missed) => words.text("notice-missed"),
        Some(NoticeView::Rejoined) => words.text("notice-rejoined"),
        Some(NoticeView::Unanswered) => words.text("notice-unanswered"),
        Some(NoticeView::Contradicted(who)) => contradicted(words, who),
        Some(NoticeView::SetAside) => words.text("notice-set-aside"),
        Some(NoticeView::Disagreed) => disagreed(words, sender),
        Some(NoticeView::HostBehind) => words.text("notice-host-behind"),
        Some(NoticeView::Copied) => words.text("notice-copied"),
        Some(NoticeView::ChangeUnsaid) => words.text("notice-change-unsaid"),
        Some(NoticeView::Unknown) => words.text("notice-unknown"),
    }
}

fn left(words: Words, who: &[PersonView]) -> String {
    let own = who.iter().all(|person| person.own);
    let key = if own {
        key("notice-you-left")
    } else {
        key("notice-left")
    };
    words.with(key, &[("people", people::names(words, who).into())])
}

fn renamed(words: Words, sender: &PersonView, title: &str) -> String {
    let key = if sender.own {
        key("notice-you-renamed")
    } else {
        key("notice-renamed")
    };
    words.with(
        key,
        &[
            ("sender", people::name(words, sender).into()),
            ("title", people::line(title).into()),
        ],
    )
}

/// The host's word differs from what was read here: the line is this device's own. Or a member's does, and of
/// the two, nobody can tell from here who says what is not so.
fn disagreed(words: Words, sender: &PersonView) -> String {
    if sender.own {
        return words.text("notice-disagreed");
    }
    let sender = people::name(words, sender);
    words.with("notice-disagreed-with", &[("sender", sender.into())])
}

/// A device list was shown that cannot be true.
fn contradicted(words: Words, who: &[PersonView]) -> String {
    let people = people::names(words, who);
    words.with("notice-contradicted", &[("people", people.into())])
}

/// Somebody did something to people: the sentence among others, the one for one's own deed, and the
/// one for what was done to oneself alone.
fn deed(
    words: Words,
    sender: &PersonView,
    who: &[PersonView],
    [others, by_you, to_you]: [&'static str; 3],
) -> String {
    let key = if sender.own {
        by_you
    } else if matches!(who, [person] if person.own) {
        to_you
    } else {
        others
    };
    words.with(
        key,
        &[
            ("sender", people::name(words, sender).into()),
            ("people", people::names(words, who).into()),
        ],
    )
}
