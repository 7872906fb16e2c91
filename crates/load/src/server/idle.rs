//! What a link costs while nothing happens on it: resident memory of the host.

use std::time::Duration;

use hudhud_base::Handle;
use hudhud_wire::LinkKind;
use tokio::time::sleep;

use super::host_process::HostPlan;
use super::link::{Link, Load, all_done};
use super::log::{Access, Log, live};

/// Logs open on each link, no two links sharing one.
pub(crate) const LOGS_PER_LINK: u32 = 20;
/// Logs created over one link before the links that are measured come.
const LOGS_PER_CREATOR: u32 = 4_000;

/// Bytes for each link, with its logs open, and then with its logs followed as well.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Idle {
    pub(crate) open_bytes: f64,
    pub(crate) followed_bytes: f64,
}

/// Creates the logs, starts the host anew so that nothing it once used is counted as free, and
/// looks at its memory before and after so many links have come and `settle` has passed.
pub(crate) async fn measure(plan: &HostPlan, links: u32, settle: Duration) -> anyhow::Result<Idle> {
    let host = plan.start()?;
    let logs = links * LOGS_PER_LINK;
    let mut first = 0;
    while first < logs {
        let end = (first + LOGS_PER_CREATOR).min(logs);
        let mut link = Link::open(&host.target, LinkKind::Conversations, Load::Busy).await?;
        link.create((first..end).map(Log)).await?;
        first = end;
    }
    host.stop()?;
    let host = plan.start()?;
    // One link, so that what is allocated once is there.
    let _first = Link::open(&host.target, LinkKind::Conversations, Load::Idle).await?;
    let before = host.resident_bytes()?;
    let mut held = Vec::new();
    for number in 0..links {
        let mut link = Link::open(&host.target, LinkKind::Conversations, Load::Idle).await?;
        let logs = number * LOGS_PER_LINK..(number + 1) * LOGS_PER_LINK;
        link.open_logs(logs.map(Log), Access::Read).await?;
        held.push(link);
    }
    sleep(settle).await;
    let open_bytes = each(host.resident_bytes()?, before, links);
    for link in &mut held {
        let requests = (1..=LOGS_PER_LINK).map(|handle| live(Handle(handle)));
        all_done(&link.ask_all(requests.collect(), 20).await?)?;
    }
    sleep(settle).await;
    let followed_bytes = each(host.resident_bytes()?, before, links);
    Ok(Idle {
        open_bytes,
        followed_bytes,
    })
}

fn each(after: u64, before: u64, links: u32) -> f64 {
    let more = u32::try_from(after.saturating_sub(before) / 1024).unwrap_or(u32::MAX);
    f64::from(more) * 1024.0 / f64::from(links.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_shared_out_over_the_links() {
        assert!((each(3 * 1024 * 1024, 1024 * 1024, 1024) - 2048.0).abs() < 1e-9);
        assert!(each(1, 2, 10).abs() < 1e-9);
    }
}
