//! A host behind a door: a test opens it, shuts it, or puts somebody else there.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use hudhud_client::{Client, Config, Database, Options};
use hudhud_dialogue::Command;
use hudhud_sim::LoneHost;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

/// Who answers at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answering {
    /// The host.
    Host,
    /// Nobody speaks: connections are taken and left alone.
    Nobody,
    /// Connections are ended as soon as they are made.
    HangsUp,
    /// The host has too much to do: come back in thirty seconds.
    Busy,
    /// Something that is no host.
    Stranger,
    /// The host, and its frames are garbled.
    Garbled,
    /// The host takes links, and says nothing on them.
    Mute,
}

/// What the tasks of the door share.
struct Shared {
    host: LoneHost,
    answering: Answering,
    /// When each attempt came.
    attempts: Vec<Instant>,
    /// What goes out on each link; a link without this has been cut.
    links: BTreeMap<u64, mpsc::UnboundedSender<Bytes>>,
    next_link: u64,
}

/// A host on loopback.
pub(crate) struct Door {
    shared: Arc<Mutex<Shared>>,
    address: SocketAddr,
    tasks: JoinSet<()>,
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap()
}

impl Door {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shared = Shared {
            host: LoneHost::new("door.example"),
            answering: Answering::Host,
            attempts: Vec::new(),
            links: BTreeMap::new(),
            next_link: 0,
        };
        let mut door = Self {
            shared: Arc::new(Mutex::new(shared)),
            address: listener.local_addr().unwrap(),
            tasks: JoinSet::new(),
        };
        door.tasks
            .spawn(welcome(Arc::clone(&door.shared), listener));
        door
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Cuts every link, and lets nothing listen at the address any more.
    pub(crate) async fn shut(&mut self) {
        self.tasks.shutdown().await;
        self.cut_links();
    }

    /// Listens again after [`Door::shut`].
    pub(crate) async fn open_again(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.tasks
            .spawn(welcome(Arc::clone(&self.shared), listener));
    }

    /// Who answers from now on; links that are there are cut.
    pub(crate) fn answers(&self, answering: Answering) {
        lock(&self.shared).answering = answering;
        self.cut_links();
    }

    pub(crate) fn cut_links(&self) {
        lock(&self.shared).links.clear();
    }

    /// Links that are up, as the host sees it.
    pub(crate) fn links(&self) -> usize {
        lock(&self.shared).links.len()
    }

    /// Waits until no link is up any more.
    pub(crate) async fn until_left(&self) {
        self.until(|links| links == 0).await;
    }

    /// Waits until a link is up.
    pub(crate) async fn until_linked(&self) {
        self.until(|links| links > 0).await;
    }

    async fn until(&self, enough: impl Fn(usize) -> bool) {
        let end = soon();
        while !enough(self.links()) {
            assert!(Instant::now() < end, "still {} links", self.links());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// When attempts came since this was last asked.
    pub(crate) fn attempts(&self) -> Vec<Instant> {
        std::mem::take(&mut lock(&self.shared).attempts)
    }

    /// A new device, in memory.
    pub(crate) fn device(&self) -> Client {
        Client::open_database(Database::Memory, options()).unwrap()
    }

    /// A new device with an account of this name.
    pub(crate) async fn person(&self, name: &str) -> Client {
        let client = self.device();
        self.sign_up(&client, name).await;
        client
    }

    pub(crate) async fn sign_up(&self, client: &Client, name: &str) {
        let sign_up = Command::SignUp {
            host: self.url(),
            name: Some(name.to_owned()),
            code: None,
        };
        client.command(sign_up).await.unwrap();
        client.until_quiet(soon()).await.unwrap();
    }
}

/// What devices of these tests are like.
pub(crate) fn options() -> Options {
    Options {
        engine: Config {
            receipt_delay_min_ms: 0,
            receipt_delay_max_ms: 1,
            key_packages: 2,
            ..Config::default()
        },
        ..Options::default()
    }
}

/// More time than anything takes that works.
pub(crate) fn soon() -> Instant {
    Instant::now() + Duration::from_secs(120)
}

async fn welcome(shared: Arc<Mutex<Shared>>, listener: TcpListener) {
    let mut links = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).unwrap();
        lock(&shared).attempts.push(Instant::now());
        links.spawn(answer(Arc::clone(&shared), stream));
    }
}

async fn answer(shared: Arc<Mutex<Shared>>, mut stream: TcpStream) {
    let answering = lock(&shared).answering;
    let words = match answering {
        Answering::Host | Answering::Garbled | Answering::Mute => {
            return carry(shared, stream, answering).await;
        }
        Answering::HangsUp => return,
        Answering::Nobody => {
            // Until the other side gives up.
            let mut ignored = Vec::new();
            let _ = stream.read_to_end(&mut ignored).await;
            return;
        }
        Answering::Busy => "HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n",
        Answering::Stranger => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    };
    let mut asked = [0; 1024];
    let _ = stream.read(&mut asked).await;
    // Whoever asked may be gone.
    let _ = stream.write_all(words.as_bytes()).await;
}

/// Carries frames between a link and the host until either of them ends it.
async fn carry(shared: Arc<Mutex<Shared>>, stream: TcpStream, answering: Answering) {
    let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
        return;
    };
    let (sender, mut outgoing) = mpsc::unbounded_channel();
    let number = {
        let mut shared = lock(&shared);
        shared.next_link += 1;
        let number = shared.next_link;
        shared.host.connects(number);
        shared.links.insert(number, sender);
        number
    };
    loop {
        tokio::select! {
            frame = outgoing.recv() => {
                let Some(frame) = frame else { break };
                let frame = if answering == Answering::Garbled {
                    Bytes::from_static(b"\xff\xff\xff")
                } else {
                    frame
                };
                if socket.send(Message::Binary(frame)).await.is_err() {
                    break;
                }
            }
            message = socket.next() => {
                let Some(Ok(message)) = message else { break };
                let Message::Binary(frame) = message else { continue };
                if answering == Answering::Mute {
                    continue;
                }
                let mut shared = lock(&shared);
                for (link, frame) in shared.host.hears(number, frame) {
                    if let Some(link) = shared.links.get(&link) {
                        // Its task ends at this moment, if it does not take this.
                        let _ = link.send(frame);
                    }
                }
            }
        }
    }
    let mut shared = lock(&shared);
    shared.links.remove(&number);
    shared.host.disconnects(number);
}
