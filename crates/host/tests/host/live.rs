//! Following, falling behind, and signals.

use bytes::Bytes;
use hudhud_base::{Handle, Seq, limits};
use hudhud_host::{Config, SessionId};
use hudhud_wire::{Append, Entries, EntryBody, RefusalCode, Reply, Request, ServerFrame};

use crate::world::{World, live, plain, read, seqs};

fn runs(frames: Vec<ServerFrame>) -> Vec<Entries> {
    let run = |frame| expect_frame!(frame, ServerFrame::Entries(run) => run);
    frames.into_iter().map(run).collect()
}

#[test]
fn a_follower_gets_history_and_then_what_is_new_without_a_gap() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 7);
    world.append(alice, plain(1, 1, "one"));
    assert_eq!(world.ask(bob, live(7, 1)), Reply::Done);
    world.append(alice, plain(1, 2, "two"));
    let runs = runs(world.received(bob));
    assert_eq!(runs.iter().flat_map(seqs).collect::<Vec<_>>(), [1, 2]);
    assert!(runs.iter().all(|run| run.live && run.handle == Handle(7)));
}

#[test]
fn what_had_expired_before_it_was_appended_is_followed_as_it_is_read() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 7);
    assert_eq!(world.ask(bob, live(7, 1)), Reply::Done);
    let append = Append {
        expires: Some(world.now.minute()),
        ..plain(1, 1, "late")
    };
    world.append(alice, append);
    let pushed = runs(world.received(bob)).remove(0);
    assert_eq!(pushed.entries, world.read(alice, 1, 1).entries);
    assert!(matches!(pushed.entries[0].body, EntryBody::Tombstone(_)));
}

#[test]
fn following_within_the_turn_of_an_append_neither_loses_nor_repeats() {
    for live_at in 0..4 {
        let mut world = World::new();
        let (alice, bob) = (world.conversations(), world.conversations());
        let log = world.conversation(alice, 1);
        world.open(alice, &log, 1);
        world.open(bob, &log, 1);
        let appends = (1..4).map(|id| (alice, Request::Append(plain(1, id, "x"))));
        let mut requests: Vec<_> = appends.collect();
        requests.insert(live_at, (bob, live(1, 1)));
        for request in requests {
            world.decide(vec![request]);
        }
        world.commit();
        let frames = world.received(bob);
        let (replies, pushes): (Vec<_>, Vec<_>) = frames
            .into_iter()
            .partition(|frame| matches!(frame, ServerFrame::Reply { .. }));
        assert_eq!(replies.len(), 1);
        let seqs: Vec<_> = runs(pushes).iter().flat_map(seqs).collect();
        assert_eq!(seqs, [1, 2, 3], "following at {live_at}");
    }
}

#[test]
fn entries_of_one_turn_reach_a_follower_in_one_frame_after_the_acknowledgements() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    world.ask(bob, live(1, 1));
    world.decide(
        (1..=3)
            .map(|id| (alice, Request::Append(plain(1, id, "x"))))
            .collect(),
    );
    assert_eq!(world.received(bob), []);
    world.commit();
    let runs = runs(world.received(bob));
    assert_eq!(runs.len(), 1);
    assert_eq!(seqs(&runs[0]), [1, 2, 3]);
}

#[test]
fn a_sender_who_follows_gets_its_own_entry_after_the_acknowledgement() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.ask(alice, live(1, 1));
    world.decide(vec![(alice, Request::Append(plain(1, 1, "x")))]);
    world.commit();
    let frames = world.received(alice);
    assert!(matches!(
        &frames[..],
        [
            ServerFrame::Reply {
                reply: Reply::Appended(_),
                ..
            },
            ServerFrame::Entries(_)
        ]
    ));
}

#[test]
fn a_link_follows_a_log_on_one_handle_alone() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    for handle in 1..=3 {
        world.open(bob, &log, handle);
    }
    assert_eq!(world.ask(bob, live(1, 1)), Reply::Done);
    assert_eq!(world.code(bob, live(2, 1)), RefusalCode::TooMany);
    world.append(alice, plain(1, 1, "x"));
    assert_eq!(runs(world.received(bob)).len(), 1);
    let handle = Handle(1);
    assert_eq!(world.ask(bob, Request::Pause { handle }), Reply::Done);
    assert_eq!(world.ask(bob, live(2, 2)), Reply::Done);
}

