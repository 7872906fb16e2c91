//! Paying for what strangers may ask.

use hudhud_sim::{HostNumber, World};

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
