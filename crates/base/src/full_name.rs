//! A name as people write it, with or without its host: read once, then carried as a type.
//!
//! Whether a word is a name in its script (letters, digits, no imitation) is for the host that gives
//! names. Here is only what can never be one.

use std::fmt;
use std::str::FromStr;

use crate::limits::NAME_BYTES;
use crate::{HostUrl, HostUrlError};

/// The name of an account on its host, without `@`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

/// `name`, `@name` or `@name@host`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FullName {
    /// The name.
    pub name: Name,
    /// Where; `None`: on the host of whoever writes it.
    pub host: Option<HostUrl>,
}

/// What nobody can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAName {
    /// Empty, too long, or with a character that is in no name.
    #[error("that cannot be a name")]
    Name,
    /// The part after the second `@` does not say how to reach a host.
    #[error(transparent)]
    Host(#[from] HostUrlError),
}

impl Name {
    /// The name, without `@`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NotAName;

    /// With or without the `@`, and with spaces around it.
    fn from_str(text: &str) -> Result<Self, NotAName> {
        let text = text.trim();
        let name = text.strip_prefix('@').unwrap_or(text);
        let foreign = |char: char| char == '@' || char.is_whitespace() || char.is_control();
        if name.is_empty() || name.contains(foreign) || name.len() > NAME_BYTES {
            return Err(NotAName::Name);
        }
        Ok(Self(name.to_owned()))
    }
}

impl FromStr for FullName {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let text = text.trim();
        let rest = text.strip_prefix('@').unwrap_or(text);
        let Some((name, host)) = rest.split_once('@') else {
            let name = rest.parse()?;
            return Ok(Self { name, host: None });
        };
        // The name is read first: of `@@host` it is the name that is missing.
        Ok(Self {
            name: name.parse()?,
            host: Some(host.parse()?),
        })
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.name)?;
        match &self.host {
            None => Ok(()),
            Some(host) => write!(f, "@{}", host.authority()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, Option<String>), NotAName> {
        let full: FullName = text.parse()?;
        let host = full.host.map(|host| host.to_string());
        Ok((full.name.to_string(), host))
    }

    #[test]
    fn a_name_is_read_with_or_without_its_signs() {
        for text in ["basim", "@basim", " @basim "] {
            assert_eq!(read(text), Ok(("basim".to_owned(), None)), "{text}");
        }
        let there = |name: &str, host: &str| Ok((name.to_owned(), Some(host.to_owned())));
        assert_eq!(
            read("@باسم@Else.example"),
            there("باسم", "https://else.example")
        );
        assert_eq!(
            read("basim@127.0.0.1:8440"),
            there("basim", "http://127.0.0.1:8440")
        );
    }

    #[test]
    fn what_cannot_be_a_name_is_nobody() {
        let long = "n".repeat(NAME_BYTES + 1);
        for text in ["", "@", "@@host", "a b", "a\u{7}b", "@@", &long] {
            assert_eq!(read(text), Err(NotAName::Name), "{text}");
        }
        assert_eq!(read(&long[1..]), Ok((long[1..].to_owned(), None)));
        for (text, error) in [
            ("@name@", HostUrlError::Name),
            ("@name@two words", HostUrlError::Name),
            ("@a@b@c", HostUrlError::Path),
        ] {
            assert_eq!(read(text), Err(NotAName::Host(error)), "{text}");
        }
    }

    #[test]
    fn a_full_name_is_written_as_it_is_read() {
        for text in ["@basim", "@basim@else.example", "@basim@127.0.0.1:8440"] {
            assert_eq!(text.parse::<FullName>().unwrap().to_string(), text);
        }
    }
}