#[test]
fn pushes_that_say_the_same_are_known_as_such() {
    let mut world = World::new();
    let alice = world.conversations();
    let (log, other) = (world.conversation(alice, 1), world.conversation(alice, 2));
    world.open(alice, &log, 1);
    world.open(alice, &other, 2);
    for (log, handle) in [(&log, 5), (&log, 6), (&other, 7)] {
        let follower = world.conversations();
        world.open(follower, log, handle);
        assert_eq!(world.ask(follower, live(handle, 1)), Reply::Done);
    }
    let append = |handle, id| (alice, Request::Append(plain(handle, id, "x")));
    world.decide(vec![append(1, 1), append(2, 2)]);
    let pushed = world.pushed_by_commit();
    let number_of = |handle| {
        let number = pushed.iter().find(|(known, _)| *known == Handle(handle));
        number
            .and_then(|(_, alike)| *alike)
            .expect("pushed to many")
    };
    assert_eq!(number_of(5), number_of(6));
    assert_ne!(number_of(5), number_of(7));
}

#[test]
fn who_is_far_behind_gets_some_history_and_is_told_to_read() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    for turn in 0..10 {
        let ids = turn * 40..(turn + 1) * 40;
        world.decide(
            ids.map(|id| (alice, Request::Append(plain(1, id, "x"))))
                .collect(),
        );
        world.commit();
    }
    world.received(alice);
    world.ask(bob, live(1, 1));
    let mut frames = world.received(bob);
    assert_eq!(
        frames.pop(),
        Some(ServerFrame::Lagging {
            handle: Handle(1),
            from: Seq(257)
        })
    );
    let runs = runs(frames);
    assert_eq!(runs.len(), 4);
    assert!(runs.iter().all(|run| !run.live));
    assert_eq!(world.host.counters().followers, 0);
}

#[test]
fn a_slow_link_is_told_where_to_read_on_and_follows_no_more() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    world.ask(bob, live(1, 1));
    world.append(alice, plain(1, 1, "x"));
    world.received(bob);
    let lagging = ServerFrame::Lagging {
        handle: Handle(1),
        from: Seq(1),
    };
    assert_eq!(world.host.lagged(bob, Handle(1), Seq(1)), Some(lagging));
    assert_eq!(world.host.lagged(bob, Handle(1), Seq(1)), None);
    world.append(alice, plain(1, 2, "x"));
    assert_eq!(world.received(bob), []);
}

#[test]
fn pausing_and_closing_end_following() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    world.open(bob, &log, 2);
    world.ask(bob, live(1, 1));
    world.ask(bob, live(2, 1));
    world.ask(bob, Request::Pause { handle: Handle(1) });
    world.ask(bob, Request::Close(vec![Handle(2)]));
    world.append(alice, plain(1, 1, "x"));
    assert_eq!(world.received(bob), []);
}

#[test]
fn a_link_that_has_gone_leaves_nothing_behind() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(bob, &log, 1);
    world.ask(bob, live(1, 1));
    world.host.disconnect(bob);
    let counters = world.host.counters();
    assert_eq!((counters.sessions, counters.handles), (1, 0));
    assert_eq!((counters.logs_open, counters.followers), (0, 0));
}

fn body_bytes(frames: &[ServerFrame]) -> usize {
    let large = frames.iter().map(|frame| {
        if let ServerFrame::Entries(run) = frame {
            run.entries.len()
        } else {
            0
        }
    });
    LARGE * large.sum::<usize>()
}

/// Bytes of one entry in [`a_long_log`].
const LARGE: usize = 60_000;

/// A log with so many large entries, open on two links.
fn a_long_log(world: &mut World, entries: u64) -> (SessionId, SessionId) {
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 1);
    for id in 0..entries {
        let mut append = plain(1, id, "");
        append.body = Bytes::from(vec![7; LARGE]);
        world.append(alice, append);
    }
    (alice, bob)
}

#[test]
fn whoever_follows_gets_no_history_for_asking_again() {
    let mut world = World::new();
    let (alice, bob) = a_long_log(&mut world, 3);
    assert_eq!(world.ask(bob, live(1, 1)), Reply::Done);
    assert_eq!(body_bytes(&world.received(bob)), 3 * LARGE);
    assert_eq!(world.ask(bob, live(1, 1)), Reply::Done);
    assert_eq!(world.received(bob), []);
    world.append(alice, plain(1, 9, "new"));
    assert_eq!(
        runs(world.received(bob))
            .iter()
            .flat_map(seqs)
            .collect::<Vec<_>>(),
        [4]
    );
}

