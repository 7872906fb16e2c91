//! What waits for the network: it fails nothing else, and can be seen, given up and tried again.

use super::host::Host;
use super::person::{Person, two_who_talk};

/// The codes that `outbox` lists, with what they are.
fn waiting(person: &Person) -> Vec<(String, String)> {
    let run = person.run(&["outbox"]).ok();
    let text =
        |object: &serde_json::Value, key: &str| object[key].as_str().unwrap_or_default().to_owned();
    let pair = |object| (text(object, "code"), text(object, "kind"));
    run.objects.iter().map(pair).collect()
}

#[test]
fn what_cannot_be_finished_fails_nothing_else_and_is_given_up_when_asked() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    amal.run(&["group", "create", "Book club", "@basim"]).ok();
    let add = ["group", "add", "Book club", "@x@nosuch.invalid"];
    let run = amal.run(&[&["--timeout", "2"], &add[..]].concat());
    assert_eq!((run.code, run.error().as_str()), (66, "waiting"));
    let [(code, kind)] = &waiting(&amal)[..] else {
        panic!("one thing waits: {:?}", waiting(&amal));
    };
    assert_eq!(kind, "add");

    let number = amal.number_of("@basim", "first");
    amal.run(&["edit", &number, "first, edited"]).ok();
    amal.run(&["react", &number, "👍"]).ok();
    amal.run(&["group", "rename", "Book club", "Readers"]).ok();
    amal.pipe(&["chat", "@basim"], "said in passing\n/quit\n")
        .ok();
    amal.run(&["delete", &number]).ok();
    amal.run(&["account", "--name", "amal2"]).ok();
    basim.until(&["history", "@amal"], |run| {
        run.bodies().contains(&"said in passing")
    });

    amal.run(&["outbox", "cancel", code]).ok();
    assert_eq!(waiting(&amal), []);
    let again = amal.run(&["outbox", "cancel", code]);
    assert_eq!(
        (again.code, again.error().as_str()),
        (75, "no-such-waiting")
    );
}

#[test]
fn who_cannot_be_looked_up_is_said_and_nothing_is_left_behind() {
    let host = Host::start();
    let amal = Person::sign_up(&host, "amal");
    let run = amal.run(&["--timeout", "1", "send", "@x@nosuch.invalid", "hi"]);
    assert_eq!((run.code, run.error().as_str()), (65, "not-looked-up"));
    assert!(run.stderr.contains("@x@nosuch.invalid"), "{}", run.stderr);
    assert_eq!(waiting(&amal), []);
}

#[test]
fn a_message_that_has_not_left_is_taken_back_before_anybody_sees_it() {
    let mut host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    host.kill();
    let run = amal.run(&["--timeout", "1", "send", "@basim", "never mind"]);
    assert_eq!((run.code, run.error().as_str()), (66, "waiting"));
    let message = run.objects[0]["id"].to_string();
    let code = format!("m{message}");
    assert_eq!(waiting(&amal), [(code.clone(), "message".to_owned())]);
    amal.run(&["outbox", "cancel", &code]).ok();
    host.crash_and_restart();
    amal.run(&["send", "@basim", "this instead"]).ok();
    let seen = basim.until(&["history", "@amal"], |run| {
        run.bodies().contains(&"this instead")
    });
    assert!(!seen.bodies().contains(&"never mind"));
}

#[test]
fn what_waited_goes_out_when_it_is_tried_again() {
    let mut host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    host.kill();
    let run = amal.run(&["--timeout", "1", "send", "@basim", "patience"]);
    assert_eq!(run.code, 66);
    let run = amal.run(&["--timeout", "1", "outbox", "retry"]);
    assert_eq!((run.code, run.error().as_str()), (66, "waiting"));
    host.crash_and_restart();
    amal.run(&["outbox", "retry"]).ok();
    assert_eq!(waiting(&amal), []);
    let seen = basim.run(&["history", "@amal"]).ok();
    assert!(seen.bodies().contains(&"patience"));
}

#[test]
fn without_the_network_a_message_is_queued_at_once() {
    let host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    // Longer than any test lasts: it would be waited for.
    let patient = ["--timeout", "86400", "--offline"];
    let run = amal
        .run(&[&patient[..], &["send", "@basim", "later"]].concat())
        .ok();
    assert_eq!(run.objects[0]["state"], "queued");
    let number = amal.number_of("@basim", "first");
    let run = amal.run(&[&patient[..], &["edit", &number, "first, edited"]].concat());
    assert_eq!((run.code, run.error().as_str()), (66, "waiting"));
}
