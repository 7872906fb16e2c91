//! Being away for a while.

use hudhud_sim::{MessageState, World};

#[test]
fn what_is_said_offline_is_sent_in_order_when_the_network_is_back() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.goes_offline(amina);
    for text in ["one", "two", "three"] {
        world.says(amina, talk, text).unwrap();
        world.run_for_ms(3_600_000);
    }
    assert_eq!(world.state_of(amina, talk, "one"), MessageState::Queued);
    world.comes_online(amina);
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["one", "two", "three"]);
}

#[test]
fn what_was_said_meanwhile_is_read_in_order_on_coming_back() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.falls_asleep(omar);
    // More than the host gives out at once.
    let texts: Vec<_> = (0..150).map(|number| format!("message {number}")).collect();
    for (number, text) in texts.iter().enumerate() {
        let writer = if number % 2 == 0 { amina } else { yusuf };
        world.says(writer, garden, text).unwrap();
        world.settle();
    }
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.reads(omar, garden), texts);
    assert_eq!(world.unread(omar, garden), 150);
}

#[test]
fn a_message_that_waits_while_members_come_and_go_is_sealed_for_those_of_the_day() {
    let mut world = World::calm();
    let [amina, yusuf, omar, layla] =
        ["amina", "yusuf", "omar", "layla"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf, omar]);
    world.goes_offline(yusuf);
    world.says(yusuf, garden, "to whoever is there").unwrap();
    world.removes(amina, garden, omar).unwrap();
    world.adds(amina, garden, &[layla]).unwrap();
    world.run_until_quiet();
    world.accepts(layla, garden).unwrap();
    world.run_until_quiet();
    world.comes_online(yusuf);
    world.run_until_quiet();
    assert_eq!(world.reads(layla, garden), ["to whoever is there"]);
    assert!(world.reads(omar, garden).is_empty());
}

#[test]
fn a_message_sealed_many_epochs_ago_is_sealed_again_and_read_once() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    // It leaves, and the link breaks before the host has it.
    world.loses_first(move |passing| passing.is_asked(yusuf, "append"));
    world.says(yusuf, garden, "sealed long ago").unwrap();
    world.goes_offline(yusuf);
    for number in 0..7 {
        world
            .renames(amina, garden, &format!("title {number}"))
            .unwrap();
        world.run_until_quiet();
    }
    world.comes_online(yusuf);
    world.run_until_quiet();
    for device in [amina, yusuf, omar] {
        assert_eq!(world.reads(device, garden), ["sealed long ago"]);
    }
}

#[test]
fn a_request_waits_in_the_inbox_of_somebody_who_is_away() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    world.falls_asleep(yusuf);
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    world.days_pass(20);
    world.wakes_up(yusuf);
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf).len(), 1);
}
