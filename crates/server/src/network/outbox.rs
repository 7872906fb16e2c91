//! What waits to be written to one link, counted in bytes, and what was dropped because it was slow.
//!
//! Answers are never dropped: a link whose answers pile up is closed by its owner. Entries of
//! followed logs are: following ends for that handle, the client is told from where, and reads on by
//! itself. Everybody else notices nothing.

use std::collections::VecDeque;

use bytes::Bytes;
use hudhud_base::{Handle, Seq};

/// Slots an empty queue keeps, so that an idle link holds almost nothing.
const SLOTS_KEPT: usize = 4;

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// It waits to be written.
    Queued,
    /// Following has already ended for this handle.
    Dropped,
    /// It did not fit: following ends for this handle, and the host must be told.
    Lagging,
}

/// Frames that wait for one link.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    frames: VecDeque<Waiting>,
    push_bytes: usize,
    reply_bytes: usize,
    /// Handles that lag: their pushes are dropped until the host has ended following.
    lagging: Vec<Lag>,
}

/// One handle whose pushes are dropped.
#[derive(Debug)]
struct Lag {
    handle: Handle,
    /// The first entry that was dropped.
    from: Seq,
    /// The client knows.
    told: bool,
}

#[derive(Debug)]
enum Waiting {
    Reply(Bytes),
    Push(Bytes),
}

impl Outbox {
    pub(crate) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Frames that wait.
    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    /// Bytes of everything that waits.
    pub(crate) fn bytes(&self) -> usize {
        self.reply_bytes.saturating_add(self.push_bytes)
    }

    /// Bytes of answers that wait.
    pub(crate) fn reply_bytes(&self) -> usize {
        self.reply_bytes
    }

    /// Queues an answer.
    pub(crate) fn push_reply(&mut self, bytes: Bytes) {
        self.reply_bytes = self.reply_bytes.saturating_add(bytes.len());
        self.frames.push_back(Waiting::Reply(bytes));
    }

    /// Queues entries of a followed log, unless more than `budget` bytes of pushes would wait.
    pub(crate) fn push_entries(
        &mut self,
        (handle, from): (Handle, Seq),
        bytes: Bytes,
        budget: usize,
    ) -> Pushed {
        if self.lagging.iter().any(|lag| lag.handle == handle) {
            return Pushed::Dropped;
        }
        if self.push(bytes, budget) {
            Pushed::Queued
        } else {
            self.lagging.push(Lag {
                handle,
                from,
                told: false,
            });
            Pushed::Lagging
        }
    }

    /// Queues a signal if it fits.
    pub(crate) fn push_signal(&mut self, bytes: Bytes, budget: usize) -> bool {
        self.push(bytes, budget)
    }

    fn push(&mut self, bytes: Bytes, budget: usize) -> bool {
        let total = self.push_bytes.saturating_add(bytes.len());
        // A single push always fits: the budget bounds what waits behind it.
        if total > budget && self.push_bytes > 0 {
            return false;
        }
        self.push_bytes = total;
        self.frames.push_back(Waiting::Push(bytes));
        true
    }

    /// The host says by itself that following ended at `from`; returns where it really did: entries
    /// before it may have been dropped here.
    pub(crate) fn tell_lagging(&mut self, handle: Handle, from: Seq) -> Seq {
        let lag = self.lagging.iter_mut().find(|lag| lag.handle == handle);
        lag.map_or(from, |lag| {
            lag.told = true;
            from.min(lag.from)
        })
    }

    /// The host has ended following because of what was dropped here: what is pushed for this handle
    /// from now on was asked for anew. Returns the first entry dropped, unless the client knows.
    pub(crate) fn end_lagging(&mut self, handle: Handle) -> Option<Seq> {
        let at = self.lagging.iter().position(|lag| lag.handle == handle)?;
        let lag = self.lagging.swap_remove(at);
        if self.lagging.is_empty() {
            self.lagging = Vec::new();
        }
        (!lag.told).then_some(lag.from)
    }

    /// Takes the next frame to write.
    pub(crate) fn pop(&mut self) -> Option<Bytes> {
        let bytes = match self.frames.pop_front()? {
            Waiting::Reply(bytes) => {
                self.reply_bytes = self.reply_bytes.saturating_sub(bytes.len());
                bytes
            }
            Waiting::Push(bytes) => {
                self.push_bytes = self.push_bytes.saturating_sub(bytes.len());
                bytes
            }
        };
        if self.frames.is_empty() && self.frames.capacity() > SLOTS_KEPT {
            self.frames = VecDeque::new();
        }
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(length: usize) -> Bytes {
        Bytes::from(vec![0; length])
    }

    #[test]
    fn a_handle_that_overruns_the_budget_lags_alone_until_the_host_ends_it() {
        let mut outbox = Outbox::default();
        let (slow, other) = (Handle(1), Handle(2));
        assert_eq!(
            outbox.push_entries((slow, Seq(3)), bytes(90), 100),
            Pushed::Queued
        );
        assert_eq!(
            outbox.push_entries((slow, Seq(3)), bytes(20), 100),
            Pushed::Lagging
        );
        assert_eq!(
            outbox.push_entries((slow, Seq(3)), bytes(1), 100),
            Pushed::Dropped
        );
        assert_eq!(
            outbox.push_entries((other, Seq(3)), bytes(10), 100),
            Pushed::Queued
        );
        assert_eq!(outbox.end_lagging(slow), Some(Seq(3)));
        assert_eq!(outbox.pop().map(|b| b.len()), Some(90));
        assert_eq!(
            outbox.push_entries((slow, Seq(3)), bytes(20), 100),
            Pushed::Queued
        );
    }

    #[test]
    fn when_the_host_ends_following_by_itself_nothing_dropped_before_is_skipped() {
        let mut outbox = Outbox::default();
        let handle = Handle(1);
        outbox.push_entries((handle, Seq(1)), bytes(100), 100);
        assert_eq!(
            outbox.push_entries((handle, Seq(5)), bytes(1), 100),
            Pushed::Lagging
        );
        assert_eq!(outbox.tell_lagging(handle, Seq(9)), Seq(5));
        assert_eq!(outbox.end_lagging(handle), None);
        assert_eq!(outbox.tell_lagging(handle, Seq(9)), Seq(9));
    }

    #[test]
    fn one_push_larger_than_the_budget_still_goes() {
        let mut outbox = Outbox::default();
        assert_eq!(
            outbox.push_entries((Handle(1), Seq(3)), bytes(500), 100),
            Pushed::Queued
        );
    }

    #[test]
    fn answers_are_counted_until_they_are_taken() {
        let mut outbox = Outbox::default();
        outbox.push_reply(bytes(7));
        outbox.push_reply(bytes(5));
        assert_eq!(outbox.reply_bytes(), 12);
        outbox.pop();
        assert_eq!(outbox.reply_bytes(), 5);
    }

    #[test]
    fn an_emptied_queue_gives_its_memory_back() {
        let mut outbox = Outbox::default();
        (0..1000).for_each(|_| outbox.push_reply(bytes(1)));
        while outbox.pop().is_some() {}
        assert!(outbox.frames.capacity() <= SLOTS_KEPT);
    }
}
