//! A host that gets its certificate from an authority, and keeps what it has while the authority is of
//! no use.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use hudhud_trial::{Authority, Host, Mischief, Plan};

use super::host::{free_address, get};
use super::person::Person;

const DOMAIN: &str = "host.example";

/// An authority, and the host that asks it, in a directory of their own.
struct Place {
    host: Host,
    authority: Authority,
    directory: tempfile::TempDir,
}

fn plain(directory: &Path) -> Plan {
    let program = Path::new(env!("CARGO_BIN_EXE_hudhud"));
    Plan::new(program, &directory.join("data")).flags(["--domain", DOMAIN, "--return-seconds", "1"])
}

/// A host that never had a certificate, with further flags.
fn begin<const N: usize>(mischief: Mischief, flags: [&str; N]) -> Place {
    let directory = tempfile::tempdir().unwrap();
    let authority = Authority::opens(directory.path()).unwrap();
    authority.does(mischief);
    let plan = plain(directory.path()).flags(authority.flags());
    let host = plan.flags(flags).start().unwrap();
    authority.finds(host.port());
    Place {
        host,
        authority,
        directory,
    }
}

/// A host whose certificate is near its end.
fn begin_with_an_old_one(mischief: Mischief) -> (Place, Vec<u8>) {
    let directory = tempfile::tempdir().unwrap();
    let authority = Authority::opens(directory.path()).unwrap();
    authority.does(mischief);
    let kept = directory.path().join("data/acme");
    let old = authority.identity(DOMAIN, (80, 10)).unwrap();
    // It has run here before.
    let plan = plain(directory.path());
    plan.start().unwrap().stop().unwrap();
    std::fs::create_dir_all(&kept).unwrap();
    let identity = kept.join("identity");
    std::fs::write(&identity, old).unwrap();
    std::fs::set_permissions(&identity, Permissions::from_mode(0o600)).unwrap();
    let host = plan.flags(authority.flags()).start().unwrap();
    // Before the authority finds the host, it gives nothing.
    let served = authority.meets(host.port(), DOMAIN).unwrap();
    authority.finds(host.port());
    let place = Place {
        host,
        authority,
        directory,
    };
    (place, served)
}

impl Place {
    /// The certificate that people meet, if they do.
    fn meets(&self) -> Option<Vec<u8>> {
        self.authority.meets(self.host.port(), DOMAIN).ok()
    }

    /// Met by everybody as soon as the network thread has read it.
    fn given(&self) -> Vec<u8> {
        self.host.says("a certificate was given").unwrap();
        self.host
            .says("certificate and key were read again")
            .unwrap();
        self.meets().unwrap()
    }

    fn mode(&self, name: &str) -> u32 {
        let path = self.directory.path().join("data/acme").join(name);
        let found = std::fs::metadata(path).unwrap();
        found.permissions().mode() & 0o777
    }

    fn failure(&self) -> String {
        self.host.says("no certificate was given").unwrap()
    }

