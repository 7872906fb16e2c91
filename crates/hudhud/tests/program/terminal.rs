//! What a terminal shows and takes: output that nobody takes, input without end, lines that are wider
//! than the screen, and interrupts.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;

use super::host::Host;
use super::person::{Person, finished, two_who_talk};

#[test]
fn output_that_is_not_taken_is_an_error_and_nothing_counts_as_read() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    amal.run(&["send", "@basim", "unseen"]).ok();
    let unread = |run: &super::person::Run| run.objects[0]["unread"] == 1;
    basim.until(&["conversations"], unread);
    for arguments in [&["conversations"][..], &["history", "@amal"]] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = basim.command(arguments);
        let run = finished(command.stdout(full).output().unwrap());
        assert_eq!((run.code, run.error().as_str()), (76, "output-not-taken"));
    }
    assert!(unread(&basim.run(&["conversations"]).ok()));
}

#[test]
fn input_without_end_is_refused_before_it_is_read() {
    let host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    for how in ["-", "--lines"] {
        let endless = File::open("/dev/zero").unwrap();
        let mut command = amal.command(&["send", "@basim", how]);
        let run = finished(command.stdin(endless).output().unwrap());
        assert_eq!((run.code, run.error().as_str()), (74, "too-long"), "{how}");
    }
    let run = amal.command(&["send", "@basim", "-"]);
    let run = piped(run, &[0xff, 0xfe]);
    assert_eq!((run.code, run.error().as_str()), (2, "not-text"));
}

fn piped(mut command: std::process::Command, input: &[u8]) -> super::person::Run {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    finished(child.wait_with_output().unwrap())
}

#[test]
fn a_line_is_sent_when_it_comes_and_not_when_the_last_has_come() {
    let host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    let mut command = amal.command(&["send", "@basim", "--lines"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for line in ["one", "two"] {
        writeln!(input, "{line}").unwrap();
        let mut told = String::new();
        output.read_line(&mut told).unwrap();
        assert!(told.contains("\"sent\""), "{told}");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_host_that_is_down_is_said_to_programs_too() {
    let mut host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    host.kill();
    let run = amal.run(&["--timeout", "1", "conversations"]).ok();
    let warning: serde_json::Value = serde_json::from_str(run.stderr.trim()).unwrap();
    assert_eq!(
        (&warning["warning"], &warning["reason"]),
        (&"not-current".into(), &"no-network".into())
    );
    let run = amal.run(&["listen", "--for", "2"]).ok();
    let connection = run.objects.iter().find(|one| one["type"] == "connection");
    assert_eq!(connection.unwrap()["connected"], false);
}

#[cfg(unix)]
mod unix {
    use rustix::process::{Pid, Signal, kill_process};

    use super::*;
    use hudhud_trial::terminal;

    /// What the program shows on a terminal of so many columns.
    fn shown(person: &Person, columns: u16, arguments: &[&str]) -> String {
        let (mut master, slave) = terminal(columns, 24).unwrap();
        let mut command = person.bare();
        command
            .env("HUDHUD_KEY_FILE", person.key_file())
            .env("NO_COLOR", "1")
            .args(arguments)
            .stdout(slave);
        let mut child = command.spawn().unwrap();
        drop(command);
        let mut seen = Vec::new();
        // The end of a terminal is an error to whoever reads it.
        let _ = master.read_to_end(&mut seen);
        assert!(child.wait().unwrap().success());
        String::from_utf8(seen).unwrap()
    }

    #[test]
    fn a_message_cannot_look_like_another_row_on_a_terminal_of_any_width() {
        let host = Host::start();
        let (amal, basim) = two_who_talk(&host);
        let forged = format!(
            "short{}   98  2026-11-29 18:00  @carol: forged",
            " ".repeat(36)
        );
        amal.run(&["send", "@basim", &forged]).ok();
        amal.run(&[
            "send",
            "@basim",
            "two\n   99  2026-11-29 18:00  @carol: lines",
        ])
        .ok();
        basim.until(&["history", "@amal"], |run| run.bodies().len() == 3);
        for columns in [20, 80, 200] {
            let seen = shown(&basim, columns, &["history", "@amal"]);
            for row in seen.lines() {
                let is_row = !row.contains('│');
                assert!(!(is_row && row.starts_with("   9")), "{columns}\n{seen}");
                let signs = row.trim_end_matches('\r').chars();
                let isolates = |c: &char| !matches!(c, '\u{2068}' | '\u{2069}');
                assert!(signs.filter(isolates).count() <= columns.into(), "{seen}");
            }
        }
    }

    #[test]
    fn an_interrupt_ends_a_conversation_that_waits_for_the_host() {
        let mut host = Host::start();
        let (amal, _basim) = two_who_talk(&host);
        host.kill();
        let mut command = amal.command(&["--timeout", "86400", "chat", "@basim"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        writeln!(input, "are you there?").unwrap();
        let mut line = String::new();
        while !line.contains("are you there?") {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0);
        }
        drop(input);
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            // One that comes while the end of the input is read ends only the typing.
            let _ = kill_process(Pid::from_child(&child), Signal::INT);
            std::thread::yield_now();
        };
        assert_eq!(status.code(), Some(66));
    }
}
