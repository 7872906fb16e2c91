//! What goes wrong: the exit code, the stable code, and a sentence.

use std::io::{BufRead as _, BufReader};

use hudhud_trial::Authority;
use serde_json::Value;

use super::host::Host;
use super::person::{Person, finished};

#[test]
fn before_a_sign_up_every_command_says_so() {
    let nobody = Person::stranger();
    for arguments in [
        &["conversations"][..],
        &["send", "@amal", "hi"],
        &["account"],
        &["requests"],
    ] {
        let run = nobody.run(arguments);
        assert_eq!(
            (run.code, run.error().as_str()),
            (64, "not-signed-up"),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_host_that_does_not_answer_is_told_from_one_that_refuses() {
    let amal = Person::stranger();
    let run = amal.run(&["--timeout", "1", "signup", "--server", "http://127.0.0.1:1"]);
    assert_eq!((run.code, run.error().as_str()), (65, "no-network"));
    let run = amal.run(&["signup", "--server", "ftp://example.org"]);
    assert_eq!((run.code, run.error().as_str()), (2, "bad-address"));
}

#[test]
fn plain_text_does_not_leave_the_machine_unasked() {
    let amal = Person::stranger();
    let run = amal.run(&[
        "--timeout",
        "1",
        "signup",
        "--server",
        "http://192.0.2.1:8440",
    ]);
    assert_eq!((run.code, run.error().as_str()), (65, "plain-not-allowed"));
}

#[test]
fn a_certificate_of_ones_own_is_trusted_when_its_authority_is_named_and_not_before() {
    let host = Host::start_with_tls();
    let amal = Person::stranger();
    let run = amal.run(&["signup", "--server", &host.url, "--name", "amal"]);
    assert_eq!((run.code, run.error().as_str()), (65, "untrusted"));
    let authority = host.authority();
    let authority = authority.to_str().unwrap();
    amal.run(&[
        "--ca", authority, "signup", "--server", &host.url, "--name", "amal",
    ])
    .ok();
    amal.run(&["--ca", authority, "group", "create", "Notes"])
        .ok();
    amal.run(&["--ca", authority, "send", "Notes", "sealed twice"])
        .ok();
}

#[test]
fn whatever_is_wrong_with_a_certificate_is_said_also_when_its_authority_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let authority = Authority::opens(directory.path()).unwrap();
    let ca = directory.path().join("authority.pem");
    let amal = Person::stranger();
    let signs_up = |host: &Host| {
        let server = format!("https://localhost:{}", host.port());
        let words = ["--ca", ca.to_str().unwrap(), "signup", "--server", &server];
        let run = amal.run(&words);
        assert!(run.stderr.contains("localhost"), "{}", run.stderr);
        (run.code, run.error())
    };
    for (domain, days, code) in [
        ("localhost", (9, -1), "expired"),
        ("other.example", (9, 9), "other-name"),
    ] {
        let identity = authority.identity(domain, days).unwrap();
        let identity = amal.file("identity", &identity);
        let identity = identity.to_str().unwrap();
        let host = Host::start_with(["--tls-certificate", identity, "--tls-key", identity]);
        assert_eq!(signs_up(&host), (65, code.to_owned()));
    }
    assert_eq!(signs_up(&Host::start()), (65, "no-tls".to_owned()));
    let alone = Host::start_with_tls();
    assert_eq!(signs_up(&alone), (65, "untrusted".to_owned()));
}

#[test]
fn a_name_that_is_taken_or_malformed_is_told_apart_and_another_can_be_tried() {
    let host = Host::start();
    let _amal = Person::sign_up(&host, "amal");
    let other = Person::stranger();
    let sign_up = |name: &str| other.run(&["signup", "--server", &host.url, "--name", name]);
    let run = sign_up("amal");
    assert_eq!((run.code, run.error().as_str()), (68, "name-taken"));
    for name in ["a b", "ab", "amаl", "1amal", "amal."] {
        for run in [sign_up(name), other.run(&["account", "--name", name])] {
            assert_eq!(
                (run.code, run.error().as_str()),
                (68, "name-malformed"),
                "{name}"
            );
        }
    }
    let run = other.run(&["account", "--name", "amal"]);
    assert_eq!((run.code, run.error().as_str()), (68, "name-taken"));
    other.run(&["account", "--name", "other"]).ok();
    let account = other.run(&["account"]).ok();
    assert_eq!(account.objects[0]["name"], "other");
    let run = sign_up("again");
    assert_eq!((run.code, run.error().as_str()), (1, "already-signed-up"));
}

#[test]
fn somebody_who_does_not_exist_is_not_found() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let run = amal.run(&["send", "@nobody_here", "hello?"]);
    assert_eq!((run.code, run.error().as_str()), (69, "no-such-person"));
    assert!(run.stderr.contains("@nobody_here"), "{}", run.stderr);
    let run = amal.run(&["history", "@nobody_here"]);
    assert_eq!(
        (run.code, run.error().as_str()),
        (75, "no-such-conversation")
    );
}

#[test]
fn a_message_over_the_limit_and_an_empty_one_are_refused_before_they_are_queued() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    amal.run(&["group", "create", "Notes"]).ok();
    let run = amal.pipe(&["send", "Notes", "-"], &"x".repeat(40_000));
    assert_eq!((run.code, run.error().as_str()), (74, "too-long"));
    let run = amal.run(&["send", "Notes", ""]);
    assert_eq!((run.code, run.error().as_str()), (74, "empty"));
}

