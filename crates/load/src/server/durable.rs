//! Durable messages: how many, how late, at which cost.

use std::time::Duration;

use super::host_process::{HostPlan, HostProcess};
use super::traffic::{Pace, Round, Shape, Traffic};
use crate::figure::Spread;

/// Rounds of one kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rounds {
    pub(crate) count: usize,
    pub(crate) length: Duration,
}

/// A host with traffic, ready for rounds.
pub(crate) struct Loaded {
    // Dropped before the host, so that links end on this side first.
    traffic: Traffic,
    host: HostProcess,
}

impl Loaded {
    /// Starts a host and sets traffic up.
    pub(crate) async fn start(plan: &HostPlan, shape: Shape) -> anyhow::Result<Self> {
        let host = plan.start()?;
        let traffic = Traffic::set_up(&host.target, shape).await?;
        Ok(Self { traffic, host })
    }

    /// Rounds at one pace.
    pub(crate) async fn run(&self, pace: Pace, rounds: Rounds) -> anyhow::Result<Vec<Round>> {
        let mut found = Vec::with_capacity(rounds.count);
        for _ in 0..rounds.count {
            found.push(self.traffic.round(&self.host, pace, rounds.length).await?);
        }
        Ok(found)
    }
}

/// The middle rate of some rounds.
pub(crate) fn median_rate(rounds: &[Round]) -> f64 {
    let rates = rounds.iter().map(|round| round.delivered_per_second);
    Spread::of(rates.collect()).map_or(0.0, |spread| spread.median)
}
