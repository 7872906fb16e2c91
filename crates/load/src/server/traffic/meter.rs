//! What happened between writers and followers, counted while a round lasts.

use std::cell::{Cell, RefCell};
use std::time::Instant;

/// The counts of one set of writers and followers.
#[derive(Debug)]
pub(super) struct Meter {
    began: Instant,
    counting: Cell<bool>,
    sent: Cell<u64>,
    received: Cell<u64>,
    /// Microseconds from append to receipt.
    latencies: RefCell<Vec<u32>>,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            counting: Cell::new(false),
            sent: Cell::new(0),
            received: Cell::new(0),
            latencies: RefCell::default(),
        }
    }

    /// Nanoseconds since the meter was made.
    pub(super) fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// A message is on its way; its number.
    pub(super) fn sent(&self) -> u64 {
        let number = self.sent.get();
        self.sent.set(number + 1);
        number
    }

    /// Messages sent so far.
    pub(super) fn written(&self) -> u64 {
        self.sent.get()
    }

    /// A message came that was sent at `stamp`; `now` is the time.
    pub(super) fn received(&self, stamp: u64, now: u64) {
        self.received.set(self.received.get() + 1);
        if self.counting.get() {
            let took_us = now.saturating_sub(stamp) / 1000;
            let took_us = u32::try_from(took_us).unwrap_or(u32::MAX);
            self.latencies.borrow_mut().push(took_us);
        }
    }

    /// Messages sent and not received.
    pub(super) fn under_way(&self) -> u64 {
        self.sent.get().saturating_sub(self.received.get())
    }

    /// Counts from here.
    pub(super) fn begin(&self) {
        self.latencies.borrow_mut().clear();
        self.counting.set(true);
    }

    /// Counts no more; what came since the beginning, in ascending order.
    pub(super) fn end(&self) -> Vec<u32> {
        self.counting.set(false);
        let mut latencies = self.latencies.take();
        latencies.sort_unstable();
        latencies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_comes_between_beginning_and_end_is_counted() {
        let meter = Meter::new();
        meter.sent();
        meter.received(0, 9_000);
        meter.begin();
        meter.received(1_000, 9_000);
        meter.received(1_000, 4_000);
        assert_eq!(meter.end(), [3, 8]);
        meter.received(0, 9_000);
        assert_eq!(meter.end(), [0_u32; 0]);
    }

    #[test]
    fn what_was_sent_and_did_not_come_is_under_way() {
        let meter = Meter::new();
        assert_eq!([meter.sent(), meter.sent()], [0, 1]);
        meter.received(0, 0);
        assert_eq!(meter.under_way(), 1);
    }
}
