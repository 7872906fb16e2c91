//! A host that has lost logs, or was set back: the people who talked there go on.

use std::cell::Cell;
use std::rc::Rc;

use hudhud_base::{LogAddress, limits};
use hudhud_sim::forge::Claim;
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

/// A group that one of its members takes to another log while the others sleep: its host had lost the log that
/// they know. Then it finds that one again, and has lost the other.
fn found_again(
    people: &[&'static str],
    awake: usize,
    hours: u64,
) -> (World, Vec<DeviceNumber>, Conversation) {
    let mut world = World::calm();
    let people: Vec<_> = people.iter().map(|name| world.joins(name)).collect();
    let early = world.host_image(HOST);
    let garden = match people[..] {
        [amina, yusuf] => world.introduces(amina, yusuf),
        _ => world.gathers("garden", &people),
    };
    if awake > 0 {
        world.promotes(people[0], garden, people[awake]).unwrap();
    }
    world.says(people[0], garden, "before").unwrap();
    world.run_until_quiet();
    let late = world.host_image(HOST);
    let first = log(&world, people[awake], garden);
    for (at, sleeper) in people.iter().enumerate() {
        if at != awake {
            world.falls_asleep(*sleeper);
        }
    }
    world.host_is_restored(HOST, early);
    world.run_for_ms(hours * HOUR_MS);
    assert_ne!(log(&world, people[awake], garden), first);
    world.host_is_restored(HOST, late);
    (world, people, garden)
}

/// Everybody is awake, says something, and reads what the others say.
fn are_together(world: &mut World, people: &[DeviceNumber], garden: Conversation, hours: u64) {
    for device in people {
        if !world.is_running(*device) {
            world.wakes_up(*device);
        }
    }
    world.run_for_ms(hours * HOUR_MS);
    let said: Vec<String> = (0..people.len()).map(|one| format!("word {one}")).collect();
    for (device, text) in people.iter().zip(&said) {
        world.says(*device, garden, text).unwrap();
        world.run_until_quiet();
    }
    for device in people {
        let read = world.reads(*device, garden);
        assert_eq!(read.first().map(String::as_str), Some("before"));
        assert!(read.ends_with(&said), "{read:?}");
        assert_eq!(log(world, *device, garden), log(world, people[0], garden));
    }
}

#[test]
fn who_slept_while_a_log_was_found_again_and_the_next_one_lost_comes_to_the_owner() {
    for names in [&["amina", "yusuf", "omar"][..], &["amina", "yusuf"]] {
        // They wake up before the owner has replaced a log once more, or after it.
        for hours in [0, 3] {
            let (mut world, people, garden) = found_again(names, 0, 2);
            world.run_for_ms(hours * HOUR_MS);
            are_together(&mut world, &people, garden, 3);
        }
    }
}

#[test]
fn an_admin_who_went_on_elsewhere_is_brought_together_with_the_owner() {
    let (mut world, people, garden) = found_again(&["amina", "yusuf", "omar"], 1, 26);
    are_together(&mut world, &people, garden, 30);
}

/// Mallory, an admin, writes to Amina, the owner, that the group goes on elsewhere behind so many entries, since
/// a log was lost that nobody knows.
fn makes_up_a_loss(
    world: &mut World,
    [mallory, amina]: [DeviceNumber; 2],
    garden: Conversation,
    cursor: u64,
) {
    let claim = Claim {
        former: Some(LogAddress([7; 32])),
        read: cursor,
        cursor,
    };
    world.claims_replacement((mallory, amina), garden, claim);
    world.starts(mallory, amina).unwrap();
    world.run_for_ms(60_000);
    assert!(world.frames_sent(mallory, "deliver") > 0);
}

#[test]
fn an_admin_who_makes_up_a_loss_parts_nobody_and_uses_up_no_numbers() {
    for cursor in [1_000_000, limits::TOLD_SEQ_MAX] {
        let mut world = World::calm();
        let people = ["amina", "mallory", "omar"].map(|name| world.joins(name));
        let [amina, mallory, omar] = people;
        let garden = world.gathers("garden", &people);
        world.promotes(amina, garden, mallory).unwrap();
        world.run_until_quiet();
        let before = log(&world, amina, garden);
        makes_up_a_loss(&mut world, [mallory, amina], garden, cursor);
        world.run_for_ms(2 * HOUR_MS);
        let stays = log(&world, amina, garden) == before;
        assert_eq!(stays, cursor == limits::TOLD_SEQ_MAX);
        for (device, text) in people.into_iter().zip(["one", "two", "three"]) {
            world.says(device, garden, text).unwrap();
            world.run_until_quiet();
        }
        for device in [amina, omar] {
            assert_eq!(log(&world, device, garden), log(&world, amina, garden));
            assert_eq!(world.reads(device, garden), ["one", "two", "three"]);
        }
    }
}

/// Mallory writes to Omar that the group goes on elsewhere.
fn forges(world: &mut World, [mallory, omar]: [DeviceNumber; 2], garden: Conversation) {
    world.claims_replacement((mallory, omar), garden, Claim::HERE);
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
