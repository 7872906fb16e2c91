//! What is cut off: a host that dies, a sender that is killed.

use std::process::Stdio;

use super::host::Host;
use super::person::two_who_talk;

#[test]
fn what_was_acknowledged_survives_the_death_of_the_host() {
    let mut host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    amal.run(&["send", "@basim", "before the crash"]).ok();
    host.crash_and_restart();
    amal.run(&["send", "@basim", "after the crash"]).ok();
    let seen = basim.until(&["history", "@amal"], |run| {
        run.bodies().contains(&"after the crash")
    });
    assert!(seen.bodies().contains(&"before the crash"));
}

#[test]
fn a_message_written_while_the_host_is_away_waits_and_goes_out_later() {
    let mut host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    host.kill();
    let run = amal.run(&["--timeout", "1", "send", "@basim", "patience"]);
    assert_eq!((run.code, run.error().as_str()), (66, "waiting"));
    assert!(run.stderr.contains("\"reason\":\"no-network\""));
    assert_eq!(run.objects[0]["state"], "queued");
    host.crash_and_restart();
    let shown = amal.until(&["history", "@basim"], |run| {
        run.objects
            .iter()
            .any(|object| object["body"] == "patience" && object["state"] != "queued")
    });
    assert_eq!(
        shown
            .bodies()
            .iter()
            .filter(|body| **body == "patience")
            .count(),
        1
    );
    basim.until(&["history", "@amal"], |run| {
        run.bodies().contains(&"patience")
    });
}

#[test]
fn a_sender_killed_in_the_middle_loses_nothing_and_repeats_nothing() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let mut sender = amal
        .command(&["send", "@basim", "--lines"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: String = (0..100).map(|n| format!("line {n}\n")).collect();
    sender
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    // Killed when the first has been acknowledged: the others are on their way, or not yet.
    let mut out = BufReader::new(sender.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    assert!(first.contains("\"sent\""), "{first}");
    sender.kill().unwrap();
    sender.wait().unwrap();

    let arguments = ["history", "@amal", "--limit", "500"];
    amal.until(&["history", "@basim", "--limit", "500"], |run| {
        run.objects.iter().all(|object| object["state"] != "queued")
    });
    let seen = basim.until(&arguments, |run| run.bodies().contains(&"line 99"));
    let arrived: Vec<&str> = seen
        .bodies()
        .into_iter()
        .filter(|body| body.starts_with("line "))
        .collect();
    let expected: Vec<String> = (0..100).map(|n| format!("line {n}")).collect();
    assert_eq!(arrived, expected);
}
