//! What the host forgets, and is told to forget.

use std::cell::RefCell;
use std::rc::Rc;

use hudhud_sim::{ConversationState, Fate, Frame, HostNumber, Passing, World};
use hudhud_wire::Request;

#[test]
fn who_slept_longer_than_messages_are_kept_is_told_that_some_are_missing_and_reads_on() {
    let mut world = World::calm_with(|host| host.quotas.plain_days = 30);
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.falls_asleep(yusuf);
    world.says(amina, garden, "too early").unwrap();
    world.days_pass(32);
    world.says(amina, garden, "in time").unwrap();
    world.run_until_quiet();
    world.wakes_up(yusuf);
    world.run_until_quiet();
    assert_eq!(world.state(yusuf, garden), ConversationState::Active);
    assert_eq!(world.reads(yusuf, garden), ["in time"]);
    assert_eq!(world.lines(yusuf, garden).last().unwrap(), "missed");
    assert!(!world.doubts(yusuf, garden), "what expired is no lie");
}

#[test]
fn what_the_host_has_forgotten_stays_with_those_who_read_it() {
    let mut world = World::calm_with(|host| host.quotas.plain_days = 30);
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    world.says(people[0], garden, "remember").unwrap();
    world.days_pass(40);
    for device in people {
        assert_eq!(world.reads(device, garden), ["remember"]);
        assert!(!world.lines(device, garden).contains(&"missed".to_owned()));
    }
}

#[test]
fn a_letter_that_was_read_no_longer_lies_in_the_inbox() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let letter = Rc::new(RefCell::new(None));
    let seen = Rc::clone(&letter);
    world.taps(move |passing: Passing<'_>| {
        if let Frame::Asked(frame) = passing.frame
            && let Request::Deliver(deliver) = &frame.request
        {
            *seen.borrow_mut() = Some(deliver.body.clone());
        }
        Fate::Arrives
    });
    world.falls_asleep(yusuf);
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    let letter = letter.borrow().clone().unwrap();
    assert!(world.host_holds(HostNumber(0), &letter));
    world.wakes_up(yusuf);
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf).len(), 1);
    assert!(!world.host_holds(HostNumber(0), &letter));
}
