//! The DevTools connection: commands with their answers, and what every target says by itself.
//!
//! One task owns the socket. It sets up each target before the target runs its first line, and
//! writes what targets say into the [`Record`]. Knows nothing of selectors or people.

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

use crate::manner::Manner;
use crate::record::Record;

/// A command that has no answer by then never gets one: the target hangs.
const ANSWER: Duration = Duration::from_secs(60);

/// A picture of a long page is large.
const MESSAGE_BYTES: usize = 256 << 20;

/// Commands that wait for the socket.
const QUEUE: usize = 64;

/// What a new target is told before it runs anything.
#[derive(Debug, Default)]
pub(crate) struct Setup {
    /// Scripts for pages, run in each new document before its own.
    pub(crate) page_scripts: Vec<String>,
    /// Whether the network is off.
    pub(crate) offline: bool,
}

/// What the connection's task and its users both look at.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    record: Mutex<Record>,
    setup: Mutex<Setup>,
    changed: Notify,
}

impl Shared {
    /// The record, for a moment.
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What new targets are told, for a moment.
    pub(crate) fn setup(&self) -> MutexGuard<'_, Setup> {
        self.setup.lock().unwrap_or_else(PoisonError::into_inner)
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

struct Command {
    session: Option<String>,
    method: &'static str,
    parameters: Value,
    answer: oneshot::Sender<anyhow::Result<Value>>,
}

/// A connection to one browser. Dropping it ends its task.
#[derive(Debug)]
pub(crate) struct Devtools {
    commands: mpsc::Sender<Command>,
    task: AbortHandle,
    /// What targets said.
    pub(crate) shared: Arc<Shared>,
}

impl Devtools {
    /// Connects, and asks to be told of every target.
    pub(crate) async fn connect(address: &str, manner: &Manner) -> anyhow::Result<Self> {
        let authority = address
            .strip_prefix("ws://")
            .and_then(|rest| rest.split('/').next())
            .with_context(|| format!("not an address of DevTools: {address}"))?;
        let stream = TcpStream::connect(authority).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES))
            .max_frame_size(Some(MESSAGE_BYTES));
        let (socket, _response) =
            tokio_tungstenite::client_async_with_config(address, stream, Some(config)).await?;
        let (sink, stream) = socket.split();
        let shared = Arc::<Shared>::default();
        *shared.setup() = Setup {
            page_scripts: manner.page_scripts.clone(),
            offline: false,
        };
        let (commands, queue) = mpsc::channel(QUEUE);
        let exchange = Exchange {
            sink,
            waiting: HashMap::new(),
            next: 1,
            shared: Arc::clone(&shared),
        };
        let task = tokio::spawn(exchange.run(stream, queue)).abort_handle();
        let devtools = Self {
            commands,
            task,
            shared,
        };
        devtools
            .send(None, "Target.setAutoAttach", auto_attach())
            .await?;
        Ok(devtools)
    }

    /// Sends a command to a target, or to the browser, and waits for its answer.
    pub(crate) async fn send(
        &self,
        session: Option<&str>,
        method: &'static str,
        parameters: Value,
    ) -> anyhow::Result<Value> {
        let (answer, answered) = oneshot::channel();
        let command = Command {
            session: session.map(str::to_owned),
            method,
            parameters,
            answer,
        };
        let gone = || format!("the browser is gone ({method})");
        self.commands.send(command).await.ok().with_context(gone)?;
        tokio::time::timeout(ANSWER, answered)
            .await
            .with_context(|| format!("{method} was never answered"))?
            .ok()
            .with_context(gone)?
    }
}

impl Drop for Devtools {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Children stand still until they are set up.
fn auto_attach() -> Value {
    json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true })
}

/// Everything off, or nothing.
pub(crate) fn network_conditions(offline: bool) -> Value {
    json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 })
}

type Sink = SplitSink<WebSocketStream<TcpStream>, Message>;

struct Exchange {
    sink: Sink,
    waiting: HashMap<u64, (&'static str, oneshot::Sender<anyhow::Result<Value>>)>,
    next: u64,
    shared: Arc<Shared>,
}

impl Exchange {
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
                    let Some(command) = command else { break };
                    let Command { session, method, parameters, answer } = command;
                    let number = self.next;
                    self.waiting.insert(number, (method, answer));
                    if self.write(session.as_deref(), method, parameters).await.is_err() {
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
                    Some(error) => Err(anyhow!("{method}: {error}")),
                    None => Ok(message["result"].take()),
                };
                // Whoever asked may have lost patience.
                let _late = answer.send(result);
            }
            return Ok(());
        }
        let session = message["sessionId"].as_str().unwrap_or("").to_owned();
        let Some(method) = message["method"].as_str().map(str::to_owned) else {
            bail!("neither an answer nor an event: {text}");
        };
        let parameters = message["params"].take();
        if method == "Target.attachedToTarget" {
            let child = parameters["sessionId"].as_str().unwrap_or("").to_owned();
            let kind = parameters["targetInfo"]["type"].as_str().unwrap_or("");
            let address = parameters["targetInfo"]["url"].as_str().unwrap_or("");
            if address.starts_with("chrome:") {
                // The browser's own: it may run, and what it does is nobody's business.
                return self.resume(&child).await;
            }
            self.set_up(&child, kind).await?;
        }
        self.shared.record().note(&session, &method, &parameters);
        self.shared.changed.notify_waiters();
        Ok(())
    }

    /// Answers to these are not waited for: a kind of target that does not know one refuses it, and
    /// nothing is lost. Commands of one target are obeyed in order.
    async fn set_up(&mut self, child: &str, kind: &str) -> anyhow::Result<()> {
        let (scripts, offline) = {
            let setup = self.shared.setup();
            (setup.page_scripts.clone(), setup.offline)
        };
        for method in [
            "Runtime.enable",
            "Log.enable",
            "Network.enable",
            "Page.enable",
        ] {
            self.write(Some(child), method, json!({})).await?;
        }
        self.write(Some(child), "Target.setAutoAttach", auto_attach())
            .await?;
        if kind == "page" {
            for script in scripts {
                let parameters = json!({ "source": script });
                self.write(
                    Some(child),
                    "Page.addScriptToEvaluateOnNewDocument",
                    parameters,
                )
                .await?;
            }
        }
        if offline {
            self.write(
                Some(child),
                "Network.emulateNetworkConditions",
                network_conditions(true),
            )
            .await?;
        }
        self.resume(child).await
    }

    async fn resume(&mut self, child: &str) -> anyhow::Result<()> {
        self.write(Some(child), "Runtime.runIfWaitingForDebugger", json!({}))
            .await
    }

    async fn write(
        &mut self,
        session: Option<&str>,
        method: &str,
        parameters: Value,
    ) -> anyhow::Result<()> {
        let number = self.next;
        self.next += 1;
        let mut message = json!({ "id": number, "method": method, "params": parameters });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        self.sink
            .send(Message::text(message.to_string()))
            .await
            .context("the browser is gone")
    }
}
