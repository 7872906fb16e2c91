//! TLS by files: loading certificate and key, and loading them again when they change.
//!
//! Owns the rustls configuration. Does not accept connections. A renewal that cannot be read leaves
//! the certificate in use as it is and says so in the log.

mod proof;
mod validity;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use hudhud_base::Timestamp;
use rustls::ServerConfig;
use rustls::client::verify_server_name;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{NoServerSessionStorage, ParsedCertificate};
use rustls::sign::CertifiedKey;

use crate::config::TlsFiles;

pub(crate) use proof::Proofs;
pub(crate) use validity::{Validity, validity};

/// Why certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("TLS file {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The certificate file has no certificate in PEM.
    #[error("{path} has no certificate in PEM")]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// The key file has no private key in PEM.
    #[error("{path} has no private key in PEM")]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be used any more, and the one in use can.
    #[error("the certificate in {path} has expired")]
    Expired {
        /// The file.
        path: PathBuf,
    },
    /// The two do not belong together, or the key's kind is not supported.
    #[error("the TLS certificate and key do not fit: {0}")]
    Mismatch(#[source] Box<rustls::Error>),
}

/// A loaded certificate, and when its files were last changed.
#[derive(Debug)]
pub(crate) struct TlsIdentity {
    files: TlsFiles,
    seen: [Option<SystemTime>; 2],
    /// When the certificate in use ends, if that can be read.
    until: Option<Timestamp>,
}

impl TlsIdentity {
    /// Loads the files for the first time. A certificate that has expired is used all the same: it may
    /// be renewed while the host runs.
    pub(crate) fn load(
        files: &TlsFiles,
        now: Timestamp,
    ) -> Result<(Self, Arc<ServerConfig>), TlsError> {
        let seen = changed(files);
        let (config, until) = server_config(files)?;
        let identity = Self {
            files: files.clone(),
            seen,
            until,
        };
        if identity.has_expired(now) {
            tracing::error!("the certificate has expired: nobody connects before it is renewed");
        }
        Ok((identity, config))
    }

    /// The configuration to use from now on, if the files have changed or `force` is given.
    pub(crate) fn reload(
        &mut self,
        force: bool,
        now: Timestamp,
    ) -> Option<Result<Arc<ServerConfig>, TlsError>> {
        let changed = changed(&self.files);
        if changed == self.seen && !force {
            return None;
        }
        self.seen = changed;
        Some(self.take_up(now))
    }

    fn take_up(&mut self, now: Timestamp) -> Result<Arc<ServerConfig>, TlsError> {
        let (config, until) = server_config(&self.files)?;
        if until.is_some_and(|until| until < now) && !self.has_expired(now) {
            return Err(TlsError::Expired {
                path: self.files.certificate.clone(),
            });
        }
        self.until = until;
        Ok(config)
    }

    fn has_expired(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until < now)
    }

    /// When the certificate in use ends, if that can be read.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// Seconds for which the certificate in use is still good.
    pub(crate) fn seconds_left(&self, now: Timestamp) -> Option<u64> {
        self.until.map(|until| until.since_ms(now) / 1000)
    }
}

fn changed(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    let modified = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    [modified(&files.certificate), modified(&files.key)]
}

/// Whether a certificate is for `domain`.
pub(crate) fn is_for(certificate: &CertificateDer<'_>, domain: &str) -> bool {
    let Ok(name) = ServerName::try_from(domain) else {
        return false;
    };
    ParsedCertificate::try_from(certificate)
        .is_ok_and(|certificate| verify_server_name(&certificate, &name).is_ok())
}

/// Reads chain and key, and checks that they belong together.
pub(crate) fn certified_key(files: &TlsFiles) -> Result<CertifiedKey, TlsError> {
    let read = |path: &Path| {
        fs::read(path).map_err(|source| TlsError::Unreadable {
            path: path.to_owned(),
            source,
        })
    };
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(&read(&files.certificate)?)
            .collect::<Result<_, _>>()
            .ok()
            .filter(|chain: &Vec<_>| !chain.is_empty())
            .ok_or_else(|| TlsError::NoCertificate {
                path: files.certificate.clone(),
            })?;
    let key = PrivateKeyDer::from_pem_slice(&read(&files.key)?).map_err(|_| TlsError::NoKey {
        path: files.key.clone(),
    })?;
    CertifiedKey::from_der(chain, key, &ring::default_provider())
        .map_err(|error| TlsError::Mismatch(Box::new(error)))
}

/// What is served with, and until when its certificate is good.
fn server_config(files: &TlsFiles) -> Result<(Arc<ServerConfig>, Option<Timestamp>), TlsError> {
    let mismatch = |error| TlsError::Mismatch(Box::new(error));
    let key = certified_key(files)?;
    let until = key
        .cert
        .first()
        .and_then(|certificate| validity(certificate));
    let until = until.map(|found| found.until);
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(mismatch)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(key)));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Nothing is resumed: a browser would use a ticket of one link for another of another kind, and so
    // tell that both are the same person's.
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok((Arc::new(config), until))
}
