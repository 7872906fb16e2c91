//! Writers and followers of many logs, and what is seen of the messages between them.
//!
//! One thread drives all of it. A writer keeps a number of appends unanswered, or sends when a clock
//! says so; a follower takes what is pushed and looks at the time in each entry's id.

mod follower;
mod meter;
mod writer;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use hudhud_base::{Handle, limits};
use hudhud_wire::LinkKind;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::host_process::HostProcess;
use super::link::{Link, Load, all_done};
use super::log::{Access, Log, MESSAGE_BYTES, live};
use super::stream::Target;
use crate::processor;
use crate::random::Random;
use meter::Meter;
use writer::{Mode, Orders, Writer};

/// Time before a round in which nothing is counted.
const WARM_UP: Duration = Duration::from_millis(700);
/// Within which everything under way must have ended when a round is over.
const DRAIN_WITHIN: Duration = Duration::from_secs(20);
/// Between two looks of the clock that paces writers.
const TICK: Duration = Duration::from_millis(1);

/// How much traffic there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Logs, each with one follower.
    pub(crate) logs: u32,
    /// Links that write; as many follow.
    pub(crate) links: u32,
}

/// Writers and followers that are set up, and quiet between rounds.
pub(crate) struct Traffic {
    orders: Vec<Rc<Orders>>,
    meter: Rc<Meter>,
    broken: Rc<RefCell<Option<anyhow::Error>>>,
    tasks: Vec<JoinHandle<()>>,
}

/// What is asked of the writers during a round.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// So many appends unanswered, over all writers.
    InFlight(u32),
    /// So many a second, whatever the answers do.
    PerSecond(f64),
}

/// What one round found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    pub(crate) delivered_per_second: f64,
    /// From append to the follower's receipt.
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// Time of the host's threads for each message.
    pub(crate) host_us: f64,
    /// The same of this process.
    pub(crate) load_us: f64,
    /// Of one processor, used by the host.
    pub(crate) host_busy: f64,
    /// Bytes the host caused to be written, for each byte of a message.
    pub(crate) written: f64,
}

impl Traffic {
    /// Creates the logs, and opens each of them on a link that writes and one that follows.
    pub(crate) async fn set_up(target: &Target, shape: Shape) -> anyhow::Result<Self> {
        let share = shape.logs.div_ceil(shape.links.max(1));
        let most = u32::try_from(limits::HANDLES_PER_LINK).unwrap_or(u32::MAX);
        ensure!(
            share <= most,
            "{share} logs on one link, and {most} may be: more --links"
        );
        let meter = Rc::new(Meter::new());
        let broken = Rc::new(RefCell::default());
        let mut traffic = Self {
            orders: Vec::new(),
            meter,
            broken,
            tasks: Vec::new(),
        };
        for number in 0..shape.links {
            let first = (number * share).min(shape.logs);
            let logs = first..(first + share).min(shape.logs);
            traffic.add_pair(target, number, logs).await?;
        }
        Ok(traffic)
    }

    async fn add_pair(
        &mut self,
        target: &Target,
        number: u32,
        logs: std::ops::Range<u32>,
    ) -> anyhow::Result<()> {
        let mut link = Link::open(target, LinkKind::Conversations, Load::Busy).await?;
        link.create(logs.clone().map(Log)).await?;
        let handles = link.open_logs(logs.clone().map(Log), Access::Write).await?;
        let mut following = Link::open(target, LinkKind::Conversations, Load::Busy).await?;
        following.open_logs(logs.map(Log), Access::Read).await?;
        let requests = (1..=handles).map(|handle| live(Handle(handle))).collect();
        let replies = following
            .ask_all(requests, limits::REQUESTS_IN_FLIGHT)
            .await?;
        all_done(&replies)?;
        let orders = Rc::new(Orders::default());
        let writer = Writer::new(link, handles, Rc::clone(&orders), Rc::clone(&self.meter))
            .with_random(Random::new(u64::from(number)));
        self.orders.push(orders);
        self.spawn(writer);
        self.spawn(follower::follow(following, Rc::clone(&self.meter)));
        Ok(())
    }

    fn spawn(&mut self, work: impl Future<Output = anyhow::Result<()>> + 'static) {
        let broken = Rc::clone(&self.broken);
        self.tasks.push(spawn_local(async move {
            if let Err(error) = work.await {
                broken.borrow_mut().get_or_insert(error);
            }
        }));
    }

    /// Lets the writers write, so many at a time, until the logs have so many entries.
    pub(crate) async fn fill(&self, in_flight: u32, entries: u64) -> anyhow::Result<()> {
        drop(self.begin(Pace::InFlight(in_flight)));
        while self.meter.written() < entries && self.broken.borrow().is_none() {
            sleep(Duration::from_millis(2)).await;
        }
        self.quiet().await
    }

