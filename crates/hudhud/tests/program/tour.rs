//! The tour in the README, word for word, on a host that nobody has used.

use std::process::{Command, Stdio};

use super::host::Host;
use super::person::Person;

const README: &str = include_str!("../../../../README.md");

/// The commands under "A tour", with the program, the host and the directories of this test.
fn tour(host: &Host, directory: &str) -> String {
    let (_, section) = README.split_once("## A tour").unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    let (commands, _) = block.split_once("```").unwrap();
    let mut changed = commands.to_owned();
    for (from, to) in [
        ("target/release/hudhud", env!("CARGO_BIN_EXE_hudhud")),
        ("http://127.0.0.1:8080", host.url.as_str()),
        ("/tmp/hudhud-", directory),
    ] {
        assert!(changed.contains(from), "the tour lacks {from}");
        changed = changed.replace(from, to);
    }
    changed
}

#[test]
fn the_tour_of_the_readme_works_word_for_word() {
    let host = Host::start();
    let somebody = Person::stranger();
    let passphrase = somebody.file("passphrase", "correct horse battery\n");
    let commands = tour(&host, &format!("{}-", somebody.home().display()));
    let output = Command::new("bash")
        .args(["-e", "-c", &commands])
        .env("HUDHUD_PASSPHRASE_FILE", passphrase)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (said, complaint) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{commands}\n{said}\n{complaint}");
    assert!(said.contains("صباح الخير"), "{said}");
}

#[test]
fn the_first_look_at_a_request_shows_who_began_it_by_name() {
    let host = Host::start();
    for number in 0..4 {
        let amal = Person::sign_up(&host, &format!("amal{number}"));
        let basim = Person::sign_up(&host, &format!("basim{number}"));
        let [to, from] = [format!("@basim{number}"), format!("@amal{number}")];
        amal.run(&["send", &to, "hello"]).ok();
        amal.run(&["group", "create", "Book club", &to]).ok();
        let requests = basim.run(&["requests", "list"]).ok();
        let inviters = requests.objects.iter().map(|one| &one["inviter"]["name"]);
        assert_eq!(inviters.collect::<Vec<_>>(), [&from[1..], &from[1..]]);
    }
}

#[test]
fn a_request_is_accepted_by_name_at_the_first_try() {
    let host = Host::start();
    let basim = Person::sign_up(&host, "basim");
    for number in 0..4 {
        let amal = Person::sign_up(&host, &format!("amal{number}"));
        amal.run(&["send", "@basim", "hello"]).ok();
        let from = format!("@amal{number}");
        basim.run(&["requests", "accept", &from]).ok();
        let seen = basim.run(&["history", &from]).ok();
        assert_eq!(seen.bodies(), ["hello"]);
    }
}
