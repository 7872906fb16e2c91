//! What the process takes of the machine, looked up when it is asked for, under the names that every
//! process has (`process_…`). What the system does not tell is left out.

use std::fmt;
use std::fs;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;
use rustix::process::{Resource, getrlimit};

/// The process that serves.
#[derive(Debug)]
pub(super) struct Process;

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut tell = |name, help, unit: Option<&Unit>, value: Option<i64>| {
            let Some(value) = value else { return Ok(()) };
            let gauge = ConstGauge::new(value);
            gauge.encode(encoder.encode_descriptor(name, help, unit, gauge.metric_type())?)
        };
        let bytes = Some(&Unit::Bytes);
        tell(
            "process_resident_memory",
            "Memory in use",
            bytes,
            resident_bytes(),
        )?;
        tell("process_open_fds", "Open files", None, open_files())?;
        tell(
            "process_max_fds",
            "Open files at most",
            None,
            files_at_most(),
        )
    }
}

/// What `status` has in units of 1,024 bytes (proc(5)).
fn resident_bytes() -> Option<i64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: i64 = line.split_ascii_whitespace().next()?.parse().ok()?;
    kib.checked_mul(1024)
}

fn open_files() -> Option<i64> {
    let open = fs::read_dir("/proc/self/fd").ok()?.count();
    // The one through which they are counted is closed again.
    i64::try_from(open.saturating_sub(1)).ok()
}

fn files_at_most() -> Option<i64> {
    i64::try_from(getrlimit(Resource::Nofile).current?).ok()
}
