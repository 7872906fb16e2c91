//! Whom TLS trusts: the public roots, and what a person adds for a host of their own.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::platform::TlsError;

/// The TLS settings of every link.
#[derive(Clone)]
pub(crate) struct Tls {
    /// Whether plain text may leave this machine.
    pub(crate) allow_plain: bool,
    /// Whether a name that does not say so may lead to this machine.
    pub(super) spares_this_machine: bool,
    pub(crate) config: Arc<ClientConfig>,
}

impl Tls {
    /// Public roots, and the certificates in `extra_authorities` (PEM).
    pub(crate) fn new(
        extra_authorities: Option<&[u8]>,
        allow_plain: bool,
    ) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(pem) = extra_authorities {
            let mut added = 0_usize;
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|_| TlsError::Certificate)?;
                roots.add(certificate).map_err(|_| TlsError::Certificate)?;
                added += 1;
            }
            if added == 0 {
                return Err(TlsError::Certificate);
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| TlsError::Unavailable)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        // A session taken up again would tie two links to one person.
        config.resumption = rustls::client::Resumption::disabled();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            allow_plain,
            spares_this_machine: false,
            config: Arc::new(config),
        })
    }

    /// The same, for a host that somebody else has named.
    pub(crate) fn sparing_this_machine(&self) -> Self {
        Self {
            spares_this_machine: true,
            ..self.clone()
        }
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls")
            .field("allow_plain", &self.allow_plain)
            .field("spares_this_machine", &self.spares_this_machine)
            .finish_non_exhaustive()
    }
}
