//! What was said, said in other conversations by the terminal.

use serde_json::Value;

use super::host::Host;
use super::person::{Person, Run, two_who_talk};

/// Amal talks with Basim, and Basim with Dalia.
fn three(host: &Host) -> [Person; 3] {
    let (amal, basim) = two_who_talk(host);
    let dalia = Person::sign_up(host, "dalia");
    basim.run(&["send", "@dalia", "hello"]).ok();
    dalia.accept_request();
    dalia.until(&["history", "@basim"], |run| {
        run.bodies().contains(&"hello")
    });
    [amal, basim, dalia]
}

/// Sends a file with these words.
fn sends(amal: &Person, words: &str) {
    let plan = amal.file("plan.txt", &"a plan ".repeat(30_000));
    amal.run(&["send", "@basim", words, "--file", plan.to_str().unwrap()])
        .ok();
}

/// The message with these words that somebody has last.
fn last<'r>(run: &'r Run, words: &str) -> Option<&'r Value> {
    run.objects.iter().rfind(|one| one["body"] == words)
}

#[test]
fn a_file_is_forwarded_with_whose_it_was_and_what_fails_elsewhere_is_named() {
    let host = Host::start();
    let [amal, basim, dalia] = three(&host);
    amal.run(&["profile", "--name", "Amal Haddad"]).ok();
    sends(&amal, "look");
    let number = basim.number_of("@amal", "look");
    let run = basim.run(&["forward", &number, "@dalia", "nowhere"]);
    assert_eq!(
        (run.code, run.error().as_str()),
        (75, "no-such-conversation")
    );
    assert!(run.stderr.contains("nowhere"), "{}", run.stderr);
    assert_eq!(run.objects.len(), 1, "{:?}", run.objects);
    assert_eq!(run.objects[0]["state"], "sent");
    let seen = dalia.until(&["history", "@basim"], |run| last(run, "look").is_some());
    let look = last(&seen, "look").unwrap();
    assert_eq!(look["forwarded"]["name"], "Amal Haddad");
    assert_eq!(look["forwarded"]["times"], 1);
    let minute = look["forwarded"]["sent_ms"].as_u64().unwrap();
    assert!(minute > 0 && minute.is_multiple_of(60_000));
    let into = dalia.home().with_file_name("saved");
    let saved_id = look["id"].clone();
    let saved = saved_id.to_string();
    dalia.run(&["save", &saved, into.to_str().unwrap()]).ok();
    let plan = std::fs::read_to_string(into.join("plan.txt")).unwrap();
    assert_eq!(plan, "a plan ".repeat(30_000));

    basim
        .run(&["forward", &number, "@dalia", "--no-author"])
        .ok();
    let seen = dalia.until(&["history", "@basim"], |run| {
        last(run, "look").is_some_and(|look| look["id"] != saved_id)
    });
    assert_eq!(last(&seen, "look").unwrap()["forwarded"], Value::Null);
    let nothing = basim.run(&["forward", "999", "@dalia"]);
    assert_eq!(nothing.error(), "no-such-message");
}
