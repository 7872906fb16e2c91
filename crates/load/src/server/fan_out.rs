//! One append to many followers, each on a link of its own: until the last of them has it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use bytes::Bytes;
use hudhud_base::Handle;
use hudhud_wire::{LinkKind, ServerFrame};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::link::{Link, Load, all_done};
use super::log::{Access, Log, MESSAGE_BYTES, append, live, stamped};
use super::stream::Target;
use crate::random::Random;

const LAST_WITHIN: Duration = Duration::from_secs(30);
const HANDLE: Handle = Handle(1);

/// What one set of followers found.
#[derive(Debug, Default)]
pub(crate) struct FanOut {
    /// Until the last follower had it, for each of the appends made one after the other.
    pub(crate) last_ms: Vec<f64>,
    /// Deliveries a second while appends follow each other without a pause.
    pub(crate) deliveries_per_second: Vec<f64>,
}

/// Deliveries so far, and somebody who waits for a number of them.
#[derive(Default)]
struct Count {
    received: Cell<u64>,
    wanted: Cell<u64>,
    reached: Notify,
    broken: RefCell<Option<anyhow::Error>>,
}

impl Count {
    fn one_more(&self) {
        self.received.set(self.received.get() + 1);
        if self.received.get() == self.wanted.get() {
            self.reached.notify_one();
        }
    }

    async fn reach(&self, wanted: u64) -> anyhow::Result<()> {
        self.wanted.set(wanted);
        if self.received.get() < wanted {
            let reached = timeout(LAST_WITHIN, self.reached.notified()).await;
            if let Some(error) = self.broken.borrow_mut().take() {
                return Err(error);
            }
            reached.context("a follower did not get an entry")?;
        }
        Ok(())
    }
}

/// So many followers of one log; `appends` single appends, then `appends` bursts of ten.
pub(crate) async fn measure(
    target: &Target,
    (log, followers): (Log, u32),
    appends: usize,
) -> anyhow::Result<FanOut> {
    let mut writer = Link::open(target, LinkKind::Conversations, Load::Busy).await?;
    writer.create([log].into_iter()).await?;
    writer.open_logs([log].into_iter(), Access::Write).await?;
    let count = Rc::new(Count::default());
    let mut tasks = JoinSet::new();
    for _ in 0..followers {
        let mut link = Link::open(target, LinkKind::Conversations, Load::Idle).await?;
        link.open_logs([log].into_iter(), Access::Read).await?;
        let followed = link.ask(live(HANDLE)).await?;
        all_done(&[followed])?;
        let count = Rc::clone(&count);
        tasks.spawn_local(async move {
            if let Err(error) = follow(link, &count).await {
                count.broken.borrow_mut().get_or_insert(error);
                count.reached.notify_one();
            }
        });
    }
    let mut found = FanOut::default();
    let body = Bytes::from(Random::new(9).bytes(MESSAGE_BYTES));
    let (mut sent, followers) = (0, u64::from(followers));
    let mut burst = async |size: u64| {
        let requests = (0..size)
            .map(|number| append(HANDLE, stamped(sent + number, 0), &body))
            .collect();
        sent += size;
        let began = Instant::now();
        // Whether it was accepted shows in its delivery.
        writer.ask_all(requests, 16).await?;
        count.reach(sent * followers).await?;
        anyhow::Ok(began.elapsed().as_secs_f64())
    };
    for _ in 0..appends {
        found.last_ms.push(burst(1).await? * 1000.0);
    }
    for _ in 0..appends {
        let seconds = burst(10).await?;
        let deliveries = u32::try_from(10 * followers).unwrap_or(u32::MAX);
        let rate = f64::from(deliveries) / seconds;
        found.deliveries_per_second.push(rate);
    }
    Ok(found)
}

async fn follow(mut link: Link, count: &Count) -> anyhow::Result<()> {
    loop {
        match link.receive().await? {
            ServerFrame::Entries(entries) => {
                entries.entries.iter().for_each(|_| count.one_more());
            }
            other @ (ServerFrame::Reply { .. }
            | ServerFrame::Ended { .. }
            | ServerFrame::Lagging { .. }
            | ServerFrame::Signalled { .. }
            | ServerFrame::GoAway { .. }) => bail!("a follower got something else: {other:?}"),
        }
    }
}
