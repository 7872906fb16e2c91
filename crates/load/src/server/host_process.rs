//! A host in a process of its own, on a processor of its own, and what the system says about it.

use std::ffi::OsString;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use hudhud_trial::{Host, Plan};

use super::stream::{Certificate, Target};
use crate::processor;

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
    host: Host,
    processor: u32,
    pub(crate) target: Target,
}

impl HostPlan {
    /// Starts the host, and returns when it accepts connections.
    pub(crate) fn start(&self) -> anyhow::Result<HostProcess> {
        // What is measured is what a host does, and not what its clients pay.
        let free = ["--create-bits", "--sign-up-bits", "--blob-bits"].map(|flag| [flag, "0"]);
        let mut plan = Plan::new(&self.program, &self.data)
            .flags(free.into_iter().flatten())
            .flags(&self.flags);
        if let Some(tls) = &self.tls {
            let flags: [OsString; 4] = [
                "--tls-certificate".into(),
                (&tls.certificate).into(),
                "--tls-key".into(),
                (&tls.key).into(),
            ];
            plan = plan.flags(flags);
        }
        let host = processor::pinned(self.processor, || plan.start())?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, host.port()));
        drop(TcpStream::connect(address)?);
        Ok(HostProcess {
            target: Target {
                address,
                tls: self.tls.as_ref().map(|tls| Arc::clone(&tls.client)),
            },
            processor: self.processor,
            host,
        })
    }
}

impl HostProcess {
    /// Where people find it.
    pub(crate) fn origin(&self) -> String {
        self.host.origin()
    }

    /// Ends it without a word, and starts it again at the same address.
    pub(crate) fn dies_and_starts_again(&mut self) -> anyhow::Result<()> {
        self.host.kill()?;
        processor::pinned(self.processor, || self.host.start_again())
    }

    /// From now on the most memory is counted anew.
    pub(crate) fn forget_peak(&self) -> anyhow::Result<()> {
        let path = format!("/proc/{}/clear_refs", self.host.process());
        fs::write(&path, "5").with_context(|| format!("writing {path}"))
    }

    /// The most resident memory it had, in bytes.
    pub(crate) fn peak_bytes(&self) -> anyhow::Result<u64> {
        self.number_in("status", "VmHWM:").map(|kib| kib * 1024)
    }

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
        processor::used_by_process(self.host.process())
    }

    fn number_in(&self, file: &str, label: &str) -> anyhow::Result<u64> {
        processor::number_of(self.host.process(), file, label)
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
        self.host.stop()
    }
}
