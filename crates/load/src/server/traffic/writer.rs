//! A link that writes: to a random one of its logs, as often as it is told to.
//!
//! Written as a future by hand, so that all answers that are there are taken, and all appends they
//! make room for are gathered, before anything is written to the socket: what a client with much to
//! say does.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker, ready};

use anyhow::{Context as _, bail};
use bytes::Bytes;
use futures_util::{Sink as _, Stream as _};
use hudhud_base::{Handle, limits};
use hudhud_wire::{ClientFrame, Reply, ServerFrame, decode_server, encode_client};
use tokio_tungstenite::tungstenite::Message;

use super::meter::Meter;
use crate::random::Random;
use crate::server::link::Link;
use crate::server::log::{MESSAGE_BYTES, append, stamped};

/// When a writer writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mode {
    /// Never.
    #[default]
    Quiet,
    /// Whenever fewer than so many appends are unanswered.
    Window(u32),
    /// When a message is due.
    Due,
}

/// What a writer is told, and what it tells.
#[derive(Debug, Default)]
pub(super) struct Orders {
    mode: Cell<Mode>,
    /// When each message was due.
    due: RefCell<VecDeque<u64>>,
    unanswered: Cell<u32>,
    waker: RefCell<Option<Waker>>,
}

impl Orders {
    pub(super) fn set(&self, mode: Mode) {
        self.mode.set(mode);
        self.due.borrow_mut().clear();
        self.wake();
    }

    /// A message is to be sent that was due at `stamp`.
    pub(super) fn add_due(&self, stamp: u64) {
        self.due.borrow_mut().push_back(stamp);
        self.wake();
    }

    pub(super) fn unanswered(&self) -> u32 {
        self.unanswered.get()
    }

    fn wake(&self) {
        if let Some(waker) = self.waker.borrow().as_ref() {
            waker.wake_by_ref();
        }
    }

    /// When the next message is said to have been sent, if one may be.
    fn next(&self, now: impl FnOnce() -> u64) -> Option<u64> {
        let unanswered = self.unanswered.get();
        if usize::try_from(unanswered).is_ok_and(|count| count >= limits::REQUESTS_IN_FLIGHT) {
            return None;
        }
        match self.mode.get() {
            Mode::Quiet => None,
            Mode::Window(window) => (unanswered < window).then(now),
            Mode::Due => self.due.borrow_mut().pop_front(),
        }
    }
}

/// One writing link.
#[derive(Debug)]
pub(super) struct Writer {
    link: Link,
    /// Handles 1 to this one are open.
    handles: u32,
    orders: Rc<Orders>,
    meter: Rc<Meter>,
    random: Random,
    body: Bytes,
}

impl Writer {
    pub(super) fn new(link: Link, handles: u32, orders: Rc<Orders>, meter: Rc<Meter>) -> Self {
        Self {
            link,
            handles,
            orders,
            meter,
            random: Random::new(0),
            body: Bytes::new(),
        }
    }

    /// Chooses logs, and makes its bytes, by these numbers.
    pub(super) fn with_random(mut self, mut random: Random) -> Self {
        self.body = Bytes::from(random.bytes(MESSAGE_BYTES));
        self.random = random;
        self
    }

    fn take_answer(&self, bytes: Bytes) -> anyhow::Result<()> {
        let frame = decode_server(bytes).context("a frame of the host")?;
        let accepted = matches!(
            frame,
            ServerFrame::Reply {
                reply: Reply::Appended(_),
                ..
            }
        );
        if !accepted {
            bail!("an append was not accepted: {frame:?}");
        }
        let unanswered = self.orders.unanswered.get();
        self.orders.unanswered.set(unanswered.saturating_sub(1));
        Ok(())
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> anyhow::Result<()> {
        while let Poll::Ready(message) = Pin::new(&mut self.link.socket).poll_next(cx) {
            match message.context("the host closed a link")?? {
                Message::Binary(bytes) => self.take_answer(bytes)?,
                Message::Close(_) => bail!("the host closed a link"),
                Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
        Ok(())
    }

    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<anyhow::Result<()>> {
        loop {
            ready!(Pin::new(&mut self.link.socket).poll_ready(cx))?;
            let Some(stamp) = self.orders.next(|| self.meter.now()) else {
                break;
            };
            let handle = Handle(1 + self.random.below(self.handles));
            let id = stamped(stamp, self.meter.sent());
            let frame = ClientFrame {
                id: self.link.next_id(),
                request: append(handle, id, &self.body),
            };
            let message = Message::Binary(encode_client(&frame));
            Pin::new(&mut self.link.socket).start_send(message)?;
            let unanswered = self.orders.unanswered.get();
            self.orders.unanswered.set(unanswered + 1);
        }
        Pin::new(&mut self.link.socket)
            .poll_flush(cx)
            .map_err(anyhow::Error::from)
    }
}

impl Future for Writer {
    type Output = anyhow::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let writer = self.get_mut();
        let parked = {
            let known = writer.orders.waker.borrow();
            known
                .as_ref()
                .is_some_and(|known| known.will_wake(cx.waker()))
        };
        if !parked {
            *writer.orders.waker.borrow_mut() = Some(cx.waker().clone());
        }
        writer.poll_read(cx)?;
        if let Poll::Ready(Err(error)) = writer.poll_write(cx) {
            return Poll::Ready(Err(error));
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_filled_and_never_overrun() {
        let orders = Orders::default();
        assert_eq!(orders.next(|| 1), None);
        orders.set(Mode::Window(2));
        orders.unanswered.set(1);
        assert_eq!(orders.next(|| 5), Some(5));
        orders.unanswered.set(2);
        assert_eq!(orders.next(|| 5), None);
    }

    #[test]
    fn what_is_due_keeps_its_time_and_is_forgotten_with_the_round() {
        let orders = Orders::default();
        orders.set(Mode::Due);
        orders.add_due(3);
        orders.add_due(4);
        assert_eq!(orders.next(|| 9), Some(3));
        orders.set(Mode::Due);
        assert_eq!(orders.next(|| 9), None);
    }
}
