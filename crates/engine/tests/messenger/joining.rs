//! Coming into a group.

use hudhud_sim::{Config, Failure, HostNumber, World};

#[test]
fn who_is_added_later_reads_what_is_said_from_then_on_and_nothing_before() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.says(amina, garden, "before").unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.says(yusuf, garden, "after").unwrap();
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, garden), ["after"]);
    assert_eq!(world.reads(yusuf, garden), ["before", "after"]);
    assert_eq!(
        world.lines(yusuf, garden).last().unwrap(),
        "amina added omar"
    );
}

#[test]
fn any_member_adds_people_while_the_group_is_open() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.adds(yusuf, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf, omar] {
        assert_eq!(world.members(device, garden), ["amina", "omar", "yusuf"]);
    }
}

#[test]
fn of_several_of_whom_one_is_not_found_all_others_are_added_and_that_one_is_named() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let names = ["yusuf", "nobody", "omar"];
    let garden = world
        .creates_group_with_names(amina, "garden", &names)
        .unwrap();
    world.run_until_quiet();
    for device in [yusuf, omar] {
        world.accepts(device, garden).unwrap();
    }
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina", "omar", "yusuf"]);
    let missing = vec!["nobody".to_owned()];
    assert_eq!(world.failures(amina), [(Failure::NoSuchName, missing)]);
}

#[test]
fn several_are_added_by_one_commit() {
    let mut world = World::calm();
    let [amina, yusuf, omar, layla] =
        ["amina", "yusuf", "omar", "layla"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.adds(amina, garden, &[omar, layla]).unwrap();
    world.run_until_quiet();
    assert_eq!(
        world.lines(yusuf, garden),
        ["joined", "amina added omar, layla"]
    );
}

#[test]
fn who_is_in_the_group_already_is_not_added_twice() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    let before = world.lines(amina, garden);
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina", "yusuf"]);
    assert_eq!(world.lines(amina, garden), before);
    assert!(world.failures(amina).is_empty());
}

#[test]
fn an_invitation_of_a_contact_is_accepted_at_once_and_that_of_a_stranger_waits() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    world.introduces(amina, yusuf);
    let garden = world
        .creates_group(amina, "garden", &[yusuf, omar])
        .unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(yusuf, garden), ["amina", "omar", "yusuf"]);
    assert_eq!(world.requests(omar), [garden]);
}

#[test]
fn the_welcome_of_a_group_too_large_for_a_letter_goes_by_a_blob() {
    let mut world = World::calm();
    // Keys that are safe from quantum computers are large: a few of them are enough.
    let config = Config {
        key_packages: 1,
        ..Config::default()
    };
    let amina = world.joins_as(HostNumber(0), "amina", config);
    let names = ["dina", "farid", "hasan", "layla", "omar", "salma", "tariq"];
    let people = names.map(|name| world.joins_as(HostNumber(0), name, config));
    let garden = world.creates_group(amina, "garden", &people).unwrap();
    world.run_until_quiet();
    assert!(world.counts().blobs > 0, "everything fitted the letters");
    world.accepts(people[0], garden).unwrap();
    world.run_until_quiet();
    world.says(people[0], garden, "here").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, garden), ["here"]);
    assert_eq!(world.members(people[0], garden).len(), 8);
}
