//! A host that has lost logs, or was set back: the people who talked there go on.

use std::cell::Cell;
use std::rc::Rc;

use hudhud_base::LogAddress;
use hudhud_sim::{Conversation, ConversationState, DeviceNumber, HostNumber, World};
use hudhud_store::conversations;

const HOUR_MS: u64 = 3_600_000;
const HOST: HostNumber = HostNumber(0);

fn log(world: &World, device: DeviceNumber, conversation: Conversation) -> LogAddress {
    let id = world.number(device, conversation);
    let row = conversations::by_id(world.database(device).reader().db(), id);
    row.unwrap().unwrap().log
}

/// Amina's group with Yusuf and Omar, before the host is set back by an hour of talk.
fn set_back() -> (World, [DeviceNumber; 3], Conversation) {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, _] = people;
    world.says(amina, garden, "before").unwrap();
    world.run_until_quiet();
    let backup = world.host_image(HOST);
    for text in ["lost one", "lost two"] {
        world.says(yusuf, garden, text).unwrap();
        world.run_until_quiet();
    }
    world.host_is_restored(HOST, backup);
    (world, people, garden)
}

#[test]
fn a_group_whose_host_was_set_back_goes_on_in_one_conversation() {
    let (mut world, people, garden) = set_back();
    let [amina, yusuf, omar] = people;
    let before = log(&world, amina, garden);
    world.run_for_ms(1_000);
    assert!(world.doubts(omar, garden));
    world.says(omar, garden, "is anybody here?").unwrap();
    world.run_for_ms(HOUR_MS);
    let next = log(&world, amina, garden);
    assert_ne!(next, before);
    world.says(yusuf, garden, "all of us").unwrap();
    world.run_until_quiet();
    for device in people {
        assert_eq!(log(&world, device, garden), next);
        assert_eq!(world.conversations(device), [garden]);
        assert_eq!(world.title(device, garden), "garden");
        assert_eq!(
            world.reads(device, garden),
            [
                "before",
                "lost one",
                "lost two",
                "is anybody here?",
                "all of us"
            ]
        );
        assert!(
            !world.doubts(device, garden)
                || world.state(device, garden) == ConversationState::Active
        );
    }
    // Whoever comes now is led to the right log.
    let layla = world.joins("layla");
    world.adds(amina, garden, &[layla]).unwrap();
    world.run_until_quiet();
    world.accepts(layla, garden).unwrap();
    world.run_until_quiet();
    world.says(layla, garden, "hello").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, garden).last().unwrap(), "hello");
}

#[test]
fn who_slept_while_the_host_was_set_back_follows_the_others() {
    let (mut world, people, garden) = {
        let mut world = World::calm();
        let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
        let garden = world.gathers("garden", &people);
        world.falls_asleep(people[2]);
        world.says(people[0], garden, "before").unwrap();
        world.run_until_quiet();
        let backup = world.host_image(HOST);
        world.says(people[1], garden, "lost").unwrap();
        world.run_until_quiet();
        world.host_is_restored(HOST, backup);
        (world, people, garden)
    };
    let [amina, yusuf, omar] = people;
    world.run_for_ms(HOUR_MS);
    world.says(yusuf, garden, "after").unwrap();
    world.run_until_quiet();
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(log(&world, omar, garden), log(&world, amina, garden));
    assert_eq!(world.reads(omar, garden), ["before", "after"]);
}

#[test]
fn two_whose_host_has_lost_their_conversation_go_on_talking() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let backup = world.host_image(HOST);
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "hello").unwrap();
    world.run_until_quiet();
    world.host_is_restored(HOST, backup);
    world.run_for_ms(3 * HOUR_MS);
    for device in [amina, yusuf] {
        assert_eq!(world.state(device, talk), ConversationState::Active);
        world.says(device, talk, "still there").unwrap();
        world.run_until_quiet();
    }
    for device in [amina, yusuf] {
        assert_eq!(
            world.reads(device, talk),
            ["hello", "still there", "still there"]
        );
        assert_eq!(world.conversations(device), [talk]);
    }
    assert_eq!(log(&world, amina, talk), log(&world, yusuf, talk));
}

#[test]
fn two_who_replace_one_log_come_to_the_same() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "before").unwrap();
    world.run_until_quiet();
    let backup = world.host_image(HOST);
    world.says(amina, talk, "lost").unwrap();
    world.run_until_quiet();
    world.host_is_restored(HOST, backup);
    let held = Rc::new(Cell::new(true));
    world.takes_no_letters(Rc::clone(&held));
    world.run_for_ms(HOUR_MS + HOUR_MS / 2);
    assert_ne!(log(&world, amina, talk), log(&world, yusuf, talk));
    held.set(false);
    world.run_for_ms(24 * HOUR_MS);
    assert_eq!(log(&world, amina, talk), log(&world, yusuf, talk));
    world.says(yusuf, talk, "after").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, talk).last().unwrap(), "after");
}

/// Mallory writes to Omar that the group goes on elsewhere.
fn forges(world: &mut World, [mallory, omar]: [DeviceNumber; 2], garden: Conversation) {
    world.claims_replacement((mallory, omar), garden);
    world.starts(mallory, omar).unwrap();
    world.run_for_ms(60_000);
    assert!(world.frames_sent(mallory, "deliver") > 0);
}

#[test]
fn a_member_who_is_no_admin_replaces_no_log() {
    let mut world = World::calm();
    let people = ["amina", "mallory", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, mallory, omar] = people;
    let backup = world.host_image(HOST);
    world.says(amina, garden, "lost").unwrap();
    world.run_until_quiet();
    let before = log(&world, omar, garden);
    world.host_is_restored(HOST, backup);
    world.run_for_ms(1_000);
    forges(&mut world, [mallory, omar], garden);
    assert_eq!(log(&world, omar, garden), before);
    // Amina may, and they go with her.
    world.run_for_ms(HOUR_MS);
    assert_ne!(log(&world, omar, garden), before);
    assert_eq!(log(&world, omar, garden), log(&world, amina, garden));
}

#[test]
fn who_sleeps_learns_first_who_may_still_replace_the_log() {
    let mut world = World::calm();
    let people = ["amina", "mallory", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, mallory, omar] = people;
    world.promotes(amina, garden, mallory).unwrap();
    world.run_until_quiet();
    world.falls_asleep(omar);
    world.removes(amina, garden, mallory).unwrap();
    world.run_until_quiet();
    let before = log(&world, omar, garden);
    // To Omar she is still an admin.
    forges(&mut world, [mallory, omar], garden);
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(log(&world, omar, garden), before);
    assert_eq!(world.members(omar, garden), ["amina", "omar"]);
    world.says(amina, garden, "good morning").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, garden), ["good morning"]);
}
