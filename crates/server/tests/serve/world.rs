//! A host in this process, and links to it over real sockets.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use hudhud_base::{EntryId, Generation, Handle, LogAddress, RequestId, Seq};
use hudhud_crypto::identity::capability_hash;
use hudhud_server::{Config, ServeArgs, Server};
use hudhud_wire::{
    Append, Capability, CapabilityHashes, Class, ClientFrame, Create, LinkKind, LogKind, OpenLog,
    Reply, Request, ServerFrame, decode_server, encode_client,
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

/// Settings for a host on a free port, with its data in `data`.
pub(crate) fn settings(data: &Path) -> ServeArgs {
    ServeArgs {
        listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))),
        data: Some(data.to_owned()),
        domain: Some("hudhud.example".to_owned()),
        cache_mib: Some(8),
        // What costs is asked for by the tests that are about it.
        create_bits: Some(0),
        sign_up_bits: Some(0),
        blob_bits: Some(0),
        ..ServeArgs::default()
    }
}

pub(crate) fn start(args: ServeArgs) -> Server {
    Server::start(Config::resolve(args).unwrap()).unwrap()
}

/// Stops a host from within an async test: stopping blocks.
pub(crate) async fn stop(server: Server) {
    tokio::task::spawn_blocking(move || server.shutdown())
        .await
        .unwrap()
        .unwrap();
}

/// What the host counts, as it shows it.
pub(crate) async fn metrics(server: &Server) -> String {
    get(server.metrics_addr().unwrap(), "/metrics").await
}

/// Asks for a path by HTTP; the answer with its head.
pub(crate) async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

/// The value of one of [`metrics`].
pub(crate) fn value(metrics: &str, name: &str) -> u64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name));
    let value = line.and_then(|line| line.strip_prefix(' '));
    value
        .unwrap_or_else(|| panic!("{name} is not counted"))
        .parse()
        .unwrap()
}

/// One link, with what was pushed on it meanwhile.
pub(crate) struct Link<S> {
    pub(crate) socket: WebSocketStream<S>,
    pub(crate) pushed: VecDeque<ServerFrame>,
    next: u32,
}

pub(crate) type PlainLink = Link<TcpStream>;

/// Opens a link without saying Hello.
pub(crate) async fn connect(address: SocketAddr) -> PlainLink {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    Link::over(stream).await
}

/// Opens a link for logs whose system buffer for what comes in is small.
pub(crate) async fn narrow(address: SocketAddr) -> PlainLink {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(8 * 1024).unwrap();
    let mut link = Link::over(socket.connect(address).await.unwrap()).await;
    link.hello(LinkKind::Conversations).await;
    link
}

/// Opens a link for logs.
pub(crate) async fn conversations(address: SocketAddr) -> PlainLink {
    let mut link = connect(address).await;
    link.hello(LinkKind::Conversations).await;
    link
}

