//! What a turn works and holds, whatever is asked.

use bytes::Bytes;
use hudhud_base::{Generation, Handle, Minute, Seq, limits};
use hudhud_host::Config;
use hudhud_wire::{Append, OpenLog, Request};

use crate::world::{DAY_MS, Log, Shown, World, plain};

/// Bytes of facts that a turn holds at most here: one look-ahead, and what the first frame wants
/// beside what was known before.
const TURN_BYTES: usize = 1 << 20;
const HELD_BYTES: usize = 3 * TURN_BYTES;

fn large(handle: u32, id: u64) -> Append {
    Append {
        body: Bytes::from(vec![7; limits::ENTRY_BYTES]),
        ..plain(handle, id, "")
    }
}

#[test]
fn each_request_is_decided_a_bounded_number_of_times_however_the_others_depend_on_each_other() {
    const PAIRS: u32 = 100;
    let mut world = World::new();
    let (alice, bob) = (world.conversations(), world.conversations());
    let log = world.conversation(alice, 1);
    let mut requests = Vec::new();
    // Each append wants what it could not name before the log was opened on its handle.
    for handle in 1..=PAIRS {
        let open = log.open(handle, Generation(0), Shown::READ);
        requests.push((alice, Request::Open(vec![open])));
        let append = plain(handle, u64::from(handle), "x");
        requests.push((alice, Request::Append(append)));
    }
    // Heavy ones, whose facts are known after the first look-up.
    let nowhere: Vec<OpenLog> = (0..20)
        .map(|number| Log::new(100 + number).open(u32::from(number), Generation(0), Shown::ALL))
        .collect();
    requests.extend((0..PAIRS).map(|_| (bob, Request::Open(nowhere.clone()))));
    let asked = requests.len() as u64;
    let before = world.host.counters().decisions;
    world.decide(requests);
    let made = world.host.counters().decisions - before;
    assert!(
        made <= 10 * asked,
        "{made} decisions about {asked} requests"
    );
}

#[test]
fn a_turn_holds_a_bounded_number_of_bytes_that_it_was_told() {
    let mut world = World::with(Config {
        turn_bytes: TURN_BYTES,
        ..Config::default()
    });
    let alice = world.conversations();
    let log = world.conversation(alice, 1);
    world.open(alice, &log, 1);
    let count = 100;
    for id in 0..count {
        world.append(alice, large(1, id));
    }
    world.restart();
    let (alice, bob) = (world.conversations(), world.conversations());
    world.open(alice, &log, 1);
    let open = log.open(1, Generation(0), Shown::READ);
    world.open_as(bob, open).unwrap();
    let erase = |seq| Request::Erase {
        handle: Handle(1),
        seq: Seq(seq),
        secret: None,
    };
    let (mine, others) = ((1..=count / 2), (count / 2 + 1..=count));
    let mine = mine.map(|seq| (alice, erase(seq)));
    let asked = world.decide(mine.chain(others.map(|seq| (bob, erase(seq)))).collect());
    while !world.asked.is_empty() {
        world.decide(Vec::new());
    }
    world.commit();
    assert!(asked.into_iter().all(|id| world.reply(id).is_some()));
    assert!(world.most_told <= HELD_BYTES, "{} bytes", world.most_told);
}

#[test]
fn a_slice_of_the_sweep_holds_a_bounded_number_of_bytes() {
    const LOGS: u8 = 24;
    let mut world = World::with(Config {
        turn_bytes: TURN_BYTES,
        ..Config::default()
    });
    let alice = world.conversations();
    for number in 1..=LOGS {
        let log = world.conversation(alice, number);
        world.open(alice, &log, u32::from(number));
        for id in 0..15 {
            let expires = Some(Minute(u32::MAX >> 2));
            let entry = Append {
                expires,
                ..large(u32::from(number), id)
            };
            world.append(alice, entry);
        }
    }
    world.wait_ms(DAY_MS);
    world.restart();
    let (gone, _) = world.slice_of(256);
    assert_eq!(gone, []);
    assert!(world.most_told > TURN_BYTES / 2, "entries were looked at");
    assert!(world.most_told <= HELD_BYTES, "{} bytes", world.most_told);
}
