//! A host that is killed under load and started again, several times over: what it had acknowledged,
//! and what it had shown to a follower, is there once, in order, with the same bytes.
//!
//! The moment of the kill is a number of acknowledgements drawn from a seed: meanwhile other
//! messages are on their way, and at every stage of it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::rc::Rc;

use bytes::Bytes;
use futures_util::SinkExt as _;
use hudhud_base::{EntryId, Handle, RequestId, Seq};
use hudhud_wire::{
    Append, Appended, ClientFrame, Entry, EntryBody, Reply, Request, ServerFrame, encode_client,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use tokio_tungstenite::tungstenite::Message;

use crate::world::{Log, PlainLink, conversations, message, settings, start};

const ROUNDS: u32 = 6;
const LOGS: u8 = 3;
const WRITERS_PER_LOG: u8 = 2;
const IN_FLIGHT: usize = 24;
/// Acknowledgements before a kill, at most.
const ROUND_LENGTH: u32 = 1200;
const HANDLE: Handle = Handle(1);
const SAYS: &str = "serving at ";

/// The host of this test: this program again, in a process of its own.
#[test]
#[ignore = "started by the test below"]
fn serve_until_killed() {
    let data = std::env::var("CRASH_DATA").unwrap();
    let server = start(settings(Path::new(&data)));
    println!("{SAYS}{}", server.local_addr());
    loop {
        std::thread::park();
    }
}

struct Host {
    child: Child,
    address: SocketAddr,
}

impl Host {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "crashes::serve_until_killed"])
            .arg("--nocapture")
            .env("CRASH_DATA", data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_once(SAYS)?.1.parse().ok())
            .expect("the host starts again");
        Self { child, address }
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the clients of one log know, on paper that no crash reaches.
#[derive(Default)]
struct Journal {
    sent: BTreeSet<EntryId>,
    acknowledged: BTreeMap<EntryId, Appended>,
    /// Entries that followers were shown.
    shown: BTreeMap<Seq, EntryId>,
}

impl Journal {
    fn unanswered(&self) -> Vec<EntryId> {
        let answered = |id: &&EntryId| !self.acknowledged.contains_key(*id);
        self.sent.iter().filter(answered).copied().collect()
    }

    fn acknowledge(&mut self, id: EntryId, appended: Appended) {
        let before = self.acknowledged.insert(id, appended);
        assert!(before.is_none_or(|before| before == appended));
    }
}

/// The log, and what a killed host is checked against.
struct Watched {
    log: Log,
    journal: RefCell<Journal>,
}

/// Everything follows from the id: 1 to 3000 bytes, unlike those of any other.
fn body(id: &EntryId) -> Bytes {
    let mut stream = blake3::Hasher::new().update(&id.0).finalize_xof();
    let mut length = [0; 2];
    stream.fill(&mut length);
    let mut body = vec![0; 1 + usize::from(u16::from_be_bytes(length) % 3000)];
    stream.fill(&mut body);
    Bytes::from(body)
}

fn append(id: EntryId) -> Request {
    let Request::Append(template) = message(HANDLE, 0, 1) else {
        panic!("an append")
    };
    Request::Append(Append {
        entry: id,
        body: body(&id),
        ..template
    })
}

async fn opened(address: SocketAddr, watched: &Watched) -> PlainLink {
    let mut link = conversations(address).await;
    link.open(&watched.log, HANDLE).await;
    link
}

/// Reads a whole log and compares it with the journal.
async fn check(address: SocketAddr, watched: &Watched) {
    let mut link = opened(address, watched).await;
    let mut found: BTreeMap<EntryId, Seq> = BTreeMap::new();
    let mut from = Seq(1);
    loop {
        let read = Request::Read {
            handle: HANDLE,
            from,
            limit: 64,
        };
        let reply = link.ask(read).await;
        let Reply::Entries(entries) = reply else {
            panic!("not read: {reply:?}")
        };
        for entry in &entries.entries {
            assert_eq!(entry.seq, from, "no gaps");
            assert_eq!(entry.body, EntryBody::Sealed(body(&entry.id)));
            assert_eq!(found.insert(entry.id, entry.seq), None, "twice");
            from = from.next();
        }
        if entries.entries.is_empty() {
            break;
        }
    }
    let journal = watched.journal.borrow();
    for (id, appended) in &journal.acknowledged {
        assert_eq!(found.get(id), Some(&appended.seq), "acknowledged");
    }
    for (seq, id) in &journal.shown {
        assert_eq!(found.get(id), Some(seq), "shown to a follower");
    }
    assert!(found.keys().all(|id| journal.sent.contains(id)));
    // The ids of one writer grow: so do the places of those that were sent on one link.
    let mut last: BTreeMap<u8, (u32, Seq)> = BTreeMap::new();
    for (id, seq) in &found {
        let round = u32::from_be_bytes([id.0[1], id.0[2], id.0[3], id.0[4]]);
        let before = last.insert(id.0[0], (round, *seq));
        let in_order = before.is_none_or(|(earlier, place)| earlier != round || place < *seq);
        assert!(in_order, "the order in which they were sent");
    }
}

