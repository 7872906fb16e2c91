//! What is being written.

use hudhud_engine::first_words;
use hudhud_sim::{CommandError, DeviceNumber, NoAnswer, World};

#[test]
fn a_draft_outlives_the_process_and_is_seen_by_nobody_else() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.drafts(amina, talk, "dear yusuf,").unwrap();
    world.falls_asleep(amina);
    world.wakes_up(amina);
    world.run_until_quiet();
    assert_eq!(world.draft(amina, talk), "dear yusuf,");
    assert_eq!(world.draft(yusuf, talk), "");
}

#[test]
fn sending_clears_the_draft() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.drafts(amina, talk, "dear yusuf,").unwrap();
    world.says(amina, talk, "dear yusuf, come").unwrap();
    assert_eq!(world.draft(amina, talk), "");
}

#[test]
fn a_draft_may_be_emptied_and_is_no_longer_than_two_messages() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.drafts(amina, talk, "hm").unwrap();
    world.drafts(amina, talk, "").unwrap();
    assert_eq!(world.draft(amina, talk), "");
    let limit_bytes = hudhud_base::limits::DRAFT_BYTES;
    let refused = Err(NoAnswer::Refused(CommandError::TooLong { limit_bytes }));
    let long = "m".repeat(limit_bytes);
    world.drafts(amina, talk, &long).unwrap();
    assert_eq!(world.draft(amina, talk), long);
    let longer = format!("{long}m");
    assert_eq!(world.drafts(amina, talk, &longer), refused);
}

/// What a device has of what was written to somebody.
fn words(world: &World, device: DeviceNumber, to: &str) -> Option<String> {
    first_words(world.database(device).reader().db(), to).unwrap()
}

#[test]
fn first_words_to_somebody_outlive_the_process_and_may_be_emptied() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    world.drafts_to(amina, "yusuf", "dear").unwrap();
    world.drafts_to(amina, "maryam", "peace").unwrap();
    world.drafts_to(amina, "yusuf", "dear yusuf,").unwrap();
    world.falls_asleep(amina);
    world.wakes_up(amina);
    assert_eq!(
        words(&world, amina, "yusuf").as_deref(),
        Some("dear yusuf,")
    );
    assert_eq!(words(&world, amina, "maryam").as_deref(), Some("peace"));
    world.drafts_to(amina, "yusuf", "").unwrap();
    assert_eq!(words(&world, amina, "yusuf"), None);
    assert_eq!(words(&world, amina, "maryam").as_deref(), Some("peace"));
}

#[test]
fn of_first_words_to_many_people_the_last_ones_are_kept() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    for number in 0..40 {
        world
            .drafts_to(amina, &format!("p{number}"), "peace")
            .unwrap();
    }
    assert_eq!(words(&world, amina, "p7"), None);
    assert_eq!(words(&world, amina, "p8").as_deref(), Some("peace"));
    let limit_bytes = 512;
    let refused = Err(NoAnswer::Refused(CommandError::TooLong { limit_bytes }));
    let long = "m".repeat(limit_bytes + 1);
    assert_eq!(world.drafts_to(amina, &long, "peace"), refused);
}
