//! Keys that live long are made anew, and what was given away is taken back.

use std::cell::Cell;
use std::rc::Rc;

use hudhud_sim::{Conversation, ConversationState, DeviceNumber, Fate, Frame, Passing, World};
use hudhud_store::{Secret, accounts, own};
use hudhud_wire::{Class, DeviceList, LinkKind, Request};

/// Leading zero bits of a puzzle that is quick to solve.
const BITS: u32 = 4;

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

/// Amina and Yusuf, in a group and in a conversation of their own.
fn two_who_talk() -> (World, [DeviceNumber; 2], Conversation) {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let [amina, yusuf] = people;
    world.gathers("garden", &people);
    let talk = world.introduces(amina, yusuf);
    world.run_until_quiet();
    (world, people, talk)
}

#[test]
fn a_leaf_is_renewed_after_a_week_of_use_once_and_not_where_nothing_is_said() {
    let (mut world, people, talk) = two_who_talk();
    let [amina, yusuf] = people;
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
    let (mut world, people, talk) = two_who_talk();
    let [amina, yusuf] = people;
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

fn own_row(world: &World, device: DeviceNumber) -> own::OwnRow {
    let row = own::load(world.database(device).reader().db());
    row.unwrap().unwrap()
}

fn list_version(world: &World, device: DeviceNumber) -> u64 {
    let list = DeviceList::parse(&own_row(world, device).device_list);
    list.unwrap().version
}

/// The capability that `who` has for the inbox of `of`.
fn capability(world: &World, who: DeviceNumber, of: DeviceNumber) -> Option<Secret> {
    let account = world.account(of);
    let row = accounts::by_id(world.database(who).reader().db(), &account);
    row.unwrap().unwrap().inbox_write
}

#[test]
fn key_packages_and_inbox_key_are_made_anew_after_thirty_days() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let before = own_row(&world, amina).inbox_secret;
    let published = world.frames_sent(amina, "publish_key_packages");
    world.days_pass(31);
    world.loses_links(amina);
    world.run_until_quiet();
    assert_eq!(list_version(&world, amina), 2);
    assert!(own_row(&world, amina).inbox_secret != before);
    assert_eq!(
        world.frames_sent(amina, "publish_key_packages"),
        published + 1
    );
    let talk = world.introduces(yusuf, amina);
    world.says(yusuf, talk, "to your new keys").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, talk), ["to your new keys"]);
    // Once is enough for another thirty days.
    world.days_pass(3);
    world.loses_links(amina);
    world.run_until_quiet();
    assert_eq!(list_version(&world, amina), 2);
}

#[test]
fn a_renewal_whose_answer_is_lost_is_published_again_as_it_was() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    world.days_pass(31);
    let mut published = Vec::new();
    let seen = Rc::new(Cell::new((0, true)));
    let shown = Rc::clone(&seen);
    world.taps(move |passing: Passing<'_>| {
        let Frame::Asked(frame) = passing.frame else {
            return Fate::Arrives;
        };
        if !passing.is_asked(amina, "publish_key_packages") {
            return Fate::Arrives;
        }
        published.push(frame.request.clone());
        let alike = published.windows(2).all(|pair| pair[0] == pair[1]);
        shown.set((published.len(), alike));
        if published.len() < 3 {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    });
    world.loses_links(amina);
    world.run_until_quiet();
    assert_eq!(seen.get(), (3, true));
    assert_eq!(list_version(&world, amina), 2);
}

#[test]
fn a_letter_that_was_sealed_to_a_former_inbox_key_is_read() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    world.falls_asleep(amina);
    world.starts(yusuf, amina).unwrap();
    world.run_until_quiet();
    world.days_pass(31);
    // The inbox is opened only once the host has been told of the new key.
    let mut told = false;
    world.taps(move |passing: Passing<'_>| {
        told |= passing.is_asked(amina, "update_account");
        let opens = passing.is_asked(amina, "open") && passing.link.kind == LinkKind::Inbox;
        if opens && !told {
            Fate::Lost
        } else {
            Fate::Arrives
        }
    });
    world.wakes_up(amina);
    world.run_until_quiet();
    assert_eq!(list_version(&world, amina), 2);
    let talk = world.between(yusuf, amina);
    world.accepts(amina, talk).unwrap();
    world.says(yusuf, talk, "sealed a month ago").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, talk), ["sealed a month ago"]);
}

