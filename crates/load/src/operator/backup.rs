//! A host that is copied while people write: how long their messages take, and the memory for it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use tokio::time::sleep;

use crate::figure::mebibytes;
use crate::media::bring;
use crate::processor;
use crate::server::{HostPlan, HostProcess, MESSAGE_BYTES, Pace, Shape, Traffic};

/// Bytes that an entry adds to a copy beside its message: its head, and what remembers its id.
const BESIDE_BYTES: u64 = 320;
/// Appends that are under way while a host is filled.
const IN_FLIGHT: u32 = 512;
/// Between two looks at the program that writes the copy.
const LOOK: Duration = Duration::from_millis(20);

/// What is copied, and what happens beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copying {
    pub(super) shape: Shape,
    /// Half of them entries, half of them blobs.
    pub(super) bytes: u64,
    pub(super) mib_per_second: u32,
    /// In a second.
    pub(super) messages: f64,
    pub(super) length: Duration,
    pub(super) rounds: usize,
}

/// What one round found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Of the copy, and how long it took.
    pub(super) mib: f64,
    pub(super) seconds: f64,
    /// From an append to its receipt, 99 of 100 at most.
    pub(super) quiet_ms: f64,
    pub(super) busy_ms: f64,
    /// What the host had more beside a copy than in peace.
    pub(super) host_mib: f64,
    pub(super) program_mib: f64,
}

/// Fills a host, and then in turn leaves it in peace and copies it.
pub(super) async fn measure(
    plan: &HostPlan,
    copying: Copying,
    told: &mut dyn FnMut(&str),
) -> anyhow::Result<Vec<Found>> {
    let host = plan.start()?;
    let traffic = Traffic::set_up(&host.target, copying.shape).await?;
    let half = copying.bytes / 2;
    let entries = half / (MESSAGE_BYTES as u64 + BESIDE_BYTES);
    traffic.fill(IN_FLIGHT, entries).await?;
    bring(&host.target, half).await?;
    let mut found = Vec::new();
    for round in 1..=copying.rounds {
        told(&format!("copy {round}"));
        found.push(one(plan, (&host, &traffic), copying).await?);
    }
    drop(traffic);
    host.stop()?;
    Ok(found)
}

async fn one(
    plan: &HostPlan,
    (host, traffic): (&HostProcess, &Traffic),
    copying: Copying,
) -> anyhow::Result<Found> {
    let pace = Pace::PerSecond(copying.messages);
    let before = Memory::of(host)?;
    let quiet = traffic.round(host, pace, copying.length).await?;
    let quiet_bytes = before.grown(host)?;

    let copy = plan.data.with_extension("copy");
    let before = Memory::of(host)?;
    let began = Instant::now();
    let mut program = Program::begins(plan, &copy, copying.mib_per_second)?;
    let busy = traffic.round(host, pace, copying.length).await?;
    ensure!(
        program.goes_on()?,
        "the copy was there before the round was over: fewer --seconds, or a larger --size"
    );
    let program_bytes = program.ends().await?;
    let seconds = began.elapsed().as_secs_f64();
    let busy_bytes = before.grown(host)?;
    let mib = mebibytes(copy.metadata()?.len());
    std::fs::remove_file(&copy)?;
    Ok(Found {
        mib,
        seconds,
        quiet_ms: quiet.p99_ms,
        busy_ms: busy.p99_ms,
        host_mib: mebibytes(busy_bytes.saturating_sub(quiet_bytes)),
        program_mib: mebibytes(program_bytes),
    })
}

/// What a host has, to be compared with the most that it comes to have.
struct Memory(u64);

impl Memory {
    fn of(host: &HostProcess) -> anyhow::Result<Self> {
        host.forget_peak()?;
        host.resident_bytes().map(Self)
    }

    fn grown(&self, host: &HostProcess) -> anyhow::Result<u64> {
        Ok(host.peak_bytes()?.saturating_sub(self.0))
    }
}

/// `hudhud backup` under way, on the processor of the host; killed when dropped.
struct Program {
    child: Child,
    said: PathBuf,
    peak_bytes: u64,
}

impl Program {
    fn begins(plan: &HostPlan, copy: &Path, mib_per_second: u32) -> anyhow::Result<Self> {
        let said = copy.with_extension("said");
        let mut command = Command::new(&plan.program);
        command
            .arg("backup")
            .args([&plan.data, copy])
            .args(["--mib-per-second", &mib_per_second.to_string()])
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&said)?);
        let child = processor::pinned(plan.processor, || {
            command.spawn().context("the copy cannot be begun")
        })?;
        Ok(Self {
            child,
            said,
            peak_bytes: 0,
        })
    }

    fn goes_on(&mut self) -> anyhow::Result<bool> {
        let ended = self.child.try_wait()?;
        // It may have ended in between.
        let kib = processor::number_of(self.child.id(), "status", "VmHWM:").unwrap_or_default();
        self.peak_bytes = self.peak_bytes.max(kib * 1024);
        Ok(ended.is_none())
    }

    /// Waits for its end; the most memory it had.
    async fn ends(mut self) -> anyhow::Result<u64> {
        while self.goes_on()? {
            sleep(LOOK).await;
        }
        let status = self.child.wait()?;
        let said = std::fs::read_to_string(&self.said)?;
        ensure!(status.success(), "the copy failed: {status}: {said}");
        Ok(self.peak_bytes)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended, unless something failed.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}
