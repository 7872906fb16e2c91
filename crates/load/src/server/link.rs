//! A link to a host as a client holds it: WebSocket, `Hello`, requests and answers.
//!
//! For setting up and for slow work. Traffic that is measured polls the socket itself.

use std::collections::VecDeque;

use anyhow::{Context as _, bail, ensure};
use futures_util::{SinkExt as _, StreamExt as _};
use hudhud_base::{Handle, RequestId, limits};
use hudhud_server::Stream;
use hudhud_wire::{
    ClientFrame, LinkKind, OpenLog, Reply, Request, ServerFrame, decode_server, encode_client,
};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::log::{Access, Log};
use super::stream::Target;

/// What is read or written at once, at most, on a link that is idle most of the time.
const SMALL_BUFFER_BYTES: usize = 1024;
/// The same on a link under load.
const LARGE_BUFFER_BYTES: usize = 32 * 1024;

/// How much a link is going to carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    Idle,
    Busy,
}

/// One open link.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) socket: WebSocketStream<Stream>,
    next: u32,
}

impl Link {
    /// Connects and says Hello.
    pub(crate) async fn open(target: &Target, kind: LinkKind, load: Load) -> anyhow::Result<Self> {
        let stream = target.connect().await?;
        let buffer = match load {
            Load::Idle => SMALL_BUFFER_BYTES,
            Load::Busy => LARGE_BUFFER_BYTES,
        };
        let config = WebSocketConfig::default()
            .read_buffer_size(buffer)
            .write_buffer_size(buffer)
            .max_message_size(Some(limits::FRAME_BYTES))
            .max_frame_size(Some(limits::FRAME_BYTES));
        let url = "ws://localhost/v1/link";
        let upgrade = tokio_tungstenite::client_async_with_config(url, stream, Some(config));
        let (socket, _) = Box::pin(upgrade).await.context("opening a link")?;
        let mut link = Self { socket, next: 1 };
        let hello = Request::Hello {
            version_min: 1,
            version_max: 1,
            link: kind,
            agent: "hudhud-load".to_owned(),
        };
        let answer = link.ask(hello).await?;
        if matches!(answer, Reply::Welcome(_)) {
            Ok(link)
        } else {
            bail!("no welcome: {answer:?}")
        }
    }

    /// The id of the next request.
    pub(crate) fn next_id(&mut self) -> RequestId {
        let id = self.next;
        self.next = self.next.checked_add(1).unwrap_or(1);
        RequestId(id)
    }

    /// Asks and waits for the answer. Nothing may be followed yet.
    pub(crate) async fn ask(&mut self, request: Request) -> anyhow::Result<Reply> {
        let mut replies = self.ask_all(VecDeque::from([request]), 1).await?;
        replies.pop().context("no answer")
    }

    /// Asks everything, at most `window` at a time; answers in order.
    pub(crate) async fn ask_all(
        &mut self,
        mut requests: VecDeque<Request>,
        window: usize,
    ) -> anyhow::Result<Vec<Reply>> {
        let mut replies = Vec::with_capacity(requests.len());
        let mut open = 0;
        loop {
            while open < window.min(limits::REQUESTS_IN_FLIGHT)
                && let Some(request) = requests.pop_front()
            {
                let frame = ClientFrame {
                    id: self.next_id(),
                    request,
                };
                self.socket
                    .feed(Message::Binary(encode_client(&frame)))
                    .await?;
                open += 1;
            }
            if open == 0 {
                return Ok(replies);
            }
            self.socket.flush().await?;
            if let ServerFrame::Reply { reply, .. } = self.receive().await? {
                replies.push(reply);
                open -= 1;
            }
        }
    }

    /// The next frame.
    pub(crate) async fn receive(&mut self) -> anyhow::Result<ServerFrame> {
        loop {
            let message = self.socket.next().await.context("the host closed a link")?;
            match message.context("reading from a link")? {
                Message::Binary(bytes) => {
                    return decode_server(bytes).context("a frame of the host");
                }
                Message::Close(_) => bail!("the host closed a link"),
                Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    /// Creates logs.
    pub(crate) async fn create(&mut self, logs: impl Iterator<Item = Log>) -> anyhow::Result<()> {
        let requests = logs.map(Log::create).collect();
        let replies = self.ask_all(requests, limits::REQUESTS_IN_FLIGHT).await?;
        all_done(&replies)
    }

    /// Opens logs under the handles 1, 2, 3 and so on; returns how many.
    pub(crate) async fn open_logs(
        &mut self,
        logs: impl Iterator<Item = Log>,
        access: Access,
    ) -> anyhow::Result<u32> {
        let all: Vec<OpenLog> = (1..)
            .map(Handle)
            .zip(logs)
            .map(|(handle, log)| log.open(handle, access))
            .collect();
        let batches = all.chunks(limits::OPEN_BATCH);
        let requests = batches.map(|batch| Request::Open(batch.to_vec())).collect();
        let mut count = 0;
        for reply in self.ask_all(requests, 4).await? {
            let Reply::Opened(opened) = reply else {
                bail!("logs were not opened: {reply:?}");
            };
            for log in opened {
                log.outcome
                    .map_err(|code| anyhow::anyhow!("a log was not opened: {code:?}"))?;
                count += 1;
            }
        }
        Ok(count)
    }
}

/// Every answer is `Done`.
pub(crate) fn all_done(replies: &[Reply]) -> anyhow::Result<()> {
    let wrong = replies.iter().find(|reply| **reply != Reply::Done);
    ensure!(wrong.is_none(), "the host refused: {wrong:?}");
    Ok(())
}
