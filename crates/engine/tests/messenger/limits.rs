//! How long texts and titles may be, and how many people there may be.

use hudhud_base::limits;
use hudhud_sim::{
    CommandError, Config, ConversationState, HostNumber, MessageState, NoAnswer, World,
};

/// So many that the key packages of the hybrid suite do not fit one entry.
const GUESTS: [&str; 24] = [
    "guest1", "guest2", "guest3", "guest4", "guest5", "guest6", "guest7", "guest8", "guest9",
    "guest10", "guest11", "guest12", "guest13", "guest14", "guest15", "guest16", "guest17",
    "guest18", "guest19", "guest20", "guest21", "guest22", "guest23", "guest24",
];

#[test]
fn the_longest_message_is_read_and_one_byte_more_is_refused() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let limit_bytes = limits::MESSAGE_BYTES;
    let longest = "m".repeat(limit_bytes);
    world.says(amina, talk, &longest).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), [longest.as_str()]);
    let refused = Err(NoAnswer::Refused(CommandError::TooLong { limit_bytes }));
    assert_eq!(world.says(amina, talk, &format!("{longest}m")), refused);
}

#[test]
fn a_message_says_something() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let refused = Err(NoAnswer::Refused(CommandError::Empty));
    assert_eq!(world.says(amina, talk, " \n"), refused);
}

#[test]
fn the_longest_title_is_seen_by_all_and_one_byte_more_is_refused() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let limit_bytes = limits::TITLE_BYTES;
    let longest = "ن".repeat(limit_bytes / 2);
    let garden = world.gathers(&longest, &people);
    let [amina, yusuf] = people;
    assert_eq!(world.title(yusuf, garden), longest);
    let refused = Err(NoAnswer::Refused(CommandError::TooLong { limit_bytes }));
    assert_eq!(
        world.renames(amina, garden, &format!("{longest}n")),
        refused
    );
    let long = world.creates_group(amina, &format!("{longest}n"), &[yusuf]);
    assert_eq!(long.err(), refused.err());
}

#[test]
fn a_group_has_a_title() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let refused = Err(NoAnswer::Refused(CommandError::Empty));
    assert_eq!(world.renames(people[0], garden, "  "), refused);
}

#[test]
fn more_people_than_a_group_holds_are_refused_at_once() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let limit = limits::HYBRID_GROUP_DEVICES;
    let names: Vec<_> = (0..limit - 1)
        .map(|number| format!("guest{number}"))
        .collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let refused = Err(NoAnswer::Refused(CommandError::TooMany { limit }));
    assert_eq!(world.adds_names(people[0], garden, &names), refused);
}

#[test]
fn a_group_whose_people_do_not_fit_one_entry_begins_like_any_other() {
    let mut world = World::calm();
    // Keys that are safe from quantum computers are large.
    let config = Config {
        key_packages: 1,
        ..Config::default()
    };
    let amina = world.joins_as(HostNumber(0), "amina", config);
    let guests = GUESTS.map(|name| world.joins_as(HostNumber(0), name, config));
    let people: Vec<_> = [amina].into_iter().chain(guests).collect();
    let garden = world.gathers("garden", &people);
    assert_eq!(world.members(amina, garden).len(), people.len());
    world.says(amina, garden, "welcome").unwrap();
    world.run_until_quiet();
    for guest in guests {
        assert_eq!(world.reads(guest, garden), ["welcome"]);
    }
}

#[test]
fn who_fills_a_groups_log_can_still_be_removed() {
    let mut world = World::calm_with(|host| host.quotas.log_bytes = 64 * 1024);
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    let junk = |n: u32| format!("{n}{}", "x".repeat(20 * 1024));
    for n in 0..4 {
        world.says(yusuf, garden, &junk(n)).unwrap();
        world.settle();
    }
    assert_eq!(
        world.state_of(yusuf, garden, &junk(3)),
        MessageState::Queued
    );
    world.removes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(yusuf, garden), ConversationState::Removed);
    assert_eq!(world.members(omar, garden), ["amina", "omar"]);
}
