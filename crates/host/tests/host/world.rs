//! A host with its store and clock, and logs that tests talk about.

use std::collections::VecDeque;
use std::sync::mpsc;

use bytes::Bytes;
use hudhud_base::{
    BlobId, CapabilityHash, EntryId, Generation, Handle, LogAddress, RequestId, Seq, Timestamp,
};
use hudhud_crypto::identity::capability_hash;
use hudhud_host::{
    Alone, BlobDecision, BlobQuestion, BlobRecord, Config, Host, Outgoing, SessionId, Ticket, Turn,
};
use hudhud_logstore::{Batch, Facts, Fence, LogStore, MemoryStore, Reads, Shard, Submission};
use hudhud_wire::{
    Append, Appended, Capability, CapabilityHashes, Class, ClientFrame, Create, Entries, LinkKind,
    LogKind, OpenLog, Opened, Refusal, RefusalCode, Reply, Request, Rotation, ServerFrame,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

pub(crate) const MINUTE_MS: u64 = 60_000;
pub(crate) const DAY_MS: u64 = 24 * 60 * MINUTE_MS;
const START: Timestamp = Timestamp(20_000 * DAY_MS);

pub(crate) struct World {
    pub(crate) host: Host,
    pub(crate) store: MemoryStore,
    pub(crate) now: Timestamp,
    pub(crate) closed: Vec<SessionId>,
    /// Bytes of facts that one turn or slice held at most.
    pub(crate) most_told: usize,
    /// Asked, and not decided yet.
    pub(crate) asked: VecDeque<(SessionId, ClientFrame)>,
    fence: Fence,
    /// Grows with each ticket that fails.
    lineage: u64,
    rng: ChaCha20Rng,
    sessions: u64,
    requests: u32,
    uncommitted: VecDeque<(Ticket, Vec<(Shard, Batch)>)>,
    sent: Vec<Outgoing>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let store = MemoryStore::new().telling(crate::TELLING);
        let fence = store.take_over(Shard(0)).unwrap();
        Self {
            host: Host::new(config, [7; 32]),
            store,
            now: START,
            closed: Vec::new(),
            most_told: 0,
            asked: VecDeque::new(),
            fence,
            lineage: 0,
            rng: ChaCha20Rng::seed_from_u64(1),
            sessions: 0,
            requests: 0,
            uncommitted: VecDeque::new(),
            sent: Vec::new(),
        }
    }

    /// The process ends and another begins on the same store.
    pub(crate) fn restart(&mut self) {
        self.host = Host::new(self.host.config().clone(), [7; 32]);
        self.asked.clear();
        self.uncommitted.clear();
        self.sent.clear();
    }

    pub(crate) fn wait_ms(&mut self, ms: u64) {
        self.now = self.now.plus_ms(ms);
    }

    pub(crate) fn connect(&mut self) -> SessionId {
        self.sessions += 1;
        let session = SessionId(self.sessions);
        self.host.connect(session);
        session
    }

    pub(crate) fn link(&mut self, link: LinkKind) -> SessionId {
        let session = self.connect();
        let hello = Request::Hello {
            version_min: 1,
            version_max: 1,
            link,
            agent: String::new(),
        };
        assert!(matches!(self.ask(session, hello), Reply::Welcome(_)));
        session
    }

    pub(crate) fn conversations(&mut self) -> SessionId {
        self.link(LinkKind::Conversations)
    }

    pub(crate) fn people(&mut self) -> SessionId {
        self.link(LinkKind::People)
    }

    /// One turn, its batches not yet committed.
    pub(crate) fn decide(&mut self, requests: Vec<(SessionId, Request)>) -> Vec<RequestId> {
        let mut ids = Vec::new();
        for (session, request) in requests {
            self.requests += 1;
            let id = RequestId(self.requests);
            ids.push(id);
            self.asked.push_back((session, ClientFrame { id, request }));
        }
        let turn = self.turn();
        self.take(turn);
        ids
    }

    /// One turn over what was asked and is not decided yet, and what must be looked up for it.
    pub(crate) fn turn(&mut self) -> Turn {
        let mut facts = Facts::new();
        let mut all = Turn::default();
        loop {
            let turn = self
                .host
                .turn(self.now, &mut self.rng, &mut self.asked, &mut facts);
            all.replies.extend(turn.replies);
            all.close.extend(turn.close);
            self.keep_ticket(turn.ticket, turn.batches);
            if turn.wanted.is_empty() {
                return all;
            }
            self.store.tell(turn.wanted, &mut facts);
            self.most_told = self.most_told.max(facts.bytes());
        }
    }

    fn keep_ticket(&mut self, ticket: Option<Ticket>, batches: Vec<(Shard, Batch)>) {
        if let Some(ticket) = ticket {
            self.uncommitted.push_back((ticket, batches));
        }
    }

    fn take(&mut self, turn: Turn) {
        self.sent.extend(turn.replies);
        self.closed.extend(turn.close);
    }

    /// Commits the oldest ticket.
    pub(crate) fn commit_one(&mut self) {
        let (ticket, batches) = self.uncommitted.pop_front().expect("something to commit");
        let fenced = batches.into_iter();
        let submission = Submission {
            batches: fenced
                .map(|(shard, batch)| (shard, self.fence, batch))
                .collect(),
            lineage: Some(self.lineage),
        };
        let (tell, told) = mpsc::channel();
        self.store.submit(
            submission,
            Box::new(move |result| tell.send(result).unwrap()),
        );
        let frames = match told.recv().unwrap() {
            Ok(_) => self.host.durable(ticket),
            Err(why) => {
                self.uncommitted.clear();
                self.lineage += 1;
                self.host.failed(ticket, why)
            }
        };
        self.sent.extend(frames);
    }

    pub(crate) fn commit(&mut self) {
        while !self.uncommitted.is_empty() {
            self.commit_one();
        }
    }

    /// Commits; the handles to which entries are pushed then, with what says that others get the same.
    pub(crate) fn pushed_by_commit(&mut self) -> Vec<(Handle, Option<u64>)> {
        let before = self.sent.len();
        self.commit();
        let sent = self.sent.iter().skip(before);
        let pushed = sent.filter_map(|outgoing| {
            let ServerFrame::Entries(run) = &outgoing.frame else {
                return None;
            };
            Some((run.handle, outgoing.alike))
        });
        pushed.collect()
    }

    /// A decision about a blob, and what must be looked up for it.
    pub(crate) fn blob(&mut self, question: &BlobQuestion) -> BlobDecision {
        let mut facts = Facts::new();
        loop {
            match self.host.blob(self.now, question, &facts) {
                Ok(decision) => return decision,
                Err(wanted) => self.store.tell(wanted, &mut facts),
            }
        }
    }

    /// A decision that changes nothing: how the blob stands, or why not.
    pub(crate) fn blob_now(&mut self, question: &BlobQuestion) -> Result<BlobRecord, RefusalCode> {
        let decision = self.blob(question);
        decision.outcome.map_err(|refusal| refusal.code)
    }

    /// A decision that is made durable at once.
    pub(crate) fn blob_done(&mut self, question: &BlobQuestion) -> Result<BlobRecord, RefusalCode> {
        let decision = self.blob(question);
        let outcome = decision.outcome.clone().map_err(|refusal| refusal.code);
        self.keep(decision);
        outcome
    }

    /// Commits what was decided about a blob; whether it was accepted.
    pub(crate) fn keep(&mut self, decision: BlobDecision) -> bool {
        self.keep_alone(decision)
    }

    /// Commits what was decided for no link; whether it was accepted.
    pub(crate) fn keep_alone<T>(&mut self, decided: Alone<T>) -> bool {
        self.keep_ticket(decided.ticket, decided.batches);
        self.commit();
        decided.outcome.is_ok()
    }

    pub(crate) fn uncommitted(&self) -> usize {
        self.uncommitted.len()
    }

    /// What a link was sent since the last look.
    pub(crate) fn received(&mut self, session: SessionId) -> Vec<ServerFrame> {
        let all = std::mem::take(&mut self.sent);
        let (own, others) = all
            .into_iter()
            .partition(|sent: &Outgoing| sent.to == session);
        self.sent = others;
        let own: Vec<Outgoing> = own;
        own.into_iter().map(|sent| sent.frame).collect()
    }

    /// The reply to one request, if it has come.
    pub(crate) fn reply(&mut self, request: RequestId) -> Option<Reply> {
        let is_it = |sent: &Outgoing| matches!(&sent.frame, ServerFrame::Reply { id, .. } if *id == request);
        let at = self.sent.iter().position(is_it)?;
        expect_frame!(self.sent.remove(at).frame, ServerFrame::Reply { reply, .. } => Some(reply))
    }

    /// Asks, commits, and takes the answer.
    pub(crate) fn ask(&mut self, session: SessionId, request: Request) -> Reply {
        let ids = self.decide(vec![(session, request)]);
        self.commit();
        self.reply(ids[0]).expect("every request is answered")
    }

    pub(crate) fn refused(&mut self, session: SessionId, request: Request) -> Refusal {
        expect_frame!(self.ask(session, request), Reply::Refused(refusal) => *refusal)
    }

    pub(crate) fn code(&mut self, session: SessionId, request: Request) -> RefusalCode {
        self.refused(session, request).code
    }

    /// One slice of retiring `limit` records; the blobs that are gone, and whether the walk is complete.
    pub(crate) fn slice_of(&mut self, limit: usize) -> (Vec<BlobId>, bool) {
        let mut facts = Facts::new();
        let mut gone = Vec::new();
        loop {
            let slice = self.host.expire(self.now, limit, &mut facts);
            gone.extend(slice.blobs);
            self.keep_ticket(slice.ticket, slice.batches);
            self.commit();
            if slice.wanted.is_empty() {
                return (gone, slice.complete);
            }
            self.store.tell(slice.wanted, &mut facts);
            self.most_told = self.most_told.max(facts.bytes());
        }
    }

    /// Every record is looked at once; the blobs that are gone.
    pub(crate) fn sweep(&mut self) -> Vec<BlobId> {
        let mut gone = Vec::new();
        loop {
            let (blobs, complete) = self.slice_of(3);
            gone.extend(blobs);
            if complete {
                return gone;
            }
        }
    }

    pub(crate) fn conversation(&mut self, session: SessionId, number: u8) -> Log {
        let log = Log::new(number);
        assert_eq!(self.ask(session, log.create()), Reply::Done);
        log
    }

    /// Opens generation 0 with everything.
    pub(crate) fn open(&mut self, session: SessionId, log: &Log, handle: u32) -> Opened {
        let open = log.open(handle, Generation(0), Shown::ALL);
        self.open_as(session, open).expect("it opens")
    }

    pub(crate) fn open_as(
        &mut self,
        session: SessionId,
        open: OpenLog,
    ) -> Result<Opened, RefusalCode> {
        expect_frame!(self.ask(session, Request::Open(vec![open])), Reply::Opened(opened) => opened[0].outcome)
    }

    pub(crate) fn append(&mut self, session: SessionId, append: Append) -> Appended {
        expect_frame!(self.ask(session, Request::Append(append)), Reply::Appended(appended) => appended)
    }

    pub(crate) fn read(&mut self, session: SessionId, handle: u32, from: u64) -> Entries {
        expect_frame!(self.ask(session, read(handle, from, 64)), Reply::Entries(entries) => entries)
    }
}

