//! What a host says of itself: its log, for people and for programs.

use std::net::TcpStream;

use serde_json::Value;

use super::host::Host;
use super::person::Person;

#[test]
fn the_first_event_says_what_serves_where_for_whom() {
    let host = Host::start_with(["--registration", "invitation"]);
    let line = host.says("serving");
    let data = host.data();
    for part in [
        format!("version=\"{}\"", env!("CARGO_PKG_VERSION")),
        format!("address=127.0.0.1:{}", host.port()),
        "domain=\"test.example\"".to_owned(),
        format!("data={}", data.display()),
        "registration=\"invitation\"".to_owned(),
        "tls=false".to_owned(),
    ] {
        assert!(line.contains(&part), "{part}: {line}");
    }
    let secure = Host::start_with_tls();
    let line = secure.says("serving");
    // Until when a certificate is good that says nothing of it.
    assert!(
        line.contains("certificate_until=\"4096-01-01T00:00:00Z\""),
        "{line}"
    );
}

#[test]
fn for_programs_every_line_is_an_object() {
    let host = Host::start_with(["--log-format", "json"]);
    let event: Value = serde_json::from_str(&host.says("serving")).unwrap();
    assert_eq!(event["message"], "serving");
    assert_eq!(event["domain"], "test.example");
    assert_eq!(event["port"], host.port());
    assert_eq!(event["level"], "INFO");
    assert!(event["timestamp"].is_string());
}

#[test]
fn a_start_after_a_crash_says_that_it_recovered_and_one_after_a_stop_does_not() {
    let mut host = Host::start();
    let _amal = Person::sign_up(&host, "amal");
    host.crash_and_restart();
    let line = host.says("recovered");
    assert!(line.contains("WARN"), "{line}");
    host.stop_and_restart();
    // Said in this order: what comes before serving was read when that was.
    let first = host.says("");
    assert!(first.contains("serving"), "{first}");
}

#[test]
fn connections_over_the_limit_are_said_once_for_many() {
    let host = Host::start_with(["--connections", "3"]);
    let address = format!("127.0.0.1:{}", host.port());
    let held: Vec<_> = (0..20).map(|_| TcpStream::connect(&address)).collect();
    let line = host.says("connections over a limit were refused");
    assert!(
        line.contains("refused=") && line.contains("open=3"),
        "{line}"
    );
    drop(held);
}

#[test]
fn a_full_disk_and_what_is_refused_by_it_are_said() {
    // More than any disk has free: a tebibyte.
    let host = Host::start_with(["--reserve-mib", "1048576"]);
    host.says("the disk is full");
    let amal = Person::stranger();
    let run = amal.run(&["--timeout", "5", "signup", "--server", &host.url]);
    assert_ne!(run.code, 0);
    host.says("requests were refused code=\"full\"");
}