/// Days for which these hosts keep entries; a letter waits longer, and a former key is kept for 120.
const DAYS_KEPT: u32 = 30;

#[test]
fn who_slept_for_half_a_year_asks_for_keys_before_it_answers_those_who_gave_up_asking() {
    let mut world = World::calm_with(|host| {
        host.quotas.plain_days = DAYS_KEPT;
        host.quotas.ordered_days = DAYS_KEPT;
    });
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.days_pass(31);
    world.falls_asleep(yusuf);
    world.renames(amina, garden, "orchard").unwrap();
    world.run_until_quiet();
    world.falls_asleep(amina);
    world.days_pass(125);
    // Now the key under which she knows him is not even a former one.
    world.wakes_up(yusuf);
    world.run_until_quiet();
    assert_eq!(world.lines(yusuf, garden).last().unwrap(), "unanswered");
    world.wakes_up(amina);
    world.run_until_quiet();
    assert_eq!(world.state(yusuf, garden), ConversationState::Active);
    assert_eq!(world.title(yusuf, garden), "orchard");
}

#[test]
fn who_is_blocked_pays_like_a_stranger_and_contacts_are_told_the_capability_that_holds() {
    let mut world = World::calm_with(|host| host.puzzle_bits.deliver = BITS);
    let [amina, yusuf, omar, salma] =
        ["amina", "yusuf", "omar", "salma"].map(|name| world.joins(name));
    for friend in [yusuf, omar, salma] {
        world.introduces(amina, friend);
    }
    let former = own_row(&world, amina).inbox_write;
    for friend in [yusuf, omar, salma] {
        assert!(capability(&world, friend, amina).as_ref() == Some(&former));
    }
    // The second before the contacts were told of the first.
    world.blocks(amina, omar).unwrap();
    world.settle();
    world.blocks(amina, salma).unwrap();
    world.run_until_quiet();
    let present = own_row(&world, amina).inbox_write;
    assert!(present != former);
    assert!(capability(&world, yusuf, amina) == Some(present));
    let puzzles = world.counts().puzzles;
    world.creates_group(yusuf, "garden", &[amina]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.counts().puzzles, puzzles);
    world.creates_group(omar, "desert", &[amina]).unwrap();
    world.run_until_quiet();
    // Key packages, and the letter.
    assert_eq!(world.counts().puzzles, puzzles + 2);
    assert!(world.requests(amina).is_empty());
}

#[test]
fn who_is_removed_from_all_that_was_shared_holds_no_capability_any_more() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let [amina, yusuf, omar] = people;
    let garden = world.gathers("garden", &people);
    world.introduces(amina, yusuf);
    let former = own_row(&world, amina).inbox_write;
    // With yusuf amina talks elsewhere: being removed here is no parting.
    world.removes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    assert!(own_row(&world, amina).inbox_write == former);
    world.removes(amina, garden, omar).unwrap();
    world.run_until_quiet();
    assert!(own_row(&world, amina).inbox_write != former);
}

#[test]
fn a_contact_whose_capability_was_replaced_pays_and_is_heard() {
    let mut world = World::calm_with(|host| host.puzzle_bits.deliver = BITS);
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    world.introduces(amina, yusuf);
    world.introduces(amina, omar);
    world.blocks(amina, omar).unwrap();
    world.settle();
    // Nobody has told him yet.
    let present = own_row(&world, amina).inbox_write;
    assert!(capability(&world, yusuf, amina).is_some_and(|known| known != present));
    let puzzles = world.counts().puzzles;
    let garden = world.creates_group(yusuf, "garden", &[amina]).unwrap();
    world.run_until(|world| {
        world.knows(amina, garden) && world.state(amina, garden) == ConversationState::Active
    });
    // For the key packages; then he knows that he has none.
    assert_eq!(world.counts().puzzles, puzzles + 2);
}
