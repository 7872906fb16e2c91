//! Random clients, commits and failures, by seed: what was acknowledged is there, once and for ever,
//! and a follower sees the log without a gap.

use std::collections::BTreeMap;

use bytes::Bytes;
use hudhud_base::{EntryId, Generation, RequestId, RunningHash, Seq};
use hudhud_crypto::identity::{body_hash, running_hash};
use hudhud_host::SessionId;
use hudhud_logstore::Failure;
use hudhud_wire::{Append, Class, Entry, EntryBody, RefusalCode, Reply, Request, ServerFrame};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::world::{Log, Shown, World, live, ordered, plain, seqs};

const CLIENTS: usize = 4;

struct Client {
    session: SessionId,
    /// The next entry that following is to bring; `None`: does not follow.
    expects: Option<Seq>,
    following: Option<RequestId>,
}

struct Chaos {
    world: World,
    log: Log,
    rng: ChaCha20Rng,
    clients: Vec<Client>,
    next_id: u64,
    sent: BTreeMap<RequestId, Append>,
    acknowledged: BTreeMap<Seq, Append>,
    seed: u64,
}

impl Chaos {
    fn new(seed: u64) -> Self {
        let mut world = World::new();
        let creator = world.conversations();
        let log = world.conversation(creator, 1);
        let mut chaos = Self {
            world,
            log,
            rng: ChaCha20Rng::seed_from_u64(seed),
            clients: Vec::new(),
            next_id: 0,
            sent: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            seed,
        };
        chaos.connect();
        chaos
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.rng.next_u64() % bound
    }

    fn connect(&mut self) {
        self.clients.clear();
        self.sent.clear();
        for _ in 0..CLIENTS {
            let session = self.world.conversations();
            self.world.open(session, &self.log, 1);
            self.clients.push(Client {
                session,
                expects: None,
                following: None,
            });
        }
    }

    fn step(&mut self) {
        let at = self.below(CLIENTS as u64) as usize;
        match self.below(20) {
            0..8 => self.append(at),
            8..10 => self.resend(at),
            10..13 => self.follow(at),
            13..18 => self.commit(),
            18 => self.world.store.fail_next(Failure::CommitLost),
            _ => self.crash(),
        }
        self.look();
    }

    fn append(&mut self, at: usize) {
        self.next_id += 1;
        let id = self.next_id;
        let append = if self.below(4) == 0 {
            let head = self.ordered_head();
            ordered(1, id, head)
        } else {
            plain(1, id, &format!("body {id}"))
        };
        self.send(at, append);
    }

    /// The head that was acknowledged last: often wrong while others are on their way.
    fn ordered_head(&self) -> u64 {
        let ordered =
            |(seq, append): (&Seq, &Append)| (append.class == Class::Ordered).then_some(seq.0);
        self.acknowledged
            .iter()
            .rev()
            .find_map(ordered)
            .unwrap_or(0)
    }

    fn send(&mut self, at: usize, append: Append) {
        let request = Request::Append(append.clone());
        let ids = self.world.decide(vec![(self.clients[at].session, request)]);
        self.sent.insert(ids[0], append);
    }

    /// The newest acknowledged entry again, or one that is still on its way.
    fn resend(&mut self, at: usize) {
        let newest = self.acknowledged.values().next_back();
        let on_its_way = self.sent.values().next_back();
        let choice = if self.rng.next_u64().is_multiple_of(2) {
            newest
        } else {
            on_its_way
        };
        if let Some(append) = choice.cloned() {
            self.send(at, append);
        }
    }

    fn follow(&mut self, at: usize) {
        let client = &mut self.clients[at];
        if client.expects.is_none() && client.following.is_none() {
            let ids = self.world.decide(vec![(client.session, live(1, 1))]);
            client.following = Some(ids[0]);
        }
    }

    fn commit(&mut self) {
        if self.world.uncommitted() > 0 {
            self.world.commit_one();
        }
    }

