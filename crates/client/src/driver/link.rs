//! One link: a task that connects, carries frames both ways, and says how it ended.

use std::time::Duration;

use bytes::Bytes;
use hudhud_base::{HostUrl, RequestId};
use hudhud_dialogue::{Link, Trouble};
use hudhud_wire::{ClientFrame, Request, ServerFrame, decode_server, encode_client};
use tokio::sync::mpsc;

use crate::platform::{
    self, ConnectError, Instant, Mistrust, Received, SocketError, Tls, sleep, sleep_until, timeout,
};

/// For connecting, TLS and the upgrade together.
const CONNECT: Duration = Duration::from_secs(20);
/// Silence after which a sign of life is asked for.
const PING: Duration = Duration::from_secs(4 * 60);
/// Silence after which the link is given up, once it was asked for.
const ANSWER: Duration = Duration::from_secs(30);
/// The number of the request for a sign of life. A WebSocket's own ping would do, but a browser
/// gives none. The engine counts its requests from 1 and stays far below.
const PING_ID: RequestId = RequestId(u32::MAX);

/// One attempt at one link; a later attempt has a higher number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attempt {
    pub(super) link: Link,
    pub(super) number: u64,
}

/// What happens on a link.
#[derive(Debug)]
pub(super) enum LinkNews {
    /// Connected.
    Up,
    /// A frame came.
    Frame(Box<ServerFrame>),
    /// It is over.
    Down {
        /// How long it was up; zero if it never was.
        lived: Duration,
        /// How long the host asks to be left alone.
        retry_after: Option<Duration>,
        /// The way there is closed by our own settings: trying again does not help.
        cause: Trouble,
    },
}

/// Everything a link's task needs.
pub(super) struct Task {
    pub(super) attempt: Attempt,
    pub(super) host: HostUrl,
    pub(super) tls: Tls,
    pub(super) wait: Duration,
    pub(super) frames: mpsc::Receiver<ClientFrame>,
    pub(super) news: mpsc::Sender<(Attempt, LinkNews)>,
}

impl Task {
    /// Runs until the link ends; the last news is always `Down`.
    pub(super) async fn run(mut self) {
        sleep(self.wait).await;
        let began = match timeout(CONNECT, platform::open_socket(&self.host, &self.tls)).await {
            Ok(Ok(socket)) => Ok(socket),
            Ok(Err(error)) => Err(why(error)),
            Err(_) => Err((Trouble::Unreachable, None)),
        };
        let (cause, retry_after, lived) = match began {
            Err((cause, retry_after)) => (cause, retry_after, Duration::ZERO),
            Ok((sender, receiver)) => {
                let up = Instant::now();
                if self
                    .news
                    .send((self.attempt.clone(), LinkNews::Up))
                    .await
                    .is_err()
                {
                    return;
                }
                let (cause, retry_after) = self.carry(sender, receiver).await;
                (cause, retry_after, up.elapsed())
            }
        };
        tracing::debug!(?cause, lived_ms = lived.as_millis(), "a link ended");
        let down = LinkNews::Down {
            lived,
            retry_after,
            cause,
        };
        // The driver being gone is the other way for a link to end.
        let _ = self.news.send((self.attempt, down)).await;
    }

    async fn carry(
        &mut self,
        mut sender: platform::Sender,
        receiver: platform::Receiver,
    ) -> (Trouble, Option<Duration>) {
        let (heard, mut listen) = mpsc::channel::<()>(1);
        let attempt = self.attempt.clone();
        let news = self.news.clone();
        let reading = read(attempt, receiver, news, heard);
        tokio::pin!(reading);
        let mut quiet_since = Instant::now();
        let mut asked = false;
        loop {
            let patience = if asked { PING + ANSWER } else { PING };
            tokio::select! {
                ended = &mut reading => return ended,
                Some(()) = listen.recv() => {
                    quiet_since = Instant::now();
                    asked = false;
                }
                frame = self.frames.recv() => {
                    let Some(frame) = frame else { return (Trouble::Broken, None) };
                    if !sender.frame(encode_client(&frame)).await {
                        return (Trouble::Broken, None);
                    }
                }
                () = sleep_until(quiet_since + patience) => {
                    if asked || !sender.frame(ping()).await {
                        return (Trouble::Broken, None);
                    }
                    asked = true;
                }
            }
        }
    }
}

fn ping() -> Bytes {
    encode_client(&ClientFrame {
        id: PING_ID,
        request: Request::Ping,
    })
}

/// Decodes what comes and hands it on; waits when the driver has enough to do.
async fn read(
    attempt: Attempt,
    mut receiver: platform::Receiver,
    news: mpsc::Sender<(Attempt, LinkNews)>,
    heard: mpsc::Sender<()>,
) -> (Trouble, Option<Duration>) {
    loop {
        let bytes = match receiver.next().await {
            Received::Ended => return (Trouble::Broken, None),
            Received::Alive => {
                let _ = heard.try_send(());
                continue;
            }
            Received::Frame(bytes) => bytes,
        };
        // A full queue means that the other side will see an earlier sign of life.
        let _ = heard.try_send(());
        let Ok(frame) = decode_server(bytes) else {
            return (Trouble::Malformed, None);
        };
        let away = match &frame {
            ServerFrame::Reply { id: PING_ID, .. } => continue,
            ServerFrame::GoAway { retry_after_ms } => Some(*retry_after_ms),
            ServerFrame::Reply { .. }
            | ServerFrame::Entries(_)
            | ServerFrame::Ended { .. }
            | ServerFrame::Lagging { .. }
            | ServerFrame::Signalled { .. } => None,
        };
        if news
            .send((attempt.clone(), LinkNews::Frame(Box::new(frame))))
            .await
            .is_err()
        {
            return (Trouble::Broken, None);
        }
        if let Some(retry_after_ms) = away {
            return (
                Trouble::Busy,
                Some(Duration::from_millis(u64::from(retry_after_ms))),
            );
        }
    }
}

const fn mistrusted(mistrust: Mistrust) -> Trouble {
    match mistrust {
        Mistrust::Untrusted => Trouble::Untrusted,
        Mistrust::Expired => Trouble::Expired,
        Mistrust::OtherName => Trouble::OtherName,
        Mistrust::NoTls => Trouble::NoTls,
    }
}

fn why(error: SocketError) -> (Trouble, Option<Duration>) {
    match error {
        SocketError::Connect(ConnectError::PlainNotAllowed) => (Trouble::PlainNotAllowed, None),
        SocketError::Connect(ConnectError::Unreachable) => (Trouble::Unreachable, None),
        SocketError::Connect(ConnectError::Tls(mistrust)) => (mistrusted(mistrust), None),
        SocketError::Busy { retry_after } => (Trouble::Busy, retry_after),
        SocketError::NotAHost => (Trouble::NotAHost, None),
    }
}
