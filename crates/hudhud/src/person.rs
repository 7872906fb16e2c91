//! Whom a person means by what they write on the command line.

use hudhud_base::{AccountId, FullName, Name, NotAName};
use hudhud_dialogue::{AccountView, Person};

use crate::problem::Problem;
use crate::status::Status;
use crate::words::Phrase;

/// Whether a text names a person: by name, or by account.
pub(crate) fn is_person(text: &str) -> bool {
    text.starts_with('@') || text.parse::<AccountId>().is_ok()
}

/// Somebody, as the engine looks for them.
pub(crate) fn person(text: &str, own: &AccountView) -> Result<Person, Problem> {
    if let Ok(account) = text.parse() {
        return Ok(Person::Account(account));
    }
    if text.is_empty() {
        return Err(Problem::new(Status::Usage, "not-a-person", Phrase::Whom));
    }
    let nobody = || Problem::new(Status::Usage, "not-a-person", Phrase::NotAPerson).with(text);
    if !text.starts_with('@') {
        return Err(nobody());
    }
    match text.parse::<FullName>() {
        Ok(name) => Ok(own.person(&name)),
        Err(NotAName::Name) => Err(nobody()),
        Err(NotAName::Host(error)) => {
            let host = text.splitn(3, '@').last().unwrap_or_default();
            Err(Problem::address(host, error))
        }
    }
}

/// A name for the own account.
pub(crate) fn own_name(text: &str) -> Result<String, Problem> {
    let name = text.parse::<Name>();
    name.map(|name| name.to_string())
        .map_err(|_| Problem::new(Status::Name, "name-malformed", Phrase::NameMalformed).with(text))
}

#[cfg(test)]
mod tests {
    use hudhud_dialogue::{Access, PersonView, ProfileView};

    use super::*;

    fn own() -> AccountView {
        AccountView {
            person: PersonView {
                account: AccountId([7; 32]),
                name: None,
                host: "https://h.example.org".to_owned(),
                foreign: false,
                own: true,
                profile: ProfileView::default(),
            },
            wanted_name: None,
            domain: "example.org".to_owned(),
            signed_up: true,
            access: Access::Open,
        }
    }

    #[test]
    fn a_name_begins_with_its_sign_and_may_name_its_host() {
        let at = |name: &str, host: &str| Person::Name {
            name: name.to_owned(),
            host: host.to_owned(),
        };
        let named = |text| person(text, &own()).unwrap();
        assert_eq!(named("@basim"), at("basim", "https://h.example.org"));
        assert_eq!(
            named("@basim@else.example"),
            at("basim", "https://else.example")
        );
    }

    #[test]
    fn an_account_is_64_hexadecimal_digits_and_anything_else_is_nobody() {
        let digits = "07".repeat(32);
        assert_eq!(
            person(&digits, &own()).unwrap(),
            Person::Account(AccountId([7; 32]))
        );
        for text in ["basim", "@", "@@host", "0707", &"é".repeat(32)] {
            assert_eq!(
                person(text, &own()).unwrap_err().code,
                "not-a-person",
                "{text}"
            );
        }
        let nowhere = person("@basim@two words", &own()).unwrap_err();
        assert_eq!(nowhere.code, "bad-address");
        let sentence = nowhere.sentence(crate::arguments::Language::En);
        assert!(sentence.starts_with("two words:"), "{sentence}");
    }
}
