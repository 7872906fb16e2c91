//! A host in a process of its own, on a port that the system chooses.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use hudhud_trial::Plan;

/// A running host; killed when dropped.
pub(crate) struct Host {
    // Dropped first: nobody may write to data that is gone.
    process: hudhud_trial::Host,
    directory: tempfile::TempDir,
    pub(crate) url: String,
}

impl Host {
    pub(crate) fn start() -> Self {
        Self::start_with([])
    }

    /// A host on which nobody signs up without an invitation.
    pub(crate) fn start_by_invitation() -> Self {
        Self::start_with(["--registration", "invitation"])
    }

    /// A host with further flags.
    pub(crate) fn start_with<const N: usize>(flags: [&str; N]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let process = plan(directory.path()).flags(flags).start().unwrap();
        Self {
            url: process.origin(),
            process,
            directory,
        }
    }

    /// The first line of its log since its start that has this in it.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> String {
        self.process.says(text).unwrap()
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.process.port()
    }

    /// Its data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// A host that serves its metrics at an address of their own.
    pub(crate) fn start_with_metrics() -> (Self, String) {
        let metrics = free_address();
        (Self::start_with(["--metrics-listen", &metrics]), metrics)
    }

    /// A host with a certificate that it signed itself.
    pub(crate) fn start_with_tls() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let certificate = directory.path().join("certificate.pem");
        let key = directory.path().join("key.pem");
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let flags: [OsString; 4] = [
            "--tls-certificate".into(),
            certificate.into(),
            "--tls-key".into(),
            key.into(),
        ];
        let process = plan(directory.path()).flags(flags).start().unwrap();
        Self {
            url: format!("https://127.0.0.1:{}", process.port()),
            process,
            directory,
        }
    }

    /// The file with the certificate that was signed by itself.
    pub(crate) fn authority(&self) -> PathBuf {
        self.directory.path().join("certificate.pem")
    }

    /// Ends the process without a word, and starts another on the same port and data.
    pub(crate) fn crash_and_restart(&mut self) {
        self.kill();
        self.process.start_again().unwrap();
    }

    /// Asks the process to stop, and starts another on the same port and data.
    pub(crate) fn stop_and_restart(&mut self) {
        self.process.stop().unwrap();
        self.process.start_again().unwrap();
    }

    /// Ends the process without a word.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
    }
}

fn plan(directory: &Path) -> Plan {
    Plan::new(
        Path::new(env!("CARGO_BIN_EXE_hudhud")),
        &directory.join("data"),
    )
    .flags(["--domain", "test.example", "--contact-bits", "4"])
    .flags(["--sign-up-bits", "4", "--create-bits", "4"])
    .flags(["--return-seconds", "1"])
}

/// Free a moment ago: nobody else on this machine is told of it.
pub(crate) fn free_address() -> String {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().to_string()
}

/// Status and body of an answer.
pub(crate) fn get(address: &str, method: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}
