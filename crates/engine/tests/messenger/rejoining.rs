//! Falling out of step with a group, and coming back.

use hudhud_sim::forge::{Bytes32, Matter};
use hudhud_sim::{Conversation, ConversationState, DeviceNumber, World};

/// Days after which these hosts have forgotten everything.
const DAYS_KEPT: u32 = 30;

/// Three in a group, of whom the last slept while the host forgot how the group went on.
fn one_out_of_step() -> (World, [DeviceNumber; 3], Conversation) {
    let mut world = World::calm_with(|host| {
        host.quotas.plain_days = DAYS_KEPT;
        host.quotas.ordered_days = DAYS_KEPT;
    });
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    world.falls_asleep(people[2]);
    world.renames(people[0], garden, "orchard").unwrap();
    world.run_until_quiet();
    world.says(people[0], garden, "while he slept").unwrap();
    world.run_until_quiet();
    world.days_pass(u64::from(DAYS_KEPT) + 2);
    (world, people, garden)
}

#[test]
fn who_slept_through_what_the_host_forgot_asks_and_is_let_in_again() {
    let (mut world, [amina, _, omar], garden) = one_out_of_step();
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    assert_eq!(world.lines(omar, garden).last().unwrap(), "rejoined");
    assert_eq!(world.title(omar, garden), "orchard");
    assert!(world.reads(omar, garden).is_empty());
    world.says(amina, garden, "good morning").unwrap();
    world.says(omar, garden, "I overslept").unwrap();
    world.run_until_quiet();
    for device in [amina, omar] {
        let read = world.reads(device, garden);
        assert!(read.contains(&"good morning".to_owned()), "{read:?}");
        assert!(read.contains(&"I overslept".to_owned()), "{read:?}");
    }
}

#[test]
fn what_somebody_says_while_out_of_step_is_sent_when_they_are_back() {
    let (mut world, [amina, yusuf, omar], garden) = one_out_of_step();
    world.falls_asleep(amina);
    world.falls_asleep(yusuf);
    world.wakes_up(omar);
    world.run_for_ms(3_600_000);
    assert_eq!(world.state(omar, garden), ConversationState::OutOfStep);
    world.says(omar, garden, "let me in").unwrap();
    world.wakes_up(amina);
    world.wakes_up(yusuf);
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    assert!(world.reads(amina, garden).contains(&"let me in".to_owned()));
}

#[test]
fn whose_pleas_nobody_answers_for_thirty_days_stops_and_says_so() {
    let (mut world, [amina, yusuf, omar], garden) = one_out_of_step();
    world.falls_asleep(amina);
    world.falls_asleep(yusuf);
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::OutOfStep);
    assert_eq!(world.lines(omar, garden).last().unwrap(), "unanswered");
}

#[test]
fn who_stopped_asking_asks_again_when_the_group_gives_a_sign_of_life() {
    let (mut world, [amina, yusuf, omar], garden) = one_out_of_step();
    world.falls_asleep(amina);
    world.falls_asleep(yusuf);
    world.wakes_up(omar);
    world.run_until_quiet();
    world.wakes_up(amina);
    world.wakes_up(yusuf);
    world.run_until_quiet();
    world.says(omar, garden, "is anybody there?").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    assert!(
        world
            .reads(amina, garden)
            .contains(&"is anybody there?".to_owned())
    );
}

#[test]
fn who_stopped_asking_asks_again_when_somebody_says_something() {
    let (mut world, [amina, yusuf, omar], garden) = one_out_of_step();
    world.falls_asleep(amina);
    world.falls_asleep(yusuf);
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.lines(omar, garden).last().unwrap(), "unanswered");
    world.wakes_up(amina);
    world.says(amina, garden, "is anybody there?").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    world.says(omar, garden, "I am").unwrap();
    world.run_until_quiet();
    let heard = world.reads(amina, garden);
    assert!(heard.contains(&"I am".to_owned()), "{heard:?}");
}

#[test]
fn a_member_who_blocked_somebody_still_lets_them_in_again() {
    let (mut world, [amina, yusuf, omar], garden) = one_out_of_step();
    world.falls_asleep(yusuf);
    world.blocks(amina, omar).unwrap();
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
}

#[test]
fn who_pleads_again_and_again_is_answered_four_times_an_hour() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [_, yusuf, mallory] = people;
    let group = Bytes32(world.group_id(garden));
    let pleads = |world: &mut World, number: u8| {
        world.writes_instead((mallory, yusuf), move |bytes| {
            let Matter::Invite { home, .. } = Matter::of(bytes)? else {
                return None;
            };
            let nonce = Bytes32([number; 32]);
            Some(Matter::Plea { group, home, nonce }.bytes())
        });
        world
            .creates_group(mallory, "what was replaced", &[yusuf])
            .unwrap();
        world.run_for_ms(60_000);
    };
    let before = world.frames_sent(yusuf, "deliver");
    for number in 1..=8 {
        pleads(&mut world, number);
        // A program that ends with each command counts on.
        world.falls_asleep(yusuf);
        world.wakes_up(yusuf);
    }
    assert_eq!(world.frames_sent(yusuf, "deliver") - before, 4);
    world.run_for_ms(3_600_000);
    pleads(&mut world, 9);
    assert_eq!(world.frames_sent(yusuf, "deliver") - before, 5);
}
