//! A host as a process, with the app in it: started, stopped, killed, started again.
//!
//! The program is the one that was built beside the test or the benchmark that runs.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tempfile::TempDir;

/// A host that does not say its port within this has failed.
const START: Duration = Duration::from_secs(30);

/// Another program than the one beside this.
const PROGRAM_VARIABLE: &str = "HUDHUD_PROGRAM";

/// A directory of the app's files, in place of those that were built into the program.
const FILES_VARIABLE: &str = "HUDHUD_APP_FILES";

/// In the document of a build that has the app, and in no other.
const APP_SIGN: &str = "/assets/";

/// A host; killed when dropped, its data with it.
#[derive(Debug)]
pub struct Host {
    program: PathBuf,
    data: TempDir,
    child: Child,
    port: u16,
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
        let host = Self::start_program(&hudhud()?)?;
        if !host.document()?.contains(APP_SIGN) {
            bail!(
                "{} was built without the app: run `cargo xtask web --dev` and name the files that it writes in {FILES_VARIABLE}, or let `cargo xtask test` build everything",
                host.program.display()
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
        let data = tempfile::Builder::new().prefix("hudhud-host-").tempdir()?;
        let (child, port) = serve(program, data.path(), 0)?;
        Ok(Self {
            program: program.to_owned(),
            data,
            child,
            port,
        })
    }

    /// The origin of the app, without a slash at its end.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
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
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        let port = self.port;
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
        let told = Command::new("kill")
            .arg(self.child.id().to_string())
            .status()?;
        let ended = self.child.wait()?;
        ensure_success(told)?;
        ensure_success(ended)
    }

    /// Ends it without a word (SIGKILL).
    ///
    /// # Errors
    ///
    /// It had ended already.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill().context("the host had ended already")?;
        let _killed = self.child.wait()?;
        Ok(())
    }

    /// Starts it again with the same port and data.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        let program = self.program.clone();
        self.start_again_as(&program)
    }

    /// Starts another build with the same port and data.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn start_again_as(&mut self, program: &Path) -> anyhow::Result<()> {
        self.program = program.to_owned();
        (self.child, self.port) = serve(program, self.data.path(), self.port)?;
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

fn ensure_success(status: ExitStatus) -> anyhow::Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("the host was told to stop and ended with {status}")
}

fn serve(program: &Path, data: &Path, port: u16) -> anyhow::Result<(Child, u16)> {
    let mut command = Command::new(program);
    command
        .arg("serve")
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .args(["--domain", "hoopoe.example"])
        // Browsers come back at once: nobody watches a test wait.
        .args(["--return-seconds", "1"])
        .arg("--data")
        .arg(data)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    if let Some(files) = std::env::var_os(FILES_VARIABLE) {
        command.arg("--app-files").arg(files);
    }
    let mut child = command
        .spawn()
        .with_context(|| format!("could not start {}", program.display()))?;
    let hears = port_said(&mut child)?;
    if let Ok(port) = hears.recv_timeout(START) {
        return Ok((child, port));
    }
    let _ended = child.kill();
    bail!("the host did not say its port ({})", child.wait()?)
}

/// Reads the host's log to its end, so that the host never waits for a reader.
fn port_said(child: &mut Child) -> anyhow::Result<Receiver<u16>> {
    let log = child.stderr.take().context("the host's log is piped")?;
    let (said, hears) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(log).lines().map_while(Result::ok) {
            if let Some(port) = port_in(&line) {
                let _late = said.send(port);
            }
        }
    });
    Ok(hears)
}

/// From a line of the host's log, `… serving port=34009`.
fn port_in(line: &str) -> Option<u16> {
    let rest = line.split("serving port=").nth(1)?;
    let digits = rest.split_whitespace().next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_stands_in_one_line_only() {
        let line = "INFO hudhud_server::server: serving port=34009 tls=false";
        assert_eq!(port_in(line), Some(34009));
        assert_eq!(port_in("INFO stopping port=1"), None);
    }
}
