//! A browser as a process: found, started on a profile, killed. Its log says where it listens.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// A browser that does not say its address within this has failed. A busy machine takes seconds.
const START: Duration = Duration::from_secs(60);

/// Where a browser may lie.
pub(crate) struct Places {
    /// Names another one than that which is found.
    pub(crate) variable: &'static str,
    /// Most exact first: a launcher script would stand between us and the process that is to be killed.
    pub(crate) files: &'static [&'static str],
    /// What it may be called on the path.
    pub(crate) names: &'static [&'static str],
    /// What Debian calls it.
    pub(crate) package: &'static str,
}

impl Places {
    /// The browser's program.
    pub(crate) fn program(&self) -> anyhow::Result<PathBuf> {
        if let Some(given) = std::env::var_os(self.variable) {
            return Ok(given.into());
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let directories: Vec<_> = std::env::split_paths(&path).collect();
        let on_path = directories
            .iter()
            .flat_map(|directory| self.names.iter().map(|name| directory.join(name)));
        let mut candidates = self.files.iter().map(PathBuf::from).chain(on_path);
        candidates.find(|program| program.is_file()).with_context(|| {
            let Self { variable, package, .. } = self;
            format!("no {package} here: install it (Debian: apt-get install {package}), or name it in {variable}")
        })
    }
}

/// A running browser; killed when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    /// Where it listens.
    pub(crate) address: String,
}

impl Process {
    /// Starts it, and waits for the line of its log that begins so and goes on with its address.
    pub(crate) fn start(mut command: Command, line: &'static str) -> anyhow::Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {}", command.get_program().display()))?;
        let log = BufReader::new(child.stderr.take().context("the browser's log is piped")?);
        let (said, hears) = mpsc::channel();
        // Goes on reading after the address was said, so that the browser never waits for a reader.
        std::thread::spawn(move || {
            for heard in log.lines().map_while(Result::ok) {
                if let Some(address) = heard.strip_prefix(line) {
                    // Nobody listens any more if the browser was too slow to say it.
                    let _late = said.send(address.trim().to_owned());
                }
            }
        });
        match hears.recv_timeout(START) {
            Ok(address) => Ok(Self { child, address }),
            Err(_) => {
                child.kill()?;
                let status = child.wait()?;
                bail!("the browser did not say its address ({status})")
            }
        }
    }

    /// Ends the browser without a word (SIGKILL); its children follow by themselves.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn the_address_is_read_from_its_own_line() {
        let script =
            "echo '[1:1] no manager' >&2; echo 'Listens on ws://127.0.0.1:9/ab-c ' >&2; read";
        let process = Process::start(shell(script), "Listens on ").unwrap();
        assert_eq!(process.address, "ws://127.0.0.1:9/ab-c");
    }

    #[test]
    fn a_browser_that_ends_without_an_address_is_told_at_once() {
        let failed = Process::start(shell("exit 3"), "Listens on ").unwrap_err();
        assert!(failed.to_string().contains("did not say its address"));
    }
}
