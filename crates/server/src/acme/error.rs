//! Why no certificate was given, in one sentence each.

use std::fmt;
use std::io;
use std::time::Duration;

use http::StatusCode;
use instant_acme::{Error, Problem};

/// Characters of an authority's own words that are told.
const WORDS: usize = 300;

/// On the way to the authority, or on the way back.
#[derive(Debug, thiserror::Error)]
pub(super) enum TransportError {
    #[error("the authority cannot be reached: {0}")]
    Unreachable(#[source] io::Error),
    #[error("the authority breaks the connection off: {0}")]
    BrokenOff(#[source] hyper::Error),
    #[error("the authority does not answer within {} seconds", .0.as_secs())]
    Slow(Duration),
    #[error("what answers is no ACME authority (HTTP {0}, and neither JSON nor a certificate)")]
    NotAnAuthority(StatusCode),
    #[error("the authority answers with more than any answer has")]
    TooLarge,
    #[error("the authority leads to an address that is not asked by https")]
    NotHttps,
}

/// Why an attempt came to nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum AcmeError {
    #[error(transparent)]
    Transport(Box<TransportError>),
    #[error("the authority refuses: {0}")]
    Refused(Words),
    #[error("the authority did not see the proof on port 443 of this domain: {0}")]
    NotProved(Words),
    #[error("the authority does not take the proof that is given here (tls-alpn-01)")]
    NoSuchProof,
    #[error("the authority has not finished in time")]
    Unfinished,
    #[error("the authority breaks the rules of ACME: {0}")]
    Rules(#[source] Box<Error>),
    #[error("the authority gives no certificate in PEM")]
    NoCertificate,
    #[error("the authority gives a certificate for another name")]
    OtherName,
    #[error("the authority gives a certificate for another key")]
    OtherKey,
    #[error("the authority gives a certificate that has expired")]
    Expired,
    #[error("the authority gives a certificate that is not valid yet: is the clock right?")]
    NotYetValid,
    #[error("a key or a request could not be made: {0}")]
    Made(#[from] rcgen::Error),
    #[error("what was given cannot be kept: {0}")]
    NotKept(#[from] io::Error),
}

impl From<Error> for AcmeError {
    fn from(error: Error) -> Self {
        if let Error::Api(problem) = &error {
            return Self::Refused(Words::of(problem));
        }
        if matches!(error, Error::Timeout(_)) {
            return Self::Unfinished;
        }
        let Error::Other(inner) = error else {
            return Self::Rules(Box::new(error));
        };
        match inner.downcast::<TransportError>() {
            Ok(transport) => Self::Transport(transport),
            Err(inner) => Self::Rules(Box::new(Error::Other(inner))),
        }
    }
}

/// What an authority says, cut short and without what is no letter: it stands in a log.
#[derive(Debug)]
pub(super) struct Words(String);

impl Words {
    pub(super) fn of(problem: &Problem) -> Self {
        let kind = problem.r#type.as_deref().unwrap_or_default();
        let kind = kind.rsplit(':').next().unwrap_or_default();
        let detail = problem.detail.as_deref().unwrap_or_default();
        let all = format!("{detail} ({kind})");
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        Self(all.chars().take(WORDS).map(plain).collect())
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim())
    }
}
