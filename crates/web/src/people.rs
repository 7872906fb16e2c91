//! How people and conversations are called, the same everywhere. Names are other people's words:
//! they leave here as one line in which nothing can turn the text round it.

use hudhud_base::AccountId;
use hudhud_dialogue::{ConversationKind, ConversationView, PersonView};

use hudhud_text::skeleton;

use crate::words::Words;

/// Characters of an account that stand for a person without a name.
const SHORT_CHARS: usize = 8;

/// Signs of somebody's words that stand in one line.
const LINE: usize = 120;

/// What a person is called: what they call themselves, with their name where somebody else can be taken
/// for them by that; else their name, with the host where that is another one; the beginning of their
/// account if they have none; "You" for oneself.
pub(crate) fn name(words: Words, person: &PersonView) -> String {
    if person.own {
        words.text("person-own")
    } else {
        called(words, person)
    }
}

/// The same, but by name for oneself too.
pub(crate) fn called(words: Words, person: &PersonView) -> String {
    let called = line(&person.profile.name);
    if called.is_empty() {
        return handle(words, person);
    }
    let is_you = || skeleton(&called) == skeleton(&words.text("person-own"));
    if person.own || !(person.profile.ambiguous || is_you()) {
        return called;
    }
    let handle = address(person).unwrap_or_else(|| handle(words, person));
    words.with(
        "person-ambiguous",
        &[("called", called.into()), ("name", handle.into())],
    )
}

/// What a person is called where [`beside`] stands beside it.
pub(crate) fn shown(words: Words, person: &PersonView) -> String {
    let called = line(&person.profile.name);
    if called.is_empty() {
        handle(words, person)
    } else {
        called
    }
}

/// What a conversation is called where [`beside`] stands beside it.
pub(crate) fn shown_title(words: Words, conversation: &ConversationView) -> String {
    match (conversation.kind, &conversation.peer) {
        (ConversationKind::Direct, Some(peer)) => shown(words, peer),
        (ConversationKind::Direct, None) | (ConversationKind::Group, _) => {
            title(words, conversation)
        }
    }
}

/// Who a person is, whatever they call themselves: their name, or the beginning of their account.
pub(crate) fn handle(words: Words, person: &PersonView) -> String {
    match address(person) {
        Some(address) => address.trim_start_matches('@').to_owned(),
        None => {
            let account = person.account.to_string();
            let account: String = account.chars().take(SHORT_CHARS).collect();
            words.with("person-unnamed", &[("account", account.into())])
        }
    }
}

/// What is to stand beside what somebody calls themselves, so that nobody can pose as another: `@name`,
/// or the beginning of the account. `None`: they are called by it already.
pub(crate) fn beside(words: Words, person: &PersonView) -> Option<String> {
    let is_called = !line(&person.profile.name).is_empty();
    is_called.then(|| address(person).unwrap_or_else(|| handle(words, person)))
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

/// Whether one of two can be taken for the other: by names that look alike, or by what they call
/// themselves.
pub(crate) fn can_be_taken_for(one: &PersonView, other: &PersonView) -> bool {
    let name = |person: &PersonView| person.name.clone().unwrap_or_default();
    let [name, known] = [name(one), name(other)];
    if !name.is_empty() && !known.is_empty() && hudhud_text::resembles(&known, &name) {
        return true;
    }
    let [called, known_as] = [&one.profile.name, &other.profile.name].map(|name| skeleton(name));
    let is_one = |look: &str, looks: [&str; 2]| !look.is_empty() && looks.contains(&look);
    is_one(&called, [&known_as, &skeleton(&known)])
        || is_one(&known_as, [&skeleton(&name), &called])
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

/// All that a conversation is found by: what it is called, and who the other person is besides.
pub(crate) fn titles(words: Words, conversation: &ConversationView) -> Vec<String> {
    let handle = conversation.peer.as_ref().map(|peer| handle(words, peer));
    let mut titles = vec![title(words, conversation)];
    titles.extend(handle.filter(|_| conversation.kind == ConversationKind::Direct));
    titles
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
    use hudhud_dialogue::{PersonView, ProfileView};

    use super::{address, can_be_taken_for, digits};

    fn person(name: Option<&str>, host: &str) -> PersonView {
        PersonView {
            account: AccountId([0xab; 32]),
            name: name.map(str::to_owned),
            host: format!("https://{host}"),
            foreign: !host.is_empty(),
            own: false,
            profile: ProfileView::default(),
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
    fn who_is_called_like_somebody_known_can_be_taken_for_them() {
        let called = |number: u8, name: &str, called: &str| PersonView {
            account: AccountId([number; 32]),
            profile: ProfileView {
                name: called.to_owned(),
                ..ProfileView::default()
            },
            ..person(Some(name), "")
        };
        let layla = called(1, "layla", "Layla Haddad");
        for (name, display) in [
            ("mallory", "layla haddad"),
            ("mallory", "Lаyla"),
            ("layIa", ""),
            ("laylahaddad", ""),
        ] {
            assert!(
                can_be_taken_for(&called(2, name, display), &layla),
                "{name} {display}"
            );
        }
        assert!(!can_be_taken_for(&called(2, "basim", "Basim"), &layla));
        assert!(!can_be_taken_for(
            &called(2, "basim", ""),
            &called(3, "dalia", "")
        ));
    }

    #[test]
    fn an_account_is_read_in_fours() {
        let digits = digits(AccountId([0xab; 32]));
        assert_eq!(digits, ["abab"; 16].join(" "));
    }
}
