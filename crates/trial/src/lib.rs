//! A host as a process, on loopback: started, told to stop, killed, started again; and a company of
//! people there, for whoever looks for the first time.
//!
//! For whatever looks at the program from outside: tests, figures, the demo. Knows how a host is
//! started and how it says which port it serves, and nothing of what is said to it there. It is no
//! part of the product.

mod authority;
mod company;
mod log;
mod terminal;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};

pub use authority::{Authority, Mischief};
pub use company::Company;
use log::Log;
pub use terminal::{resize, terminal};

/// A host that does not say its port within this has failed: a machine may be busy compiling.
const START_WITHIN: Duration = Duration::from_secs(60);

/// What is started.
#[derive(Debug, Clone)]
pub struct Plan {
    program: PathBuf,
    data: PathBuf,
    flags: Vec<OsString>,
}

/// A running host; killed when dropped.
#[derive(Debug)]
pub struct Host {
    plan: Plan,
    child: Child,
    port: u16,
    log: Log,
}

impl Plan {
    /// This program as a host, with its data in this directory.
    #[must_use]
    pub fn new(program: &Path, data: &Path) -> Self {
        Self {
            program: program.to_owned(),
            data: data.to_owned(),
            flags: Vec::new(),
        }
    }

    /// Further flags of `hudhud serve`.
    #[must_use]
    pub fn flags<F: Into<OsString>>(mut self, flags: impl IntoIterator<Item = F>) -> Self {
        self.flags.extend(flags.into_iter().map(Into::into));
        self
    }

    /// Starts it on a port that the system chooses, and waits until it says which.
    ///
    /// # Errors
    ///
    /// It does not start; the error has what it said.
    pub fn start(&self) -> anyhow::Result<Host> {
        let (child, log, port) = self.serve(0)?;
        Ok(Host {
            plan: self.clone(),
            child,
            port,
            log,
        })
    }

    fn serve(&self, port: u16) -> anyhow::Result<(Child, Log, u16)> {
        let mut child = Command::new(&self.program)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .arg("--data")
            .arg(&self.data)
            .args(&self.flags)
            // What is set for whoever looks at a host is not meant for the host.
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {}", self.program.display()))?;
        let log = Log::of(&mut child)?;
        match log.find(START_WITHIN, port_in) {
            Ok(port) => Ok((child, log, port)),
            Err(said) => {
                // It may have ended already.
                let _ended = child.kill();
                let status = child.wait()?;
                bail!("the host did not say its port ({status}): {said}")
            }
        }
    }
}

impl Host {
    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it serves people, without TLS; no slash at the end.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The number by which the system knows it.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// The first line of its log since its start that has this in it, as soon as it is said.
    ///
    /// # Errors
    ///
    /// It is not said within a minute; the error has what was.
    pub fn says(&self, text: &str) -> anyhow::Result<String> {
        self.log.find(START_WITHIN, |line| {
            line.contains(text).then(|| line.to_owned())
        })
    }

    /// Asks it to read its certificate again (SIGHUP).
    ///
    /// # Errors
    ///
    /// It cannot be told.
    pub fn hang_up(&self) -> anyhow::Result<()> {
        self.tell("-HUP")
    }

    fn tell(&self, signal: &str) -> anyhow::Result<()> {
        let told = Command::new("kill")
            .args([signal, &self.process().to_string()])
            .status()
            .context("kill is missing")?;
        ensure_success(told, "could not be told")
    }

    /// Asks it to stop (SIGTERM), and waits until it has.
    ///
    /// # Errors
    ///
    /// It ends with a failure.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.tell("-TERM")?;
        ensure_success(self.child.wait()?, "was told to stop, and failed")
    }

    /// Ends it without a word (SIGKILL).
    ///
    /// # Errors
    ///
    /// It had ended already.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill().context("the host had ended already")?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts it again, with the same port and data.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        (self.child, self.log, self.port) = self.plan.serve(self.port)?;
        Ok(())
    }

    /// Starts another build, with the same port and data.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn start_again_as(&mut self, program: &Path) -> anyhow::Result<()> {
        program.clone_into(&mut self.plan.program);
        self.start_again()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended already.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn ensure_success(status: ExitStatus, what: &str) -> anyhow::Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("the host {what} ({status})")
}

/// From a line of the host's log, `… serving port=34009`, or the same for programs.
fn port_in(line: &str) -> Option<u16> {
    const FOR_PROGRAMS: &str = "\"message\":\"serving\",\"port\":";
    let (_, rest) = line
        .split_once("serving port=")
        .or_else(|| line.split_once(FOR_PROGRAMS))?;
    let digits = rest.split(|letter: char| !letter.is_ascii_digit());
    digits.take(1).find_map(|digits| digits.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_stands_in_one_line_only() {
        let line = "2026-01-01T00:00:00Z  INFO hudhud_server::server: serving port=34009 tls=false";
        assert_eq!(port_in(line), Some(34009));
        let line = r#"{"level":"INFO","message":"serving","port":34009,"version":"0.1.0"}"#;
        assert_eq!(port_in(line), Some(34009));
        assert_eq!(port_in("INFO stopping port=1"), None);
        assert_eq!(port_in("INFO serving port="), None);
    }

    #[test]
    fn a_program_that_says_no_port_is_an_error_that_has_what_it_said() {
        let error = Plan::new(Path::new("ls"), Path::new("/nonexistent"))
            .start()
            .unwrap_err();
        assert!(
            error.to_string().contains("did not say its port"),
            "{error}"
        );
        assert!(error.to_string().contains("ls:"), "{error}");
        let missing = Plan::new(Path::new("/nonexistent/hudhud"), Path::new("/nonexistent"));
        assert!(missing.start().is_err());
    }
}
