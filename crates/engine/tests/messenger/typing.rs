//! Who is writing now.

use hudhud_sim::World;

#[test]
fn who_is_writing_is_told_to_those_who_are_there() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.falls_asleep(omar);
    world.types(amina, garden).unwrap();
    world.run_until_quiet();
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.writers(yusuf), ["amina"]);
    assert!(world.writers(amina).is_empty() && world.writers(omar).is_empty());
}

#[test]
fn writing_on_is_not_told_with_every_letter() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    for _ in 0..30 {
        world.types(amina, talk).unwrap();
        world.run_for_ms(200);
    }
    // Six seconds, and at most one signal in three of them.
    assert_eq!(world.frames_sent(amina, "signal"), 2);
    assert_eq!(world.writers(yusuf).len(), 2);
}

#[test]
fn a_signal_that_comes_minutes_late_is_not_believed() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.clock_jumps(yusuf, 120_000);
    world.types(amina, talk).unwrap();
    world.run_until_quiet();
    assert!(world.writers(yusuf).is_empty());
}
