//! Processes that die, disks that fail.

use hudhud_sim::{Conversation, DeviceNumber, Mishap, NoAnswer, World};

/// Turns of a device among which a whole story has its end.
const TURNS_AT_MOST: u32 = 60;

fn two_who_talk() -> (World, [DeviceNumber; 2], Conversation) {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(people[0], people[1]);
    (world, people, talk)
}

/// Lives `story` again and again, each time with a mishap one turn later, until it has its end before
/// the mishap; every time it has to end well.
fn at_each_commit(mishap: Mishap, story: impl Fn(&mut World, DeviceNumber, u32)) {
    for spared in 0..TURNS_AT_MOST {
        let mut world = World::calm();
        let amina = world.joins("amina");
        world.befalls(amina, spared, mishap);
        story(&mut world, amina, spared);
        if world.is_spared(amina) {
            assert!(spared > 2, "the mishap never came");
            return;
        }
    }
    panic!("the story has more than {TURNS_AT_MOST} turns");
}

/// Runs until all is quiet, starting whoever died.
fn revive_and_run(world: &mut World, device: DeviceNumber) {
    world.run_until_quiet();
    if !world.is_running(device) {
        world.wakes_up(device);
    }
    world.run_until_quiet();
}

fn say_once(mishap: Mishap) {
    let (mut world, [amina, yusuf], talk) = two_who_talk();
    for spared in 0..8 {
        let text = format!("message {spared}");
        world.befalls(amina, spared, mishap);
        if world.says(amina, talk, &text) == Err(NoAnswer::NoTurn) {
            // Nobody was told that it was taken on: the person says it again.
            revive_and_run(&mut world, amina);
            world.says(amina, talk, &text).unwrap();
        }
        revive_and_run(&mut world, amina);
        world.is_spared(amina);
        let read = world.reads(yusuf, talk);
        let times = read.iter().filter(|read| **read == text).count();
        assert_eq!(times, 1, "with {spared} turns spared");
    }
}

#[test]
fn a_device_that_dies_before_any_commit_of_a_send_says_it_once() {
    say_once(Mishap::CrashBefore);
}

#[test]
fn a_device_that_dies_after_any_commit_of_a_send_says_it_once() {
    say_once(Mishap::CrashAfter);
}

#[test]
fn a_device_whose_commit_is_refused_says_it_once() {
    say_once(Mishap::Fails);
}

fn first_contact_survives(mishap: Mishap) {
    at_each_commit(mishap, |world, amina, spared| {
        let yusuf = world.joins("yusuf");
        if world.starts(amina, yusuf) == Err(NoAnswer::NoTurn) {
            revive_and_run(world, amina);
            world.starts(amina, yusuf).unwrap();
        }
        revive_and_run(world, amina);
        let talk = world.between(amina, yusuf);
        world.accepts(yusuf, talk).unwrap();
        world.says(yusuf, talk, "welcome").unwrap();
        revive_and_run(world, amina);
        let read = world.reads(amina, talk);
        assert_eq!(read, ["welcome"], "with {spared} turns spared");
    });
}

#[test]
fn a_device_that_dies_before_any_commit_of_first_contact_makes_it_once() {
    first_contact_survives(Mishap::CrashBefore);
}

#[test]
fn a_device_that_dies_after_any_commit_of_first_contact_makes_it_once() {
    first_contact_survives(Mishap::CrashAfter);
}

#[test]
fn signing_up_goes_on_where_a_device_died() {
    for spared in 0..8 {
        let mut world = World::calm();
        let amina = world.arrives("amina");
        world.befalls(amina, spared, Mishap::CrashAfter);
        world
            .signs_up(amina, hudhud_sim::HostNumber(0), Some("amina"))
            .unwrap();
        revive_and_run(&mut world, amina);
        assert!(world.is_signed_up(amina), "with {spared} turns spared");
    }
}

#[test]
fn a_member_who_dies_at_any_commit_of_a_removal_removes_in_the_end() {
    for spared in 0..8 {
        let mut world = World::calm();
        let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
        let garden = world.gathers("garden", &people);
        let [amina, yusuf, omar] = people;
        world.befalls(amina, spared, Mishap::CrashAfter);
        world.removes(amina, garden, omar).unwrap();
        revive_and_run(&mut world, amina);
        for device in [amina, yusuf] {
            assert_eq!(world.members(device, garden), ["amina", "yusuf"]);
        }
    }
}

#[test]
fn on_a_full_disk_nothing_is_taken_on_and_nothing_is_lost() {
    let (mut world, [amina, yusuf], talk) = two_who_talk();
    world.has_full_disk(amina, true);
    let long = "m".repeat(20_000);
    assert_eq!(world.says(amina, talk, &long), Err(NoAnswer::NoTurn));
    assert!(world.reads(amina, talk).is_empty());
    world.says(yusuf, talk, &long).unwrap();
    world.run_for_ms(60_000);
    assert!(world.reads(amina, talk).is_empty());
    world.has_full_disk(amina, false);
    world.run_until_quiet();
    assert_eq!(world.reads(amina, talk), [long]);
    world.says(amina, talk, "now").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk).last().unwrap(), "now");
}
