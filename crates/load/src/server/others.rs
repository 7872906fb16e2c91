//! Whoever behaves: appends one message after the other, and looks how long each takes.

use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use bytes::Bytes;
use hudhud_base::Handle;
use hudhud_wire::{LinkKind, Reply};
use tokio::time::timeout;

use crate::processor;
use crate::server::link::{Link, Load};
use crate::server::log::{Access, Log, MESSAGE_BYTES, append, stamped};
use crate::server::stream::Target;

/// The log that nobody else writes to.
const LOG: Log = Log(1);

/// After so long without an answer nobody is served any more.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes that log.
pub(crate) async fn prepare(target: &Target) -> anyhow::Result<()> {
    let mut link = Link::open(target, LinkKind::Conversations, Load::Idle).await?;
    link.create([LOG].into_iter()).await
}

/// For so long one append after the other, on a processor, beside whatever else goes on; what 99 of 100
/// took at most.
pub(crate) fn p99(
    target: &Target,
    length: Duration,
    on: u32,
) -> JoinHandle<anyhow::Result<Duration>> {
    let target = target.clone();
    std::thread::spawn(move || {
        processor::pin(on)?;
        all_appends(&target, length)
    })
}

fn all_appends(target: &Target, length: Duration) -> anyhow::Result<Duration> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(appends(target, length)).map(most_took)
}

/// What 99 of 100 took at most.
fn most_took(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    let slowest = took.len() / 100;
    took.into_iter().rev().nth(slowest).unwrap_or_default()
}

async fn appends(target: &Target, length: Duration) -> anyhow::Result<Vec<Duration>> {
    let mut link = Link::open(target, LinkKind::Conversations, Load::Idle).await?;
    link.open_logs([LOG].into_iter(), Access::Write).await?;
    let body = Bytes::from(vec![7; MESSAGE_BYTES]);
    let began = Instant::now();
    let mut took = Vec::new();
    while began.elapsed() < length {
        let asked = Instant::now();
        // The time of day, so that no earlier call has used the id.
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
        let id = stamped(u64::try_from(now)?, u64::try_from(took.len())?);
        let asking = link.ask(append(Handle(1), id, &body));
        let reply = timeout(PATIENCE, asking).await.context("no answer")??;
        if !matches!(reply, Reply::Appended(_)) {
            bail!("an append was refused: {reply:?}");
        }
        took.push(asked.elapsed());
    }
    Ok(took)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_a_hundred_may_take_longer() {
        let took = |count: u64| (1..=count).map(Duration::from_millis).collect();
        assert_eq!(most_took(took(200)), Duration::from_millis(198));
        assert_eq!(most_took(took(99)), Duration::from_millis(99));
    }
}
