//! A host in a process of its own, on a port that the system chooses.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A running host; killed when dropped.
pub(crate) struct Host {
    child: Child,
    directory: tempfile::TempDir,
    pub(crate) url: String,
}

impl Host {
    pub(crate) fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (child, port) = serve(directory.path(), 0, &[]);
        Self {
            child,
            directory,
            url: format!("http://127.0.0.1:{port}"),
        }
    }

    /// A host with a certificate that it signed itself.
    pub(crate) fn start_with_tls() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let certificate = directory.path().join("certificate.pem");
        let key = directory.path().join("key.pem");
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let files = [
            "--tls-certificate".as_ref(),
            certificate.as_os_str(),
            "--tls-key".as_ref(),
        ];
        let (child, port) = serve(
            directory.path(),
            0,
            &[&files[..], &[key.as_os_str()]].concat(),
        );
        Self {
            child,
            directory,
            url: format!("https://127.0.0.1:{port}"),
        }
    }

    /// The file with the certificate that was signed by itself.
    pub(crate) fn authority(&self) -> PathBuf {
        self.directory.path().join("certificate.pem")
    }

    /// Ends the process without a word, and starts another on the same port and data.
    pub(crate) fn crash_and_restart(&mut self) {
        self.kill();
        let port = self.url.rsplit_once(':').unwrap().1.parse().unwrap();
        self.child = serve(self.directory.path(), port, &[]).0;
    }

    /// Ends the process without a word.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a host and waits until it says which port it serves.
fn serve(directory: &Path, port: u16, more: &[&OsStr]) -> (Child, u16) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hudhud"))
        .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
        .args([
            "--domain",
            "test.example",
            "--contact-bits",
            "4",
            "--return-seconds",
            "1",
        ])
        .arg("--data")
        .arg(directory.join("data"))
        .args(more)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let (said, hears) = mpsc::channel();
    // Goes on reading after the port was said, so that the host never waits for a reader.
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            let port = line.split_once("serving port=").and_then(|(_, rest)| {
                rest.split(|c: char| !c.is_ascii_digit())
                    .next()?
                    .parse::<u16>()
                    .ok()
            });
            if let Some(port) = port {
                let _ = said.send(port);
            }
        }
    });
    let port = hears
        .recv_timeout(Duration::from_secs(30))
        .expect("the host says its port");
    (child, port)
}
