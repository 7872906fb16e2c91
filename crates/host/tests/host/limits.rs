//! Abuse: rates, sizes, counts, and links that do not keep the rules.

use bytes::Bytes;
use hudhud_base::{Generation, Handle, RequestId, limits};
use hudhud_host::{Config, Quotas, SessionId, Space};
use hudhud_wire::{
    Append, ClientFrame, LinkKind, OpenLog, RefusalCode, Reply, Request, ServerFrame,
};

use crate::people::Person;
use crate::world::{DAY_MS, Log, MINUTE_MS, Shown, World, ordered, plain};

#[test]
fn the_first_frame_is_hello_and_comes_once() {
    let mut world = World::new();
    let session = world.connect();
    assert_eq!(world.code(session, Request::Ping), RefusalCode::Malformed);
    assert_eq!(world.closed, [session]);
    let session = world.conversations();
    let again = Request::Hello {
        version_min: 1,
        version_max: 1,
        link: LinkKind::Account,
        agent: String::new(),
    };
    assert_eq!(world.code(session, again), RefusalCode::Malformed);
}

#[test]
fn a_client_from_the_future_is_told_so() {
    let mut world = World::new();
    let session = world.connect();
    let hello = Request::Hello {
        version_min: 2,
        version_max: 9,
        link: LinkKind::Conversations,
        agent: String::new(),
    };
    assert_eq!(world.code(session, hello), RefusalCode::Version);
    assert_eq!(world.closed, [session]);
}

#[test]
fn a_link_nobody_connected_is_refused() {
    let mut world = World::new();
    assert_eq!(
        world.code(SessionId(99), Request::Ping),
        RefusalCode::Malformed
    );
}

/// As many appends as one link may have unanswered.
fn appends_in_flight(alice: SessionId, first: u64) -> Vec<(SessionId, Request)> {
    let ids = first..first + limits::REQUESTS_IN_FLIGHT as u64;
    ids.map(|id| (alice, Request::Append(plain(1, id, "x"))))
        .collect()
}

#[test]
fn a_link_with_too_many_open_requests_is_closed() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.decide(appends_in_flight(alice, 0));
    world.commit();
    world.decide(appends_in_flight(alice, 1000));
    assert_eq!(world.closed, []);
    let ids = world.decide(vec![(alice, Request::Ping)]);
    assert!(matches!(
        world.reply(ids[0]),
        Some(Reply::Refused(refusal)) if refusal.code == RefusalCode::Malformed
    ));
    assert_eq!(world.closed, [alice]);
}

#[test]
fn nothing_more_is_decided_for_a_link_that_broke_the_rules() {
    let mut world = World::new();
    let session = world.connect();
    let hello = Request::Hello {
        version_min: 1,
        version_max: 1,
        link: LinkKind::Conversations,
        agent: String::new(),
    };
    world.decide(vec![(session, Request::Ping), (session, hello)]);
    let frames = world.received(session);
    assert!(frames.iter().all(|frame| matches!(
        frame,
        ServerFrame::Reply {
            reply: Reply::Refused(_),
            ..
        }
    )));
    assert_eq!(frames.len(), 2);
}

#[test]
fn a_log_takes_ordered_entries_again_when_a_clock_that_was_ahead_is_set_back() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world
        .open_as(alice, log.open(1, Generation(0), Shown::READ_WRITE))
        .unwrap();
    let right = world.now;
    world.wait_ms(365 * DAY_MS);
    let burst = u64::from(limits::ORDERED_BURST);
    for head in 0..burst {
        world.append(alice, ordered(1, 1000 + head, head));
    }
    world.now = right;
    world.append(alice, ordered(1, 5000, burst));
}

#[test]
fn ordered_entries_by_write_have_a_burst_and_then_some_each_minute() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world
        .open_as(alice, log.open(1, Generation(0), Shown::READ_WRITE))
        .unwrap();
    let mut head = 0;
    let mut next = |world: &mut World| {
        let reply = world.ask(alice, Request::Append(ordered(1, 1000 + head, head)));
        let taken = matches!(reply, Reply::Appended(_));
        head += u64::from(taken);
        taken
    };
    let burst = (0..30).take_while(|_| next(&mut world)).count();
    assert_eq!(burst, limits::ORDERED_BURST as usize);
    world.wait_ms(MINUTE_MS);
    let minute = (0..30).take_while(|_| next(&mut world)).count();
    assert_eq!(minute, limits::ORDERED_PER_MINUTE as usize);
    // Rate comes before the head: any head will do.
    let refusal = world.refused(alice, Request::Append(ordered(1, 5000, 0)));
    assert_eq!(refusal.code, RefusalCode::Rate);
    assert!((1..=60_000).contains(&refusal.retry_after_ms));
    let control = world.conversations();
    world.open(control, &log, 1);
    world.append(control, ordered(1, 6000, 26));
}