    /// What `doctor` finds and says of the certificate.
    fn doctor(&self) -> (String, String) {
        let data = self.directory.path().join("data");
        let flags = self.authority.flags();
        let mut words = vec![
            "doctor",
            "--domain",
            DOMAIN,
            "--data",
            data.to_str().unwrap(),
        ];
        words.extend(flags.iter().map(String::as_str));
        let run = Person::stranger().run(&words).ok();
        let checks = run.objects[0]["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["subject"] == "tls");
        let [finding, detail] =
            ["finding", "detail"].map(|part| check.unwrap()[part].as_str().unwrap().to_owned());
        (finding, detail)
    }
}

#[test]
fn a_host_gets_its_first_certificate_by_itself_and_keeps_it() {
    let mut place = begin(Mischief::None, []);
    let line = place.host.says("asking for a certificate").unwrap();
    assert!(line.contains("is_first=true"), "{line}");
    let given = place.given();
    assert_eq!([place.mode("identity"), place.mode("account")], [0o600; 2]);
    place.host.stop().unwrap();
    place.host.start_again().unwrap();
    let line = place.host.says("serving").unwrap();
    assert!(line.contains("certificate_until="), "{line}");
    assert_eq!(place.meets().unwrap(), given);
    assert_eq!(place.authority.counts(), (1, 1), "it is not asked again");
}

#[test]
fn a_certificate_near_its_end_is_exchanged_while_the_host_serves() {
    let (place, old) = begin_with_an_old_one(Mischief::LosesNonces);
    let given = place.given();
    assert_ne!(given, old);
}

#[test]
fn while_there_is_no_certificate_the_host_says_what_it_waits_for() {
    let metrics = free_address();
    let place = begin(Mischief::Page, ["--metrics-listen", &metrics]);
    let line = place.failure();
    assert!(line.contains("no ACME authority"), "{line}");
    assert!(line.contains("nobody connects"), "{line}");
    assert_eq!(place.meets(), None);
    let (finding, detail) = place.doctor();
    assert!(
        finding == "warn" && detail.contains("no certificate yet"),
        "{detail}"
    );
    let waiting = (503, "waiting for a certificate\n".to_owned());
    assert_eq!(get(&metrics, "GET", "/readyz"), waiting);
    let (_, counted) = get(&metrics, "GET", "/metrics");
    assert!(
        counted.contains("hudhud_tls_renewal_failing_state 1"),
        "{counted}"
    );
    assert!(
        counted.contains("hudhud_tls_certificate_left_seconds 0"),
        "{counted}"
    );
    place.authority.does(Mischief::None);
    // The operator has seen to it, and says so.
    place.host.hang_up().unwrap();
    place.given();
    assert_eq!(get(&metrics, "GET", "/readyz").0, 200);
    let (_, counted) = get(&metrics, "GET", "/metrics");
    assert!(
        counted.contains("hudhud_tls_renewal_failing_state 0"),
        "{counted}"
    );
    assert!(
        !counted.contains("hudhud_tls_certificate_left_seconds 0"),
        "{counted}"
    );
}

#[test]
fn whatever_an_authority_does_the_old_certificate_stays_and_one_sentence_says_why() {
    for (mischief, sentence) in [
        (Mischief::Page, "what answers is no ACME authority"),
        (Mischief::Floods, "more than any answer has"),
        (Mischief::OtherName, "for another name"),
        (Mischief::OtherKey, "for another key"),
        (Mischief::Expired, "that has expired"),
        (Mischief::Limits { seconds: 7200 }, "rateLimited"),
    ] {
        let (place, old) = begin_with_an_old_one(mischief);
        let line = place.failure();
        assert!(line.contains(sentence), "{mischief:?}: {line}");
        assert!(line.contains("the old one stays"), "{line}");
        assert_eq!(place.meets().unwrap(), old, "{mischief:?}");
        if mischief == (Mischief::Limits { seconds: 7200 }) {
            let (_, rest) = line.split_once("again_seconds=").unwrap();
            assert!(rest.parse::<u64>().unwrap() >= 7200, "{line}");
        }
        let (finding, detail) = place.doctor();
        assert_eq!(finding, "warn", "{detail}");
        assert!(
            detail.contains("9 days left") && detail.contains(sentence),
            "{detail}"
        );
    }
}

#[test]
fn an_authority_that_answers_nothing_keeps_nobody_from_stopping_or_connecting() {
    let (mut place, old) = begin_with_an_old_one(Mischief::Stalls);
    place.host.says("asking for a certificate").unwrap();
    place.host.stop().unwrap();
    place.host.start_again().unwrap();
    place.host.says("asking for a certificate").unwrap();
    assert_eq!(place.meets().unwrap(), old);
}

#[test]
fn a_domain_that_is_found_elsewhere_is_not_certified() {
    let directory = tempfile::tempdir().unwrap();
    let authority = Authority::opens(directory.path()).unwrap();
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    authority.finds(elsewhere.local_addr().unwrap().port());
    drop(elsewhere);
    let plan = plain(directory.path()).flags(authority.flags());
    let host = plan.start().unwrap();
    let line = host.says("no certificate was given").unwrap();
    assert!(line.contains("did not see the proof on port 443"), "{line}");
}
