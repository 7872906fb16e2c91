//! Lines that nobody wrote: who came, who went, what changed. They are kept as small words, and the
//! interface says them in the person's language.

use std::fmt::Write as _;

use hudhud_base::AccountId;

/// What a line of kind `System` says. The row's sender is whoever did it.
pub type Notice = hudhud_dialogue::Notice<AccountId>;

/// The words as they are stored.
pub(crate) fn encode(notice: &Notice) -> String {
    let mut words = notice.word().to_owned();
    if let Some(title) = notice.title() {
        words.push(' ');
        words.push_str(title);
    }
    for account in notice.people() {
        // Writing into a string does not fail.
        let _ = write!(words, " {account}");
    }
    words
}

/// What stored words mean.
#[must_use]
pub fn decode_notice(words: &str) -> Notice {
    let (word, rest) = words.split_once(' ').unwrap_or((words, ""));
    let about = |notice: fn(Vec<AccountId>) -> Notice| {
        let accounts = rest.split_whitespace().map(str::parse);
        accounts
            .collect::<Result<_, _>>()
            .map_or(Notice::Unknown, notice)
    };
    match word {
        "added" => about(Notice::Added),
        "removed" => about(Notice::Removed),
        "left" => about(Notice::Left),
        "renamed" => Notice::Renamed(rest.to_owned()),
        "promoted" => about(Notice::Promoted),
        "demoted" => about(Notice::Demoted),
        "contradicted" => about(Notice::Contradicted),
        "joined" => Notice::Joined,
        "unreadable" => Notice::Unreadable,
        "missed" => Notice::Missed,
        "rejoined" => Notice::Rejoined,
        "unanswered" => Notice::Unanswered,
        "set-aside" => Notice::SetAside,
        "disagreed" => Notice::Disagreed,
        "host-behind" => Notice::HostBehind,
        "copied" => Notice::Copied,
        "change-unsaid" => Notice::ChangeUnsaid,
        _ => Notice::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_reads_back_as_it_was_written() {
        let people = vec![AccountId([1; 32]), AccountId([0xfe; 32])];
        for notice in [
            Notice::Added(people.clone()),
            Notice::Removed(people.clone()),
            Notice::Left(people.clone()),
            Notice::Renamed("نادي القراء  2".to_owned()),
            Notice::Promoted(people.clone()),
            Notice::Demoted(people.clone()),
            Notice::Contradicted(people),
            Notice::Joined,
            Notice::Unreadable,
            Notice::Missed,
            Notice::Rejoined,
            Notice::Unanswered,
            Notice::SetAside,
            Notice::Disagreed,
            Notice::HostBehind,
            Notice::Copied,
            Notice::ChangeUnsaid,
            Notice::Unknown,
        ] {
            assert_eq!(decode_notice(&encode(&notice)), notice);
        }
    }

    #[test]
    fn words_of_a_later_version_are_not_guessed_at() {
        assert_eq!(decode_notice("juggled"), Notice::Unknown);
        assert_eq!(decode_notice("added 12"), Notice::Unknown);
    }
}
