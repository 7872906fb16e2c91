//! Somebody with a home of their own who runs `hudhud`, and what they see.

use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::agreement::Said;
use super::transcript::Transcript;

/// What has not come after this long will not come.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two lines of somebody who writes on.
const BETWEEN_LINES: Duration = Duration::from_millis(50);

/// How people start the program, and where their homes lie.
#[derive(Clone)]
pub(crate) struct Terminal {
    program: OsString,
    /// What stands before what a person types.
    arguments: Vec<OsString>,
    environment: Vec<(&'static str, OsString)>,
    homes: PathBuf,
}

impl Terminal {
    /// This program, on this machine.
    pub(crate) fn of(program: &Path, homes: &Path) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            homes: homes.to_owned(),
        }
    }

    /// The program that is installed below another root. It trusts the authority in that file alone.
    pub(crate) fn within(root: &Path, authority: &str) -> Self {
        let path = "/usr/sbin:/usr/bin:/sbin:/bin";
        let environment = [("PATH", path), ("HUDHUD_CA", authority)];
        Self {
            program: "chroot".into(),
            arguments: vec![root.into(), "hudhud".into()],
            environment: environment.map(|(name, to)| (name, to.into())).into(),
            homes: PathBuf::from("/home"),
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env_clear();
        command.envs(self.environment.iter().map(|(name, to)| (name, to)));
        command
    }
}

/// A person's device.
pub(crate) struct Person<'a> {
    /// Without the `@`.
    pub(crate) name: &'static str,
    language: &'static str,
    terminal: Terminal,
    home: PathBuf,
    transcript: &'a Transcript,
}

impl<'a> Person<'a> {
    pub(crate) fn new(
        name: &'static str,
        language: &'static str,
        terminal: &Terminal,
        transcript: &'a Transcript,
    ) -> Self {
        Self {
            name,
            language,
            terminal: terminal.clone(),
            home: terminal.homes.join(name),
            transcript,
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.terminal.command();
        command
            .args(arguments)
            .env("HUDHUD_HOME", &self.home)
            .env("HUDHUD_KEY_FILE", self.home.with_extension("key"))
            .env("HUDHUD_LANG", self.language)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(zone) = std::env::var_os("TZ") {
            command.env("TZ", zone);
        }
        command
    }

    /// The program as people use it, coloured if the demo is.
    fn visible(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        let when = if self.transcript.is_coloured() {
            "always"
        } else {
            "never"
        };
        command.args(["--color", when]);
        command
    }

    /// Types a command and shows what it prints; it has to succeed.
    pub(crate) fn does(&self, arguments: &[&str]) -> anyhow::Result<()> {
        self.ends(arguments, 0)
    }

    /// Types a command that has to end with this exit code, and shows what it prints.
    pub(crate) fn ends(&self, arguments: &[&str], code: i32) -> anyhow::Result<()> {
        self.transcript.command(self.name, arguments);
        let output = self.visible(arguments).output()?;
        for text in [&output.stdout, &output.stderr] {
            self.transcript.screen(&String::from_utf8_lossy(text));
        }
        if output.status.code() != Some(code) {
            bail!(
                "{} typed {arguments:?}: {}, expected exit code {code}",
                self.name,
                output.status
            );
        }
        Ok(())
    }

    /// Looks at a conversation, once this text is in it.
    pub(crate) fn sees(&self, conversation: &str, body: &str) -> anyhow::Result<()> {
        self.find(conversation, body)?;
        self.does(&["history", conversation])
    }

    /// Runs a command for the demo's own eyes: the objects it prints.
    pub(crate) fn objects(&self, arguments: &[&str]) -> anyhow::Result<Vec<Value>> {
        let output = self.command(arguments).arg("--json").output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("{}: {arguments:?} failed: {said}", self.name);
        }
        let text = String::from_utf8(output.stdout)?;
        text.lines()
            .map(|line| serde_json::from_str(line).context("not an object"))
            .collect()
    }

    /// Runs a command again and again until what it prints is right.
    pub(crate) fn until(
        &self,
        arguments: &[&str],
        is_right: impl Fn(&[Value]) -> bool,
    ) -> anyhow::Result<Vec<Value>> {
        let started = Instant::now();
        loop {
            let objects = self.objects(arguments)?;
            if is_right(&objects) {
                return Ok(objects);
            }
            if started.elapsed() > PATIENCE {
                bail!("{}: {arguments:?} never came right: {objects:?}", self.name);
            }
        }
    }

    /// The number that a message has on this device, once it is there.
    pub(crate) fn find(&self, conversation: &str, body: &str) -> anyhow::Result<String> {
        let is_it = |object: &&Value| object["body"] == body;
        let page = self.until(
            &["history", conversation, "--limit", "500", "--keep-unread"],
            |objects| objects.iter().any(|object| is_it(&object)),
        )?;
        let found = page.iter().find(is_it).context("it was there")?;
        Ok(found["id"].to_string())
    }

    /// Everything people wrote in a conversation, as far as it is on this device already.
    pub(crate) fn said(&self, conversation: &str) -> anyhow::Result<Vec<Said>> {
        let page = self.objects(&[
            "history",
            conversation,
            "--limit",
            "500",
            "--keep-unread",
            "--offline",
        ])?;
        let texts = page.iter().filter(|object| object["kind"] == "text");
        Ok(texts
            .map(|object| Said::from_object(object, self.name))
            .collect())
    }