#[test]
fn a_refused_ordered_entry_uses_up_nothing() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world
        .open_as(alice, log.open(1, Generation(0), Shown::READ_WRITE))
        .unwrap();
    for id in 0..50 {
        let code = world.code(alice, Request::Append(ordered(1, id, 9)));
        assert_eq!(code, RefusalCode::Head);
    }
    world.append(alice, ordered(1, 100, 0));
}

#[test]
fn a_log_has_a_quota_that_erasing_gives_back() {
    let mut config = Config::default();
    config.quotas.log_bytes = 2 * Quotas::ENTRY_RECORDS_BYTES + 10;
    let mut world = World::with(config);
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, plain(1, 1, "12345678"));
    assert_eq!(
        world.code(alice, Request::Append(plain(1, 2, "123"))),
        RefusalCode::Quota
    );
    let seq = hudhud_base::Seq(1);
    world.ask(
        alice,
        Request::Erase {
            handle: Handle(1),
            seq,
            secret: None,
        },
    );
    world.append(alice, plain(1, 2, "123"));
}

#[test]
fn a_log_that_is_full_takes_what_puts_it_in_order() {
    let mut config = Config::default();
    config.quotas.log_bytes = Quotas::ENTRY_RECORDS_BYTES + 10;
    let mut world = World::with(config);
    let [admin, writer] = [world.conversations(), world.conversations()];
    let log = world.conversation(admin, 1);
    world.open(admin, &log, 1);
    world
        .open_as(writer, log.open(1, Generation(0), Shown::READ_WRITE))
        .unwrap();
    world.append(writer, plain(1, 1, "1234567890"));
    let code = world.code(writer, Request::Append(plain(1, 2, "1")));
    assert_eq!(code, RefusalCode::Quota);
    // A member's handshakes have room, until half of the reserve is used up.
    let large = |id, head| Append {
        body: Bytes::from(vec![0; limits::ENTRY_BYTES]),
        ..ordered(1, id, head)
    };
    let room =
        limits::LOG_RESERVE_BYTES / (limits::ENTRY_BYTES as u64 + Quotas::ENTRY_RECORDS_BYTES);
    let (all, room) = (room, room / 2);
    let mut head = 0;
    for id in 0..room - 1 {
        if id % u64::from(limits::ORDERED_PER_MINUTE) == 0 {
            world.wait_ms(MINUTE_MS);
        }
        head = world.append(writer, large(1000 + id, head)).seq.0;
    }
    world.wait_ms(MINUTE_MS);
    head = world.append(writer, large(5000, head)).seq.0;
    let code = world.code(writer, Request::Append(large(5001, head)));
    assert_eq!(code, RefusalCode::Quota);
    // The other half is for those who may remove whoever did this.
    for id in 0..all - room {
        head = world.append(admin, large(6000 + id, head)).seq.0;
    }
    let code = world.code(admin, Request::Append(large(9000, head)));
    assert_eq!(code, RefusalCode::Quota);
}

#[test]
fn who_may_remove_may_erase_what_others_wrote_also_in_a_log_that_is_full() {
    let mut config = Config::default();
    config.quotas.log_bytes = 2 * Quotas::ENTRY_RECORDS_BYTES + 10;
    let mut world = World::with(config);
    let [admin, writer] = [world.conversations(), world.conversations()];
    let log = world.conversation(admin, 1);
    world.open(admin, &log, 1);
    world
        .open_as(writer, log.open(1, Generation(0), Shown::READ_WRITE))
        .unwrap();
    world.append(writer, plain(1, 1, "1234567890"));
    let erase = || Request::Erase {
        handle: Handle(1),
        seq: hudhud_base::Seq(1),
        secret: None,
    };
    assert_eq!(world.code(writer, erase()), RefusalCode::Forbidden);
    assert!(matches!(world.ask(admin, erase()), Reply::Done));
    world.append(writer, plain(1, 2, "1234567890"));
}

