//! Two who want something at one instant.

use hudhud_sim::World;

#[test]
fn who_loses_the_race_for_a_commit_gets_what_they_wanted_after_it() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar", "layla"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar, layla] = people;
    world.promotes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.promotes(amina, garden, omar).unwrap();
    world.promotes(yusuf, garden, layla).unwrap();
    world.run_until_quiet();
    assert!(world.counts().lost_races > 0, "nobody lost");
    for device in [amina, yusuf] {
        assert_eq!(
            world.admins(device, garden),
            ["amina", "layla", "omar", "yusuf"]
        );
    }
    assert!(world.failures(amina).is_empty() && world.failures(yusuf).is_empty());
}

#[test]
fn of_two_titles_given_at_one_instant_everybody_keeps_the_same() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.promotes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.renames(amina, garden, "hers").unwrap();
    world.renames(yusuf, garden, "his").unwrap();
    world.run_until_quiet();
    let title = world.title(omar, garden);
    assert!(["hers", "his"].contains(&title.as_str()), "{title}");
    for device in [amina, yusuf] {
        assert_eq!(world.title(device, garden), title);
    }
}

#[test]
fn two_who_leave_at_one_instant_are_both_out() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.leaves(yusuf, garden).unwrap();
    world.leaves(omar, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina"]);
    world.says(amina, garden, "alone").unwrap();
    world.run_until_quiet();
    assert!(world.reads(yusuf, garden).is_empty() && world.reads(omar, garden).is_empty());
}

#[test]
fn a_message_that_races_with_a_removal_is_read_by_all_who_stay_or_by_nobody() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.removes(amina, garden, omar).unwrap();
    world.says(yusuf, garden, "at the same time").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(world.reads(device, garden), ["at the same time"]);
    }
}

#[test]
fn two_commands_at_once_are_both_carried_out_in_the_order_asked() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.renames(amina, garden, "orchard").unwrap();
    world.renames(amina, garden, "meadow").unwrap();
    world.says(amina, garden, "one").unwrap();
    world.says(amina, garden, "two").unwrap();
    world.run_until_quiet();
    assert_eq!(world.title(yusuf, garden), "meadow");
    assert_eq!(world.reads(yusuf, garden), ["one", "two"]);
}
