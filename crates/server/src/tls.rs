//! TLS by files: loading certificate and key, and loading them again when they change.
//!
//! Owns the rustls configuration. Does not accept connections. A renewal that cannot be read leaves
//! the certificate in use as it is and says so in the log.

mod validity;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use crate::config::TlsFiles;

pub(crate) use validity::validity;

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
    /// The two do not belong together, or the key's kind is not supported.
    #[error("the TLS certificate and key do not fit: {0}")]
    Mismatch(#[source] Box<rustls::Error>),
}

/// A loaded certificate, and when its files were last changed.
#[derive(Debug)]
pub(crate) struct TlsIdentity {
    files: TlsFiles,
    seen: [Option<SystemTime>; 2],
}

impl TlsIdentity {
    /// Loads the files for the first time.
    pub(crate) fn load(files: &TlsFiles) -> Result<(Self, Arc<ServerConfig>), TlsError> {
        let identity = Self {
            files: files.clone(),
            seen: changed(files),
        };
        Ok((identity, server_config(files)?))
    }

    /// The configuration to use from now on, if the files have changed or `force` is given.
    pub(crate) fn reload(&mut self, force: bool) -> Option<Result<Arc<ServerConfig>, TlsError>> {
        let now = changed(&self.files);
        if now == self.seen && !force {
            return None;
        }
        self.seen = now;
        Some(server_config(&self.files))
    }
}

fn changed(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    let modified = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    [modified(&files.certificate), modified(&files.key)]
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

fn server_config(files: &TlsFiles) -> Result<Arc<ServerConfig>, TlsError> {
    let mismatch = |error| TlsError::Mismatch(Box::new(error));
    let key = certified_key(files)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(mismatch)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(key)));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Tickets make the return of many clients at once cheap. Two, because the kinds of link must not
    // share a TLS session: a client that uses one for each kind runs out last of all.
    config.send_tls13_tickets = 2;
    config.ticketer = ring::Ticketer::new().map_err(mismatch)?;
    Ok(Arc::new(config))
}
