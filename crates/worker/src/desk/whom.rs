//! Whom a person means by what they typed. Names are left as they are: whether one is a name at all
//! in its script is for the host that gives names.

use hudhud_base::AccountId;
use hudhud_client::views::Account;
use hudhud_client::{HostUrl, Person};
use hudhud_dialogue::{Problem, Whom};

/// Somebody, as the engine looks for them.
pub(super) fn person(whom: &Whom, own: &Account) -> Result<Person, Problem> {
    let person = match whom {
        Whom::Account(digits) => Person::Account(account(digits).ok_or(Problem::NotAName)?),
        Whom::Name(text) => named(text, own)?,
    };
    if is_own(&person, own) {
        return Err(Problem::Yourself);
    }
    Ok(person)
}

/// `name`, `@name` or `@name@host`.
fn named(text: &str, own: &Account) -> Result<Person, Problem> {
    let text = text.trim();
    let rest = text.strip_prefix('@').unwrap_or(text);
    let (name, host) = match rest.split_once('@') {
        Some((name, host)) => (name, Some(host)),
        None => (rest, None),
    };
    if name.is_empty() || name.chars().any(char::is_whitespace) {
        return Err(Problem::NotAName);
    }
    let host = match host {
        None => own.contact.host.clone(),
        Some(host) if is_own_host(host, own) => own.contact.host.clone(),
        Some(host) => host
            .parse::<HostUrl>()
            .map_err(|_| Problem::NotAName)?
            .to_string(),
    };
    Ok(Person::Name {
        name: name.to_owned(),
        host,
    })
}

/// The own host is known by its domain and by its address, which need not be the same.
fn is_own_host(host: &str, own: &Account) -> bool {
    if host.eq_ignore_ascii_case(&own.domain) {
        return true;
    }
    let address = own.contact.host.parse::<HostUrl>();
    address.is_ok_and(|address| address.authority().eq_ignore_ascii_case(host))
}

fn is_own(person: &Person, own: &Account) -> bool {
    match person {
        Person::Account(account) => *account == own.contact.account,
        Person::Name { name, host } => {
            let known = own.contact.name.as_ref();
            *host == own.contact.host
                && known.is_some_and(|known| known.to_lowercase() == name.to_lowercase())
        }
    }
}

/// 64 hexadecimal digits.
pub(super) fn account(text: &str) -> Option<AccountId> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(AccountId(bytes))
}

#[cfg(test)]
mod tests {
    use hudhud_client::views::Contact;

    use super::*;

    fn own() -> Account {
        Account {
            contact: Contact {
                account: AccountId([7; 32]),
                name: Some("Amal".to_owned()),
                host: "https://h.example.org".to_owned(),
            },
            wanted_name: None,
            domain: "example.org".to_owned(),
            signed_up: true,
        }
    }

    fn read(text: &str) -> Result<Person, Problem> {
        person(&Whom::Name(text.to_owned()), &own())
    }

    fn at(name: &str, host: &str) -> Result<Person, Problem> {
        Ok(Person::Name {
            name: name.to_owned(),
            host: host.to_owned(),
        })
    }

    #[test]
    fn a_name_with_or_without_the_sign_and_the_own_host_is_one_person() {
        for text in [
            "basim",
            "@basim",
            " @basim ",
            "@basim@example.org",
            "basim@Example.ORG",
            "@basim@h.example.org",
        ] {
            assert_eq!(read(text), at("basim", "https://h.example.org"), "{text}");
        }
    }

    #[test]
    fn another_host_is_kept_and_a_name_stays_as_it_was_written() {
        assert_eq!(
            read("@باسم@else.example"),
            at("باسم", "https://else.example")
        );
        assert_eq!(
            read("@basim@127.0.0.1:8440"),
            at("basim", "http://127.0.0.1:8440")
        );
    }

    #[test]
    fn what_cannot_be_a_name_is_nobody() {
        for text in [
            "",
            "@",
            "@@host",
            "a b",
            "@name@",
            "@name@two words",
            "@a@b@c",
        ] {
            assert_eq!(read(text), Err(Problem::NotAName), "{text}");
        }
        let short = Whom::Account("0707".to_owned());
        assert_eq!(person(&short, &own()), Err(Problem::NotAName));
    }

    #[test]
    fn oneself_is_recognised_by_name_and_by_account() {
        assert_eq!(read("@amal"), Err(Problem::Yourself));
        let account = Whom::Account("07".repeat(32));
        assert_eq!(person(&account, &own()), Err(Problem::Yourself));
        assert_eq!(
            read("@amal@else.example"),
            at("amal", "https://else.example")
        );
    }
}