    fn crash(&mut self) {
        self.look();
        self.world.restart();
        self.connect();
    }

    fn look(&mut self) {
        for at in 0..CLIENTS {
            for frame in self.world.received(self.clients[at].session) {
                self.meet(at, frame);
            }
        }
    }

    fn meet(&mut self, at: usize, frame: ServerFrame) {
        let seed = self.seed;
        let client = &mut self.clients[at];
        match frame {
            ServerFrame::Reply { id, reply } if client.following == Some(id) => {
                client.following = None;
                client.expects = (reply == Reply::Done).then_some(Seq(1));
            }
            ServerFrame::Reply {
                id,
                reply: Reply::Appended(appended),
            } => {
                let append = self.sent.remove(&id).expect("it was sent");
                let known = self.acknowledged.insert(appended.seq, append.clone());
                assert!(known.is_none_or(|known| known == append), "seed {seed}");
            }
            ServerFrame::Reply {
                id,
                reply: Reply::Refused(refusal),
            } => {
                self.sent.remove(&id);
                let codes = [RefusalCode::Storage, RefusalCode::Head];
                assert!(codes.contains(&refusal.code), "seed {seed}: {refusal:?}");
            }
            ServerFrame::Entries(run) => {
                for entry in &run.entries {
                    assert_eq!(Some(entry.seq), client.expects, "seed {seed}: a gap");
                    client.expects = Some(entry.seq.next());
                }
            }
            ServerFrame::Lagging { .. } => client.expects = None,
            other @ (ServerFrame::Reply { .. }
            | ServerFrame::Ended { .. }
            | ServerFrame::Signalled { .. }
            | ServerFrame::GoAway { .. }) => panic!("seed {seed}: {other:?}"),
        }
    }

    fn finish(mut self) {
        self.world.commit();
        self.look();
        let reader = self.world.conversations();
        let open = self.log.open(9, Generation(0), Shown::READ);
        let opened = self.world.open_as(reader, open).unwrap();
        for client in &self.clients {
            let complete = client.expects.is_none_or(|next| next == opened.next_seq);
            assert!(complete, "seed {}: a follower missed something", self.seed);
        }
        let mut entries: Vec<Entry> = Vec::new();
        let mut from = 1;
        while from < opened.next_seq.0 {
            let run = self.world.read(reader, 9, from);
            assert_eq!(seqs(&run).first(), Some(&from), "seed {}", self.seed);
            entries.extend(run.entries);
            from = run.next.0;
        }
        let mut hash = RunningHash::EMPTY;
        for entry in &entries {
            hash = running_hash(&hash, &entry.link(body_hash));
        }
        assert_eq!(hash, opened.running_hash, "seed {}", self.seed);
        let by_id: BTreeMap<EntryId, &Entry> =
            entries.iter().map(|entry| (entry.id, entry)).collect();
        assert_eq!(
            by_id.len(),
            entries.len(),
            "seed {}: an entry stands twice",
            self.seed
        );
        for (seq, append) in &self.acknowledged {
            let entry = by_id[&append.entry];
            assert_eq!(
                (entry.seq, body(entry)),
                (*seq, append.body.clone()),
                "seed {}",
                self.seed
            );
        }
        assert!(entries.len() >= self.acknowledged.len());
    }
}

fn body(entry: &Entry) -> Bytes {
    match &entry.body {
        EntryBody::Sealed(body) => body.clone(),
        EntryBody::Tombstone(_) => panic!("nothing was erased"),
    }
}

#[test]
fn whatever_happens_what_was_acknowledged_is_there_once_and_in_its_place() {
    let mut acknowledged = 0;
    for seed in 0..60 {
        let mut chaos = Chaos::new(seed);
        for _ in 0..400 {
            chaos.step();
        }
        acknowledged += chaos.acknowledged.len();
        chaos.finish();
    }
    assert!(
        acknowledged > 1000,
        "the seeds do something: {acknowledged}"
    );
}
