//! A store that fails: nothing is told that is not true, and memory goes back with the disk.

use bytes::Bytes;
use hudhud_base::Generation;
use hudhud_logstore::{Failure, Key};
use hudhud_wire::{RefusalCode, Reply, Request, ServerFrame};

use crate::world::{Log, Shown, World, live, ordered, plain, read, seqs};

fn codes(frames: Vec<ServerFrame>) -> Vec<Option<RefusalCode>> {
    let code = |frame: ServerFrame| {
        let ServerFrame::Reply {
            reply: Reply::Refused(refusal),
            ..
        } = frame
        else {
            return None;
        };
        Some(refusal.code)
    };
    frames.into_iter().map(code).collect()
}

#[test]
fn a_failed_commit_refuses_everything_that_rested_on_it() {
    let failures = [
        (Failure::CommitFull, RefusalCode::Full),
        (Failure::CommitLost, RefusalCode::Storage),
    ];
    for (failure, code) in failures {
        let mut world = World::new();
        let (alice, bob) = (world.conversations(), world.conversations());
        let log = world.conversation(alice, 1);
        world.open(alice, &log, 1);
        world.open(bob, &log, 1);
        world.store.fail_next(failure);
        world.decide(vec![(alice, Request::Append(plain(1, 1, "one")))]);
        world.decide(vec![(bob, read(1, 1, 64)), (bob, live(1, 1))]);
        world.decide(vec![(alice, Request::Append(plain(1, 2, "two")))]);
        assert_eq!(world.uncommitted(), 2);
        world.commit();
        assert_eq!(codes(world.received(alice)), [Some(code); 2]);
        assert_eq!(codes(world.received(bob)), [Some(code); 2]);
        assert_eq!(world.host.counters().followers, 0);
        assert_eq!(world.append(alice, plain(1, 1, "one")).seq.0, 1);
        assert_eq!(seqs(&world.read(bob, 1, 1)), [1]);
    }
}

#[test]
fn a_log_and_a_handle_that_never_became_durable_are_forgotten() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = Log::new(1);
    world.store.fail_next(Failure::CommitLost);
    let open = log.open(1, Generation(0), Shown::ALL);
    let requests = [log.create(), Request::Open(vec![open.clone()])];
    world.decide(requests.map(|request| (alice, request)).to_vec());
    world.decide(vec![(alice, Request::Append(plain(1, 1, "x")))]);
    world.commit();
    assert_eq!(
        codes(world.received(alice)),
        [Some(RefusalCode::Storage); 3]
    );
    let counters = world.host.counters();
    assert_eq!((counters.handles, counters.logs_open), (0, 0));
    assert_eq!(world.open_as(alice, open), Err(RefusalCode::NoSuchLog));
}

#[test]
fn a_rotation_that_never_became_durable_did_not_happen() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    world.ask(bob, live(1, 1));
    world.store.fail_next(Failure::CommitLost);
    let rotating = hudhud_wire::Append {
        rotation: Some(log.rotation(1)),
        ..ordered(1, 1, 0)
    };
    world.decide(vec![(alice, Request::Append(rotating))]);
    world.commit();
    world.received(alice);
    world.append(alice, plain(1, 2, "still generation 0"));
    let frames = world.received(bob);
    assert!(matches!(&frames[..], [ServerFrame::Entries(run)] if seqs(run) == [1]));
}

#[test]
fn a_commit_that_failed_but_was_written_is_found_by_the_resend() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.store.fail_next(Failure::CommitUnreported);
    let code = world.code(alice, Request::Append(plain(1, 1, "x")));
    assert_eq!(code, RefusalCode::Storage);
    assert_eq!(world.append(alice, plain(1, 1, "x")).seq.0, 1);
    assert_eq!(seqs(&world.read(alice, 1, 1)), [1]);
}

#[test]
fn a_store_that_cannot_be_read_refuses_and_decides_nothing() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let before = world.store.image();
    // The first read is the one ahead of the turn.
    world.store.fail_next(Failure::Read);
    world.store.fail_next(Failure::Read);
    let code = world.code(alice, Request::Append(plain(1, 1, "x")));
    assert_eq!(code, RefusalCode::Storage);
    assert_eq!(world.store.image(), before);
    assert_eq!(world.append(alice, plain(1, 1, "x")).seq.0, 1);
}

