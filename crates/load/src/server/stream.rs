//! Connections to a host, plain or through TLS, and the certificate that both ends use.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use hudhud_server::Stream;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Where a host listens, and how it is spoken to.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    /// `None`: plain.
    pub(crate) tls: Option<Arc<ClientConfig>>,
}

impl Target {
    /// Opens a connection.
    pub(crate) async fn connect(&self) -> anyhow::Result<Stream> {
        let stream = TcpStream::connect(self.address)
            .await
            .context("connecting to the host")?;
        stream.set_nodelay(true)?;
        let Some(tls) = &self.tls else {
            return Ok(Stream::Plain(stream));
        };
        let name = ServerName::try_from("localhost").context("a name for TLS")?;
        let handshake = TlsConnector::from(Arc::clone(tls)).connect(name, stream);
        let stream = Box::pin(handshake).await.context("a TLS handshake")?;
        Ok(Stream::Tls(Box::new(stream.into())))
    }
}

/// A self-signed certificate in files for the host, and a client that trusts it and nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    pub(crate) client: Arc<ClientConfig>,
}

impl Certificate {
    pub(crate) fn create(directory: &Path) -> anyhow::Result<Self> {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])
            .context("making a certificate")?;
        let (certificate, key) = (directory.join("tls.pem"), directory.join("tls.key"));
        fs::write(&certificate, made.cert.pem())?;
        fs::write(&key, made.signing_key.serialize_pem())?;
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            certificate,
            key,
            client: Arc::new(client),
        })
    }
}
