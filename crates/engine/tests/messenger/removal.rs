//! Being removed from a group.

use hudhud_sim::{ConversationState, Failure, MessageState, World};

#[test]
fn who_is_removed_reads_nothing_later_and_sees_by_whom() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.says(amina, garden, "before").unwrap();
    world.run_until_quiet();
    world.removes(amina, garden, omar).unwrap();
    world.run_until_quiet();
    world.says(yusuf, garden, "after").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Removed);
    assert_eq!(world.reads(omar, garden), ["before"]);
    for device in [yusuf, omar] {
        assert_eq!(
            world.lines(device, garden).last().unwrap(),
            "amina removed omar"
        );
    }
    assert_eq!(world.reads(amina, garden), ["before", "after"]);
}

#[test]
fn the_host_gives_nothing_to_the_keys_of_somebody_who_was_removed() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, _, omar] = people;
    let before = world.generation(omar, garden);
    world.removes(amina, garden, omar).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "without him").unwrap();
    world.run_until_quiet();
    assert!(world.generation(amina, garden) > before);
    assert!(!world.host_shows_later(omar, garden));
}

#[test]
fn who_is_removed_while_asleep_learns_of_it_when_they_wake() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, _, omar] = people;
    world.falls_asleep(omar);
    world.says(amina, garden, "he may read this").unwrap();
    world.run_until_quiet();
    world.removes(amina, garden, omar).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "and not this").unwrap();
    world.run_until_quiet();
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Removed);
    assert_eq!(world.reads(omar, garden), ["he may read this"]);
}

#[test]
fn what_somebody_wanted_to_say_when_they_were_removed_is_given_up() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.goes_offline(yusuf);
    world.says(yusuf, garden, "on my way").unwrap();
    world.removes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.comes_online(yusuf);
    world.run_until_quiet();
    assert_eq!(
        world.state_of(yusuf, garden, "on my way"),
        MessageState::Failed
    );
    assert!(world.reads(amina, garden).is_empty());
}

#[test]
fn who_was_removed_and_invited_again_while_asleep_is_asked_again_and_reads_on() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, _, omar] = people;
    world.falls_asleep(omar);
    world.removes(amina, garden, omar).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "while he was out").unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.requests(omar), [garden]);
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "welcome back").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, garden), ["welcome back"]);
}

#[test]
fn an_admin_to_whom_nobody_handed_on_control_is_told_so_when_removing_somebody() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.promotes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.loses_control(yusuf, garden);
    world.removes(yusuf, garden, omar).unwrap();
    world.run_until_quiet();
    assert_eq!(world.failures(yusuf), [(Failure::NoControl, vec![])]);
    assert_eq!(world.members(omar, garden).len(), 3);
}

#[test]
fn who_is_removed_before_a_change_has_left_is_told_that_nobody_sees_it() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.says(omar, garden, "hello").unwrap();
    world.run_until_quiet();
    world.goes_offline(omar);
    world.edits(omar, garden, ("hello", "peace")).unwrap();
    world.reacts(omar, garden, ("peace", "👍")).unwrap();
    world.removes(amina, garden, omar).unwrap();
    world.run_until_quiet();
    world.comes_online(omar);
    world.run_until_quiet();
    let lines = world.lines(omar, garden);
    assert_eq!(lines, ["joined", "change-unsaid", "amina removed omar"]);
    assert_eq!(world.reactions(omar, garden, "peace"), []);
    assert_eq!(world.reads(yusuf, garden), ["hello"]);
}
