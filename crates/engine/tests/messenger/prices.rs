//! Paying for what strangers may ask.

use hudhud_sim::{Config, Conversation, DeviceNumber, HostNumber, World};
use hudhud_wire::RefusalCode;

/// Leading zero bits of a puzzle that is quick to solve.
const BITS: u32 = 4;

#[test]
fn signing_up_creating_and_writing_to_strangers_are_paid_for_where_they_cost_something() {
    let mut world = World::calm_with(|host| {
        host.puzzle_bits.sign_up = BITS;
        host.puzzle_bits.create = BITS;
        host.puzzle_bits.deliver = BITS;
    });
    let amina = world.joins("amina");
    assert_eq!(world.counts().puzzles, 1);
    let yusuf = world.joins("yusuf");
    assert_eq!(world.counts().puzzles, 2);
    let talk = world.introduces(amina, yusuf);
    // Key packages, the log, the letter.
    assert_eq!(world.counts().puzzles, 5);
    world.says(yusuf, talk, "that was dear").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, talk), ["that was dear"]);
}

#[test]
fn writing_to_a_contact_costs_nothing() {
    let mut world = World::calm_with(|host| host.puzzle_bits.deliver = BITS);
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    world.introduces(amina, yusuf);
    let before = world.counts().puzzles;
    // He has the key to her inbox since she wrote to him.
    world.creates_group(yusuf, "garden", &[amina]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.counts().puzzles, before);
}

#[test]
fn a_question_whose_puzzle_is_refused_is_asked_a_little_later() {
    let mut world = World::calm_with(|host| host.puzzle_bits.deliver = BITS);
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    world.refuses_first("get_puzzle", RefusalCode::Rate);
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    assert_eq!(world.requests(yusuf), [talk]);
}

#[test]
fn a_puzzle_whose_solver_died_is_asked_for_again() {
    let mut world = World::calm_with(|host| host.puzzle_bits.sign_up = BITS);
    let amina = world.arrives("amina");
    world.signs_up(amina, HostNumber(0), Some("amina")).unwrap();
    world.run_until(|world| world.counts().puzzles == 1);
    world.falls_asleep(amina);
    world.run_until_quiet();
    assert!(!world.is_signed_up(amina));
    world.wakes_up(amina);
    world.run_until_quiet();
    assert!(world.is_signed_up(amina));
    assert_eq!(world.counts().puzzles, 2);
}

/// A group whose welcomes do not fit letters: they go by blobs.
fn a_group_with_blobs(blob_bits: u32) -> (World, DeviceNumber, Conversation) {
    let mut world = World::calm_with(|host| host.puzzle_bits.blob = blob_bits);
    let config = Config {
        key_packages: 1,
        ..Config::default()
    };
    let amina = world.joins_as(HostNumber(0), "amina", config);
    let names = ["dina", "farid", "hasan", "layla", "omar", "salma", "tariq"];
    let people = names.map(|name| world.joins_as(HostNumber(0), name, config));
    let garden = world.creates_group(amina, "garden", &people).unwrap();
    world.run_until_quiet();
    (world, people[0], garden)
}

#[test]
fn a_blob_is_paid_for_where_it_costs_something() {
    let (mut world, dina, garden) = a_group_with_blobs(BITS);
    assert!(world.counts().puzzles > 0 && world.counts().blobs > 0);
    world.accepts(dina, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(dina, garden).len(), 8);
}

#[test]
fn a_blob_for_which_a_host_asks_what_nobody_can_pay_is_given_up() {
    let (world, _, _) = a_group_with_blobs(200);
    assert_eq!(world.counts().puzzles, 0);
}
