//! The floods themselves. Each goes on until it is ended, and begins anew when the host ends it.

use std::cell::Cell;
use std::collections::VecDeque;
use std::rc::Rc;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use hudhud_base::{AccountId, DeviceId, Handle, Seq, limits};
use hudhud_wire::{ClientFrame, DeviceKeyPackages, LinkKind, Request, encode_client};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::server::link::{Link, Load};
use crate::server::log::{Access, Log, append, live, stamped};
use crate::server::stream::Target;

/// A log with much in it, which everybody who floods may read and write.
const LARGE: Log = Log(2);
/// Entries in it.
const ENTRIES: u64 = 128;
/// The handle by which links have it to read, and to write.
const HANDLE: Handle = Handle(1);
/// Requests that wait for their answers.
const WINDOW: usize = 64;
/// Logs that are opened with one request.
const OPENED: u32 = 512;
/// Bytes of an upload that is never finished.
const UPLOAD_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of the piece of it that is announced and not sent.
const PIECE_BYTES: usize = 1024 * 1024;

/// What is done to the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Opening logs that are not there, 512 at a time
    Open,
    /// Following and ceasing to follow a log with much in it
    Follow,
    /// Reading it again and again
    Read,
    /// Asking for it and never taking the answers
    Unread,
    /// Proving to be a device with signatures that are none
    Authenticate,
    /// Appending the largest entries
    Append,
    /// Creating logs
    Create,
    /// The largest frames, which are refused
    Large,
    /// Connections on which nothing is said
    Silent,
    /// Links that only ping
    Ping,
    /// Links that end as soon as they have begun
    Reconnect,
    /// Uploads that never end
    SlowUpload,
}

/// Fills the log.
pub(super) async fn prepare(target: &Target) -> anyhow::Result<()> {
    let mut link = Link::open(target, LinkKind::Conversations, Load::Busy).await?;
    link.create([LARGE].into_iter()).await?;
    link.open_logs([LARGE].into_iter(), Access::Write).await?;
    let body = Bytes::from(vec![9; limits::ENTRY_BYTES]);
    let entries = (0..ENTRIES).map(|number| append(HANDLE, stamped(number, number), &body));
    link.ask_all(entries.collect(), WINDOW).await?;
    Ok(())
}

/// Floods until it is aborted. What is unique among all who flood comes from `counter`.
pub(super) async fn run(kind: Kind, target: Target, counter: Rc<Counter>) {
    loop {
        // Why it ended is the host's affair; how often is told, lest a flood that never began looks harmless.
        let _why = once(kind, &target, &counter).await;
        counter.ended.set(counter.ended.get().saturating_add(1));
        tokio::task::yield_now().await;
    }
}

async fn once(kind: Kind, target: &Target, counter: &Counter) -> anyhow::Result<()> {
    let asking = match kind {
        Kind::Silent => return silent(target).await,
        Kind::Ping => return ping(target).await,
        Kind::SlowUpload => return slow_upload(target, counter).await,
        Kind::Unread => return unread(target).await,
        Kind::Reconnect => {
            Link::open(target, LinkKind::Conversations, Load::Idle).await?;
            return Ok(());
        }
        Kind::Open => Asking::without_a_log(LinkKind::Conversations, open_absent),
        Kind::Follow => Asking::of_the_log(Access::Read, follow_and_pause),
        Kind::Read => Asking::of_the_log(Access::Read, |_| vec![read()]),
        Kind::Append => Asking::of_the_log(Access::Write, append_largest),
        Kind::Create => {
            Asking::without_a_log(LinkKind::Conversations, |unique| vec![Log(unique).create()])
        }
        Kind::Authenticate => Asking::without_a_log(LinkKind::Account, |_| vec![authenticate()]),
        Kind::Large => Asking::without_a_log(LinkKind::Account, |_| vec![publish_unasked()]),
    };
    asking.go_on(target, counter).await
}

/// What all who flood one host count together.
#[derive(Debug)]
pub(super) struct Counter {
    /// A number that was not given yet.
    next: Cell<u32>,
    /// Links and connections that have ended.
    ended: Cell<u32>,
}

impl Counter {
    /// From above the numbers of the logs and entries that were prepared.
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self {
            next: Cell::new(1000),
            ended: Cell::new(0),
        })
    }

    fn next(&self) -> u32 {
        self.next.replace(self.next.get().wrapping_add(1))
    }

    /// How many links and connections have ended so far.
    pub(super) fn ended(&self) -> u32 {
        self.ended.get()
    }
}

