//! Showing an authority that a domain is ours (RFC 8737): a certificate of one use, on the same port,
//! for nobody who does not ask for exactly that.

use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::ClientHello;
use rustls::sign::{CertifiedKey, SingleCertAndKey};

/// The protocol by which it is asked for.
const ACME_TLS: &[u8] = b"acme-tls/1";

/// What is shown now, if anything.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proofs(Arc<Mutex<Option<Arc<ServerConfig>>>>);

impl Proofs {
    /// Whether somebody asks for a proof, and for nothing else.
    pub(crate) fn are_asked_for(hello: &ClientHello<'_>) -> bool {
        hello.alpn().is_some_and(|mut protocols| {
            protocols.next() == Some(ACME_TLS) && protocols.next().is_none()
        })
    }

    /// What is to be shown.
    pub(crate) fn shown(&self) -> Option<Arc<ServerConfig>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// From now on a proof with this digest for `domain`.
    ///
    /// # Errors
    ///
    /// A key or a certificate cannot be made.
    pub(crate) fn show(&self, domain: &str, digest: &[u8]) -> Result<(), rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut made = CertificateParams::new([domain.to_owned()])?;
        made.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
        let certificate = made.self_signed(&key)?;
        let key = PrivateKeyDer::try_from(key.serialize_der())
            .map_err(|_| rcgen::Error::CouldNotParseKeyPair)?;
        let refused = |_| rcgen::Error::CouldNotParseKeyPair;
        let signer = ring::sign::any_supported_type(&key).map_err(refused)?;
        // Not compared with its certificate: that would have to be read, and is made of one extension
        // that nobody else reads.
        let shown = CertifiedKey::new(vec![certificate.der().clone()], signer);
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(refused)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(shown)));
        config.alpn_protocols = vec![ACME_TLS.to_vec()];
        self.set(Some(Arc::new(config)));
        Ok(())
    }

    /// From now on none.
    pub(crate) fn take_off(&self) {
        self.set(None);
    }

    fn set(&self, shown: Option<Arc<ServerConfig>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = shown;
    }
}
