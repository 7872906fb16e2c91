//! Who somebody is before anything is asked: addresses that proxies speak for, and certificates.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use hudhud_server::{Config, Finding, ServeArgs, doctor};
use rcgen::CertificateParams;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, HandshakeKind, RootCertStore, crypto::ring};

use crate::world::{settings, start, stop};

const DOMAIN: &str = "hudhud.example";

/// Asks whether the host is well, on a connection that stays; what it answers, or nothing.
async fn ask<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, header: &str) -> String {
    let request = format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{header}\r\n");
    // It may be closed already.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while !answer.ends_with(b"\n") || answer.ends_with(b"\r\n") {
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(count) => answer.extend_from_slice(&piece[..count]),
        }
    }
    String::from_utf8(answer).unwrap()
}

fn behind_a_proxy(data: &Path) -> ServeArgs {
    let mut args = settings(data);
    args.proxies = Some(vec!["127.0.0.1".parse().unwrap()]);
    args.connections_per_address = Some(1);
    args
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

#[tokio::test]
async fn whoever_a_named_proxy_forwards_is_counted_alone() {
    let data = tempfile::tempdir().unwrap();
    let server = start(behind_a_proxy(data.path()));
    let at = server.local_addr();
    let (mut one, mut again, mut other) = (connect(at).await, connect(at).await, connect(at).await);
    assert!(
        ask(&mut one, "forwarded: for=192.0.2.1\r\n")
            .await
            .contains("200")
    );
    assert!(
        ask(&mut again, "forwarded: for=192.0.2.1\r\n")
            .await
            .contains("429")
    );
    assert!(
        ask(&mut other, "forwarded: for=192.0.2.2\r\n")
            .await
            .contains("200")
    );
    drop((one, again, other));
    stop(server).await;
}

#[tokio::test]
async fn whoever_is_no_named_proxy_speaks_for_nobody() {
    let data = tempfile::tempdir().unwrap();
    let mut args = behind_a_proxy(data.path());
    args.proxies = None;
    let server = start(args);
    let (mut one, mut again) = (
        connect(server.local_addr()).await,
        connect(server.local_addr()).await,
    );
    for stream in [&mut one, &mut again] {
        assert!(
            ask(stream, "forwarded: for=192.0.2.1\r\n")
                .await
                .contains("200")
        );
    }
    drop((one, again));
    stop(server).await;
}

/// What a proxy begins a connection with that it carries for somebody at 192.0.2.`last`.
fn header(last: u8) -> Vec<u8> {
    let mut header = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c".to_vec();
    header.extend([192, 0, 2, last, 127, 0, 0, 1, 0x12, 0x34, 0x1f, 0x90]);
    header
}

#[tokio::test]
async fn a_proxy_that_begins_with_a_header_is_heard_and_one_without_is_not() {
    let data = tempfile::tempdir().unwrap();
    let mut args = behind_a_proxy(data.path());
    args.proxy_protocol = Some(true);
    let server = start(args);
    let mut streams = Vec::new();
    for (begin, is_answered) in [
        (header(1), true),
        (header(1), false),
        (header(2), true),
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), false),
    ] {
        let mut stream = connect(server.local_addr()).await;
        stream.write_all(&begin).await.unwrap();
        assert_eq!(ask(&mut stream, "").await.contains("200"), is_answered);
        streams.push(stream);
    }
    drop(streams);
    stop(server).await;
}

/// Writes a certificate for `name` that ends with a year, and its key.
fn certify(directory: &Path, name: &str, last_year: i32) -> CertificateDer<'static> {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(vec![name.to_owned()]).unwrap();
    parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(last_year, 12, 31);
    let made = parameters.self_signed(&key).unwrap();
    std::fs::write(directory.join("certificate.pem"), made.pem()).unwrap();
    std::fs::write(directory.join("key.pem"), key.serialize_pem()).unwrap();
    made.der().clone()
}

fn with_tls(data: &Path, files: &Path) -> ServeArgs {
    let mut args = settings(data);
    args.tls_certificate = Some(files.join("certificate.pem"));
    args.tls_key = Some(files.join("key.pem"));
    args
}

fn trusting(certificate: &CertificateDer<'static>) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

#[tokio::test]
async fn over_tls_nothing_is_resumed_and_browsers_are_told_to_stay_there() {
    let (data, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let certificate = certify(files.path(), DOMAIN, 2090);
    let server = start(with_tls(data.path(), files.path()));
    let connector = trusting(&certificate);
    for _ in 0..2 {
        let name = ServerName::try_from(DOMAIN).unwrap();
        let stream = connect(server.local_addr()).await;
        let mut stream = connector.connect(name, stream).await.unwrap();
        // Tickets, if there were any, come with the first answer.
        let answer = ask(&mut stream, "").await;
        assert!(answer.contains("strict-transport-security"), "{answer}");
        let kind = stream.get_ref().1.handshake_kind();
        assert_eq!(kind, Some(HandshakeKind::Full));
    }
    stop(server).await;
}

#[tokio::test]
async fn an_expired_certificate_does_not_take_the_place_of_one_that_is_good() {
    let (data, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let good = certify(files.path(), DOMAIN, 2090);
    let server = start(with_tls(data.path(), files.path()));
    certify(files.path(), DOMAIN, 2021);
    server.reload();
    let connector = trusting(&good);
    // A reload is taken up between two connections.
    for _ in 0..5 {
        let name = ServerName::try_from(DOMAIN).unwrap();
        let stream = connect(server.local_addr()).await;
        connector.connect(name, stream).await.unwrap();
    }
    stop(server).await;
}

#[test]
fn the_doctor_finds_a_certificate_for_another_domain_and_a_key_that_is_open() {
    let (data, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let finding = || {
        let report = doctor(&Config::resolve(with_tls(data.path(), files.path())).unwrap());
        let tls = report
            .checks
            .into_iter()
            .find(|check| check.subject == "tls");
        tls.map(|check| (check.finding, check.detail)).unwrap()
    };
    certify(files.path(), "other.example", 2090);
    let (found, detail) = finding();
    assert_eq!(found, Finding::Fail, "{detail}");
    assert!(detail.contains("not for hudhud.example"), "{detail}");
    certify(files.path(), DOMAIN, 2090);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(files.path().join("key.pem"), open).unwrap();
    let (found, detail) = finding();
    assert_eq!(found, Finding::Warn, "{detail}");
    assert!(detail.contains("may read the key"), "{detail}");
}

#[tokio::test]
async fn a_page_of_somebody_else_makes_no_link() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let ask = "GET /v1/link HTTP/1.1\r\norigin: https://evil.example";
    let (status, ..) = crate::blobs::exchange(server.local_addr(), ask, b"").await;
    assert_eq!(status, 403);
    stop(server).await;
}
