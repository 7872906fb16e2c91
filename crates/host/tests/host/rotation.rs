//! Generations, and what is left to those whose generation has ended.

use hudhud_base::{Generation, Handle, Seq};
use hudhud_wire::{Append, RefusalCode, Request, ServerFrame};

use crate::world::{Log, Shown, World, live, ordered, plain, seqs};

fn rotating(log: &Log, id: u64, head: u64, generation: u32) -> Append {
    let former = Generation(generation - 1);
    let rotation = Some(log.rotation(generation));
    Append {
        rotation,
        generation: former,
        ..ordered(1, id, head)
    }
}

#[test]
fn a_rotation_begins_a_generation_and_ends_the_former_for_everybody() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    world.append(alice, rotating(&log, 1, 0, 1));
    for session in [alice, bob] {
        let refusal = world.refused(session, Request::Append(plain(1, 9, "late")));
        assert_eq!(refusal.code, RefusalCode::Generation);
        assert_eq!(refusal.generation, Generation(1));
    }
    let opened = world
        .open_as(alice, log.open(2, Generation(1), Shown::ALL))
        .unwrap();
    assert_eq!((opened.generation, opened.until), (Generation(1), None));
    let next = Append {
        generation: Generation(1),
        ..plain(2, 2, "after")
    };
    assert_eq!(world.append(alice, next).seq, Seq(2));
}

#[test]
fn an_ended_generation_reads_up_to_its_end_and_learns_nothing_of_later() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, plain(1, 1, "before"));
    let ended = world.append(alice, rotating(&log, 2, 0, 1));
    world
        .open_as(alice, log.open(2, Generation(1), Shown::ALL))
        .unwrap();
    for id in 3..6 {
        world.append(
            alice,
            Append {
                generation: Generation(1),
                ..plain(2, id, "after")
            },
        );
    }
    let removed = world.conversations();
    let opened = world.open(removed, &log, 1);
    assert_eq!((opened.next_seq, opened.until), (Seq(3), Some(Seq(2))));
    assert_eq!(
        (opened.ordered_head, opened.running_hash),
        (Seq(2), ended.running_hash)
    );
    let run = world.read(removed, 1, 1);
    assert_eq!((seqs(&run), run.next), (vec![1, 2], Seq(3)));
    assert_eq!(run.entries[1].rotation, Some(log.rotation(1)));
    assert_eq!(world.read(removed, 1, 3).entries, []);
}

#[test]
fn a_handle_opened_before_the_rotation_reads_no_further_either() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    world.append(alice, rotating(&log, 1, 0, 1));
    world
        .open_as(alice, log.open(2, Generation(1), Shown::ALL))
        .unwrap();
    world.append(
        alice,
        Append {
            generation: Generation(1),
            ..plain(2, 2, "secret")
        },
    );
    assert_eq!(seqs(&world.read(bob, 1, 1)), [1]);
}

#[test]
fn followers_get_the_entry_that_ended_their_generation_and_then_nothing() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    world.ask(bob, live(1, 1));
    let after = Append {
        generation: Generation(1),
        ..plain(2, 2, "secret")
    };
    world.decide(vec![
        (alice, Request::Append(rotating(&log, 1, 0, 1))),
        (
            alice,
            Request::Open(vec![log.open(2, Generation(1), Shown::ALL)]),
        ),
        (alice, Request::Append(after)),
    ]);
    world.commit();
    let frames = world.received(bob);
    let [
        ServerFrame::Entries(run),
        ServerFrame::Ended {
            handle,
            generation,
            seq,
        },
    ] = &frames[..]
    else {
        panic!("the last entry and the end, not {frames:?}");
    };
    assert_eq!(seqs(run), [1]);
    assert_eq!(
        (*handle, *generation, *seq),
        (Handle(1), Generation(0), Seq(1))
    );
    assert_eq!(world.host.counters().followers, 0);
}

#[test]
fn following_an_ended_generation_gives_its_history_and_its_end() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, rotating(&log, 1, 0, 1));
    let slept = world.conversations();
    world.open(slept, &log, 1);
    world.ask(slept, live(1, 1));
    let frames = world.received(slept);
    assert!(matches!(
        &frames[..],
        [ServerFrame::Entries(run), ServerFrame::Ended { seq: Seq(1), .. }] if seqs(run) == [1]
    ));
}

#[test]
fn only_control_rotates_and_only_to_the_next_generation() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world
        .open_as(alice, log.open(1, Generation(0), Shown::READ_WRITE))
        .unwrap();
    let rotate = Request::Append(rotating(&log, 1, 0, 1));
    assert_eq!(world.code(alice, rotate), RefusalCode::Forbidden);
    world.ask(alice, Request::Close(vec![Handle(1)]));
    world.open(alice, &log, 1);
    let skip = Append {
        generation: Generation(0),
        ..rotating(&log, 1, 0, 2)
    };
    assert_eq!(
        world.code(alice, Request::Append(skip)),
        RefusalCode::Generation
    );
}

#[test]
fn a_resend_is_recognised_after_the_rotation_it_carried() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let first = world.append(alice, rotating(&log, 1, 0, 1));
    assert_eq!(world.append(alice, rotating(&log, 1, 0, 1)), first);
}