#[test]
fn every_damaged_record_is_noticed_and_nothing_panics() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, ordered(1, 1, 0));
    world.append(alice, plain(1, 2, "hello"));
    let image = world.store.image();
    for (key, value) in &image {
        for at in [0, value.len() / 2, value.len() - 1] {
            let mut rotten = value.to_vec();
            rotten[at] ^= 0x10;
            meet_damage(&mut world, &log, key, Bytes::from(rotten));
        }
        for length in [0, 3, value.len() - 1] {
            meet_damage(&mut world, &log, key, value.slice(..length));
        }
        world.store.damage(key, Some(value.clone()));
    }
}

/// Something that needs the record refuses with `Storage`.
fn meet_damage(world: &mut World, log: &Log, key: &Key, value: Bytes) {
    world.store.damage(key, Some(value));
    world.restart();
    let session = world.conversations();
    let before = world.host.counters().records_damaged;
    let open = log.open(1, Generation(0), Shown::ALL);
    let requests = [
        Request::Open(vec![open]),
        read(1, 1, 64),
        Request::Append(ordered(1, 1, 0)),
        Request::Append(plain(1, 2, "hello")),
        Request::Append(ordered(1, 3, 0)),
    ];
    let refused = requests.into_iter().any(|request| {
        let reply = world.ask(session, request);
        let of_open = |reply: &Reply| {
            matches!(reply, Reply::Opened(opened) if opened[0].outcome == Err(RefusalCode::Storage))
        };
        of_open(&reply)
            || matches!(
                reply,
                Reply::Refused(refusal) if refusal.code == RefusalCode::Storage
            )
    });
    assert!(refused, "{key:?}");
    assert!(world.host.counters().records_damaged > before);
}

#[test]
fn a_hole_in_a_log_is_noticed() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    for id in 1..=3 {
        world.append(alice, plain(1, id, "x"));
    }
    let image = world.store.image();
    let entry = image.keys().filter(|key| key.table() == 3).nth(1).unwrap();
    world.store.damage(entry, None);
    assert_eq!(world.code(alice, read(1, 1, 64)), RefusalCode::Storage);
}

#[test]
fn a_record_in_another_records_place_is_noticed() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, plain(1, 1, "one"));
    world.append(alice, plain(1, 2, "two"));
    let image = world.store.image();
    let mut entries = image.iter().filter(|(key, _)| key.table() == 3);
    let (first, second) = (entries.next().unwrap(), entries.next().unwrap());
    world.store.damage(first.0, Some(second.1.clone()));
    assert_eq!(world.code(alice, read(1, 1, 64)), RefusalCode::Storage);
}

#[test]
fn many_turns_may_be_decided_before_the_first_is_durable() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let ids: Vec<_> = (1..=5)
        .flat_map(|id| world.decide(vec![(alice, Request::Append(plain(1, id, "x")))]))
        .collect();
    for (seq, id) in (1..).zip(ids) {
        assert_eq!(world.reply(id), None);
        world.commit_one();
        let Some(Reply::Appended(appended)) = world.reply(id) else {
            panic!("appended")
        };
        assert_eq!(appended.seq.0, seq);
    }
}

#[test]
fn a_damaged_record_refuses_the_log_that_it_is_of_and_no_other_of_the_same_open() {
    let mut world = World::new();
    let alice = world.conversations();
    let logs = [1, 2, 3].map(|number| world.conversation(alice, number));
    let image = world.store.image();
    let of_second = image
        .iter()
        .filter(|(key, _)| key.as_bytes().get(1..33) == Some(&logs[1].address.0[..]));
    for (key, value) in of_second {
        let half = value.slice(..value.len() / 2);
        world.store.damage(key, Some(half));
        world.restart();
        let session = world.conversations();
        let opens = logs.map(|log| {
            let handle = u32::from(log.address.0[0]);
            log.open(handle, Generation(0), Shown::ALL)
        });
        let reply = world.ask(session, Request::Open(opens.to_vec()));
        let Reply::Opened(opened) = reply else {
            panic!("{key:?}: {reply:?}")
        };
        let codes: Vec<_> = opened.iter().map(|log| log.outcome.err()).collect();
        assert_eq!(codes, [None, Some(RefusalCode::Storage), None], "{key:?}");
        for handle in [1, 3] {
            assert_eq!(world.ask(session, live(handle, 1)), Reply::Done);
        }
        world.store.damage(key, Some(value.clone()));
    }
}
