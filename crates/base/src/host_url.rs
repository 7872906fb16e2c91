//! Where a host is reached: parsed once, then carried as a type.
//!
//! Owns the rule that plain text is for this machine itself. Does not resolve names or connect.

use core::net::IpAddr;
use std::fmt;
use std::str::FromStr;

/// Whether the bytes to a host are covered by TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// `https` and `wss`.
    Tls,
    /// `http` and `ws`.
    Plain,
}

/// How a host is reached, for example `https://example.org` or `http://127.0.0.1:8440`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostUrl {
    scheme: Scheme,
    name: String,
    port: u16,
}

/// Text that does not say how to reach a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HostUrlError {
    /// Neither `https` nor `http`.
    #[error("the address of a host begins with https:// (or http:// for this machine itself)")]
    Scheme,
    /// There is more than a host and a port.
    #[error("the address of a host ends after its name and port")]
    Path,
    /// The name is empty, too long, or has a character that no name has.
    #[error("that is not the name or the address of a host")]
    Name,
    /// Not 1 to 65535.
    #[error("a port is a number from 1 to 65535")]
    Port,
}

impl HostUrl {
    /// A host by parts that were checked.
    pub(crate) const fn new(scheme: Scheme, name: String, port: u16) -> Self {
        Self { scheme, name, port }
    }

    /// Whether TLS covers the way there.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The name or IP address, without brackets, in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Whether this is the machine itself: the only place where plain text goes by default.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.name == "localhost" || self.name.parse().is_ok_and(is_this_machine)
    }

    /// Whether a host that is reached so may call itself `domain`. What listens on this machine itself
    /// is tried out, or stands behind a proxy, and may call itself anything.
    #[must_use]
    pub fn may_be(&self, domain: &str) -> bool {
        self.is_loopback() || self.name.eq_ignore_ascii_case(domain)
    }

    /// The host as it stands in a request's `Host`: brackets round IPv6, the port if unusual.
    #[must_use]
    pub fn authority(&self) -> String {
        let name = if self.name.contains(':') {
            format!("[{}]", self.name)
        } else {
            self.name.clone()
        };
        if self.port == usual_port(self.scheme) {
            name
        } else {
            format!("{name}:{}", self.port)
        }
    }
}

/// Whether whoever dials this address reaches the machine on which they are, however it is written.
#[must_use]
pub const fn is_this_machine(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || address.is_unspecified()
}

pub(crate) const fn usual_port(scheme: Scheme) -> u16 {
    match scheme {
        Scheme::Tls => 443,
        Scheme::Plain => 80,
    }
}

impl FromStr for HostUrl {
    type Err = HostUrlError;

    /// Without a scheme TLS is meant, except for the machine itself.
    fn from_str(text: &str) -> Result<Self, HostUrlError> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            None => (None, text),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => {
                (Some(Scheme::Tls), rest)
            }
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => {
                (Some(Scheme::Plain), rest)
            }
            Some(_) => return Err(HostUrlError::Scheme),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '@']) {
            return Err(HostUrlError::Path);
        }
        let (name, port) = split_port(rest)?;
        let name = checked_name(name)?;
        let mut url = Self {
            scheme: Scheme::Tls,
            name,
            port: 0,
        };
        url.scheme = scheme.unwrap_or(if url.is_loopback() {
            Scheme::Plain
        } else {
            Scheme::Tls
        });
        url.port = match port {
            None => usual_port(url.scheme),
            Some(digits) => parse_port(digits)?,
        };
        Ok(url)
    }
}

fn split_port(authority: &str) -> Result<(&str, Option<&str>), HostUrlError> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (name, after) = rest.split_once(']').ok_or(HostUrlError::Name)?;
        return match after.strip_prefix(':') {
            Some(port) => Ok((name, Some(port))),
            None if after.is_empty() => Ok((name, None)),
            None => Err(HostUrlError::Name),
        };
    }
    Ok(match authority.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (authority, None),
    })
}

fn parse_port(digits: &str) -> Result<u16, HostUrlError> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(HostUrlError::Port);
    }
    digits
        .parse()
        .ok()
        .filter(|port| *port != 0)
        .ok_or(HostUrlError::Port)
}

fn checked_name(name: &str) -> Result<String, HostUrlError> {
    if name.parse::<IpAddr>().is_ok() {
        return Ok(name.to_ascii_lowercase());
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if name.len() <= 253 && name.split('.').all(label) {
        Ok(name.to_ascii_lowercase())
    } else {
        Err(HostUrlError::Name)
    }
}

impl fmt::Display for HostUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            Scheme::Tls => "https",
            Scheme::Plain => "http",
        };
        write!(f, "{scheme}://{}", self.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String, HostUrlError> {
        text.parse::<HostUrl>().map(|url| url.to_string())
    }

    #[test]
    fn one_host_has_one_spelling() {
        for text in [
            "https://Example.org",
            "https://example.org/",
            "example.org:443",
            "example.org",
        ] {
            assert_eq!(
                canonical(text).as_deref(),
                Ok("https://example.org"),
                "{text}"
            );
        }
        assert_eq!(
            canonical("https://example.org:8443").as_deref(),
            Ok("https://example.org:8443")
        );
        assert_eq!(
            canonical("http://[::1]:8440").as_deref(),
            Ok("http://[::1]:8440")
        );
    }

    #[test]
    fn without_a_scheme_only_the_machine_itself_is_plain() {
        assert_eq!(
            canonical("127.0.0.1:8440").as_deref(),
            Ok("http://127.0.0.1:8440")
        );
        assert_eq!(
            canonical("localhost:8440").as_deref(),
            Ok("http://localhost:8440")
        );
        assert_eq!(
            canonical("192.0.2.1:8440").as_deref(),
            Ok("https://192.0.2.1:8440")
        );
    }

    #[test]
    fn a_host_is_called_as_it_is_reached_except_on_this_machine() {
        let may_be = |url: &str, domain| url.parse::<HostUrl>().unwrap().may_be(domain);
        assert!(may_be("https://Hoopoe.example:8443", "hoopoe.example"));
        assert!(may_be("https://hoopoe.example", "Hoopoe.Example"));
        assert!(!may_be("https://hoopoe.example", "crow.example"));
        assert!(!may_be("https://hoopoe.example", "localhost"));
        assert!(!may_be("https://192.0.2.1", "hoopoe.example"));
        assert!(may_be("http://127.0.0.1:8440", "hoopoe.example"));
        assert!(may_be("http://localhost:8440", "localhost"));
    }

    #[test]
    fn what_is_not_a_host_says_why() {
        assert_eq!(canonical("ftp://example.org"), Err(HostUrlError::Scheme));
        assert_eq!(
            canonical("https://example.org/path"),
            Err(HostUrlError::Path)
        );
        assert_eq!(canonical("https://me@example.org"), Err(HostUrlError::Path));
        assert_eq!(canonical("https://"), Err(HostUrlError::Name));
        assert_eq!(canonical("https://exa mple.org"), Err(HostUrlError::Name));
        assert_eq!(canonical("https://[::1"), Err(HostUrlError::Name));
        assert_eq!(canonical("https://example.org:0"), Err(HostUrlError::Port));
        assert_eq!(
            canonical("https://example.org:+80"),
            Err(HostUrlError::Port)
        );
    }
}
