//! Two who talk from terminals, at a host of their own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail, ensure};
use hudhud_store::Store;
use hudhud_store::conversations::ConversationState;
use hudhud_trial::{Host, Plan};
use tempfile::TempDir;

use crate::engine::fill;

/// A home for each, and the host.
pub(super) struct People {
    program: PathBuf,
    directory: TempDir,
    _host: Host,
}

impl People {
    /// Starts a host and lets amal and basim meet there.
    pub(super) fn meet(program: &Path, parent: &Path) -> anyhow::Result<Self> {
        let directory = TempDir::with_prefix_in("hudhud-bench-", parent)?;
        let host = Plan::new(program, &directory.path().join("host")).start()?;
        let origin = format!("http://localhost:{}", host.port());
        let people = Self {
            program: program.to_owned(),
            directory,
            _host: host,
        };
        for name in ["amal", "basim"] {
            people.does(name, &["signup", "--server", &origin, "--name", name])?;
        }
        people.does("basim", &["send", "@amal", "good morning"])?;
        people.does("amal", &["requests", "accept", "@basim"])?;
        people.does("amal", &["send", "@basim", "good morning to you"])?;
        Ok(people)
    }

    /// The program at somebody's home.
    pub(super) fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("HUDHUD_HOME", self.directory.path().join(name))
            .env("HUDHUD_KEY_FILE", self.key_file(name))
            .env("HUDHUD_LANG", "en")
            .args(arguments);
        command
    }

    fn key_file(&self, name: &str) -> PathBuf {
        self.directory.path().join(format!("{name}.key"))
    }

    fn does(&self, name: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let done = self.command(name, arguments).output()?;
        if !done.status.success() {
            bail!(
                "hudhud {}: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&done.stderr)
            );
        }
        Ok(())
    }

    /// Gives amal so many messages in conversations that are over: a device that has been used for long.
    pub(super) fn has_a_past(&self, conversations: u32, messages: u32) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(self.key_file("amal"))?;
        let key = key(text.trim()).context("the key file holds no key")?;
        let home = self.directory.path().join("amal");
        let database = std::fs::read_dir(&home)?
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|end| end == "db"));
        let database = database.context("there is no database at home")?;
        let mut store = Store::open(&database, &key)?;
        // What is over asks no host for anything.
        let over = ConversationState::Left;
        fill(&mut store, over, (conversations, messages)).map(drop)
    }

    /// Basim, who sends amal each line that is written to him.
    pub(super) fn writes(&self) -> anyhow::Result<Child> {
        let mut command = self.command("basim", &["send", "@amal", "--lines"]);
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        ensure!(child.stdin.is_some(), "nobody can be told what to send");
        Ok(child)
    }
}

fn key(hexadecimal: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    for (byte, at) in key.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(hexadecimal.get(at..at + 2)?, 16).ok()?;
    }
    Some(key)
}
