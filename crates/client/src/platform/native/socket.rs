//! One WebSocket to a host's `/v1/link`: whole binary frames, nothing else.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use hudhud_base::{HostUrl, Scheme, limits};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::header::RETRY_AFTER;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::Tls;
use super::stream::{self, Stream};
use crate::platform::{ConnectError, Received, SocketError};

/// Small, because a person may hold links to many hosts.
const BUFFER_BYTES: usize = 8 * 1024;

/// The writing half.
pub(crate) struct Sender(SplitSink<WebSocketStream<Box<dyn Stream>>, Message>);

/// The reading half.
pub(crate) struct Receiver(SplitStream<WebSocketStream<Box<dyn Stream>>>);

/// Connects and upgrades.
pub(crate) async fn open(host: &HostUrl, tls: &Tls) -> Result<(Sender, Receiver), SocketError> {
    let stream = stream::connect(host, tls).await?;
    let scheme = match host.scheme() {
        Scheme::Tls => "wss",
        Scheme::Plain => "ws",
    };
    let request = format!("{scheme}://{}/v1/link", host.authority())
        .into_client_request()
        .map_err(|_| SocketError::NotAHost)?;
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_write_buffer_size(4 * limits::FRAME_BYTES)
        .max_message_size(Some(limits::FRAME_BYTES))
        .max_frame_size(Some(limits::FRAME_BYTES));
    match client_async_with_config(request, stream, Some(config)).await {
        Ok((socket, _)) => {
            let (sink, stream) = socket.split();
            Ok((Sender(sink), Receiver(stream)))
        }
        Err(tungstenite::Error::Http(response)) if is_shedding(response.status().as_u16()) => {
            let header = response.headers().get(RETRY_AFTER);
            let seconds = header.and_then(|value| value.to_str().ok()?.trim().parse().ok());
            Err(SocketError::Busy {
                retry_after: seconds.map(Duration::from_secs),
            })
        }
        Err(tungstenite::Error::Io(_)) => Err(ConnectError::Unreachable.into()),
        Err(_) => Err(SocketError::NotAHost),
    }
}

/// 429 and 503.
const fn is_shedding(status: u16) -> bool {
    matches!(status, 429 | 503)
}

impl Sender {
    /// Sends one frame; `false`: the socket is gone.
    pub(crate) async fn frame(&mut self, frame: Bytes) -> bool {
        self.0.send(Message::Binary(frame)).await.is_ok()
    }
}

impl Receiver {
    /// The next thing that comes.
    pub(crate) async fn next(&mut self) -> Received {
        match self.0.next().await {
            Some(Ok(Message::Binary(frame))) => Received::Frame(frame),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Received::Alive,
            Some(Ok(Message::Text(_) | Message::Close(_) | Message::Frame(_)) | Err(_)) | None => {
                Received::Ended
            }
        }
    }
}
