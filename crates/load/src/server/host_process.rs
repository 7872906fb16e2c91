//! A host in a process of its own, on a processor of its own, and what the system says about it.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::stream::{Certificate, Target};
use crate::processor;

/// How long a host may take to start.
const START_WITHIN: Duration = Duration::from_secs(60);
const BETWEEN_ATTEMPTS: Duration = Duration::from_micros(200);

/// What is started.
#[derive(Debug, Clone)]
pub(crate) struct HostPlan {
    /// The `hudhud` program.
    pub(crate) program: PathBuf,
    /// The processor it may use.
    pub(crate) processor: u32,
    /// Its data directory.
    pub(crate) data: PathBuf,
    /// It speaks TLS.
    pub(crate) tls: Option<Certificate>,
    /// Further flags of `hudhud serve`.
    pub(crate) flags: Vec<String>,
}

/// A running host. Dropping it ends it at once.
#[derive(Debug)]
pub(crate) struct HostProcess {
    child: Child,
    pub(crate) target: Target,
    /// From the start of the process to the first connection it accepted.
    pub(crate) started_in: Duration,
}

impl HostPlan {
    /// Starts the host, and returns when it accepts connections.
    pub(crate) fn start(&self) -> anyhow::Result<HostProcess> {
        let address = free_address()?;
        let told = File::create(self.data.with_extension("log"))?;
        let mut command = Command::new(&self.program);
        command
            .arg("serve")
            .args(["--listen", &address.to_string()])
            .arg("--data")
            .arg(&self.data)
            .args(&self.flags)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(told);
        if let Some(tls) = &self.tls {
            command.arg("--tls-certificate").arg(&tls.certificate);
            command.arg("--tls-key").arg(&tls.key);
        }
        let began = Instant::now();
        let spawn = || {
            let started = command.spawn();
            started.with_context(|| format!("starting {}", self.program.display()))
        };
        let child = processor::pinned(self.processor, spawn)?;
        let tls = self.tls.as_ref().map(|tls| Arc::clone(&tls.client));
        let mut host = HostProcess {
            child,
            target: Target { address, tls },
            started_in: Duration::ZERO,
        };
        while TcpStream::connect(address).is_err() {
            let ended = host.child.try_wait()?;
            if ended.is_some() || began.elapsed() > START_WITHIN {
                let log = fs::read_to_string(self.data.with_extension("log"))?;
                bail!("the host did not start: {log}");
            }
            std::thread::sleep(BETWEEN_ATTEMPTS);
        }
        host.started_in = began.elapsed();
        Ok(host)
    }
}

impl HostProcess {
    /// Resident memory, in bytes.
    pub(crate) fn resident_bytes(&self) -> anyhow::Result<u64> {
        self.number_in("status", "VmRSS:").map(|kib| kib * 1024)
    }

    /// Bytes it has caused to be written to the device.
    pub(crate) fn written_bytes(&self) -> anyhow::Result<u64> {
        self.number_in("io", "write_bytes:")
    }

    /// Time its threads have run.
    pub(crate) fn processor_time(&self) -> anyhow::Result<Duration> {
        processor::used_by_process(self.child.id())
    }

    fn number_in(&self, file: &str, label: &str) -> anyhow::Result<u64> {
        let path = format!("/proc/{}/{file}", self.child.id());
        let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        let line = text.lines().find_map(|line| line.strip_prefix(label));
        let number = line.and_then(|line| line.split_whitespace().next());
        number
            .and_then(|number| number.parse().ok())
            .with_context(|| format!("{path} has no {label}"))
    }

    /// Asks for the health page over plain HTTP; whether it is there.
    pub(crate) fn is_healthy(&self) -> anyhow::Result<bool> {
        let mut stream = TcpStream::connect(self.target.address)?;
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer.starts_with(b"HTTP/1.1 200"))
    }

    /// Ends it in good order, so that its data can be served again.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        let asked = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .context("running kill")?;
        if asked.success() {
            self.child.wait()?;
        }
        Ok(())
    }
}

impl Drop for HostProcess {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that nobody listens on now.
fn free_address() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?)
}

/// The program beside this one, or the one that was named.
pub(crate) fn find_program(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let program = match named {
        Some(path) => path.to_owned(),
        None => std::env::current_exe()?.with_file_name("hudhud"),
    };
    if !program.exists() {
        bail!(
            "{} is not there: build it with `cargo build --release -p hudhud`, or name it with --program",
            program.display()
        );
    }
    Ok(program)
}
