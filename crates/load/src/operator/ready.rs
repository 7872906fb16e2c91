//! Starts: from the start of the process until it says which port it serves, and takes a connection.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::figure::milliseconds;
use crate::server::{HostPlan, Shape, Traffic};

/// Appends that are under way while a host is filled.
const IN_FLIGHT: u32 = 2048;

/// Some gibibytes are copied meanwhile.
const SETTLED_WITHIN: Duration = Duration::from_mins(5);
/// Between two looks at a directory.
const LOOK: Duration = Duration::from_millis(100);

/// Milliseconds of each start.
#[derive(Debug)]
pub(super) struct Starts {
    /// After a process that was killed when it had written all of it.
    pub(super) killed: f64,
    /// After one that was stopped when all of it had just been written.
    pub(super) full: Vec<f64>,
    /// After one that was stopped when what was written was settled, as it is after ten minutes.
    pub(super) settled: Vec<f64>,
    /// With a directory that is not there.
    pub(super) empty: Vec<f64>,
}

/// Has people write to a host until it has so many entries, and kills it.
pub(super) async fn filled_and_killed(
    plan: &HostPlan,
    shape: Shape,
    entries: u64,
) -> anyhow::Result<()> {
    let host = plan.start()?;
    let traffic = Traffic::set_up(&host.target, shape).await?;
    traffic.fill(IN_FLIGHT, entries).await?;
    // Ends the process without a word: what was written last lies in its journal.
    drop(host);
    Ok(())
}

impl Starts {
    /// Of the host in a directory that somebody left without a word, and of new ones beside it, in turn.
    pub(super) fn measure(full: &HostPlan, beside: &Path, rounds: usize) -> anyhow::Result<Self> {
        let mut starts = Self {
            killed: taken(full)?,
            full: Vec::new(),
            settled: Vec::new(),
            empty: Vec::new(),
        };
        for round in 0..rounds {
            let empty = HostPlan {
                data: beside.join(format!("empty-{round}")),
                ..full.clone()
            };
            starts.empty.push(taken(&empty)?);
            starts.full.push(taken(full)?);
        }
        let host = full.start()?;
        until_settled(&full.data.join("store"))?;
        host.stop()?;
        for _ in 0..rounds {
            starts.settled.push(taken(full)?);
        }
        Ok(starts)
    }
}

/// Starts a host, looks whether it is well, and stops it.
fn taken(plan: &HostPlan) -> anyhow::Result<f64> {
    let began = Instant::now();
    let host = plan.start()?;
    let taken = milliseconds(began.elapsed());
    ensure!(host.is_healthy()?, "the host is not healthy");
    host.stop()?;
    Ok(taken)
}

/// Waits until no window is left of what a host found when it was started.
fn until_settled(store: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    loop {
        let mut windows = 0;
        for entry in std::fs::read_dir(store)? {
            let name = entry?.file_name();
            windows += u32::from(name.to_string_lossy().starts_with("recent-"));
        }
        // The one that is written to.
        if windows <= 1 {
            return Ok(());
        }
        ensure!(began.elapsed() < SETTLED_WITHIN, "{windows} windows stay");
        std::thread::sleep(LOOK);
    }
}

/// What all files below a directory have, a hard link as often as it is there.
pub(super) fn bytes_below(directory: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() {
            bytes_below(&entry.path())?
        } else {
            entry.metadata()?.len()
        };
    }
    Ok(bytes)
}
