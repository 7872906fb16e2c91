//! Appending, reading, erasing.

use bytes::Bytes;
use hudhud_base::{Generation, Handle, RunningHash, Seq, limits};
use hudhud_crypto::identity::{EntryLink, body_hash, running_hash};
use hudhud_wire::{Append, Class, Create, EntryBody, RefusalCode, Reply, Request};

use crate::world::{Log, Shown, World, live, ordered, plain, read, secret_hash, seqs};

#[test]
fn an_entry_that_was_appended_is_read_as_it_was_sent() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let appended = world.append(alice, plain(1, 1, "hello"));
    assert_eq!(appended.seq, Seq(1));
    assert_eq!(appended.minute, world.now.minute());
    let entries = world.read(alice, 1, 1);
    let [entry] = &entries.entries[..] else {
        panic!("one entry")
    };
    assert_eq!(entry.body, EntryBody::Sealed(Bytes::from("hello")));
    assert_eq!(
        (entry.class, entry.generation),
        (Class::Plain, Generation(0))
    );
    assert_eq!(entries.next, Seq(2));
    assert!(!entries.live);
}

#[test]
fn the_running_hash_is_what_every_member_computes() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let first = world.append(alice, ordered(1, 1, 0));
    let second = world.append(alice, plain(1, 2, "hello"));
    let link = |seq, class, id: u64, body: &[u8]| EntryLink {
        minute: first.minute,
        seq: Seq(seq),
        class,
        entry: crate::world::entry_id(id),
        generation: Generation(0),
        rotation: None,
        body_hash: body_hash(body),
    };
    let expected = running_hash(&RunningHash::EMPTY, &link(1, 1, 1, b"handshake"));
    assert_eq!(first.running_hash, expected);
    let expected = running_hash(&expected, &link(2, 2, 2, b"hello"));
    assert_eq!(second.running_hash, expected);
    world.restart();
    let bob = world.conversations();
    assert_eq!(world.open(bob, &log, 9).running_hash, expected);
}

#[test]
fn a_resend_gets_the_same_answer_and_appends_nothing() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let first = world.append(alice, plain(1, 1, "hello"));
    world.append(alice, plain(1, 2, "world"));
    world.wait_ms(10 * 60_000);
    assert_eq!(world.append(alice, plain(1, 1, "hello")), first);
    world.restart();
    let alice = world.conversations();
    world.open(alice, &log, 1);
    assert_eq!(world.append(alice, plain(1, 1, "hello")), first);
    assert_eq!(seqs(&world.read(alice, 1, 1)), [1, 2]);
}

#[test]
fn the_same_id_with_other_bytes_is_a_conflict() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, plain(1, 1, "hello"));
    let code = world.code(alice, Request::Append(plain(1, 1, "hullo")));
    assert_eq!(code, RefusalCode::Conflict);
    let other = Append {
        erase_hash: Some(secret_hash(&[1; 32])),
        ..plain(1, 1, "hello")
    };
    assert_eq!(
        world.code(alice, Request::Append(other)),
        RefusalCode::Conflict
    );
}

#[test]
fn a_resend_in_the_same_turn_waits_for_the_first_and_gets_its_answer() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let twice = vec![
        (alice, Request::Append(plain(1, 1, "hello"))),
        (alice, Request::Append(plain(1, 1, "hello"))),
    ];
    let ids = world.decide(twice);
    assert_eq!(world.reply(ids[1]), None);
    world.commit();
    let first = world.reply(ids[0]);
    assert!(matches!(first, Some(Reply::Appended(_))));
    assert_eq!(world.reply(ids[1]), first);
}

#[test]
fn nothing_is_acknowledged_before_it_is_durable() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let ids = world.decide(vec![(alice, Request::Append(plain(1, 1, "hello")))]);
    assert_eq!(world.received(alice), []);
    world.commit();
    assert!(matches!(world.reply(ids[0]), Some(Reply::Appended(_))));
}

#[test]
fn a_reader_does_not_see_what_is_not_durable() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    world.decide(vec![(alice, Request::Append(plain(1, 1, "hello")))]);
    let ids = world.decide(vec![(bob, read(1, 1, 64))]);
    assert_eq!(world.received(bob), []);
    world.commit();
    let Some(Reply::Entries(entries)) = world.reply(ids[0]) else {
        panic!("entries")
    };
    assert_eq!(seqs(&entries), [1]);
}

