//! The host of the demo: a process that is started, told to stop, and killed.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// A host that does not say its port within this has failed.
const START: Duration = Duration::from_secs(20);

/// A running host; killed when dropped.
pub(crate) struct Host {
    program: PathBuf,
    data: PathBuf,
    child: Child,
    port: u16,
}

impl Host {
    /// Starts a host on a port that the system chooses.
    pub(crate) fn start(program: &Path, directory: &Path) -> anyhow::Result<Self> {
        let data = directory.join("host");
        let (child, port) = serve(program, &data, 0)?;
        Ok(Self {
            program: program.to_owned(),
            data,
            child,
            port,
        })
    }

    /// What people sign up at.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks the host to stop (SIGTERM), and waits until it has.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        let pid = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &pid]).status()?;
        if !status.success() {
            bail!("the host could not be told to stop");
        }
        let status = self.child.wait()?;
        if !status.success() {
            bail!("the host was told to stop and ended with {status}");
        }
        Ok(())
    }

    /// Ends the host without a word (SIGKILL).
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts it again, with the same port and data.
    pub(crate) fn start_again(&mut self) -> anyhow::Result<()> {
        (self.child, self.port) = serve(&self.program, &self.data, self.port)?;
        Ok(())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Starts a host and waits until it says which port it serves.
fn serve(program: &Path, data: &Path, port: u16) -> anyhow::Result<(Child, u16)> {
    let mut child = Command::new(program)
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        // Clients come back at once: nobody watches a demo wait.
        .args(["--domain", "demo.example", "--return-seconds", "1"])
        .arg("--data")
        .arg(data)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start {}", program.display()))?;
    let log = BufReader::new(child.stderr.take().context("the host's log is piped")?);
    let (said, hears) = mpsc::channel();
    // Goes on reading after the port was said, so that the host never waits for a reader.
    std::thread::spawn(move || {
        for line in log.lines().map_while(Result::ok) {
            if let Some(port) = port_in(&line) {
                // Nobody listens any more if the host was too slow to say it.
                let _late = said.send(port);
            }
        }
    });
    match hears.recv_timeout(START) {
        Ok(port) => Ok((child, port)),
        Err(_) => {
            child.kill()?;
            let status = child.wait()?;
            bail!("the host did not say its port ({status})")
        }
    }
}

/// From a line of the host's log, `… serving port=34009`.
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("serving port=")?;
    rest.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_its_own_line() {
        let line = "2026-01-01T00:00:00Z  INFO hudhud_server::server: serving port=34009 tls=false";
        assert_eq!(port_in(line), Some(34009));
        assert_eq!(port_in("INFO stopping"), None);
    }
}
