//! How people and conversations are called, the same everywhere. Names are other people's words:
//! they leave here as one line in which nothing can turn the text round it.

use hudhud_base::AccountId;
use hudhud_dialogue::{ConversationKind, ConversationView, PersonView};

use crate::words::Words;

/// Characters of an account that stand for a person without a name.
const SHORT_CHARS: usize = 8;

/// Signs of somebody's words that stand in one line.
const LINE: usize = 120;

/// What a person is called: their name, with the host where that is another one; the beginning of
/// their account if they have none; "You" for oneself.
pub(crate) fn name(words: Words, person: &PersonView) -> String {
    if person.own {
        words.text("person-own")
    } else {
        called(words, person)
    }
}

/// The same, but by name for oneself too.
pub(crate) fn called(words: Words, person: &PersonView) -> String {
    match address(person) {
        Some(address) => address.trim_start_matches('@').to_owned(),
        None => {
            let account = person.account.to_string();
            let account: String = account.chars().take(SHORT_CHARS).collect();
            words.with("person-unnamed", &[("account", account.into())])
        }
    }
}

/// `@name`, or `@name@host` for somebody on another host; `None` for who has no name.
pub(crate) fn address(person: &PersonView) -> Option<String> {
    let name = line(person.name.as_deref()?);
    if name.is_empty() {
        return None;
    }
    let host = person.foreign_host();
    Some(if host.is_empty() {
        format!("@{name}")
    } else {
        format!("@{name}@{}", line(&host))
    })
}

/// What a conversation is called: the group's title, or the other person.
pub(crate) fn title(words: Words, conversation: &ConversationView) -> String {
    let title = match (conversation.kind, &conversation.peer) {
        (ConversationKind::Direct, Some(peer)) => name(words, peer),
        (ConversationKind::Direct, None) => String::new(),
        (ConversationKind::Group, _) => line(&conversation.title),
    };
    if title.is_empty() {
        words.text("conversation-unnamed")
    } else {
        title
    }
}

/// Several people in a row, as the language lists them.
pub(crate) fn names(words: Words, people: &[PersonView]) -> String {
    listed(words, people.iter().map(|person| name(words, person)))
}

/// Names in a row, as the language lists them.
pub(crate) fn listed(words: Words, mut names: impl Iterator<Item = String>) -> String {
    let Some(first) = names.next() else {
        return String::new();
    };
    names.fold(first, |before, next| {
        words.with(
            "people-and",
            &[("before", before.into()), ("next", next.into())],
        )
    })
}

/// Somebody's words as one line: nothing in it breaks the line, hides, or turns what follows.
pub(crate) fn line(text: &str) -> String {
    hudhud_text::title(text)
}

/// A line of what somebody says, if anything of it can be seen.
pub(crate) fn line_of_words(text: &str) -> Option<String> {
    let line = hudhud_text::one_line(text, LINE);
    (!line.is_empty()).then_some(line)
}

/// An account in groups of four digits, as it is read aloud.
pub(crate) fn digits(account: AccountId) -> String {
    let letters: Vec<char> = account.to_string().chars().collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use hudhud_base::AccountId;
    use hudhud_dialogue::PersonView;

    use super::{address, digits};

    fn person(name: Option<&str>, host: &str) -> PersonView {
        PersonView {
            account: AccountId([0xab; 32]),
            name: name.map(str::to_owned),
            host: format!("https://{host}"),
            foreign: !host.is_empty(),
            own: false,
        }
    }

    #[test]
    fn an_address_has_a_host_only_where_it_is_another_one() {
        assert_eq!(address(&person(Some("amal"), "")).as_deref(), Some("@amal"));
        assert_eq!(
            address(&person(Some("amal"), "example.org")).as_deref(),
            Some("@amal@example.org")
        );
        assert_eq!(address(&person(None, "")), None);
    }

    #[test]
    fn a_name_turns_and_breaks_nothing() {
        let shown = address(&person(Some("a\u{202e}b\nc\u{0}"), ""));
        assert_eq!(shown.as_deref(), Some("@ab c"));
        assert_eq!(address(&person(Some("\u{202e}"), "")), None);
    }

    #[test]
    fn an_account_is_read_in_fours() {
        let digits = digits(AccountId([0xab; 32]));
        assert_eq!(digits, ["abab"; 16].join(" "));
    }
}
