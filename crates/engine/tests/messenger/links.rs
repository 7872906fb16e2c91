//! Links that break.

use std::cell::Cell;
use std::rc::Rc;

use hudhud_sim::{DeviceNumber, Fate, Frame, Passing, World};

/// Frames of a story at most.
const FRAMES_AT_MOST: u32 = 120;

/// Loses the frame of this number, counted from now, with its link; the number of frames seen.
fn lose_frame(
    world: &mut World,
    number: u32,
    counts: impl Fn(Passing<'_>) -> bool + 'static,
) -> Rc<Cell<u32>> {
    let seen = Rc::new(Cell::new(0));
    let counted = Rc::clone(&seen);
    world.taps(move |passing: Passing<'_>| {
        if !counts(passing) {
            return Fate::Arrives;
        }
        counted.set(counted.get() + 1);
        if counted.get() == number {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    });
    seen
}

/// First contact and one message each way.
fn meet(world: &mut World, amina: DeviceNumber, yusuf: DeviceNumber) {
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "peace").unwrap();
    world.run_until_quiet();
    world.says(yusuf, talk, "and with you").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(world.reads(device, talk), ["peace", "and with you"]);
    }
}

fn at_each_frame(counts: impl Fn(Passing<'_>) -> bool + Copy + 'static) {
    for number in 1..FRAMES_AT_MOST {
        let mut world = World::calm();
        let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
        let seen = lose_frame(&mut world, number, counts);
        meet(&mut world, amina, yusuf);
        if seen.get() < number {
            assert!(number > 10, "only {number} frames");
            return;
        }
    }
    panic!("the story has more than {FRAMES_AT_MOST} frames");
}

#[test]
fn a_link_that_breaks_with_any_request_on_the_way_changes_nothing() {
    at_each_frame(|passing| matches!(passing.frame, Frame::Asked(_)));
}

#[test]
fn a_link_that_breaks_with_any_answer_on_the_way_changes_nothing() {
    at_each_frame(|passing| matches!(passing.frame, Frame::Said(_)));
}

#[test]
fn a_link_that_breaks_with_any_frame_of_a_sign_up_changes_nothing() {
    for number in 1..12 {
        let mut world = World::calm();
        lose_frame(&mut world, number, |_| true);
        let amina = world.joins("amina");
        world.run_until_quiet();
        assert!(world.is_signed_up(amina));
    }
}

#[test]
fn a_link_that_breaks_with_any_frame_of_a_removal_changes_nothing() {
    for number in 1..24 {
        let mut world = World::calm();
        let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
        let garden = world.gathers("garden", &people);
        let [amina, yusuf, omar] = people;
        lose_frame(&mut world, number, |_| true);
        world.removes(amina, garden, omar).unwrap();
        world.run_until_quiet();
        world.says(yusuf, garden, "after").unwrap();
        world.run_until_quiet();
        assert_eq!(world.reads(amina, garden), ["after"]);
        assert_eq!(world.members(yusuf, garden), ["amina", "yusuf"]);
        assert!(world.reads(omar, garden).is_empty());
    }
}

#[test]
fn a_device_that_loses_all_links_comes_back_by_itself() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "one").unwrap();
    world.loses_links(amina);
    world.loses_links(yusuf);
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["one"]);
}
