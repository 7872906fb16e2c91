//! Delivered, read, unread.

use hudhud_sim::{HostNumber, MessageState, World};

#[test]
fn a_message_is_delivered_when_its_addressee_has_it_and_read_when_they_have_seen_it() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "hello").unwrap();
    world.run_until_quiet();
    assert_eq!(
        world.state_of(amina, talk, "hello"),
        MessageState::Delivered
    );
    assert_eq!(world.unread(yusuf, talk), 1);
    world.marks_read(yusuf, talk, "hello").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state_of(amina, talk, "hello"), MessageState::Read);
    assert_eq!(world.unread(yusuf, talk), 0);
}

#[test]
fn who_does_not_tell_what_they_have_read_still_tells_what_has_arrived() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let mut config = World::usual_device();
    config.read_receipts = false;
    let yusuf = world.joins_as(HostNumber(0), "yusuf", config);
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "hello").unwrap();
    world.run_until_quiet();
    world.marks_read(yusuf, talk, "hello").unwrap();
    world.run_until_quiet();
    assert_eq!(world.unread(yusuf, talk), 0);
    assert_eq!(
        world.state_of(amina, talk, "hello"),
        MessageState::Delivered
    );
}

#[test]
fn in_a_group_a_message_is_read_when_the_first_has_read_it() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.falls_asleep(omar);
    world.says(amina, garden, "hello").unwrap();
    world.run_until_quiet();
    world.marks_read(yusuf, garden, "hello").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state_of(amina, garden, "hello"), MessageState::Read);
}

#[test]
fn who_came_into_a_group_later_has_read_nothing_of_what_was_said_before() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.falls_asleep(yusuf);
    world.says(amina, garden, "before").unwrap();
    world.introduces(amina, omar);
    world.adds(amina, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "after").unwrap();
    world.run_until_quiet();
    world.marks_read(omar, garden, "after").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state_of(amina, garden, "after"), MessageState::Read);
    assert_eq!(world.state_of(amina, garden, "before"), MessageState::Sent);
    world.wakes_up(yusuf);
    world.run_until_quiet();
    let before = world.state_of(amina, garden, "before");
    assert_eq!(before, MessageState::Delivered);
}

#[test]
fn many_messages_are_told_of_by_one_receipt() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let before = world.frames_sent(yusuf, "append");
    for number in 0..10 {
        world
            .says(amina, talk, &format!("message {number}"))
            .unwrap();
    }
    world.run_until_quiet();
    for number in 0..10 {
        let text = format!("message {number}");
        assert_eq!(world.state_of(amina, talk, &text), MessageState::Delivered);
    }
    assert_eq!(world.frames_sent(yusuf, "append"), before + 1);
}

#[test]
fn what_was_read_stays_read_when_the_device_is_started_again() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    for text in ["one", "two", "three"] {
        world.says(amina, talk, text).unwrap();
    }
    world.run_until_quiet();
    world.marks_read(yusuf, talk, "two").unwrap();
    // Before the receipt is due: it is sent by the next life of the process.
    world.falls_asleep(yusuf);
    world.wakes_up(yusuf);
    world.run_until_quiet();
    assert_eq!(world.unread(yusuf, talk), 1);
    let states = ["one", "two", "three"].map(|text| world.state_of(amina, talk, text));
    let expected = [
        MessageState::Read,
        MessageState::Read,
        MessageState::Delivered,
    ];
    assert_eq!(states, expected);
}

#[test]
fn reading_back_does_not_make_messages_unread() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    for text in ["one", "two"] {
        world.says(amina, talk, text).unwrap();
    }
    world.run_until_quiet();
    world.marks_read(yusuf, talk, "two").unwrap();
    world.marks_read(yusuf, talk, "one").unwrap();
    world.run_until_quiet();
    assert_eq!(world.unread(yusuf, talk), 0);
}