/// Sends the same again after a crash: what was there is recognised, what was not is appended.
async fn resend(address: SocketAddr, watched: &Watched) {
    let mut link = opened(address, watched).await;
    let unanswered = watched.journal.borrow().unanswered();
    for id in unanswered {
        let Reply::Appended(appended) = link.ask(append(id)).await else {
            panic!("not appended")
        };
        assert_eq!(link.ask(append(id)).await, Reply::Appended(appended));
        watched.journal.borrow_mut().acknowledge(id, appended);
    }
}

/// Appends without end, until the host is gone. Counts acknowledgements down and kills it at zero.
async fn write(mut link: PlainLink, watched: &Watched, writer: (u8, u32), kill: &Kill) {
    let mut waiting: BTreeMap<RequestId, EntryId> = BTreeMap::new();
    for number in 0_u32.. {
        while waiting.len() >= IN_FLIGHT {
            let Some(frame) = link.receive().await else {
                return;
            };
            let ServerFrame::Reply { id, reply } = frame else {
                panic!("not an answer: {frame:?}")
            };
            let Reply::Appended(appended) = reply else {
                panic!("not appended: {reply:?}")
            };
            let entry = waiting.remove(&id).expect("asked");
            watched.journal.borrow_mut().acknowledge(entry, appended);
            kill.count_down();
        }
        let mut id = EntryId([0; 16]);
        id.0[0] = writer.0;
        id.0[1..5].copy_from_slice(&writer.1.to_be_bytes());
        id.0[5..9].copy_from_slice(&number.to_be_bytes());
        watched.journal.borrow_mut().sent.insert(id);
        let request = RequestId(1000 + number);
        waiting.insert(request, id);
        let frame = ClientFrame {
            id: request,
            request: append(id),
        };
        let sent = link.socket.send(Message::Binary(encode_client(&frame)));
        if sent.await.is_err() {
            return;
        }
    }
}

/// Follows until the host is gone.
async fn follow(mut link: PlainLink, watched: &Watched, from: Seq) {
    let mut expected = from;
    loop {
        let frame = match link.pushed.pop_front() {
            Some(frame) => Some(frame),
            None => link.receive().await,
        };
        match frame {
            Some(ServerFrame::Entries(entries)) => {
                for Entry { seq, id, .. } in entries.entries {
                    assert_eq!(seq, expected, "a follower sees no gap");
                    expected = expected.next();
                    watched.journal.borrow_mut().shown.insert(seq, id);
                }
            }
            Some(ServerFrame::Lagging { .. }) | None => return,
            Some(other) => panic!("unexpected: {other:?}"),
        }
    }
}

struct Kill {
    host: RefCell<Host>,
    left: Cell<u32>,
}

impl Kill {
    fn count_down(&self) {
        match self.left.get() {
            0 => {}
            1 => {
                self.left.set(0);
                self.host.borrow_mut().kill();
            }
            more => self.left.set(more - 1),
        }
    }
}

async fn round(data: &Path, watcheds: &[Rc<Watched>], round: u32, rng: &mut ChaCha20Rng) {
    let host = Host::start(data);
    let address = host.address;
    let kill = Rc::new(Kill {
        host: RefCell::new(host),
        left: Cell::new(1 + rng.next_u32() % ROUND_LENGTH),
    });
    let mut ready = Vec::new();
    for watched in watcheds {
        if round == 0 {
            conversations(address).await.create(&watched.log).await;
        }
        check(address, watched).await;
        resend(address, watched).await;
        let next = watched.journal.borrow().acknowledged.len();
        let from = Seq(u64::try_from(next).unwrap() + 1);
        let mut follower = opened(address, watched).await;
        let handle = HANDLE;
        let live = Request::Live { handle, from };
        assert_eq!(follower.ask(live).await, Reply::Done);
        let mut writers = Vec::new();
        for number in 0..WRITERS_PER_LOG {
            writers.push((number, opened(address, watched).await));
        }
        ready.push((Rc::clone(watched), (follower, from), writers));
    }
    // From the first message on the host may be killed at any moment.
    let mut tasks = tokio::task::JoinSet::new();
    for (watched, (follower, from), writers) in ready {
        for (number, link) in writers {
            let (watched, kill) = (Rc::clone(&watched), Rc::clone(&kill));
            tasks.spawn_local(async move { write(link, &watched, (number, round), &kill).await });
        }
        tasks.spawn_local(async move { follow(follower, &watched, from).await });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_being_killed_again_and_again() {
    let seed: u64 = std::env::var("HUDHUD_SEED").map_or(7, |seed| seed.parse().unwrap());
    println!("HUDHUD_SEED={seed}");
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let data = tempfile::tempdir().unwrap();
    let watcheds: Vec<Rc<Watched>> = (0..LOGS)
        .map(|number| {
            Rc::new(Watched {
                log: Log::new(100 + 10 * number),
                journal: RefCell::default(),
            })
        })
        .collect();
    let local = tokio::task::LocalSet::new();
    local
        .run_until(async {
            for number in 0..ROUNDS {
                round(data.path(), &watcheds, number, &mut rng).await;
            }
            let last = Host::start(data.path());
            for watched in &watcheds {
                check(last.address, watched).await;
                resend(last.address, watched).await;
                check(last.address, watched).await;
            }
        })
        .await;
    let acknowledged = watcheds
        .iter()
        .map(|watched| watched.journal.borrow().acknowledged.len());
    assert!(acknowledged.sum::<usize>() > 100, "the host was under load");
}