#[test]
fn one_handle_fills_a_log_no_faster_than_others_notice() {
    let mut world = World::new();
    let [flooder, other] = [world.conversations(), world.conversations()];
    let log = world.conversation(flooder, 1);
    world.open(flooder, &log, 1);
    world.open(other, &log, 1);
    let mut id = 0;
    let mut flood = |world: &mut World| pours(world, flooder, &mut id);
    let burst = flood(&mut world);
    let entries = limits::PLAIN_BURST_BYTES as usize / limits::ENTRY_BYTES;
    assert!((entries - 2..=entries).contains(&burst), "{burst}");
    // What was refused has taken nothing, and a second gives what a second gives.
    world.wait_ms(1_000);
    let second = flood(&mut world);
    let entries = 1_000 * limits::PLAIN_BYTES_PER_MS as usize / limits::ENTRY_BYTES;
    assert!((entries..=entries + 1).contains(&second), "{second}");
    // Somebody else has a bucket of their own.
    world.append(other, plain(1, 9000, "what is going on?"));
}

/// Appends the largest entries until one is refused; how many were taken.
fn pours(world: &mut World, link: SessionId, id: &mut u64) -> usize {
    let mut pour = || {
        *id += 1;
        let entry = Append {
            body: Bytes::from(vec![0; limits::ENTRY_BYTES]),
            ..plain(1, *id, "")
        };
        let answer = world.ask(link, Request::Append(entry));
        matches!(answer, Reply::Appended(_))
    };
    (0..2_000).take_while(|_| pour()).count()
}

#[test]
fn a_bucket_of_plain_entries_is_full_again_after_any_pause() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let entries = limits::PLAIN_BURST_BYTES as usize / limits::ENTRY_BYTES;
    let mut id = 0;
    // Longer pauses than the milliseconds that are kept can tell apart.
    for days in [0, 1, 20, 30, 49, 60] {
        world.wait_ms(days * 24 * 60 * MINUTE_MS);
        let poured = pours(&mut world, alice, &mut id);
        assert!((entries - 2..=entries).contains(&poured), "{poured}");
        assert_eq!(pours(&mut world, alice, &mut id), 0, "nothing is left");
    }
}

#[test]
fn an_entry_has_a_size() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let mut large = plain(1, 1, "");
    large.body = Bytes::from(vec![0; limits::ENTRY_BYTES + 1]);
    assert_eq!(
        world.code(alice, Request::Append(large)),
        RefusalCode::TooLarge
    );
}

#[test]
fn a_link_has_a_limit_of_handles() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    let open = |handle: u32| log.open(handle, Generation(0), Shown::READ);
    for batch in 0..8 {
        let first = batch * 512;
        let logs: Vec<OpenLog> = (first..first + 512).map(open).collect();
        assert!(matches!(
            world.ask(alice, Request::Open(logs)),
            Reply::Opened(_)
        ));
    }
    assert_eq!(world.open_as(alice, open(9999)), Err(RefusalCode::TooMany));
    assert_eq!(world.host.counters().handles, limits::HANDLES_PER_LINK);
    let too_many: Vec<OpenLog> = (0..=512).map(open).collect();
    assert_eq!(
        world.code(alice, Request::Open(too_many)),
        RefusalCode::TooMany
    );
}

#[test]
fn a_scarce_disk_refuses_what_is_new_and_an_exhausted_one_everything_that_grows() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.host.set_space(Space::Scarce);
    assert_eq!(world.code(alice, Log::new(2).create()), RefusalCode::Full);
    let (session, _) = world.account_link();
    assert_eq!(
        world.code(session, Person::new(1).sign_up(None)),
        RefusalCode::Full
    );
    assert_eq!(world.ask(alice, log.create()), Reply::Done);
    world.append(alice, plain(1, 1, "x"));
    world.host.set_space(Space::Exhausted);
    assert_eq!(
        world.code(alice, Request::Append(plain(1, 2, "x"))),
        RefusalCode::Full
    );
    world.host.set_space(Space::Ample);
    world.append(alice, plain(1, 2, "x"));
}

#[test]
fn what_happened_is_counted() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    world.append(alice, plain(1, 1, "x"));
    world.code(alice, Request::Append(plain(1, 1, "y")));
    let counters = world.host.counters();
    assert_eq!(counters.requests["append"], 2);
    assert_eq!(counters.refusals["conflict"], 1);
    assert_eq!((counters.entries_appended, counters.sessions), (1, 1));
    assert_eq!(
        (counters.handles, counters.logs_open, counters.logs_hot),
        (1, 1, 1)
    );
}

#[test]
fn request_0_is_not_a_request() {
    let mut world = World::new();
    let alice = world.conversations();
    let frame = ClientFrame {
        id: RequestId(0),
        request: Request::Ping,
    };
    world.asked.push_back((alice, frame));
    let turn = world.turn();
    assert_eq!(turn.close, [alice]);
    let replies = turn.replies.iter().map(|sent| &sent.frame);
    assert!(matches!(
        replies.collect::<Vec<_>>()[..],
        [ServerFrame::Reply { .. }]
    ));
}

