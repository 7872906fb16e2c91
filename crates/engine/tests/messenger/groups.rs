//! What a group is called, who may do what in it.

use hudhud_engine::Suite;
use hudhud_sim::{CommandError, Config, Failure, HostNumber, NoAnswer, World};

const NOT_ALLOWED: Result<hudhud_sim::Answer, NoAnswer> =
    Err(NoAnswer::Refused(CommandError::NotAllowed));

#[test]
fn everybody_in_a_group_reads_what_everybody_says_in_one_order() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    for (device, text) in people.into_iter().zip(["one", "two", "three"]) {
        world.says(device, garden, text).unwrap();
    }
    world.run_until_quiet();
    let order = world.reads(people[0], garden);
    assert_eq!(order.len(), 3);
    for device in people {
        assert_eq!(world.reads(device, garden), order);
        assert_eq!(world.members(device, garden), ["amina", "omar", "yusuf"]);
        assert_eq!(world.title(device, garden), "garden");
    }
}

#[test]
fn who_creates_a_group_is_its_admin_and_nobody_else_is() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    for device in people {
        assert_eq!(world.admins(device, garden), ["amina"]);
    }
}

#[test]
fn a_member_who_is_no_admin_neither_renames_nor_removes_nor_promotes() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [_, yusuf, omar] = people;
    assert_eq!(world.renames(yusuf, garden, "mine"), NOT_ALLOWED);
    assert_eq!(world.removes(yusuf, garden, omar), NOT_ALLOWED);
    assert_eq!(world.promotes(yusuf, garden, omar), NOT_ALLOWED);
}

#[test]
fn everybody_sees_another_title_and_who_gave_it() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    world.renames(people[0], garden, "البستان").unwrap();
    world.run_until_quiet();
    for device in people {
        assert_eq!(world.title(device, garden), "البستان");
        let lines = world.lines(device, garden);
        assert_eq!(lines.last().unwrap(), "amina renamed it البستان");
    }
}

#[test]
fn who_was_promoted_renames_promotes_and_removes() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.promotes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    assert_eq!(world.admins(omar, garden), ["amina", "yusuf"]);
    world.renames(yusuf, garden, "orchard").unwrap();
    world.run_until_quiet();
    assert_eq!(world.title(omar, garden), "orchard");
    world.removes(yusuf, garden, omar).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina", "yusuf"]);
}

#[test]
fn who_was_demoted_renames_nothing_and_removes_nobody_but_stays() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.promotes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.demotes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    for device in people {
        assert_eq!(world.admins(device, garden), ["amina"]);
        let lines = world.lines(device, garden);
        assert_eq!(lines.last().unwrap(), "amina demoted yusuf");
    }
    assert_eq!(world.renames(yusuf, garden, "mine"), NOT_ALLOWED);
    assert_eq!(world.removes(yusuf, garden, omar), NOT_ALLOWED);
    assert_eq!(world.demotes(yusuf, garden, amina), NOT_ALLOWED);
    world.says(yusuf, garden, "still here").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, garden), ["still here"]);
}

#[test]
fn an_admin_who_was_removed_comes_back_as_an_ordinary_member() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.promotes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.removes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    // Anybody may add people: it is not theirs to give the role back.
    world.adds(omar, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    world.accepts(yusuf, garden).unwrap();
    world.run_until_quiet();
    for device in people {
        assert_eq!(world.members(device, garden), ["amina", "omar", "yusuf"]);
        assert_eq!(world.admins(device, garden), ["amina"]);
    }
    assert_eq!(world.removes(yusuf, garden, amina), NOT_ALLOWED);
}

#[test]
fn an_admin_who_left_comes_back_as_an_ordinary_member_whoever_carried_it_out() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.promotes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.goes_offline(amina);
    world.leaves(yusuf, garden).unwrap();
    world.says(omar, garden, "farewell").unwrap();
    world.run_until_quiet();
    world.comes_online(amina);
    world.run_until_quiet();
    world.adds(omar, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    world.accepts(yusuf, garden).unwrap();
    world.run_until_quiet();
    for device in people {
        assert_eq!(world.admins(device, garden), ["amina"]);
    }
}

#[test]
fn in_a_direct_conversation_there_is_nothing_to_rename_and_nobody_to_add() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let refused = Err(NoAnswer::Refused(CommandError::NotAGroup));
    assert_eq!(world.renames(amina, talk, "us"), refused);
    assert_eq!(world.adds(amina, talk, &[omar]), refused);
}

#[test]
fn nobody_removes_or_promotes_who_is_not_there() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    let refused = Err(NoAnswer::Refused(CommandError::NotAMember));
    assert_eq!(world.removes(amina, garden, omar), refused);
    assert_eq!(world.promotes(amina, garden, omar), refused);
}

#[test]
fn who_cannot_be_added_is_named_and_the_others_are_added() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let other = Config {
        suite: Suite::Hybrid,
        ..World::usual_device()
    };
    let salma = world.joins_as(HostNumber(0), "salma", other);
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.heard(amina);
    world.adds(amina, garden, &[salma, omar]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina", "omar", "yusuf"]);
    assert_eq!(
        world.failures(amina),
        [(Failure::Forged, vec!["salma".to_owned()])]
    );
}