/// Writes a log with a few entries.
pub(crate) async fn write_some(address: SocketAddr) {
    let mut link = conversations(address).await;
    let log = Log::new(7);
    link.create(&log).await;
    link.open(&log, Handle(1)).await;
    for number in 0..40 {
        link.ask(message(Handle(1), number, 300)).await;
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Link<S> {
    pub(crate) async fn over(stream: S) -> Self {
        let url = "ws://hudhud.example/v1/link";
        let (socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        Self {
            socket,
            pushed: VecDeque::new(),
            next: 1,
        }
    }

    pub(crate) async fn hello(&mut self, link: LinkKind) -> Reply {
        let agent = "test".to_owned();
        self.ask(Request::Hello {
            version_min: 1,
            version_max: 1,
            link,
            agent,
        })
        .await
    }

    /// Sends a request without waiting; its id.
    pub(crate) async fn send(&mut self, request: Request) -> RequestId {
        let id = RequestId(self.next);
        self.next += 1;
        self.send_bytes(encode_client(&ClientFrame { id, request }))
            .await;
        id
    }

    pub(crate) async fn send_bytes(&mut self, bytes: Bytes) {
        self.socket.send(Message::Binary(bytes)).await.unwrap();
    }

    /// Asks and waits; what is pushed meanwhile is kept.
    pub(crate) async fn ask(&mut self, request: Request) -> Reply {
        let asked = self.send(request).await;
        loop {
            let frame = self.receive().await.expect("the link is open");
            if let ServerFrame::Reply { id, reply } = frame {
                assert_eq!(id, asked, "answers come in order");
                return reply;
            }
            self.pushed.push_back(frame);
        }
    }

    /// The next frame from the socket; `None` if the host closed the link.
    pub(crate) async fn receive(&mut self) -> Option<ServerFrame> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Binary(bytes))) => return Some(decode_server(bytes).unwrap()),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next push.
    pub(crate) async fn push(&mut self) -> ServerFrame {
        match self.pushed.pop_front() {
            Some(frame) => frame,
            None => self.receive().await.expect("the link is open"),
        }
    }

    /// Creates a conversation log.
    pub(crate) async fn create(&mut self, log: &Log) {
        assert_eq!(self.ask(log.creation()).await, Reply::Done);
    }

    /// Opens a log for reading and writing.
    pub(crate) async fn open(&mut self, log: &Log, handle: Handle) {
        let open = OpenLog {
            handle,
            address: log.address,
            generation: Generation(0),
            read: Some(log.read()),
            write: Some(log.write()),
            control: None,
        };
        let reply = self.ask(Request::Open(vec![open])).await;
        let Reply::Opened(opened) = reply else {
            panic!("not opened: {reply:?}")
        };
        opened[0].outcome.unwrap();
    }

    /// Follows from the beginning.
    pub(crate) async fn live(&mut self, handle: Handle) {
        let reply = self
            .ask(Request::Live {
                handle,
                from: Seq(1),
            })
            .await;
        assert_eq!(reply, Reply::Done);
    }

    /// Reads pushes until `count` entries of any log have come; their sequence numbers.
    pub(crate) async fn entries(&mut self, count: usize) -> Vec<Seq> {
        let mut seqs = Vec::new();
        while seqs.len() < count {
            let frame = self.push().await;
            let ServerFrame::Entries(entries) = frame else {
                panic!("no entries: {frame:?}")
            };
            seqs.extend(entries.entries.iter().map(|entry| entry.seq));
        }
        seqs
    }
}

/// A log as its members know it; everything follows from one byte.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log {
    pub(crate) address: LogAddress,
    seed: u8,
}

impl Log {
    pub(crate) fn new(seed: u8) -> Self {
        Self {
            address: LogAddress([seed; 32]),
            seed,
        }
    }

    pub(crate) fn read(&self) -> Capability {
        Capability([self.seed.wrapping_add(1); 32])
    }

    pub(crate) fn write(&self) -> Capability {
        Capability([self.seed.wrapping_add(2); 32])
    }

    /// What makes it, unpaid.
    pub(crate) fn creation(&self) -> Request {
        Request::Create(Create {
            address: self.address,
            kind: LogKind::Conversation,
            hashes: self.hashes(),
            payment: None,
            generation: Generation(0),
            first: Seq(1),
        })
    }

    fn hashes(&self) -> CapabilityHashes {
        CapabilityHashes {
            read: capability_hash(&self.read().0),
            write: capability_hash(&self.write().0),
            control: capability_hash(&[self.seed.wrapping_add(3); 32]),
        }
    }
}

/// A message of `length` bytes; `number` makes its id and its bytes.
pub(crate) fn message(handle: Handle, number: u32, length: usize) -> Request {
    let mut entry = [0; 16];
    entry[..4].copy_from_slice(&number.to_be_bytes());
    Request::Append(Append {
        handle,
        entry: EntryId(entry),
        class: Class::Plain,
        generation: Generation(0),
        expected_head: None,
        rotation: None,
        expires: None,
        erase_hash: None,
        body: Bytes::from(vec![number.to_be_bytes()[3]; length]),
    })
}
