//! Whom TLS trusts is the browser's business; what is left is whether plain text may leave.

use hudhud_base::{HostUrl, Scheme};

use crate::platform::{ConnectError, TlsError};

/// The settings of every link.
#[derive(Debug, Clone)]
pub(crate) struct Tls {
    allow_plain: bool,
}

impl Tls {
    /// Authorities of one's own cannot be added here.
    pub(crate) fn new(
        extra_authorities: Option<&[u8]>,
        allow_plain: bool,
    ) -> Result<Self, TlsError> {
        match extra_authorities {
            None => Ok(Self { allow_plain }),
            Some(_) => Err(TlsError::Unavailable),
        }
    }

    /// The same, for a host that somebody else has named: where a name leads is the browser's business.
    pub(crate) fn sparing_this_machine(&self) -> Self {
        self.clone()
    }

    /// Refuses plain text to another machine unless that was allowed.
    pub(super) fn check(&self, host: &HostUrl) -> Result<(), ConnectError> {
        if host.scheme() == Scheme::Plain && !self.allow_plain && !host.is_loopback() {
            Err(ConnectError::PlainNotAllowed)
        } else {
            Ok(())
        }
    }
}
