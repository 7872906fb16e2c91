//! Starting, refusing to start, certificates, metrics, stopping, the doctor.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hudhud_base::Handle;
use hudhud_server::{Config, Finding, ServeError, Server, doctor};
use hudhud_wire::{LinkKind, RefusalCode, Reply, ServerFrame};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

use crate::world::{Link, Log, conversations, get, message, metrics, settings, start, stop, value};

#[test]
fn plain_on_an_open_address_does_not_start() {
    let data = tempfile::tempdir().unwrap();
    let mut config = Config::resolve(settings(data.path())).unwrap();
    config.listen = "0.0.0.0:0".parse().unwrap();
    let error = Server::start(config).unwrap_err();
    assert_eq!(error.exit_code(), 78);
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn a_second_host_on_the_same_data_says_so() {
    let data = tempfile::tempdir().unwrap();
    let first = start(settings(data.path()));
    let config = Config::resolve(settings(data.path())).unwrap();
    let error = Server::start(config).unwrap_err();
    assert_eq!(error.exit_code(), 75);
    assert!(
        error.to_string().contains("locked by another process"),
        "{error}"
    );
    first.shutdown().unwrap();
    start(settings(data.path())).shutdown().unwrap();
}

#[test]
fn data_of_a_newer_program_is_refused_untouched() {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join("format"), "99\n").unwrap();
    let config = Config::resolve(settings(data.path())).unwrap();
    let error = Server::start(config).unwrap_err();
    assert_eq!(error.exit_code(), 65);
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 1);
}

#[test]
fn a_port_in_use_is_named() {
    let data = tempfile::tempdir().unwrap();
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut args = settings(data.path());
    args.listen = Some(holder.local_addr().unwrap());
    let error = Server::start(Config::resolve(args).unwrap()).unwrap_err();
    assert!(matches!(error, ServeError::Listen { .. }));
    assert_eq!(error.exit_code(), 69);
}

fn write_certificate(directory: &Path) -> (PathBuf, PathBuf, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec!["hudhud.example".to_owned()]).unwrap();
    let (certificate, key) = (directory.join("certificate.pem"), directory.join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    (certificate, key, made.cert.der().clone())
}

async fn tls(
    server: &Server,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.local_addr()).await?;
    let name = ServerName::try_from("hudhud.example").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

#[tokio::test]
async fn links_work_over_tls_and_a_renewed_certificate_is_taken_up() {
    let data = tempfile::tempdir().unwrap();
    let files = tempfile::tempdir().unwrap();
    let (certificate, key, first) = write_certificate(files.path());
    let mut args = settings(data.path());
    (args.tls_certificate, args.tls_key) = (Some(certificate), Some(key));
    let server = start(args);
    let mut link = Link::over(tls(&server, &first).await.unwrap()).await;
    assert!(matches!(
        link.hello(LinkKind::Conversations).await,
        Reply::Welcome(_)
    ));

    let (_, _, second) = write_certificate(files.path());
    server.reload();
    // The reload is taken up between two connections.
    while tls(&server, &second).await.is_err() {}
    assert!(tls(&server, &first).await.is_err());
    assert!(matches!(
        link.ask(hudhud_wire::Request::Ping).await,
        Reply::Done
    ));
    stop(server).await;
}

#[tokio::test]
async fn metrics_count_and_name_nobody() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    let server = start(args);
    let log = Log::new(0xcd);
    let mut link = conversations(server.local_addr()).await;
    link.create(&log).await;
    link.open(&log, Handle(1)).await;
    link.ask(message(Handle(1), 1, 300)).await;
    let text = metrics(&server).await;
    assert!(text.contains("hudhud_link_open 1"), "{text}");
    assert!(text.contains("hudhud_frame_received_total 4"), "{text}");
    assert!(text.contains("hudhud_store_commit_seconds_count"), "{text}");
    assert!(value(&text, "process_resident_memory_bytes") > 1 << 20);
    let (open, most) = ("process_open_fds", "process_max_fds");
    assert!(value(&text, open) > 5 && value(&text, most) > value(&text, open));
    let version = format!(
        "hudhud_build_info{{version=\"{}\"}} 1",
        env!("CARGO_PKG_VERSION")
    );
    assert!(text.contains(&version), "{text}");
    assert!(!text.contains("cdcd"), "an id stands in the metrics");
    assert!(
        !text.contains("127.0.0.1"),
        "an address stands in the metrics"
    );
    stop(server).await;
}

#[tokio::test]
async fn a_disk_without_the_reserve_is_said_by_every_voice_of_the_host() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    // More than any disk has free: a tebibyte.
    args.reserve_mib = Some(1 << 20);
    let report = doctor(&Config::resolve(args.clone()).unwrap());
    let disk = report.checks.iter().find(|check| check.subject == "disk");
    assert_eq!(disk.unwrap().finding, Finding::Fail, "{report}");
    let server = start(args);
    let mut link = conversations(server.local_addr()).await;
    let reply = link.ask(Log::new(71).creation()).await;
    let is_full = matches!(&reply, Reply::Refused(refusal) if refusal.code == RefusalCode::Full);
    assert!(is_full, "{reply:?}");
    // The first look at the disk comes with the first second.
    while !get(server.local_addr(), "/readyz").await.contains("503") {}
    let ready = get(server.local_addr(), "/readyz").await;
    assert!(ready.contains("the disk is full"), "{ready}");
    assert_eq!(value(&metrics(&server).await, "hudhud_disk_full_state"), 2);
    stop(server).await;
}

#[tokio::test]
async fn a_stopping_host_answers_what_it_took_and_says_when_to_come_back() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.return_seconds = Some(5);
    let server = start(args);
    let log = Log::new(70);
    let mut link = conversations(server.local_addr()).await;
    link.create(&log).await;
    link.open(&log, Handle(1)).await;
    let stopping = tokio::task::spawn_blocking(move || server.shutdown());
    let mut said = None;
    while let Some(frame) = link.receive().await {
        if let ServerFrame::GoAway { retry_after_ms } = frame {
            said = Some(retry_after_ms);
        }
    }
    assert!(said.is_some_and(|after| after < 5000), "{said:?}");
    stopping.await.unwrap().unwrap();
}

#[test]
fn the_doctor_finds_a_stopped_host_well_and_its_store_sound() {
    let data = tempfile::tempdir().unwrap();
    start(settings(data.path())).shutdown().unwrap();
    let report = doctor(&Config::resolve(settings(data.path())).unwrap());
    assert_eq!(report.exit_code(), 0, "{report}");
    let store = report
        .checks
        .iter()
        .find(|check| check.subject == "store")
        .unwrap();
    assert_eq!(store.finding, Finding::Ok, "{report}");
    let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
    assert!(
        json["checks"]
            .as_array()
            .is_some_and(|checks| checks.len() > 5)
    );
}

#[test]
fn the_doctor_names_a_key_that_does_not_fit_its_certificate() {
    let data = tempfile::tempdir().unwrap();
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (certificate, _, _) = write_certificate(one.path());
    let (_, key, _) = write_certificate(other.path());
    let mut args = settings(data.path());
    (args.tls_certificate, args.tls_key) = (Some(certificate), Some(key));
    let report = doctor(&Config::resolve(args).unwrap());
    let tls = report
        .checks
        .iter()
        .find(|check| check.subject == "tls")
        .unwrap();
    assert_eq!(tls.finding, Finding::Fail, "{report}");
    assert_eq!(report.exit_code(), 1);
}
