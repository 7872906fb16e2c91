//! Looking at a host: whether it shows a proof (RFC 8737), and which certificate it has.

use std::io::{self, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::version::TLS13;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error,
    SignatureScheme, StreamOwned,
};

use super::paper::name;

/// A host that runs answers in much less.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// The extension with which a proof begins, up to its 32 bytes: critical, and a string in a string.
const PROOF: [u8; 17] = [
    0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x1f, 0x01, 0x01, 0xff, 0x04, 0x22, 0x04,
    0x20,
];

/// The certificate that is met at a port of this machine, under a name.
pub(super) fn met(
    port: u16,
    domain: &str,
    config: Arc<ClientConfig>,
) -> anyhow::Result<CertificateDer<'static>> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(ANSWER_WITHIN))?;
    let connection = ClientConnection::new(config, name(domain)?)?;
    let mut stream = StreamOwned::new(connection, stream);
    let handshake = stream.flush();
    while stream.conn.is_handshaking() {
        stream
            .conn
            .complete_io(&mut stream.sock)
            .map_err(no_reason)?;
    }
    handshake?;
    let met = stream.conn.peer_certificates().and_then(<[_]>::first);
    Ok(met
        .context("no certificate was shown")?
        .clone()
        .into_owned())
}

fn no_reason(error: io::Error) -> anyhow::Error {
    anyhow::Error::from(error).context("the handshake failed")
}

/// How a key on P-256 begins in a certificate, up to its two coordinates of 32 bytes.
const KEY: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
const COORDINATES: usize = 64;

/// Whether a host at a port of this machine shows the proof with this digest for a domain.
pub(super) fn proves(port: u16, domain: &str, digest: &[u8]) -> anyhow::Result<()> {
    let provider = Arc::new(ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody(provider)))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"acme-tls/1".to_vec()];
    let shown = met(port, domain, Arc::new(config))?;
    // It is not parsed by what reads other certificates: its extension is critical, and known to nobody.
    let mut own = vec![0x82, u8::try_from(domain.len())?];
    own.extend(domain.as_bytes());
    let is_for_it = shown.windows(own.len()).any(|part| part == own);
    ensure!(is_for_it, "the certificate is for another name");
    let mut proof = PROOF.to_vec();
    proof.extend(digest);
    let is_there = shown.windows(proof.len()).any(|part| part == proof);
    ensure!(
        is_there,
        "the certificate has not the proof that was asked for"
    );
    Ok(())
}

/// The key in a certificate that is otherwise not understood.
fn key(certificate: &[u8]) -> Option<SubjectPublicKeyInfoDer<'_>> {
    let at = certificate
        .windows(KEY.len())
        .position(|part| part == KEY)?;
    let key = certificate.get(at..at + KEY.len() + COORDINATES)?;
    Some(SubjectPublicKeyInfoDer::from(key))
}

/// A proof is signed by nobody.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(CertificateError::BadEncoding.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        let key = key(certificate).ok_or(CertificateError::BadEncoding)?;
        verify_tls13_signature_with_raw_key(message, &key, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
