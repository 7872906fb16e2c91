//! How far a transfer has come, told now and then to whoever shows it.

use std::time::Duration;

use hudhud_base::Transfer;
use tokio::sync::mpsc;

use crate::platform::Instant;

/// Between two words about one transfer.
const PAUSE: Duration = Duration::from_millis(250);

/// How far one transfer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) transfer: Transfer,
    /// Of its bytes.
    pub(crate) percent: u8,
}

/// Tells of one transfer, or of none.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    told: Option<Told>,
}

#[derive(Debug)]
struct Told {
    transfer: Transfer,
    bytes: u64,
    ear: mpsc::Sender<Moved>,
    due: Instant,
}

impl Meter {
    /// Of a transfer of so many bytes. What it says while `ear` is full is not said again.
    pub(crate) fn new(transfer: Transfer, bytes: u64, ear: mpsc::Sender<Moved>) -> Self {
        Self {
            told: Some(Told {
                transfer,
                bytes,
                ear,
                due: Instant::now(),
            }),
        }
    }

    /// So many bytes of it have come to where they belong. The last of them are always told.
    pub(crate) fn at(&mut self, bytes: u64) {
        let Some(told) = &mut self.told else {
            return;
        };
        let now = Instant::now();
        if now < told.due && bytes < told.bytes {
            return;
        }
        told.due = now + PAUSE;
        let percent = u128::from(bytes) * 100 / u128::from(told.bytes.max(1));
        let moved = Moved {
            transfer: told.transfer,
            percent: u8::try_from(percent.min(100)).unwrap_or(100),
        };
        // A word that is not heard is followed by others.
        let _ = told.ear.try_send(moved);
    }
}

#[cfg(test)]
mod tests {
    use hudhud_base::{BlobId, ConversationId};

    use super::*;

    const TRANSFER: Transfer = Transfer {
        conversation: ConversationId(1),
        blob: BlobId([1; 32]),
    };

    #[tokio::test]
    async fn the_first_word_and_the_last_come_at_once_and_others_not_before_a_pause() {
        let (ear, mut heard) = mpsc::channel(8);
        let mut meter = Meter::new(TRANSFER, 400, ear);
        (100..=400).for_each(|bytes| meter.at(bytes));
        drop(meter);
        for percent in [25, 100] {
            let moved = Moved {
                transfer: TRANSFER,
                percent,
            };
            assert_eq!(heard.recv().await, Some(moved));
        }
        assert_eq!(heard.recv().await, None);
    }

    #[test]
    fn what_says_it_is_longer_than_it_is_comes_to_its_end_at_most() {
        let (ear, mut heard) = mpsc::channel(8);
        Meter::new(TRANSFER, 0, ear.clone()).at(u64::MAX);
        Meter::new(TRANSFER, u64::MAX, ear).at(u64::MAX);
        for _ in 0..2 {
            assert_eq!(heard.try_recv().map(|moved| moved.percent), Ok(100));
        }
    }
}