#[test]
fn history_ends_where_it_has_many_bytes_and_is_read_on_from_there() {
    let mut world = World::new();
    let (_, bob) = a_long_log(&mut world, 9);
    world.ask(bob, live(1, 1));
    let mut frames = world.received(bob);
    let Some(ServerFrame::Lagging { from, .. }) = frames.pop() else {
        panic!("not told where to read on")
    };
    let bytes = body_bytes(&frames);
    assert!(
        bytes <= limits::LIVE_BYTES && bytes > limits::LIVE_BYTES / 2,
        "{bytes}"
    );
    assert_eq!(from.0, (bytes / LARGE) as u64 + 1);
}

#[test]
fn a_turn_decides_no_more_answers_than_it_may_hold_and_the_rest_waits_in_order() {
    const TIMES: usize = 100;
    let mut world = World::with(Config {
        turn_bytes: 1 << 20,
        ..Config::default()
    });
    let (alice, bob) = a_long_log(&mut world, 4);
    let pause = || Request::Pause { handle: Handle(1) };
    let pairs = (0..TIMES).flat_map(|_| [(bob, pause()), (bob, live(1, 1))]);
    let mut requests: Vec<_> = pairs.collect();
    requests.push((alice, Request::Ping));
    let mut asked = world.decide(requests);
    let mut turns = 0;
    let mut answered = Vec::new();
    loop {
        let frames = world.received(bob);
        let bytes = body_bytes(&frames);
        assert!(bytes <= 1 << 20, "{bytes} bytes in one turn");
        for frame in &frames {
            if let ServerFrame::Reply { id, .. } = frame {
                answered.push(*id);
            }
        }
        if world.asked.is_empty() {
            break;
        }
        turns += 1;
        world.decide(Vec::new());
    }
    assert!(turns > TIMES / 5, "{turns} turns");
    asked.pop();
    assert_eq!(answered, asked);
    assert_eq!(world.received(alice).len(), 1);
}

#[test]
fn answers_that_wait_for_a_commit_have_a_bound_and_go_on_when_it_ends() {
    let mut world = World::with(Config {
        waiting_bytes: 1 << 20,
        ..Config::default()
    });
    let (alice, bob) = a_long_log(&mut world, 2);
    world.decide(vec![(alice, Request::Append(plain(1, 50, "on its way")))]);
    let asked = world.decide(vec![(bob, read(1, 1, 64)); 50]);
    let left = world.asked.len();
    assert!((40..50).contains(&left), "{left}");
    world.decide(Vec::new());
    assert_eq!(world.asked.len(), left, "nothing more fits");
    world.commit();
    world.decide(Vec::new());
    assert!(world.asked.is_empty());
    assert_eq!(world.received(bob).len(), asked.len());
}

#[test]
fn a_read_takes_no_more_from_the_store_than_it_gives_and_one_entry() {
    let mut world = World::new();
    let (_, bob) = a_long_log(&mut world, 9);
    let before = world.store.read_bytes();
    let run = world.read(bob, 1, 1);
    assert_eq!(run.entries.len(), 2);
    let taken = usize::try_from(world.store.read_bytes() - before).unwrap();
    assert!(taken < 3 * LARGE + 4096, "{taken}");
}

fn signal(handle: u32, body: &'static str) -> Request {
    Request::Signal {
        handle: Handle(handle),
        body: Bytes::from_static(body.as_bytes()),
    }
}

#[test]
fn a_signal_reaches_the_others_at_once_and_is_not_stored() {
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.open(bob, &log, 5);
    world.ask(alice, live(1, 1));
    world.ask(bob, live(5, 1));
    assert_eq!(world.ask(alice, signal(1, "typing")), Reply::Done);
    let body = Bytes::from("typing");
    assert_eq!(
        world.received(bob),
        [ServerFrame::Signalled {
            handle: Handle(5),
            body
        }]
    );
    assert_eq!(world.received(alice), []);
    assert_eq!(world.read(bob, 5, 1).entries, []);
}

#[test]
fn signals_are_at_least_three_seconds_apart() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.ask(alice, signal(1, "x"));
    world.wait_ms(1000);
    let refusal = world.refused(alice, signal(1, "x"));
    assert_eq!(
        (refusal.code, refusal.retry_after_ms),
        (RefusalCode::Rate, 2000)
    );
    world.wait_ms(2000);
    assert_eq!(world.ask(alice, signal(1, "x")), Reply::Done);
}

#[test]
fn a_log_with_many_followers_takes_no_signals() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    for _ in 0..=limits::SIGNAL_FOLLOWERS {
        let other = world.conversations();
        world.open(other, &log, 1);
        world.ask(other, live(1, 1));
    }
    assert_eq!(world.code(alice, signal(1, "x")), RefusalCode::TooMany);
}