#[test]
fn a_wrong_passphrase_is_refused_and_the_right_one_still_opens() {
    let amal = Person::stranger();
    let right = amal.file("right", "correct horse\n");
    let wrong = amal.file("wrong", "battery staple\n");
    let with = |file: &std::path::Path| {
        let mut command = amal.bare();
        command
            .args(["--json", "conversations", "--passphrase-file"])
            .arg(file);
        finished(command.output().unwrap())
    };
    // A sign-up that comes to nothing leaves the keys, and what they are opened with.
    let mut sign_up = amal.bare();
    sign_up
        .args(["--json", "--timeout", "0", "--passphrase-file"])
        .arg(&right)
        .args(["signup", "--server", "http://127.0.0.1:1"]);
    assert_eq!(finished(sign_up.output().unwrap()).code, 65);
    assert_eq!(with(&right).error(), "not-signed-up");
    let run = with(&wrong);
    assert_eq!((run.code, run.error().as_str()), (70, "wrong-passphrase"));
    assert_eq!(with(&right).error(), "not-signed-up");
    let run = finished(amal.bare().args(["--json", "account"]).output().unwrap());
    assert_eq!((run.code, run.error().as_str()), (2, "passphrase-needed"));
}

#[test]
fn a_home_that_another_process_has_open_is_locked() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let mut command = amal.bare();
    command.args(["listen", "--key-file"]).arg(amal.key_file());
    let mut listening = command.spawn().unwrap();
    let mut said = BufReader::new(listening.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.starts_with("Listening"), "{line}");
    let locked = amal.run(&["--offline", "conversations"]);
    listening.kill().unwrap();
    listening.wait().unwrap();
    assert_eq!((locked.code, locked.error().as_str()), (71, "locked"));
    amal.run(&["--offline", "conversations"]).ok();
}

#[test]
fn a_file_that_is_no_database_is_not_overwritten() {
    let amal = Person::with_keys_alone();
    let database = amal.home().join("hudhud.db");
    std::fs::write(&database, "my shopping list").unwrap();
    let run = amal.run(&["account"]);
    assert_eq!((run.code, run.error().as_str()), (76, "not-a-database"));
    assert_eq!(std::fs::read(&database).unwrap(), b"my shopping list");
}

#[test]
fn what_is_not_understood_ends_with_2_and_help_with_0() {
    let amal = Person::stranger();
    assert_eq!(amal.run(&["juggle"]).code, 2);
    assert_eq!(amal.run(&["send"]).code, 2);
    assert_eq!(amal.run(&["--help"]).code, 0);
    assert_eq!(amal.run(&["help", "send"]).code, 0);
    assert_eq!(amal.run(&["--version"]).code, 0);
    assert_eq!(amal.run(&["exit-codes"]).code, 0);
    assert_eq!(amal.run(&["completions", "bash"]).code, 0);
}

#[test]
fn errors_are_said_in_the_language_of_the_person() {
    let amal = Person::stranger();
    let mut command = amal.command(&["account"]);
    let run = finished(command.env("LANG", "ar_EG.UTF-8").output().unwrap());
    let error: Value = serde_json::from_str(run.stderr.trim()).unwrap();
    assert_eq!(error["error"], "not-signed-up");
    assert!(error["message"].as_str().unwrap().contains("حساب"));
}
