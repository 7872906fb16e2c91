//! What a host is called in words that others read: one spelling for each host, and no scheme.
//!
//! A URL says how one program dials; another stands elsewhere and may have to dial otherwise. So
//! what members agree on and what letters carry names a host, and [`HostName::url`] says how it is
//! reached by whoever knows nothing better.

use core::net::IpAddr;
use std::fmt;
use std::str::FromStr;

use crate::host_url::{HostUrl, Scheme, usual_port};

/// The name of this machine itself, by whichever of its own addresses it was reached.
const LOOPBACK: &str = "localhost";

/// A domain, with its port unless that is the usual one of TLS: `example.org`,
/// `example.org:8443`. The machine itself is `localhost` with its port, and reached in plain text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostName {
    name: String,
    port: u16,
}

/// Text that is not the one spelling of a host's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("that is not how a host is called")]
pub struct NotAHostName;

impl HostName {
    /// Where it is reached by somebody who knows its name alone.
    #[must_use]
    pub fn url(&self) -> HostUrl {
        let scheme = if self.is_loopback() {
            Scheme::Plain
        } else {
            Scheme::Tls
        };
        HostUrl::new(scheme, self.name.clone(), self.port)
    }

    /// Whether this is the machine itself.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.name == LOOPBACK
    }
}

impl From<&HostUrl> for HostName {
    fn from(url: &HostUrl) -> Self {
        let name = if url.is_loopback() {
            LOOPBACK.to_owned()
        } else {
            // Addresses have several spellings, of which the standard writes one.
            let address = url.name().parse::<IpAddr>();
            address.map_or_else(|_| url.name().to_owned(), |address| address.to_string())
        };
        Self {
            name,
            port: url.port(),
        }
    }
}

impl FromStr for HostName {
    type Err = NotAHostName;

    fn from_str(text: &str) -> Result<Self, NotAHostName> {
        // Read as an address without a scheme, which has the same letters; then there is one way to
        // write what was read.
        let url: HostUrl = text.parse().map_err(|_| NotAHostName)?;
        let name = Self::from(&url);
        (name.to_string() == text)
            .then_some(name)
            .ok_or(NotAHostName)
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.contains(':') {
            write!(f, "[{}]", self.name)?;
        } else {
            f.write_str(&self.name)?;
        }
        if self.is_loopback() || self.port != usual_port(Scheme::Tls) {
            write!(f, ":{}", self.port)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(url: &str) -> String {
        HostName::from(&url.parse::<HostUrl>().unwrap()).to_string()
    }

    #[test]
    fn a_host_is_called_the_same_by_all_who_reach_it() {
        for (url, name) in [
            ("https://Example.org", "example.org"),
            ("example.org:443", "example.org"),
            ("https://example.org:8443", "example.org:8443"),
            ("http://127.0.0.1:8440", "localhost:8440"),
            ("http://[::1]:8440", "localhost:8440"),
            ("https://localhost:8440", "localhost:8440"),
            ("http://127.3.2.1:8440", "localhost:8440"),
            ("http://0.0.0.0:8440", "localhost:8440"),
            ("http://[::]:8440", "localhost:8440"),
            ("https://[::ffff:127.0.0.1]:8440", "localhost:8440"),
            ("https://[::ffff:0.0.0.0]:8440", "localhost:8440"),
            ("http://localhost", "localhost:80"),
            ("https://localhost", "localhost:443"),
            ("http://192.0.2.1:8440", "192.0.2.1:8440"),
            ("https://[2001:DB8:0::1]", "[2001:db8::1]"),
        ] {
            assert_eq!(called(url), name, "{url}");
        }
    }

    #[test]
    fn only_the_machine_itself_is_reached_in_plain_text() {
        for (name, url) in [
            ("example.org", "https://example.org"),
            ("example.org:8443", "https://example.org:8443"),
            ("localhost:8440", "http://localhost:8440"),
            ("[2001:db8::1]:8440", "https://[2001:db8::1]:8440"),
        ] {
            let name: HostName = name.parse().unwrap();
            assert_eq!(name.url().to_string(), url);
            assert_eq!(HostName::from(&name.url()), name);
        }
    }

    #[test]
    fn a_name_has_one_spelling() {
        for text in [
            "",
            "Example.org",
            "example.org:443",
            "https://example.org",
            "http://localhost:8440",
            "example.org/",
            " example.org",
            "localhost",
            "127.0.0.1:8440",
            "0.0.0.0:8440",
            "[::ffff:127.0.0.1]:8440",
            "example.org:08443",
            "[2001:0db8::1]",
            "exa mple.org",
            "me@example.org",
        ] {
            assert_eq!(text.parse::<HostName>(), Err(NotAHostName), "{text}");
        }
        for text in ["example.org", "localhost:443", "[2001:db8::1]:8440"] {
            assert_eq!(text.parse::<HostName>().unwrap().to_string(), text);
        }
    }
}