/// What a link asks again and again.
struct Asking {
    link: LinkKind,
    /// How the log with much in it is opened first.
    access: Option<Access>,
    /// The requests of one time, by a number that is unique.
    requests: fn(u32) -> Vec<Request>,
}

impl Asking {
    fn of_the_log(access: Access, requests: fn(u32) -> Vec<Request>) -> Self {
        Self {
            link: LinkKind::Conversations,
            access: Some(access),
            requests,
        }
    }

    fn without_a_log(link: LinkKind, requests: fn(u32) -> Vec<Request>) -> Self {
        Self {
            link,
            access: None,
            requests,
        }
    }

    /// Asks and takes the answers, as fast as they come.
    async fn go_on(self, target: &Target, counter: &Counter) -> anyhow::Result<()> {
        let mut link = Link::open(target, self.link, Load::Busy).await?;
        if let Some(access) = self.access {
            link.open_logs([LARGE].into_iter(), access).await?;
        }
        loop {
            let mut batch = VecDeque::new();
            while batch.len() < WINDOW {
                batch.extend((self.requests)(counter.next()));
            }
            link.ask_all(batch, WINDOW).await?;
        }
    }
}

fn open_absent(unique: u32) -> Vec<Request> {
    let first = unique.wrapping_mul(OPENED);
    let logs = (0..OPENED).map(|at| {
        let log = Log(first.wrapping_add(at));
        log.open(Handle(at + 1), Access::Read)
    });
    vec![Request::Open(logs.collect())]
}

fn follow_and_pause(_unique: u32) -> Vec<Request> {
    vec![live(HANDLE), Request::Pause { handle: HANDLE }]
}

fn append_largest(unique: u32) -> Vec<Request> {
    let body = Bytes::from(vec![5; limits::ENTRY_BYTES]);
    vec![append(HANDLE, stamped(1, u64::from(unique)), &body)]
}

fn authenticate() -> Request {
    Request::Authenticate {
        account: AccountId([1; 32]),
        device_key: [2; 32],
        signature: [3; 64],
    }
}

/// As many bytes as a request can have, from a link that has not said which device it is.
fn publish_unasked() -> Request {
    let package = Bytes::from(vec![4; limits::KEY_PACKAGE_BYTES]);
    Request::PublishKeyPackages(DeviceKeyPackages {
        device: DeviceId([6; 32]),
        one_time: vec![package; limits::KEY_PACKAGES],
        last_resort: None,
    })
}

fn read() -> Request {
    Request::Read {
        handle: HANDLE,
        from: Seq(1),
        limit: 64,
    }
}

/// Asks for as much as the host lets it, and takes nothing.
async fn unread(target: &Target) -> anyhow::Result<()> {
    let mut link = Link::open(target, LinkKind::Conversations, Load::Busy).await?;
    link.open_logs([LARGE].into_iter(), Access::Read).await?;
    loop {
        let frame = ClientFrame {
            id: link.next_id(),
            request: read(),
        };
        link.socket
            .send(Message::Binary(encode_client(&frame)))
            .await?;
    }
}

/// A connection that is held for as long as the host holds it.
async fn silent(target: &Target) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(target.address).await?;
    stream.read_u8().await?;
    Ok(())
}

async fn ping(target: &Target) -> anyhow::Result<()> {
    let stream = target.connect().await?;
    let url = "ws://localhost/v1/link";
    let (mut socket, _) = Box::pin(tokio_tungstenite::client_async(url, stream)).await?;
    loop {
        socket.send(Message::Ping(Bytes::new())).await?;
        // The answer, so that nothing piles up here.
        if socket.next().await.is_none() {
            return Ok(());
        }
    }
}

async fn slow_upload(target: &Target, counter: &Counter) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect(target.address).await?;
    let id = format!("{:064x}", counter.next());
    let mut answer = [0; 512];
    let head = format!(
        "PUT /v1/blobs/{id} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\
         upload-length: {UPLOAD_BYTES}\r\nupload-complete: ?0\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    let _announced = stream.read(&mut answer).await?;
    let digest = "A".repeat(43);
    let head = format!(
        "PATCH /v1/blobs/{id} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {PIECE_BYTES}\r\n\
         content-type: application/partial-upload\r\nupload-offset: 0\r\nupload-complete: ?0\r\n\
         content-digest: sha-256=:{digest}=:\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    // The host answers only to refuse, or when it has had enough.
    let _said = stream.read(&mut answer).await?;
    Ok(())
}