/// Which capabilities are shown.
#[derive(Clone, Copy)]
pub(crate) struct Shown(pub(crate) bool, pub(crate) bool, pub(crate) bool);

impl Shown {
    pub(crate) const ALL: Self = Self(true, true, true);
    pub(crate) const READ: Self = Self(true, false, false);
    pub(crate) const READ_WRITE: Self = Self(true, true, false);
}

/// A log whose capabilities the test knows: they follow from its number and the generation.
#[derive(Clone, Copy)]
pub(crate) struct Log {
    pub(crate) address: LogAddress,
    number: u8,
}

impl Log {
    pub(crate) fn new(number: u8) -> Self {
        Self {
            address: LogAddress([number; 32]),
            number,
        }
    }

    fn secret(self, generation: Generation, which: u8) -> [u8; 32] {
        let mut secret = [which; 32];
        secret[0] = self.number;
        secret[1..5].copy_from_slice(&generation.0.to_be_bytes());
        secret
    }

    pub(crate) fn capability(self, generation: u32, which: u8) -> Capability {
        Capability(self.secret(Generation(generation), which))
    }

    pub(crate) fn hashes(self, generation: Generation) -> CapabilityHashes {
        let hash = |which| capability_hash(&self.secret(generation, which));
        CapabilityHashes {
            read: hash(1),
            write: hash(2),
            control: hash(3),
        }
    }

