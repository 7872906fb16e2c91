//! The connection to a browser: commands with their answers, and what it says by itself.
//!
//! One task owns the socket. Both protocols number commands and name events alike; what an event
//! means is a [`Listener`]'s, which writes it into the [`Record`]. Knows nothing of selectors or people.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::record::Record;

/// What has not come after this long will not come; two processors may be busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A command that has no answer by then never gets one: the target hangs.
const ANSWER: Duration = Duration::from_secs(60);

/// A picture of a long page is large.
const MESSAGE_BYTES: usize = 256 << 20;

/// Commands that wait for the socket.
const QUEUE: usize = 64;

/// What the connection's task and its users both look at.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    record: Mutex<Record>,
    changed: Notify,
}

impl Shared {
    /// The record, for a moment.
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the record says something.
    pub(crate) async fn until<T>(
        &self,
        limit: Duration,
        says: impl Fn(&Record) -> Option<T>,
    ) -> anyhow::Result<T> {
        let wait = async {
            loop {
                let changed = self.changed.notified();
                if let Some(found) = says(&self.record()) {
                    return found;
                }
                changed.await;
            }
        };
        tokio::time::timeout(limit, wait)
            .await
            .context("the browser never said so")
    }
}

/// What a browser is told, for one of its targets or for itself.
#[derive(Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) session: Option<String>,
    pub(crate) method: &'static str,
    pub(crate) parameters: Value,
}

impl Request {
    /// For the browser itself.
    pub(crate) fn new(method: &'static str, parameters: Value) -> Self {
        Self {
            session: None,
            method,
            parameters,
        }
    }

    /// The same for one of its targets.
    pub(crate) fn to(mut self, session: &str) -> Self {
        self.session = Some(session.to_owned());
        self
    }
}

/// What a browser said by itself.
#[derive(Debug)]
pub(crate) struct Event {
    /// The target that said it, where the protocol tells it so; else empty.
    pub(crate) session: String,
    pub(crate) method: String,
    pub(crate) parameters: Value,
}

/// Understands what a browser says by itself.
pub(crate) trait Listener: Send + 'static {
    /// Notes an event. The browser is told what is returned; nobody waits for the answers.
    fn hears(&mut self, event: &Event, record: &mut Record) -> Vec<Request>;
}

struct Command {
    request: Request,
    answer: oneshot::Sender<anyhow::Result<Value>>,
}

/// A connection to one browser. Dropping it ends its task.
#[derive(Debug)]
pub(crate) struct Socket {
    commands: mpsc::Sender<Command>,
    task: AbortHandle,
    /// What the browser said.
    pub(crate) shared: Arc<Shared>,
}

impl Socket {
    /// Connects.
    pub(crate) async fn connect(address: &str, listener: impl Listener) -> anyhow::Result<Self> {
        let authority = address
            .strip_prefix("ws://")
            .and_then(|rest| rest.split('/').next())
            .with_context(|| format!("not the address of a browser: {address}"))?;
        let stream = TcpStream::connect(authority).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES))
            .max_frame_size(Some(MESSAGE_BYTES));
        let (socket, _response) =
            tokio_tungstenite::client_async_with_config(address, stream, Some(config)).await?;
        let (sink, stream) = socket.split();
        let shared = Arc::<Shared>::default();
        let (commands, queue) = mpsc::channel(QUEUE);
        let exchange = Exchange {
            sink,
            listener,
            waiting: HashMap::new(),
            next: 1,
            shared: Arc::clone(&shared),
        };
        let task = tokio::spawn(exchange.run(stream, queue)).abort_handle();
        Ok(Self {
            commands,
            task,
            shared,
        })
    }

    /// Sends a command and waits for its answer.
    pub(crate) async fn send(&self, request: Request) -> anyhow::Result<Value> {
        let (answer, answered) = oneshot::channel();
        let method = request.method;
        let gone = || format!("the browser is gone ({method})");
        let command = Command { request, answer };
        self.commands.send(command).await.ok().with_context(gone)?;
        tokio::time::timeout(ANSWER, answered)
            .await
            .with_context(|| format!("{method} was never answered"))?
            .ok()
            .with_context(gone)?
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Sink = SplitSink<WebSocketStream<TcpStream>, Message>;

struct Exchange<L> {
    sink: Sink,
    listener: L,
    waiting: HashMap<u64, (&'static str, oneshot::Sender<anyhow::Result<Value>>)>,
    next: u64,
    shared: Arc<Shared>,
}

impl<L: Listener> Exchange<L> {
    async fn run(
        mut self,
        mut stream: SplitStream<WebSocketStream<TcpStream>>,
        mut queue: mpsc::Receiver<Command>,
    ) {
        loop {
            tokio::select! {
                message = stream.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        if self.hear(text.as_str()).await.is_err() {
                            break;
                        }
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => break,
                },
                command = queue.recv() => {
                    let Some(Command { request, answer }) = command else { break };
                    self.waiting.insert(self.next, (request.method, answer));
                    if self.write(request).await.is_err() {
                        break;
                    }
                }
            }
        }
        self.shared.record().ended = true;
        self.shared.changed.notify_waiters();
    }

    async fn hear(&mut self, text: &str) -> anyhow::Result<()> {
        let mut message: Value = serde_json::from_str(text)?;
        if let Some(number) = message["id"].as_u64() {
            if let Some((method, answer)) = self.waiting.remove(&number) {
                let result = match message.get("error") {
                    Some(error) => {
                        let words = message["message"].as_str().unwrap_or("");
                        Err(anyhow!("{method}: {error} {words}"))
                    }
                    None => Ok(message["result"].take()),
                };
                // Whoever asked may have lost patience.
                let _late = answer.send(result);
            }
            return Ok(());
        }
        let Some(method) = message["method"].as_str().map(str::to_owned) else {
            bail!("neither an answer nor an event: {text}");
        };
        let event = Event {
            session: message["sessionId"].as_str().unwrap_or("").to_owned(),
            method,
            parameters: message["params"].take(),
        };
        let requests = self.listener.hears(&event, &mut self.shared.record());
        for request in requests {
            self.write(request).await?;
        }
        self.shared.changed.notify_waiters();
        Ok(())
    }

    async fn write(&mut self, request: Request) -> anyhow::Result<()> {
        let number = self.next;
        self.next += 1;
        let mut message = json!({
            "id": number, "method": request.method, "params": request.parameters,
        });
        if let Some(session) = request.session {
            message["sessionId"] = session.into();
        }
        self.sink
            .send(Message::text(message.to_string()))
            .await
            .context("the browser is gone")
    }
}
