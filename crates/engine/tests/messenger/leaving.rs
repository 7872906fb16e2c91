//! Leaving a conversation.

use hudhud_sim::{CommandError, ConversationState, Failure, NoAnswer, World};
use hudhud_wire::RefusalCode;

#[test]
fn who_leaves_is_out_and_the_others_see_it_and_read_on_under_new_keys() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    let before = world.generation(amina, garden);
    world.leaves(omar, garden).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "he is gone").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Left);
    assert!(world.reads(omar, garden).is_empty());
    for device in [amina, yusuf] {
        assert_eq!(world.members(device, garden), ["amina", "yusuf"]);
        assert_eq!(world.lines(device, garden).last().unwrap(), "omar left");
        assert_eq!(world.reads(device, garden), ["he is gone"]);
        assert!(
            world.generation(device, garden) > before,
            "the old keys still open the log"
        );
    }
}

#[test]
fn who_has_left_keeps_what_was_said_and_says_nothing_more_and_both_see_it() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "goodbye").unwrap();
    world.run_until_quiet();
    world.leaves(yusuf, talk).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["goodbye"]);
    for device in [amina, yusuf] {
        assert_eq!(world.lines(device, talk).last().unwrap(), "yusuf left");
    }
    let refused = Err(NoAnswer::Refused(CommandError::NotActive));
    assert_eq!(world.says(yusuf, talk, "wait"), refused);
}

#[test]
fn when_the_last_admin_leaves_a_group_it_has_another() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.leaves(amina, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(amina, garden), ConversationState::Left);
    let admins = world.admins(yusuf, garden);
    assert_eq!(admins.len(), 1, "{admins:?}");
    let admin = if admins == ["yusuf"] { yusuf } else { omar };
    world.renames(admin, garden, "orchard").unwrap();
    world.run_until_quiet();
    assert_eq!(world.title(yusuf, garden), "orchard");
    assert_eq!(world.title(omar, garden), "orchard");
}

#[test]
fn who_is_not_let_go_by_the_host_talks_on() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.refuses_first("append", RefusalCode::Forbidden);
    world.leaves(yusuf, garden).unwrap();
    world.settle();
    let why = Failure::Refused(RefusalCode::Forbidden);
    assert_eq!(world.failures(yusuf), [(why, vec![])]);
    world.says(yusuf, garden, "still here").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, garden), ["still here"]);
    // Asked again, it goes the way of every leave.
    world.leaves(yusuf, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina"]);
}

#[test]
fn who_has_left_may_be_invited_again() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.says(amina, garden, "the first time").unwrap();
    world.run_until_quiet();
    world.leaves(yusuf, garden).unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    world.accepts(yusuf, garden).unwrap();
    world.says(amina, garden, "the second time").unwrap();
    world.run_until_quiet();
    assert_eq!(
        world.reads(yusuf, garden),
        ["the first time", "the second time"]
    );
}

#[test]
fn the_last_one_in_a_group_leaves_too() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    for device in people {
        world.leaves(device, garden).unwrap();
        world.run_until_quiet();
        assert_eq!(world.state(device, garden), ConversationState::Left);
    }
}