    pub(crate) fn create(self) -> Request {
        Request::Create(Create {
            address: self.address,
            kind: LogKind::Conversation,
            hashes: self.hashes(Generation(0)),
            payment: None,
            generation: Generation(0),
            first: Seq(1),
        })
    }

    pub(crate) fn open(self, handle: u32, generation: Generation, shown: Shown) -> OpenLog {
        let show = |shown: bool, which| shown.then(|| Capability(self.secret(generation, which)));
        OpenLog {
            handle: Handle(handle),
            address: self.address,
            generation,
            read: show(shown.0, 1),
            write: show(shown.1, 2),
            control: show(shown.2, 3),
        }
    }

    pub(crate) fn rotation(self, generation: u32) -> Rotation {
        let generation = Generation(generation);
        Rotation {
            generation,
            hashes: self.hashes(generation),
        }
    }
}

pub(crate) fn entry_id(number: u64) -> EntryId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    EntryId(id)
}

pub(crate) fn plain(handle: u32, id: u64, body: &str) -> Append {
    Append {
        handle: Handle(handle),
        entry: entry_id(id),
        class: Class::Plain,
        generation: Generation(0),
        expected_head: None,
        rotation: None,
        expires: None,
        erase_hash: None,
        body: Bytes::copy_from_slice(body.as_bytes()),
    }
}

pub(crate) fn ordered(handle: u32, id: u64, head: u64) -> Append {
    let expected_head = Some(Seq(head));
    Append {
        class: Class::Ordered,
        expected_head,
        ..plain(handle, id, "handshake")
    }
}

pub(crate) fn read(handle: u32, from: u64, limit: u32) -> Request {
    Request::Read {
        handle: Handle(handle),
        from: Seq(from),
        limit,
    }
}

pub(crate) fn live(handle: u32, from: u64) -> Request {
    Request::Live {
        handle: Handle(handle),
        from: Seq(from),
    }
}

pub(crate) fn seqs(entries: &Entries) -> Vec<u64> {
    entries.entries.iter().map(|entry| entry.seq.0).collect()
}

pub(crate) fn secret_hash(secret: &[u8; 32]) -> CapabilityHash {
    capability_hash(secret)
}