    /// Takes part in whatever waits to be accepted, if something does within a moment.
    pub(crate) fn accepts(&self) -> anyhow::Result<()> {
        let requests = self.until(&["requests"], |objects| !objects.is_empty())?;
        self.does(&["requests"])?;
        for request in requests {
            self.does(&["requests", "accept", &request["id"].to_string()])?;
        }
        Ok(())
    }

    /// Begins to listen; what is heard is shown when [`Listening::shows`] is called.
    pub(crate) fn listens(&self, count: usize) -> anyhow::Result<Listening<'_>> {
        let count = count.to_string();
        let arguments = ["listen", "--count", &count, "--for", "20"];
        self.transcript.command(self.name, &arguments);
        let child = self.visible(&arguments).spawn()?;
        Ok(Listening {
            child,
            person: self,
        })
    }

    /// Begins to write a numbered line after the other into `send --lines`.
    pub(crate) fn writes_on(
        &self,
        conversation: &str,
        word: &'static str,
    ) -> anyhow::Result<Writing> {
        let arguments = ["send", conversation, "--lines"];
        self.transcript.command(self.name, &arguments);
        let mut command = self.command(&arguments);
        command
            .arg("--json")
            .stdin(Stdio::piped())
            .stderr(Stdio::null());
        Writing::of(Pouring(command.spawn()?), word)
    }

    /// Pipes lines into `send --lines`, and returns when the host has confirmed the first.
    pub(crate) fn pours(&self, conversation: &str, lines: &[String]) -> anyhow::Result<Pouring> {
        let arguments = ["send", conversation, "--lines"];
        self.transcript.command(self.name, &arguments);
        let mut child = Pouring(
            self.command(&arguments)
                .arg("--json")
                .stdin(Stdio::piped())
                .spawn()?,
        );
        let mut input = child.0.stdin.take().context("standard input is piped")?;
        input.write_all(lines.join("\n").as_bytes())?;
        drop(input);
        let output = child.0.stdout.as_mut().context("output is piped")?;
        let mut first = String::new();
        BufReader::new(output).read_line(&mut first)?;
        if !first.contains("\"sent\"") {
            bail!("the first line was not sent: {first}");
        }
        Ok(child)
    }
}

/// A `send --lines` that is given a line after the other until it has been enough; killed when dropped.
pub(crate) struct Writing {
    child: Pouring,
    is_over: Arc<AtomicBool>,
    writer: JoinHandle<io::Result<Vec<String>>>,
    confirmed: Arc<AtomicUsize>,
}

impl Writing {
    fn of(mut child: Pouring, word: &'static str) -> anyhow::Result<Self> {
        let mut input = child.0.stdin.take().context("standard input is piped")?;
        let output = child.0.stdout.take().context("output is piped")?;
        let (is_over, confirmed) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let over = Arc::clone(&is_over);
        let writer = std::thread::spawn(move || {
            let mut lines = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let line = format!("{word} {}", lines.len() + 1);
                writeln!(input, "{line}")?;
                lines.push(line);
                std::thread::sleep(BETWEEN_LINES);
            }
            Ok(lines)
        });
        let count = Arc::clone(&confirmed);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let is_sent = line.contains("\"sent\"");
                count.fetch_add(usize::from(is_sent), Ordering::Relaxed);
            }
        });
        Ok(Self {
            child,
            is_over,
            writer,
            confirmed,
        })
    }

    /// How many lines the host has confirmed so far, once it is more than so many.
    pub(crate) fn confirmed_beyond(&self, count: usize) -> anyhow::Result<usize> {
        let started = Instant::now();
        loop {
            let confirmed = self.confirmed.load(Ordering::Relaxed);
            if confirmed > count {
                return Ok(confirmed);
            }
            if started.elapsed() > PATIENCE {
                bail!("of what somebody writes, {confirmed} lines are at the host");
            }
            std::thread::sleep(BETWEEN_LINES);
        }
    }

    /// It was enough: all lines, once they were sent.
    pub(crate) fn ends(self) -> anyhow::Result<Vec<String>> {
        self.is_over.store(true, Ordering::Relaxed);
        let lines = self.writer.join();
        let lines = lines.map_err(|_| anyhow::anyhow!("whoever writes has failed"))??;
        self.child.finish()?;
        Ok(lines)
    }
}

/// A `listen` under way; killed when dropped.
pub(crate) struct Listening<'a> {
    child: Child,
    person: &'a Person<'a>,
}

impl Listening<'_> {
    /// Waits for its end, and shows what was heard.
    pub(crate) fn shows(mut self) -> anyhow::Result<()> {
        let output = self.child.stdout.take().context("output is piped")?;
        let heard = io::read_to_string(output)?;
        let status = self.child.wait()?;
        let name = self.person.name;
        self.person
            .transcript
            .narrate("What came while somebody listened:");
        self.person.transcript.screen(&heard);
        if !status.success() || heard.is_empty() {
            bail!("{name} listened and heard {heard:?} ({status})");
        }
        Ok(())
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        // It has ended, unless the demo failed before.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A `send --lines` under way; killed when dropped.
pub(crate) struct Pouring(Child);

impl Pouring {
    /// Ends the program without a word (SIGKILL), in the middle of what it does.
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }

    /// Waits until it has sent everything.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        if let Some(mut rest) = self.0.stdout.take() {
            io::copy(&mut rest, &mut io::sink())?;
        }
        let status = self.0.wait()?;
        if !status.success() {
            bail!("sending lines ended with {status}");
        }
        Ok(())
    }
}

impl Drop for Pouring {
    fn drop(&mut self) {
        // It has ended, unless the demo failed before.
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}
