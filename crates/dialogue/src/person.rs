//! People: as somebody looks for them, and as they are shown.

use hudhud_base::{AccountId, FullName, HostUrl, Timestamp};
use hudhud_text::folded_name;
use serde::{Deserialize, Serialize};

/// How a person is named by somebody who looks for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Person {
    /// By name, without `@`, on a host.
    Name {
        /// Without `@`.
        name: String,
        /// The host as the shell reaches it.
        host: String,
    },
    /// By account, known already.
    Account(AccountId),
}

/// Somebody, as this device knows and shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    /// The account.
    pub account: AccountId,
    /// The name confirmed by its host, without `@`; nobody needs to have one.
    pub name: Option<String>,
    /// Where its host is reached; empty if that is not known.
    pub host: String,
    /// Whether that is another host than this account's.
    pub foreign: bool,
    /// Whether that is this account.
    pub own: bool,
    /// How they show themselves.
    pub profile: ProfileView,
}

/// How somebody shows themselves. Nobody confirms it: who they are, the rest of [`PersonView`] says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileView {
    /// What they call themselves, made safe, as one line; empty: nothing.
    pub name: String,
    /// Somebody else whom this device knows can be taken for them by that: their confirmed name is to
    /// stand beside it.
    pub ambiguous: bool,
    /// Since when they show the picture that they show, if they show one: another picture has another.
    pub picture: Option<Timestamp>,
}

impl PersonView {
    /// The host as it stands behind a name, if it is another one than this account's; else empty.
    #[must_use]
    pub fn foreign_host(&self) -> String {
        if self.foreign {
            authority(&self.host)
        } else {
            String::new()
        }
    }

    /// `@name`, with the host if it is another one; the account of somebody without a name.
    #[must_use]
    pub fn full_name(&self) -> String {
        match &self.name {
            None => self.account.to_string(),
            Some(name) => match self.foreign_host() {
                host if host.is_empty() => format!("@{name}"),
                host => format!("@{name}@{host}"),
            },
        }
    }

    /// What they call themselves, where nobody else can be taken for them by it; else [`Self::full_name`].
    #[must_use]
    pub fn shown(&self) -> String {
        if self.profile.name.is_empty() || self.profile.ambiguous {
            self.full_name()
        } else {
            self.profile.name.clone()
        }
    }

    /// Whether this is whom somebody looks for.
    #[must_use]
    pub fn is(&self, person: &Person) -> bool {
        match person {
            Person::Account(account) => self.account == *account,
            Person::Name { name, host } => {
                let known = self.name.as_ref();
                self.host == *host
                    && known.is_some_and(|known| folded_name(known) == folded_name(name))
            }
        }
    }
}

/// This device's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// The account, its confirmed name, its host.
    pub person: PersonView,
    /// A name that was asked for and is not confirmed.
    pub wanted_name: Option<String>,
    /// The domain that stands in the full name; empty until the host has said it.
    pub domain: String,
    /// Whether the host has the account.
    pub signed_up: bool,
    /// How the host treats it, by its own last word.
    pub access: Access,
}

/// How a host treats an account. Whatever it is, conversations go on: the host does not know whose they
/// are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// As any other.
    #[default]
    Open,
    /// Whoever runs it has suspended the account: its inbox stays closed, to it and to others.
    Suspended,
    /// There is no such account: it was removed, or is newer than what the host was restored from.
    Unknown,
}

impl AccountView {
    /// The own host as people call it: its domain, or its address before it has said its domain.
    #[must_use]
    pub fn host(&self) -> String {
        if self.domain.is_empty() {
            authority(&self.person.host)
        } else {
            self.domain.clone()
        }
    }

    /// Whom this account's person means by a name.
    #[must_use]
    pub fn person(&self, named: &FullName) -> Person {
        let host = match &named.host {
            Some(host) if !self.is_own_host(host) => host.to_string(),
            Some(_) | None => self.person.host.clone(),
        };
        Person::Name {
            name: named.name.to_string(),
            host,
        }
    }

    /// Somebody as this account's person would write them: the other way round.
    #[must_use]
    pub fn written(&self, person: &Person) -> String {
        match person {
            Person::Account(account) => account.to_string(),
            Person::Name { name, host } if *host == self.person.host => format!("@{name}"),
            Person::Name { name, host } => format!("@{name}@{}", authority(host)),
        }
    }

    /// The own host is known by its domain and by its address, which need not be the same.
    fn is_own_host(&self, host: &HostUrl) -> bool {
        let called = host.authority();
        called.eq_ignore_ascii_case(&self.domain) || called == authority(&self.person.host)
    }
}

/// The host in an address; the address itself if it is none.
fn authority(address: &str) -> String {
    let host = address.parse::<HostUrl>();
    host.map_or_else(|_| address.to_owned(), |host| host.authority())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> AccountView {
        AccountView {
            person: PersonView {
                account: AccountId([7; 32]),
                name: Some("Amal".to_owned()),
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

    fn at(name: &str, host: &str) -> Person {
        Person::Name {
            name: name.to_owned(),
            host: host.to_owned(),
        }
    }

    fn meant(text: &str) -> Person {
        own().person(&text.parse().unwrap())
    }

    #[test]
    fn a_name_without_a_host_and_one_with_any_name_of_the_own_host_are_one_person() {
        for text in [
            "basim",
            "@basim@example.org",
            "basim@Example.ORG",
            "@basim@h.example.org",
        ] {
            assert_eq!(meant(text), at("basim", "https://h.example.org"), "{text}");
        }
    }

    #[test]
    fn another_host_is_kept_and_a_name_stays_as_it_was_written() {
        assert_eq!(
            meant("@باسم@else.example"),
            at("باسم", "https://else.example")
        );
        assert_eq!(
            meant("@basim@127.0.0.1:8440"),
            at("basim", "http://127.0.0.1:8440")
        );
    }

    #[test]
    fn whom_somebody_means_is_written_as_they_would_write_it() {
        for text in ["@basim", "@basim@else.example"] {
            assert_eq!(own().written(&meant(text)), text);
        }
        assert_eq!(own().written(&meant("basim@example.org")), "@basim");
    }

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        let mut layla = own().person;
        layla.name = Some("Layla_99".to_owned());
        for text in ["layla_99", "LAYLA_99", "layla_٩٩", "Ｌａｙｌａ_99"] {
            assert!(layla.is(&meant(text)), "{text}");
        }
        assert!(!layla.is(&meant("layla_98")));
    }

    #[test]
    fn oneself_is_recognised_by_name_and_by_account() {
        let own = own();
        assert!(own.person.is(&meant("@amal")));
        assert!(own.person.is(&Person::Account(AccountId([7; 32]))));
        assert!(!own.person.is(&meant("@amal@else.example")));
    }

    #[test]
    fn a_host_is_named_only_if_it_is_another_one() {
        let somebody = |host: &str, foreign| PersonView {
            host: host.to_owned(),
            foreign,
            own: false,
            ..own().person
        };
        let named = |host, foreign| somebody(host, foreign).full_name();
        assert_eq!(named("https://h.example.org", false), "@Amal");
        assert_eq!(named("https://else.example", true), "@Amal@else.example");
        assert_eq!(named("http://127.0.0.1:8440", true), "@Amal@127.0.0.1:8440");
        assert_eq!(own().host(), "example.org");
    }
}
