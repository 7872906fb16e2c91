//! Cold starts: from the start of the process, with an empty data directory, to the first answer.

use std::path::Path;
use std::time::Instant;

use anyhow::ensure;

use super::host_process::HostPlan;
use crate::figure::milliseconds;

/// Milliseconds of so many starts.
pub(crate) fn measure(
    plan: &HostPlan,
    directory: &Path,
    starts: usize,
) -> anyhow::Result<Vec<f64>> {
    let mut found = Vec::with_capacity(starts);
    for number in 0..starts {
        let plan = HostPlan {
            data: directory.join(format!("cold-{number}")),
            ..plan.clone()
        };
        let began = Instant::now();
        let host = plan.start()?;
        ensure!(host.is_healthy()?, "the host is not healthy");
        found.push(milliseconds(began.elapsed()));
    }
    Ok(found)
}