/// Bytes of everything that is stored.
fn stored_bytes(world: &World) -> usize {
    let image = world.store.image();
    image
        .iter()
        .map(|(key, value)| key.as_bytes().len() + value.len())
        .sum()
}

/// Appends what is as small as an entry can be, until it is refused; how many were taken.
fn crumbs(world: &mut World, session: SessionId, first: u64) -> (u64, RefusalCode) {
    for id in first.. {
        if let Reply::Refused(refusal) = world.ask(session, Request::Append(plain(1, id, "x"))) {
            return (id - first, refusal.code);
        }
    }
    unreachable!("nothing is without a limit")
}

#[test]
fn what_is_counted_of_small_entries_is_what_their_records_take() {
    let mut config = Config::default();
    config.quotas.log_bytes = 64 * 1024;
    let mut world = World::with(config);
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let before = stored_bytes(&world);
    let (_, code) = crumbs(&mut world, alice, 1);
    assert_eq!(code, RefusalCode::Quota);
    let used = stored_bytes(&world) - before;
    assert!((32 * 1024..=64 * 1024).contains(&used), "{used}");
}

#[test]
fn what_was_erased_counts_for_as_long_as_something_is_left_of_it() {
    let mut config = Config::default();
    config.quotas.log_bytes = 16 * 1024;
    let mut world = World::with(config);
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let (taken, _) = crumbs(&mut world, alice, 1);
    for seq in 1..=taken {
        let erase = Request::Erase {
            handle: Handle(1),
            seq: hudhud_base::Seq(seq),
            secret: None,
        };
        assert_eq!(world.ask(alice, erase), Reply::Done);
    }
    let more = crumbs(&mut world, alice, 10_000);
    assert!(more.0 <= 1, "a byte each was given back: {more:?}");
    assert_eq!(more.1, RefusalCode::Quota);
    world.wait_ms(92 * DAY_MS);
    world.sweep();
    let (again, _) = crumbs(&mut world, alice, 20_000);
    assert_eq!(again, taken, "nothing is left of them");
}

#[test]
fn who_opens_a_log_anew_or_twice_may_append_no_more_than_the_link_has_left() {
    let mut world = World::new();
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let large = |handle, id| {
        let body = Bytes::from(vec![0; limits::ENTRY_BYTES]);
        Request::Append(Append {
            body,
            ..plain(handle, id, "")
        })
    };
    let mut taken = (1..).take_while(|id| {
        let reply = world.ask(alice, large(1, *id));
        matches!(reply, Reply::Appended(_))
    });
    assert!(taken.by_ref().count() > 100);
    world.open(alice, &log, 2);
    assert_eq!(world.code(alice, large(2, 9000)), RefusalCode::Rate);
    let close = Request::Close(vec![Handle(1), Handle(2)]);
    assert_eq!(world.ask(alice, close), Reply::Done);
    world.open(alice, &log, 1);
    assert_eq!(world.code(alice, large(1, 9001)), RefusalCode::Rate);
    let other = world.conversation(alice, 2);
    world.open(alice, &other, 5);
    assert!(matches!(world.ask(alice, large(5, 1)), Reply::Appended(_)));
}

#[test]
fn who_takes_all_that_a_log_takes_leaves_a_handshake_to_everybody_else() {
    let mut world = World::new();
    let [greedy, modest, third] = [
        world.conversations(),
        world.conversations(),
        world.conversations(),
    ];
    let log = world.conversation(greedy, 1);
    for session in [greedy, modest, third] {
        world
            .open_as(session, log.open(1, Generation(0), Shown::READ_WRITE))
            .unwrap();
    }
    let mut head = 0;
    let mut next = |world: &mut World, session| {
        let append = Request::Append(ordered(1, 1000 + head, head));
        let taken = matches!(world.ask(session, append), Reply::Appended(_));
        head += u64::from(taken);
        taken
    };
    for minute in 0..20 {
        while next(&mut world, greedy) {}
        if minute % 5 == 0 {
            assert!(next(&mut world, modest), "minute {minute}");
            assert!(next(&mut world, third), "minute {minute}");
            // What is kept for others is not the third's alone either.
            assert!(!next(&mut world, third), "minute {minute}");
        }
        assert!(!next(&mut world, greedy));
        world.wait_ms(MINUTE_MS);
    }
}