    /// Lets the writers write for `length`, and counts what came of it.
    pub(crate) async fn round(
        &self,
        host: &HostProcess,
        pace: Pace,
        length: Duration,
    ) -> anyhow::Result<Round> {
        let pacer = self.begin(pace);
        sleep(WARM_UP).await;
        let process = std::process::id();
        let before = (
            host.processor_time()?,
            processor::used_by_process(process)?,
            host.written_bytes()?,
        );
        self.meter.begin();
        let began = Instant::now();
        sleep(length).await;
        let seconds = began.elapsed().as_secs_f64();
        let found = self.meter.end();
        let host_time = host.processor_time()?.saturating_sub(before.0);
        let load_time = processor::used_by_process(process)?.saturating_sub(before.1);
        let written = host.written_bytes()?.saturating_sub(before.2);
        if let Some(pacer) = pacer {
            pacer.abort();
        }
        self.quiet().await?;
        ensure!(!found.is_empty(), "no message was delivered");
        let messages = number(found.len());
        Ok(Round {
            delivered_per_second: messages / seconds,
            p50_ms: percentile_ms(&found, 50),
            p99_ms: percentile_ms(&found, 99),
            host_us: host_time.as_secs_f64() * 1e6 / messages,
            load_us: load_time.as_secs_f64() * 1e6 / messages,
            host_busy: host_time.as_secs_f64() / seconds,
            written: bytes(written) / (messages * number(MESSAGE_BYTES)),
        })
    }

    fn begin(&self, pace: Pace) -> Option<JoinHandle<()>> {
        match pace {
            Pace::InFlight(all) => {
                let writers = u32::try_from(self.orders.len()).unwrap_or(u32::MAX).max(1);
                let (each, mut left) = (all / writers, all % writers);
                for orders in &self.orders {
                    let extra = u32::from(left > 0);
                    left -= extra;
                    orders.set(Mode::Window(each + extra));
                }
                None
            }
            Pace::PerSecond(rate) => {
                self.orders.iter().for_each(|orders| orders.set(Mode::Due));
                let (orders, meter) = (self.orders.clone(), Rc::clone(&self.meter));
                Some(spawn_local(keep_pace(orders, meter, rate)))
            }
        }
    }

    /// Stops the writers, and waits until nothing is under way.
    async fn quiet(&self) -> anyhow::Result<()> {
        self.orders
            .iter()
            .for_each(|orders| orders.set(Mode::Quiet));
        let drained = timeout(DRAIN_WITHIN, async {
            while self.orders.iter().any(|orders| orders.unanswered() > 0)
                || self.meter.under_way() > 0
            {
                if self.broken.borrow().is_some() {
                    return;
                }
                sleep(Duration::from_millis(2)).await;
            }
        });
        let drained = drained.await;
        if let Some(error) = self.broken.borrow_mut().take() {
            return Err(error);
        }
        if drained.is_err() {
            bail!(
                "{} messages were not delivered within {} s",
                self.meter.under_way(),
                DRAIN_WITHIN.as_secs()
            );
        }
        Ok(())
    }
}

impl Drop for Traffic {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Gives writers their turns at a steady rate. A message counts as sent when it was due, not when
/// this process came to it.
async fn keep_pace(orders: Vec<Rc<Orders>>, meter: Rc<Meter>, rate: f64) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut random = Random::new(7);
    let writers = u32::try_from(orders.len()).unwrap_or(u32::MAX);
    let (first, mut due) = (ticks.tick().await, 0.0);
    let offset = meter.now();
    loop {
        let scheduled = ticks.tick().await.saturating_duration_since(first);
        let stamp = offset + u64::try_from(scheduled.as_nanos()).unwrap_or(u64::MAX);
        due += rate * TICK.as_secs_f64();
        while due >= 1.0 {
            due -= 1.0;
            let chosen = usize::try_from(random.below(writers)).unwrap_or_default();
            if let Some(orders) = orders.get(chosen) {
                orders.add_due(stamp);
            }
        }
    }
}

/// Of sorted microseconds.
fn percentile_ms(sorted: &[u32], percent: usize) -> f64 {
    let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or(0.0, |us| f64::from(*us) / 1000.0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of messages are far below 2^52"
)]
fn number(count: usize) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a rounding error of a byte in 2^52"
)]
fn bytes(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_of_few_values_are_among_them() {
        assert!((percentile_ms(&[1000], 99) - 1.0).abs() < 1e-9);
        let sorted: Vec<u32> = (1..=100).map(|ms| ms * 1000).collect();
        assert!((percentile_ms(&sorted, 50) - 51.0).abs() < 1e-9);
        assert!((percentile_ms(&sorted, 99) - 100.0).abs() < 1e-9);
        assert!(percentile_ms(&[], 50).abs() < 1e-9);
    }
}
