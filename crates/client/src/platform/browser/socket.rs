//! One WebSocket to a host's `/v1/link`: whole binary frames, nothing else.
//!
//! A browser answers pings by itself, and says neither what status refused an upgrade nor why a
//! connection failed: all of that is "does not answer" here.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use hudhud_base::{HostUrl, Scheme, limits};
use js_sys::{ArrayBuffer, Uint8Array};
use tokio::sync::{mpsc, oneshot};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{BinaryType, MessageEvent, WebSocket};

use super::Tls;
use super::timers::sleep;
use crate::platform::{ConnectError, Received, SocketError};

/// Bytes that the browser may hold unsent before the next frame waits.
const UNSENT_BYTES: u32 = 1024 * 1024;
/// Between two looks at how much is unsent: there is no event for it.
const LOOK: Duration = Duration::from_millis(20);
/// Bytes that came and were not taken. A browser cannot be told to read more slowly; more than this
/// ends the link, and the next one goes on where reading stopped.
const UNREAD_BYTES: usize = 64 * 1024 * 1024;

/// The writing half.
pub(crate) struct Sender(Rc<Socket>);

/// The reading half.
pub(crate) struct Receiver {
    socket: Rc<Socket>,
    // Bounded by `UNREAD_BYTES`; the end is the last.
    arrived: mpsc::UnboundedReceiver<Option<Uint8Array>>,
}

/// The browser's socket with what listens to it; closed when dropped.
struct Socket {
    inner: WebSocket,
    unread: Rc<Cell<usize>>,
    _opened: Closure<dyn FnMut()>,
    _ended: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.inner.set_onopen(None);
        self.inner.set_onmessage(None);
        self.inner.set_onerror(None);
        self.inner.set_onclose(None);
        // It fails for a socket that is closed already.
        let _ = self.inner.close();
    }
}

/// Connects and upgrades.
pub(crate) async fn open(host: &HostUrl, tls: &Tls) -> Result<(Sender, Receiver), SocketError> {
    tls.check(host)?;
    let scheme = match host.scheme() {
        Scheme::Tls => "wss",
        Scheme::Plain => "ws",
    };
    let inner = WebSocket::new(&format!("{scheme}://{}/v1/link", host.authority()))
        .map_err(|_| ConnectError::Unreachable)?;
    inner.set_binary_type(BinaryType::Arraybuffer);
    let (socket, opened, arrived) = listen(inner);
    let socket = Rc::new(socket);
    // Its other end is dropped when the attempt failed.
    opened.await.map_err(|_| ConnectError::Unreachable)?;
    let sender = Sender(Rc::clone(&socket));
    Ok((sender, Receiver { socket, arrived }))
}

type Arrived = mpsc::UnboundedReceiver<Option<Uint8Array>>;

fn listen(inner: WebSocket) -> (Socket, oneshot::Receiver<()>, Arrived) {
    let (open, opened) = oneshot::channel();
    let open = Rc::new(Cell::new(Some(open)));
    let (frames, arrived) = mpsc::unbounded_channel();
    let unread = Rc::new(Cell::new(0_usize));

    let opening = Rc::clone(&open);
    let on_open = Closure::<dyn FnMut()>::new(move || {
        if let Some(open) = opening.take() {
            // Whoever waited may be gone.
            let _ = open.send(());
        }
    });
    let ending = frames.clone();
    let on_end = Closure::<dyn FnMut()>::new(move || {
        drop(open.take());
        let _ = ending.send(None);
    });
    let counted = Rc::clone(&unread);
    let on_message = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
        let frame = event.data().dyn_into::<ArrayBuffer>().ok();
        let frame = frame.filter(|frame| length(frame.byte_length()) <= limits::FRAME_BYTES);
        let bytes = frame
            .as_ref()
            .map_or(0, |frame| length(frame.byte_length()));
        counted.set(counted.get().saturating_add(bytes));
        let frame = frame.filter(|_| counted.get() <= UNREAD_BYTES);
        let _ = frames.send(frame.map(|frame| Uint8Array::new(&frame)));
    });
    inner.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    inner.set_onerror(Some(on_end.as_ref().unchecked_ref()));
    inner.set_onclose(Some(on_end.as_ref().unchecked_ref()));
    inner.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let socket = Socket {
        inner,
        unread,
        _opened: on_open,
        _ended: on_end,
        _message: on_message,
    };
    (socket, opened, arrived)
}

impl Sender {
    /// Sends one frame; `false`: the socket is gone.
    pub(crate) async fn frame(&mut self, frame: Bytes) -> bool {
        let socket = &self.0.inner;
        while socket.ready_state() == WebSocket::OPEN && socket.buffered_amount() > UNSENT_BYTES {
            sleep(LOOK).await;
        }
        socket.ready_state() == WebSocket::OPEN && socket.send_with_u8_array(&frame).is_ok()
    }
}

impl Receiver {
    /// The next thing that comes.
    pub(crate) async fn next(&mut self) -> Received {
        match self.arrived.recv().await.flatten() {
            None => Received::Ended,
            Some(frame) => {
                let unread = self.socket.unread.get();
                let taken = length(frame.length());
                self.socket.unread.set(unread.saturating_sub(taken));
                Received::Frame(Bytes::from(frame.to_vec()))
            }
        }
    }
}

fn length(bytes: u32) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
