//! One process has a device open, and several commands use it.

use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command};

use serde_json::Value;

use super::host::Host;
use super::person::{Person, finished, two_who_talk};

/// Somebody's daemon; killed when dropped.
struct Daemon(Child);

impl Daemon {
    /// Begins, and waits until others can use it.
    fn of(person: &Person) -> Self {
        let mut child = person.command(&["daemon"]).spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let lent: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(lent["type"], "lent");
        Self(child)
    }

    fn stop(mut self) {
        let id = self.0.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(told.success() && self.0.wait().unwrap().success());
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// A command without any way to open the home itself.
fn borrows(person: &Person, words: &[&str]) -> Command {
    let mut command = person.bare();
    command.arg("--json").args(words);
    command
}

#[test]
fn with_a_daemon_commands_run_side_by_side_and_need_no_key() {
    let host = Host::start();
    let (amal, basim) = two_who_talk(&host);
    let daemon = Daemon::of(&amal);
    let socket = amal.home().join("daemon");
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let words = ["listen", "--unread", "--count", "1", "--for", "60"];
    let listening = borrows(&amal, &words).spawn().unwrap();
    let sent = borrows(&amal, &["send", "@basim", "from beside"]).output();
    finished(sent.unwrap()).ok();
    let heard = |run: &super::person::Run| run.bodies().contains(&"from beside");
    basim.until(&["history", "@amal"], heard);
    basim.run(&["send", "@amal", "and back"]).ok();
    let run = finished(listening.wait_with_output().unwrap()).ok();
    // It heard its neighbour's message on its way, too, as something that changes.
    let news = run.objects.iter().filter(|one| one["type"] == "message");
    let news: Vec<_> = news.map(|one| one["body"].as_str().unwrap()).collect();
    assert_eq!(news, ["and back"]);
    let run = amal.run(&["daemon"]);
    assert_eq!((run.code, run.error().as_str()), (71, "locked"));
    daemon.stop();
    assert!(!socket.exists());
    let run = finished(borrows(&amal, &["account"]).output().unwrap());
    assert_eq!(run.error(), "other-lock", "{}", run.stderr);
    amal.run(&["--offline", "conversations"]).ok();
}

#[test]
fn whoever_uses_a_daemon_that_is_killed_is_told_so_and_the_next_command_opens_the_home() {
    let host = Host::start();
    let (amal, _basim) = two_who_talk(&host);
    let daemon = Daemon::of(&amal);
    let mut listening = borrows(&amal, &["listen", "--for", "60"]).spawn().unwrap();
    // It is connected, so it was let in.
    let mut said = BufReader::new(listening.stdout.take().unwrap());
    amal.run(&["send", "@basim", "a sign"]).ok();
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    drop(daemon);
    let run = finished(listening.wait_with_output().unwrap());
    assert_eq!((run.code, run.error().as_str()), (71, "closed"));
    amal.run(&["--offline", "conversations"]).ok();
}