#[test]
fn an_ordered_entry_stands_only_on_the_head_it_names() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    assert_eq!(world.append(alice, ordered(1, 1, 0)).seq, Seq(1));
    world.append(alice, plain(1, 2, "between"));
    assert_eq!(world.append(alice, ordered(1, 3, 1)).seq, Seq(3));
    let refusal = world.refused(alice, Request::Append(ordered(1, 4, 1)));
    assert_eq!((refusal.code, refusal.seq), (RefusalCode::Head, Seq(3)));
    let missed: Vec<_> = refusal.missed.iter().map(|entry| entry.seq).collect();
    assert_eq!(missed, [Seq(3)]);
    let refusal = world.refused(alice, Request::Append(ordered(1, 5, 0)));
    assert_eq!(refusal.missed.len(), 2);
}

#[test]
fn two_ordered_entries_on_one_head_in_one_turn_have_one_winner() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    let ids = world.decide(vec![
        (alice, Request::Append(ordered(1, 1, 0))),
        (bob, Request::Append(ordered(1, 2, 0))),
    ]);
    world.commit();
    assert!(matches!(world.reply(ids[0]), Some(Reply::Appended(_))));
    let Some(Reply::Refused(refusal)) = world.reply(ids[1]) else {
        panic!("refused")
    };
    assert_eq!((refusal.code, refusal.missed.len()), (RefusalCode::Head, 1));
}

#[test]
fn a_writer_without_read_is_not_told_what_it_missed() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, ordered(1, 1, 0));
    let blind = world.conversations();
    let open = log.open(1, Generation(0), Shown(false, true, false));
    world.open_as(blind, open).unwrap();
    let refusal = world.refused(blind, Request::Append(ordered(1, 2, 0)));
    assert_eq!((refusal.code, refusal.missed.len()), (RefusalCode::Head, 0));
    assert_eq!(world.code(blind, read(1, 1, 1)), RefusalCode::Forbidden);
    assert_eq!(world.code(blind, live(1, 1)), RefusalCode::Forbidden);
}

#[test]
fn a_reader_may_not_append() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world
        .open_as(alice, log.open(1, Generation(0), Shown::READ))
        .unwrap();
    assert_eq!(
        world.code(alice, Request::Append(plain(1, 1, "x"))),
        RefusalCode::Forbidden
    );
}

#[test]
fn creating_is_idempotent_and_an_address_is_not_taken_over() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    assert_eq!(world.ask(alice, log.create()), Reply::Done);
    let Request::Create(mut create) = log.create() else {
        panic!("create")
    };
    create.hashes = Log::new(2).hashes(Generation(0));
    assert_eq!(
        world.code(alice, Request::Create(create)),
        RefusalCode::Exists
    );
}

#[test]
fn a_log_that_continues_another_begins_with_its_generation_and_behind_its_entries() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = Log::new(1);
    let begins = |generation| {
        let Request::Create(create) = log.create() else {
            panic!("create")
        };
        Request::Create(Create {
            generation: Generation(generation),
            hashes: log.hashes(Generation(generation)),
            first: Seq(500),
            ..create
        })
    };
    assert_eq!(world.ask(alice, begins(3)), Reply::Done);
    assert_eq!(world.ask(alice, begins(3)), Reply::Done);
    assert_eq!(world.code(alice, begins(0)), RefusalCode::Exists);
    let before = log.open(1, Generation(0), Shown::ALL);
    assert_eq!(world.open_as(alice, before), Err(RefusalCode::NoSuchLog));
    let opened = world
        .open_as(alice, log.open(1, Generation(3), Shown::ALL))
        .unwrap();
    assert_eq!(opened.generation, Generation(3));
    assert_eq!((opened.first_seq, opened.next_seq), (Seq(500), Seq(500)));
    assert_eq!(opened.ordered_head, Seq(0));
    let first = Append {
        generation: Generation(3),
        ..ordered(1, 1, 0)
    };
    assert_eq!(world.append(alice, first).seq, Seq(500));
    let then = Append {
        generation: Generation(3),
        rotation: Some(log.rotation(4)),
        ..ordered(1, 2, 500)
    };
    assert_eq!(world.append(alice, then).seq, Seq(501));
    assert_eq!(seqs(&world.read(alice, 1, 500)), [500, 501]);
    let gone = world.refused(alice, read(1, 499, 64));
    assert_eq!((gone.code, gone.seq), (RefusalCode::Gone, Seq(500)));
}

