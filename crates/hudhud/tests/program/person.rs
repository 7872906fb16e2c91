//! Somebody with a home of their own, who runs the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::host::Host;

/// A person's device.
pub(crate) struct Person {
    directory: tempfile::TempDir,
}

/// How a run of the program ended.
pub(crate) struct Run {
    pub(crate) code: i32,
    /// Every line of standard output, each an object.
    pub(crate) objects: Vec<Value>,
    pub(crate) stderr: String,
}

impl Run {
    /// The stable code of the error on standard error.
    pub(crate) fn error(&self) -> String {
        let line = self.stderr.lines().last().unwrap_or_default();
        let error: Value = serde_json::from_str(line).unwrap_or_default();
        error["error"].as_str().unwrap_or_default().to_owned()
    }

    /// The bodies of the messages printed.
    pub(crate) fn bodies(&self) -> Vec<&str> {
        self.objects
            .iter()
            .filter_map(|object| object["body"].as_str())
            .collect()
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self
    }
}

impl Person {
    /// A home with a key file, and no account.
    pub(crate) fn stranger() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    /// A home with keys, and no account yet: the host did not answer.
    #[track_caller]
    pub(crate) fn with_keys_alone() -> Self {
        let person = Self::stranger();
        let host = "http://127.0.0.1:1";
        let run = person.run(&["--timeout", "0", "signup", "--server", host]);
        assert_eq!((run.code, run.error().as_str()), (65, "no-network"));
        person
    }

    /// A home with an account of this name.
    #[track_caller]
    pub(crate) fn sign_up(host: &Host, name: &str) -> Self {
        let person = Self::stranger();
        let run = person
            .run(&["signup", "--server", &host.url, "--name", name])
            .ok();
        assert_eq!(run.objects[0]["name"], name);
        person
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.directory.path().join("home")
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program without any way to open a home.
    pub(crate) fn bare(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hudhud"));
        command
            .env_clear()
            .env("HUDHUD_HOME", self.home())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// The program with the key file, speaking JSON.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare();
        command
            .env("HUDHUD_KEY_FILE", self.key_file())
            .arg("--json")
            .args(arguments);
        command
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        Path::join(self.directory.path(), "key")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        finished(self.command(arguments).output().unwrap())
    }

    /// Runs with this on standard input.
    pub(crate) fn pipe(&self, arguments: &[&str], input: &str) -> Run {
        use std::io::Write as _;
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        finished(child.wait_with_output().unwrap())
    }

    /// Runs until the objects printed satisfy `enough`, at most 20 times.
    #[track_caller]
    pub(crate) fn until(&self, arguments: &[&str], enough: impl Fn(&Run) -> bool) -> Run {
        let mut run = self.run(arguments);
        for _ in 0..20 {
            if run.code == 0 && enough(&run) {
                return run;
            }
            run = self.run(arguments);
        }
        panic!(
            "{arguments:?} never became so: {:?}\n{}",
            run.objects, run.stderr
        );
    }

    /// Takes part in the one conversation that waits to be accepted.
    #[track_caller]
    pub(crate) fn accept_request(&self) -> i64 {
        let requests = self.until(&["requests"], |run| run.objects.len() == 1);
        let number = requests.objects[0]["id"].as_i64().unwrap();
        self.run(&["requests", "accept", &number.to_string()]).ok();
        number
    }

    /// The number of the message with this text.
    #[track_caller]
    pub(crate) fn number_of(&self, conversation: &str, body: &str) -> String {
        let run = self.until(&["history", conversation], |run| {
            run.bodies().contains(&body)
        });
        let found = run
            .objects
            .iter()
            .find(|object| object["body"] == body)
            .unwrap();
        found["id"].as_i64().unwrap().to_string()
    }
}

pub(crate) fn finished(output: Output) -> Run {
    let stdout = String::from_utf8(output.stdout).unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        objects: stdout
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Two people who have a direct conversation.
pub(crate) fn two_who_talk(host: &Host) -> (Person, Person) {
    let amal = Person::sign_up(host, "amal");
    let basim = Person::sign_up(host, "basim");
    amal.run(&["send", "@basim", "first"]).ok();
    basim.accept_request();
    basim.until(&["history", "@amal"], |run| run.bodies().contains(&"first"));
    (amal, basim)
}
