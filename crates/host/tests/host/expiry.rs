//! What is kept, and for how long.

use bytes::Bytes;
use hudhud_base::{Generation, Seq};
use hudhud_crypto::identity::body_hash;
use hudhud_wire::{Append, Deliver, EntryBody, LinkKind, RefusalCode, Reply, Request};

use crate::world::{DAY_MS, MINUTE_MS, Shown, World, entry_id, ordered, plain, read, seqs};

fn holds(world: &World, what: &[u8]) -> bool {
    let image = world.store.image();
    image
        .values()
        .any(|value| value.windows(what.len()).any(|part| part == what))
}

#[test]
fn an_entry_that_expired_is_a_tombstone_at_once_and_is_wiped_by_the_sweep() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let expires = Some(world.now.minute().plus(10));
    world.append(
        alice,
        Append {
            expires,
            ..plain(1, 1, "fleeting")
        },
    );
    world.append(alice, plain(1, 2, "lasting"));
    world.wait_ms(9 * MINUTE_MS);
    world.sweep();
    let body = world.read(alice, 1, 1).entries[0].body.clone();
    assert_eq!(body, EntryBody::Sealed(Bytes::from("fleeting")));
    world.wait_ms(MINUTE_MS);
    let body = world.read(alice, 1, 1).entries[0].body.clone();
    assert_eq!(body, EntryBody::Tombstone(body_hash(b"fleeting")));
    assert!(holds(&world, b"fleeting"));
    world.sweep();
    assert!(!holds(&world, b"fleeting"));
    assert!(holds(&world, b"lasting"));
    assert_eq!(seqs(&world.read(alice, 1, 1)), [1, 2]);
}

#[test]
fn a_short_timer_behind_a_long_one_is_not_held_up() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let in_minutes = |minutes| Some(world.now.minute().plus(minutes));
    let (long, short) = (in_minutes(1000), in_minutes(1));
    world.append(
        alice,
        Append {
            expires: long,
            ..plain(1, 1, "patient")
        },
    );
    for id in 2..400 {
        world.append(
            alice,
            Append {
                expires: short,
                ..plain(1, id, "fleeting")
            },
        );
    }
    world.wait_ms(MINUTE_MS);
    world.sweep();
    assert!(!holds(&world, b"fleeting"));
    assert!(holds(&world, b"patient"));
    world.wait_ms(1000 * MINUTE_MS);
    world.sweep();
    assert!(!holds(&world, b"patient"));
}

#[test]
fn plain_entries_go_before_ordered_ones_and_ids_are_remembered_with_them() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, ordered(1, 1, 0));
    let first = world.append(alice, plain(1, 2, "old"));
    world.append(alice, ordered(1, 3, 1));
    world.wait_ms(60 * DAY_MS);
    world.append(alice, plain(1, 4, "new"));
    world.sweep();
    assert_eq!(world.append(alice, plain(1, 2, "old")), first);
    world.wait_ms(30 * DAY_MS);
    world.sweep();
    let run = world.read(alice, 1, 1);
    assert_eq!((seqs(&run), run.next), (vec![1, 3, 4], Seq(5)));
    assert_eq!(seqs(&world.read(alice, 1, 2)), [3, 4]);
    assert!(!holds(&world, b"old"));
    let Reply::Entries(run) = world.ask(alice, read(1, 1, 1)) else {
        panic!("entries")
    };
    assert_eq!((seqs(&run), run.next), (vec![1], Seq(2)));
}

#[test]
fn a_reader_who_comes_after_the_retention_is_told_what_is_left() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let rotation = Some(log.rotation(1));
    world.append(
        alice,
        Append {
            rotation,
            ..ordered(1, 1, 0)
        },
    );
    world
        .open_as(alice, log.open(2, Generation(1), Shown::ALL))
        .unwrap();
    world.wait_ms(400 * DAY_MS);
    world.append(
        alice,
        Append {
            generation: Generation(1),
            ..plain(2, 2, "new")
        },
    );
    world.sweep();
    let refusal = world.refused(alice, read(2, 1, 64));
    assert_eq!((refusal.code, refusal.seq), (RefusalCode::Gone, Seq(2)));
    assert_eq!(seqs(&world.read(alice, 2, 2)), [2]);
    world.restart();
    let alice = world.conversations();
    let opened = world
        .open_as(alice, log.open(1, Generation(1), Shown::ALL))
        .unwrap();
    assert_eq!((opened.first_seq, opened.next_seq), (Seq(2), Seq(3)));
    let ended = log.open(2, Generation(0), Shown::ALL);
    assert_eq!(world.open_as(alice, ended), Err(RefusalCode::NoSuchLog));
}

#[test]
fn a_log_longer_than_a_slice_is_retired_completely() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    for turn in 0..10 {
        let ids = turn * 100..(turn + 1) * 100;
        world.decide(
            ids.map(|id| (alice, Request::Append(plain(1, id, "x"))))
                .collect(),
        );
        world.commit();
    }
    world.wait_ms(90 * DAY_MS);
    world.sweep();
    assert_eq!(
        world.store.image().len(),
        2,
        "a head and a generation are left"
    );
}

#[test]
fn an_inbox_forgets_after_its_retention() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    let stranger = world.people();
    let deliver = |id| {
        Request::Deliver(Deliver {
            address: layla.inbox.address,
            entry: entry_id(id),
            write: None,
            payment: None,
            body: Bytes::from("request"),
        })
    };
    let before = world.store.image().len();
    world.ask(stranger, deliver(1));
    world.wait_ms(60 * DAY_MS);
    world.ask(stranger, deliver(2));
    world.wait_ms(30 * DAY_MS);
    world.sweep();
    let owner = world.link(LinkKind::Inbox);
    world.open(owner, &layla.inbox, 1);
    assert_eq!(seqs(&world.read(owner, 1, 1)), [2]);
    world.wait_ms(60 * DAY_MS);
    world.sweep();
    assert_eq!(world.store.image().len(), before);
}

#[test]
fn a_handle_whose_generation_was_retired_is_told_that_nothing_is_left() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(
        alice,
        Append {
            rotation: Some(log.rotation(1)),
            ..ordered(1, 1, 0)
        },
    );
    world.wait_ms(400 * DAY_MS);
    world.sweep();
    assert_eq!(world.code(alice, read(1, 1, 64)), RefusalCode::Gone);
    assert_eq!(world.host.counters().records_damaged, 0);
}
