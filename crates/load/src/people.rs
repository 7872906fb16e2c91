//! Two people at the terminal, each command of theirs a process, as it is for anybody.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;

use crate::processor;

/// Between two looks at a process.
const LOOK: Duration = Duration::from_millis(2);
/// What has not come about after this long will not.
const PATIENCE: Duration = Duration::from_secs(120);

/// Somebody with a home.
pub(crate) struct Person {
    program: PathBuf,
    home: PathBuf,
}

/// What came of a command.
pub(crate) struct Ran {
    pub(crate) took: Duration,
    /// The most memory it had.
    pub(crate) peak_bytes: u64,
    /// Every line that it said, each an object.
    pub(crate) said: Vec<Value>,
}

/// Amal and Basim, who have a conversation at this host. Their homes lie below a directory.
pub(crate) fn two_who_talk(
    program: &Path,
    homes: &Path,
    origin: &str,
) -> anyhow::Result<(Person, Person)> {
    fs::create_dir_all(homes)?;
    let signs_up = |name: &str| {
        let person = Person {
            program: program.to_owned(),
            home: homes.join(name),
        };
        person.runs(&["signup", "--server", origin, "--name", name])?;
        anyhow::Ok(person)
    };
    let (amal, basim) = (signs_up("amal")?, signs_up("basim")?);
    amal.runs(&["send", "@basim", "first"])?;
    let requests = basim.until(&["requests"], |said| !said.is_empty())?;
    let number = requests.first().and_then(|request| request["id"].as_i64());
    let number = number.context("a request has a number")?;
    basim.runs(&["requests", "accept", &number.to_string()])?;
    basim.number_of("@amal", "first")?;
    Ok((amal, basim))
}

impl Person {
    /// Where this person's device is kept.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The file with the key that opens it.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.home.with_extension("key")
    }

    /// The program at home, without arguments.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("HUDHUD_HOME", &self.home)
            .env("HUDHUD_KEY_FILE", self.key_file())
            .env("HUDHUD_LANG", "en");
        command
    }

    /// Begins a command.
    pub(crate) fn begins(&self, arguments: &[&str]) -> anyhow::Result<Child> {
        self.command()
            .args(["--json", "--timeout", "60"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not run {}", self.program.display()))
    }

    /// Runs a command to its end, which must be a good one.
    pub(crate) fn runs(&self, arguments: &[&str]) -> anyhow::Result<Ran> {
        let began = Instant::now();
        let child = self.begins(arguments)?;
        ended(child, began).with_context(|| format!("{arguments:?}"))
    }

    /// Runs a command until what it says is enough.
    pub(crate) fn until(
        &self,
        arguments: &[&str],
        enough: impl Fn(&[Value]) -> bool,
    ) -> anyhow::Result<Vec<Value>> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let said = self.runs(arguments)?.said;
            if enough(&said) {
                return Ok(said);
            }
        }
        bail!("{arguments:?} never said enough")
    }

    /// The number that a message with these words has here, once it has come.
    pub(crate) fn number_of(&self, conversation: &str, words: &str) -> anyhow::Result<String> {
        let is_it = |message: &&Value| message["body"] == words;
        let said = self.until(&["history", conversation], |said| {
            said.iter().any(|message| is_it(&message))
        })?;
        let found = said.iter().find(is_it);
        let number = found.and_then(|message| message["id"].as_i64());
        Ok(number.context("a message has a number")?.to_string())
    }

    /// Until nothing of this person's waits any more.
    pub(crate) fn has_sent_all(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if self.runs(&["--offline", "outbox"])?.said.is_empty() {
                return Ok(());
            }
            self.runs(&["listen", "--for", "1"])?;
        }
        bail!("something waits for ever")
    }
}

/// Waits for the end of a process, and looks at its memory meanwhile.
pub(crate) fn ended(mut child: Child, began: Instant) -> anyhow::Result<Ran> {
    let mut peak_bytes = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        ensure!(began.elapsed() < PATIENCE, "it does not end");
        // It may have ended in between.
        let kib = processor::number_of(child.id(), "status", "VmHWM:").unwrap_or_default();
        peak_bytes = peak_bytes.max(kib * 1024);
        sleep(LOOK);
    };
    let took = began.elapsed();
    let (mut said, mut complaints) = (String::new(), String::new());
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut said)?;
    }
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut complaints)?;
    }
    ensure!(status.success(), "{status}: {complaints}");
    let lines = said.lines().map(serde_json::from_str);
    Ok(Ran {
        took,
        peak_bytes,
        said: lines.collect::<Result<_, _>>()?,
    })
}