#[test]
fn an_unknown_log_and_a_wrong_capability_are_one_answer() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    let mut wrong = log.open(1, Generation(0), Shown::ALL);
    wrong.control = Some(log.capability(1, 3));
    assert_eq!(world.open_as(alice, wrong), Err(RefusalCode::NoSuchLog));
    let unknown = Log::new(2).open(1, Generation(0), Shown::ALL);
    assert_eq!(world.open_as(alice, unknown), Err(RefusalCode::NoSuchLog));
    let nothing = log.open(1, Generation(0), Shown(false, false, false));
    assert_eq!(world.open_as(alice, nothing), Err(RefusalCode::NoSuchLog));
    let early = log.open(1, Generation(1), Shown::ALL);
    assert_eq!(world.open_as(alice, early), Err(RefusalCode::NoSuchLog));
    assert_eq!(world.host.counters().handles, 0);
}

#[test]
fn a_handle_that_is_open_is_not_given_twice() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let again = log.open(1, Generation(0), Shown::READ);
    assert_eq!(
        world.open_as(alice, again.clone()),
        Err(RefusalCode::Exists)
    );
    assert_eq!(
        world.ask(alice, Request::Close(vec![Handle(1)])),
        Reply::Done
    );
    assert_eq!(world.code(alice, read(1, 1, 1)), RefusalCode::NoSuchHandle);
    assert!(world.open_as(alice, again).is_ok());
}

#[test]
fn a_read_is_bounded_and_goes_on_where_it_ended() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    for id in 1..=100 {
        world.append(alice, plain(1, id, "x"));
    }
    let first = world.read(alice, 1, 1);
    assert_eq!(
        (first.entries.len(), first.next),
        (limits::READ_ENTRIES, Seq(65))
    );
    let rest = world.read(alice, 1, 65);
    assert_eq!((rest.entries.len(), rest.next), (36, Seq(101)));
    assert_eq!(world.read(alice, 1, 101).entries, []);
}

#[test]
fn a_read_is_bounded_in_bytes() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let large = "x".repeat(limits::ENTRY_BYTES);
    for id in 1..=3 {
        world.append(alice, plain(1, id, &large));
    }
    let run = world.read(alice, 1, 1);
    assert_eq!((seqs(&run), run.next), (vec![1, 2], Seq(3)));
}

#[test]
fn the_secret_erases_what_it_stands_for_and_leaves_the_hash() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world
        .open_as(alice, log.open(1, Generation(0), Shown::READ_WRITE))
        .unwrap();
    let hash = Some(secret_hash(&[9; 32]));
    let sent = Append {
        erase_hash: hash,
        ..plain(1, 1, "hello")
    };
    let appended = world.append(alice, sent.clone());
    let erase = |secret| Request::Erase {
        handle: Handle(1),
        seq: Seq(1),
        secret,
    };
    assert_eq!(
        world.code(alice, erase(Some([8; 32]))),
        RefusalCode::Forbidden
    );
    assert_eq!(world.code(alice, erase(None)), RefusalCode::Forbidden);
    assert_eq!(world.ask(alice, erase(Some([9; 32]))), Reply::Done);
    assert_eq!(world.ask(alice, erase(Some([9; 32]))), Reply::Done);
    let entries = world.read(alice, 1, 1);
    assert_eq!(
        entries.entries[0].body,
        EntryBody::Tombstone(body_hash(b"hello"))
    );
    assert_eq!(world.append(alice, sent), appended);
    let hello = b"hello".as_slice();
    let image = world.store.image();
    assert!(
        !image
            .values()
            .any(|value| value.windows(5).any(|part| part == hello))
    );
}

#[test]
fn control_erases_plain_entries_but_nothing_erases_ordered_ones() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, ordered(1, 1, 0));
    world.append(alice, plain(1, 2, "hello"));
    let erase = |seq| Request::Erase {
        handle: Handle(1),
        seq: Seq(seq),
        secret: None,
    };
    assert_eq!(world.code(alice, erase(1)), RefusalCode::Forbidden);
    assert_eq!(world.ask(alice, erase(2)), Reply::Done);
}

#[test]
fn an_entry_of_wrong_form_ends_the_link() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let headless = Append {
        expected_head: None,
        ..ordered(1, 1, 0)
    };
    assert_eq!(
        world.code(alice, Request::Append(headless)),
        RefusalCode::Malformed
    );
    assert_eq!(world.closed, [alice]);
}
