//! What a stolen disk tells of who wrote to whom: an attacker reads every file of the store, the
//! engine's own numbers included, and is compared with the truth.
//!
//! Couples meet one after the other: a key package is taken, a log made, an entry put in order there, a
//! letter delivered. Whoever has the order in which these were written pairs logs and inboxes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use fjall::{AbstractTree as _, Database, KeyspaceCreateOptions};
use hudhud_base::{EntryId, Generation, Handle, LogAddress, Seq};
use hudhud_crypto::identity::account_id;
use hudhud_server::{EmbeddedStore, ServeArgs, StoreOptions};
use hudhud_wire::{Append, Class, Deliver, LinkKind, Reply, Request};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::damage::used;
use crate::links::sign_up;
use crate::world::{Log, PlainLink, connect, conversations, settings, start, stop};

/// Couples that meet within one window.
const COUPLES: u8 = 60;
/// Right guesses of somebody who pairs at random, of so many: one on the average, and more than six in
/// one of ten thousand.
const BY_CHANCE: usize = 6;

/// A log, and the inbox to which whoever made it wrote.
type Couples = BTreeMap<[u8; 32], [u8; 32]>;

fn shuffled(seed: u64) -> Vec<u8> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut all: Vec<(u64, u8)> = (0..COUPLES).map(|one| (rng.next_u64(), one)).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, one)| one).collect()
}

/// Everybody signs up, then couples meet; who met.
async fn meet(data: &Path) -> Couples {
    let args = ServeArgs {
        contact_bits: Some(0),
        ..settings(data)
    };
    let server = start(args);
    let mut inboxes = Vec::new();
    for person in shuffled(1) {
        let mut link = connect(server.local_addr()).await;
        link.hello(LinkKind::Account).await;
        let (request, key) = sign_up(2 * person);
        inboxes.push((account_id(&key), request.inbox));
        let reply = link.ask(Request::SignUp(Box::new(request))).await;
        assert_eq!(reply, Reply::Done);
    }
    let mut couples = Couples::new();
    let mut link = conversations(server.local_addr()).await;
    let mut people = connect(server.local_addr()).await;
    people.hello(LinkKind::People).await;
    for (at, (account, inbox)) in shuffled(2).into_iter().zip(inboxes) {
        let log = Log::new(128 + at);
        let take = Request::TakeKeyPackages {
            account,
            take: EntryId([at; 16]),
            write: None,
            payment: None,
        };
        assert!(matches!(people.ask(take).await, Reply::KeyPackages(_)));
        link.create(&log).await;
        link.open(&log, Handle(u32::from(at))).await;
        write_first(&mut link, &mut people, (at, inbox)).await;
        couples.insert(log.address.0, inbox.0);
    }
    drop(link);
    stop(server).await;
    couples
}

/// The entry that adds somebody, and the letter that says so.
async fn write_first(link: &mut PlainLink, people: &mut PlainLink, to: (u8, LogAddress)) {
    let (at, inbox) = to;
    let append = Append {
        handle: Handle(u32::from(at)),
        entry: EntryId([at; 16]),
        class: Class::Ordered,
        generation: Generation(0),
        expected_head: Some(Seq(0)),
        rotation: None,
        expires: None,
        erase_hash: None,
        body: Bytes::from(vec![at; 300]),
    };
    let deliver = Deliver {
        address: inbox,
        entry: EntryId([at; 16]),
        write: None,
        payment: None,
        body: Bytes::from(vec![at; 300]),
    };
    let appended = link.ask(Request::Append(append)).await;
    assert!(matches!(appended, Reply::Appended(_)));
    let delivered = people.ask(Request::Deliver(deliver)).await;
    assert!(matches!(delivered, Reply::Appended(_)));
}

/// A record as the attacker sees it: table, owner, the number that the engine gave it, and where it lies.
#[derive(Debug, Clone, Copy)]
struct Seen {
    table: u8,
    owner: [u8; 32],
    age: u64,
    place: usize,
}

/// Every record in every tree of a store.
fn seen(store: &Path) -> Vec<Seen> {
    let mut trees = vec![store.join("settled")];
    let entries = fs::read_dir(store).unwrap();
    let windows = entries.map(|entry| entry.unwrap().path().join("tree"));
    trees.extend(windows.filter(|path| path.exists()));
    let mut seen = Vec::new();
    for tree in trees {
        let database = Database::builder(tree).open().unwrap();
        let records = database
            .keyspace("records", KeyspaceCreateOptions::default)
            .unwrap();
        // What lies in the journal has the same numbers.
        records.rotate_memtable_and_wait().unwrap();
        let version = records.tree.current_version();
        for table in version.iter_tables() {
            for item in table.iter() {
                let key = item.unwrap().key;
                let Some((table, rest)) = key.user_key.split_first() else {
                    continue;
                };
                let Some(owner) = rest.first_chunk() else {
                    continue;
                };
                seen.push(Seen {
                    table: *table,
                    owner: *owner,
                    age: key.seqno,
                    place: seen.len(),
                });
            }
        }
    }
    seen
}

/// For each log that is no inbox, the inbox that got a letter after the log was made, the next one as
/// far as the files tell; how often that is right.
fn right_guesses(store: &Path, couples: &Couples) -> usize {
    let seen = seen(store);
    let inboxes: BTreeSet<&[u8; 32]> = couples.values().collect();
    let is_inbox = |seen: &&Seen| inboxes.contains(&seen.owner);
    let letters: Vec<&Seen> = seen
        .iter()
        .filter(|seen| seen.table == 3)
        .filter(is_inbox)
        .collect();
    assert_eq!(
        letters.len(),
        couples.len(),
        "letters are there to be found"
    );
    let logs = seen
        .iter()
        .filter(|seen| seen.table == 2)
        .filter(|seen| !is_inbox(seen));
    let right = logs.filter(|log| {
        let distance = |letter: &&&Seen| {
            // The log is made before the letter leaves.
            let ages = letter.age.checked_sub(log.age).unwrap_or(u64::MAX);
            (ages, letter.place.abs_diff(log.place))
        };
        let guess = letters.iter().min_by_key(distance);
        couples.get(&log.owner) == guess.map(|letter| &letter.owner)
    });
    right.count()
}

/// Files outside of sorted tables in which the address of a log stands.
fn files_that_name(directory: &Path, logs: &Couples) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("tables") {
            continue;
        }
        if path.is_dir() {
            found.extend(files_that_name(&path, logs));
        } else {
            let bytes = fs::read(&path).unwrap();
            let mut windows = bytes[..used(&bytes)].windows(32);
            if windows
                .any(|bytes| <&[u8; 32]>::try_from(bytes).is_ok_and(|it| logs.contains_key(it)))
            {
                found.push(path);
            }
        }
    }
    found
}

#[tokio::test]
async fn a_disk_tells_who_wrote_to_whom_for_the_last_minutes_alone() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let couples = meet(&data).await;
    let store = data.join("store");
    assert!(!files_that_name(&store, &couples).is_empty());
    let settled = directory.path().join("settled");
    copy(&store, &settled);
    let right = right_guesses(&store, &couples);
    assert!(
        right > couples.len() * 9 / 10,
        "the attack works on what was just written: {right}"
    );
    EmbeddedStore::open(&settled, StoreOptions::default())
        .unwrap()
        .settle()
        .unwrap();
    let right = right_guesses(&settled, &couples);
    assert!(right <= BY_CHANCE, "the disk tells the order: {right}");
    let files = files_that_name(&settled, &couples);
    assert!(files.is_empty(), "{files:?}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, to).unwrap();
        }
    }
}
