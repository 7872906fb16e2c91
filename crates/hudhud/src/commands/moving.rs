//! How far what is attached to a message has come, said while it is waited for.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;

use hudhud_base::MessageRow;
use hudhud_client::{Heard, Subscription};
use hudhud_dialogue::Event;

use crate::device::Device;
use crate::ui::Ui;
use crate::words::Phrase;

/// Some attachments of one message.
pub(super) struct Moving {
    ui: Ui,
    heard: Subscription,
    message: MessageRow,
    /// What is said, with a percentage.
    phrase: Phrase,
    /// Bytes of each, by its number in the message.
    bytes: BTreeMap<u32, u64>,
    /// How much of each has come, of 100.
    percent: BTreeMap<u32, u8>,
}

impl Moving {
    pub(super) fn new(
        device: &Device,
        phrase: Phrase,
        (message, bytes): (MessageRow, BTreeMap<u32, u64>),
    ) -> Self {
        Self {
            ui: device.ui,
            heard: device.client.subscribe(),
            message,
            phrase,
            bytes,
            percent: BTreeMap::new(),
        }
    }

    /// What work comes to, and whether anything has moved meanwhile: whoever waits for something that
    /// moves goes on waiting.
    pub(super) async fn during<T>(&mut self, work: impl Future<Output = T>) -> (T, bool) {
        let mut work = pin!(work);
        let mut any = false;
        loop {
            let heard = tokio::select! {
                done = &mut work => return (done, any),
                heard = self.heard.next() => heard,
            };
            match heard {
                Some(Heard::Event(Event::Moved { moved, .. })) if moved.message == self.message => {
                    any |= self.percent.insert(moved.part, moved.percent) != Some(moved.percent);
                    self.say();
                }
                Some(Heard::Event(_) | Heard::Lost) => {}
                None => return (work.await, any),
            }
        }
    }

    fn say(&self) {
        let come = |(part, bytes): (&u32, &u64)| {
            let percent = self.percent.get(part).copied().unwrap_or_default();
            u128::from(*bytes) * u128::from(percent)
        };
        let all: u128 = self.bytes.values().copied().map(u128::from).sum();
        let percent = self.bytes.iter().map(come).sum::<u128>() / all.max(1);
        self.ui.progress(self.phrase, &[&percent.to_string()]);
    }
}

impl Drop for Moving {
    fn drop(&mut self) {
        self.ui.progress_over();
    }
}
