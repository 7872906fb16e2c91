//! A host as a process, with the app in it.
//!
//! The program is the one that was built beside the test or the benchmark that runs.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use hudhud_trial::Plan;
use tempfile::TempDir;

/// Another program than the one beside this.
const PROGRAM_VARIABLE: &str = "HUDHUD_PROGRAM";

/// A directory of the app's files, in place of those that were built into the program.
const FILES_VARIABLE: &str = "HUDHUD_APP_FILES";

/// In the document of a build that has the app, and in no other.
const APP_SIGN: &str = "/assets/";

/// A host; killed when dropped, its data with it.
#[derive(Debug)]
pub struct Host {
    // Dropped first: nobody may write to data that is gone.
    process: hudhud_trial::Host,
    data: TempDir,
}

/// The program under test: in the directory of this one, or above it (tests lie in `deps`).
///
/// # Errors
///
/// It was not built.
pub fn hudhud() -> anyhow::Result<PathBuf> {
    if let Some(given) = std::env::var_os(PROGRAM_VARIABLE) {
        return Ok(given.into());
    }
    let own = std::env::current_exe()?;
    let places = own.ancestors().skip(1).take(2);
    let mut candidates = places.map(|directory| directory.join("hudhud"));
    candidates
        .find(|program| program.is_file())
        .context("hudhud is not built: run `cargo build --package hudhud`")
}

impl Host {
    /// Starts a host with the app, on a port that the system chooses.
    ///
    /// # Errors
    ///
    /// There is no program, it does not start, or it was built without the app.
    pub fn start() -> anyhow::Result<Self> {
        Self::start_with(&[])
    }

    /// The same, where nobody signs up without an invitation.
    ///
    /// # Errors
    ///
    /// As [`Host::start`].
    pub fn start_by_invitation() -> anyhow::Result<Self> {
        Self::start_with(&["--registration", "invitation"])
    }

    fn start_with(flags: &[&str]) -> anyhow::Result<Self> {
        let program = hudhud()?;
        let host = Self::start_program_with(&program, flags)?;
        if !host.document()?.contains(APP_SIGN) {
            bail!(
                "{} was built without the app: run `cargo xtask web --dev` and name the files that it writes in {FILES_VARIABLE}, or let `cargo xtask test` build everything",
                program.display()
            );
        }
        Ok(host)
    }

    /// Starts this program as a host, whatever it serves.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn start_program(program: &Path) -> anyhow::Result<Self> {
        Self::start_program_with(program, &[])
    }

    fn start_program_with(program: &Path, flags: &[&str]) -> anyhow::Result<Self> {
        let data = tempfile::Builder::new().prefix("hudhud-host-").tempdir()?;
        let mut plan = Plan::new(program, data.path())
            .flags(["--domain", "hoopoe.example"])
            // Browsers come back at once: nobody watches a test wait.
            .flags(["--return-seconds", "1"])
            .flags(flags.iter().copied());
        if let Some(files) = std::env::var_os(FILES_VARIABLE) {
            plan = plan.flags(["--app-files".into(), files]);
        }
        Ok(Self {
            process: plan.start()?,
            data,
        })
    }

    /// A code with which one person can sign up.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn invitation(&self) -> anyhow::Result<String> {
        let mut command = Command::new(hudhud()?);
        let output = command.arg("invite").arg(self.data.path()).output()?;
        anyhow::ensure!(output.status.success(), "no invitation is made");
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Whoever runs this host decides about an account (`hudhud admin`).
    ///
    /// # Errors
    ///
    /// The host refuses.
    pub fn admin(&self, words: &[&str]) -> anyhow::Result<()> {
        let mut command = Command::new(hudhud()?);
        let command = command.arg("admin").arg("--data").arg(self.data.path());
        let status = command.args(words).stdout(Stdio::null()).status()?;
        anyhow::ensure!(status.success(), "{words:?}: {status}");
        Ok(())
    }

    /// The origin of the app, without a slash at its end.
    #[must_use]
    pub fn origin(&self) -> String {
        self.process.origin()
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.process.port()
    }

    /// The name of the build of the app in it.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn build(&self) -> anyhow::Result<String> {
        let document = self.document()?;
        let rest = document.split("data-build=\"").nth(1);
        let name = rest.and_then(|rest| rest.split('"').next());
        Ok(name.context("the document names no build")?.to_owned())
    }

    /// What it gives to somebody who opens it.
    ///
    /// # Errors
    ///
    /// It does not answer.
    pub fn document(&self) -> anyhow::Result<String> {
        let port = self.port();
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        write!(
            stream,
            "GET / HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\naccept: text/html\r\nconnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Asks it to stop (SIGTERM), and waits until it has.
    ///
    /// # Errors
    ///
    /// It ends with a failure.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.process.stop()
    }

    /// Ends it without a word (SIGKILL).
    ///
    /// # Errors
    ///
    /// It had ended already.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()
    }

    /// Starts it again with the same port and data.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        self.process.start_again()
    }

    /// Starts another build with the same port and data.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn start_again_as(&mut self, program: &Path) -> anyhow::Result<()> {
        self.process.start_again_as(program)
    }
}
