//! Keys that live long are made anew.

use std::cell::Cell;
use std::rc::Rc;

use hudhud_sim::{DeviceNumber, Fate, Frame, Passing, World};
use hudhud_wire::{Class, Request};

/// How many handshakes this device asks the host to take from now on.
fn handshakes(world: &mut World, device: DeviceNumber) -> Rc<Cell<u32>> {
    let count = Rc::new(Cell::new(0));
    let counted = Rc::clone(&count);
    world.taps(move |passing: Passing<'_>| {
        if let Frame::Asked(frame) = passing.frame
            && let Request::Append(append) = &frame.request
            && passing.device == device
            && append.class == Class::Ordered
        {
            counted.set(counted.get() + 1);
        }
        Fate::Arrives
    });
    count
}

#[test]
fn a_leaf_is_renewed_after_a_week_of_use_once_and_not_where_nothing_is_said() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let [amina, yusuf] = people;
    world.gathers("garden", &people);
    let talk = world.introduces(amina, yusuf);
    world.run_until_quiet();
    let renewed = people.map(|device| handshakes(&mut world, device));
    let count = || renewed.each_ref().map(|count| count.get());
    world.days_pass(6);
    world.says(amina, talk, "on the sixth day").unwrap();
    world.run_until_quiet();
    assert_eq!(count(), [0, 0]);
    world.days_pass(2);
    assert_eq!(count(), [0, 0], "nothing is said");
    world.says(amina, talk, "on the eighth").unwrap();
    world.settle();
    assert_eq!(count(), [0, 0], "they would come at once");
    world.run_until_quiet();
    // Each of them made theirs anew, in the conversation in which something was said.
    assert_eq!(count(), [1, 1]);
    world.days_pass(3);
    world.says(yusuf, talk, "with other keys").unwrap();
    world.run_until_quiet();
    assert_eq!(count(), [1, 1]);
    assert_eq!(world.reads(amina, talk), world.reads(yusuf, talk));
    assert_eq!(world.reads(amina, talk).len(), 3);
}

#[test]
fn who_comes_back_after_ten_days_commits_nothing_and_after_a_month_where_something_was_said() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let [amina, yusuf] = people;
    world.gathers("garden", &people);
    let talk = world.introduces(amina, yusuf);
    world.run_until_quiet();
    let renewed = handshakes(&mut world, amina);
    for (days, expected) in [(10, 0), (31, 1)] {
        world.falls_asleep(amina);
        world.days_pass(days);
        world.says(yusuf, talk, "are you there?").unwrap();
        world.run_until_quiet();
        world.wakes_up(amina);
        world.run_until_quiet();
        assert_eq!(renewed.get(), expected, "after {days} days");
    }
    world.says(amina, talk, "here I am").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk).len(), 3);
}
