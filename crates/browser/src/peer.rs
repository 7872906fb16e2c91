//! Somebody who uses the terminal: quick where a browser has to be given much to show.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use tempfile::TempDir;

use crate::host::hudhud;

/// A device with a home of its own.
#[derive(Debug)]
pub struct Peer {
    program: PathBuf,
    home: TempDir,
}

impl Peer {
    /// Makes an account under this name.
    ///
    /// # Errors
    ///
    /// The host refuses.
    pub async fn joins(origin: &str, name: &str) -> anyhow::Result<Self> {
        let home = tempfile::Builder::new().prefix("hudhud-peer-").tempdir()?;
        let peer = Self {
            program: hudhud()?,
            home,
        };
        peer.does(&["signup", "--server", origin, "--name", name])
            .await?;
        Ok(peer)
    }

    /// Types a command; what it prints.
    ///
    /// # Errors
    ///
    /// It fails.
    pub async fn does(&self, arguments: &[&str]) -> anyhow::Result<String> {
        self.hands(arguments, String::new()).await
    }

    /// Types a command again until what it prints holds this text; all that it printed then.
    ///
    /// What a page has drawn is on its way to others, and no page says when it has arrived.
    ///
    /// # Errors
    ///
    /// The command fails, or the text has not come within a minute.
    pub async fn learns(&self, arguments: &[&str], text: &str) -> anyhow::Result<String> {
        let mut printed = String::new();
        for _ in 0..120 {
            printed = self.does(arguments).await?;
            if printed.contains(text) {
                return Ok(printed);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        bail!("hudhud {}: no {text:?} in {printed}", arguments.join(" "))
    }

    /// Sends each line as a message of its own, and waits until the host has them all.
    ///
    /// # Errors
    ///
    /// It fails.
    pub async fn pours(&self, conversation: &str, lines: &[String]) -> anyhow::Result<()> {
        let text = lines.join("\n");
        self.hands(&["send", conversation, "--lines"], text).await?;
        Ok(())
    }

    async fn hands(&self, arguments: &[&str], input: String) -> anyhow::Result<String> {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .args(["--timeout", "600"])
            .env_clear()
            .env("HUDHUD_HOME", self.home.path().join("device"))
            .env("HUDHUD_KEY_FILE", self.home.path().join("key"))
            .env("HUDHUD_LANG", "en")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let typed = arguments.join(" ");
        tokio::task::spawn_blocking(move || {
            let mut child = command.spawn()?;
            let mut stdin = child.stdin.take().context("standard input is piped")?;
            // While it writes what became of the first lines it reads the next ones.
            let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
            let output = child.wait_with_output()?;
            let said = String::from_utf8_lossy(&output.stderr);
            ensure!(
                output.status.success(),
                "hudhud {typed}: {} {said}",
                output.status
            );
            // A program that does not read its input closes it.
            let _closed = writer.join();
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        })
        .await?
    }
}
