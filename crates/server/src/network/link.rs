//! The task that owns one link's socket: reads frames, writes what waits, says good-bye.
//!
//! Written as a future by hand, so that its size is what its fields are: with many thousands of
//! links open, that is what they cost. What a frame means is decided elsewhere.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::{Sink as _, Stream as _};
use hudhud_base::{RequestId, limits};
use hudhud_wire::{Refusal, RefusalCode, Reply, ServerFrame, decode_client, encode_server};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as WsError, Message, Utf8Bytes};

use super::connections::Connection;
use super::gathering::Gathering;
use super::links::{Ending, Link, Links, Ping};
use super::stream::Stream;

/// Frames read before other links get their turn.
const FRAMES_PER_POLL: usize = 64;
/// Bytes of the read buffer: every idle link holds one.
const READ_BUFFER_BYTES: usize = 1024;
/// Bytes gathered before they are written to the socket.
const WRITE_BUFFER_BYTES: usize = 16 * 1024;

type WebSocket = WebSocketStream<Gathering<Stream>>;

/// One link.
pub(crate) struct LinkTask {
    socket: WebSocket,
    link: Rc<Link>,
    links: Rc<Links>,
    /// Counted as open until it is dropped.
    _connection: Connection,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Reading and writing.
    Open,
    /// Everything that waits is to be written, then the close frame.
    Ending(Ending),
    /// The close frame is written; waiting until it has left.
    Leaving,
}

impl LinkTask {
    /// Makes the link of an upgraded connection; `read` is what came with the upgrade.
    pub(crate) async fn new(
        stream: Stream,
        read: Bytes,
        connection: Connection,
        links: Rc<Links>,
    ) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(WRITE_BUFFER_BYTES)
            .max_message_size(Some(limits::FRAME_BYTES))
            .max_frame_size(Some(limits::FRAME_BYTES));
        let stream = Gathering::new(stream, links.scratch.clone());
        let socket =
            WebSocket::from_partially_read(stream, read.to_vec(), Role::Server, Some(config)).await;
        let link = links.open();
        Self {
            socket,
            link,
            links,
            _connection: connection,
            state: State::Open,
        }
    }

    /// Writes everything that waits. Ready when all of it has left.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WsError>> {
        let waiting = self.link.outbox.borrow().len();
        let written = self.poll_frames(cx);
        let went_on = written.is_ready() || self.link.outbox.borrow().len() < waiting;
        self.links
            .note_writing(&self.link, written.is_pending(), went_on);
        written
    }

    fn poll_frames(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WsError>> {
        loop {
            ready!(Pin::new(&mut self.socket).poll_ready(cx))?;
            let Some(bytes) = self.link.outbox.borrow_mut().pop() else {
                break;
            };
            self.links.metrics.frames_sent.inc();
            self.links.metrics.frame_bytes_sent.inc_by(length(&bytes));
            Pin::new(&mut self.socket).start_send(Message::Binary(bytes))?;
        }
        if self.link.ping.get() == Ping::Due {
            self.link.ping.set(Ping::Sent);
            Pin::new(&mut self.socket).start_send(Message::Ping(Bytes::new()))?;
        }
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    /// Reads what is there; ready when the link has nothing more to say, ever.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..FRAMES_PER_POLL {
            if !self.links.has_room(cx.waker()) {
                return Poll::Pending;
            }
            if !self.links.may_ask(&self.link) {
                self.links.metrics.links_held.inc();
                return Poll::Pending;
            }
            match ready!(Pin::new(&mut self.socket).poll_next(cx)) {
                Some(Ok(Message::Binary(bytes))) => {
                    self.links.heard(&self.link);
                    if !self.receive(bytes) {
                        self.link.end(Ending::Protocol);
                        return Poll::Pending;
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {
                    self.links.heard(&self.link);
                }
                // Most programs end so: there is nothing wrong with what they sent.
                Some(Err(WsError::Protocol(ProtocolError::ResetWithoutClosingHandshake))) => {
                    return Poll::Ready(());
                }
                Some(Ok(Message::Text(_)) | Err(WsError::Capacity(_) | WsError::Protocol(_))) => {
                    self.refuse_malformed();
                    self.link.end(Ending::Protocol);
                    return Poll::Pending;
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Poll::Ready(()),
            }
        }
        // More may be there: come back after the others.
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Takes one frame; whether the link may go on.
    fn receive(&mut self, bytes: Bytes) -> bool {
        self.links.metrics.frames_received.inc();
        self.links
            .metrics
            .frame_bytes_received
            .inc_by(length(&bytes));
        if self.links.is_stopping() {
            // Not answered: the client asks again where it comes back to.
            return true;
        }
        let frame_bytes = bytes.len();
        match decode_client(bytes) {
            Ok(frame) => {
                self.links.ask(&self.link, frame, frame_bytes);
                true
            }
            Err(_) => {
                self.refuse_malformed();
                false
            }
        }
    }

    fn refuse_malformed(&self) {
        self.links.metrics.links_malformed.inc();
        let refusal = Refusal::new(RefusalCode::Malformed);
        let reply = Reply::Refused(Box::new(refusal));
        let frame = ServerFrame::Reply {
            id: RequestId(0),
            reply,
        };
        self.link
            .outbox
            .borrow_mut()
            .push_reply(encode_server(&frame));
    }

    fn close_frame(ending: Ending) -> CloseFrame {
        let (code, reason) = match ending {
            Ending::Away => (CloseCode::Away, "stopping"),
            Ending::Protocol => (CloseCode::Protocol, "malformed"),
            Ending::Policy | Ending::Dead => (CloseCode::Policy, "too slow"),
        };
        CloseFrame {
            code,
            reason: Utf8Bytes::from_static(reason),
        }
    }
}

impl Future for LinkTask {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let task = self.get_mut();
        task.link.park(cx.waker());
        loop {
            if task.link.ending.get() == Some(Ending::Dead) {
                return Poll::Ready(());
            }
            match task.state {
                State::Open => {
                    if let Some(ending) = task.link.ending.get() {
                        task.state = State::Ending(ending);
                        continue;
                    }
                    let written = task.poll_write(cx);
                    if matches!(written, Poll::Ready(Err(_))) {
                        return Poll::Ready(());
                    }
                    if task.poll_read(cx).is_ready() {
                        return Poll::Ready(());
                    }
                    if task.link.ending.get().is_none() {
                        return Poll::Pending;
                    }
                }
                State::Ending(ending) => {
                    // A link that does not read cannot hold the end up: after a while it is dead.
                    if ready!(task.poll_write(cx)).is_err() {
                        return Poll::Ready(());
                    }
                    let close = Message::Close(Some(Self::close_frame(ending)));
                    if Pin::new(&mut task.socket).start_send(close).is_err() {
                        return Poll::Ready(());
                    }
                    task.state = State::Leaving;
                }
                State::Leaving => {
                    // The answer to the close frame is not awaited: the socket is shut down after
                    // the last byte.
                    return Pin::new(&mut task.socket).poll_flush(cx).map(|_| ());
                }
            }
        }
    }
}

impl Drop for LinkTask {
    fn drop(&mut self) {
        self.links.closed(&self.link);
    }
}

fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_task_of_a_link_is_small() {
        assert!(
            size_of::<LinkTask>() <= 640,
            "{} bytes",
            size_of::<LinkTask>()
        );
    }
}
