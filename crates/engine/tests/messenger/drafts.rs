//! What is being written.

use hudhud_sim::{CommandError, NoAnswer, World};

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
fn a_draft_may_be_emptied_and_is_no_longer_than_a_message() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.drafts(amina, talk, "hm").unwrap();
    world.drafts(amina, talk, "").unwrap();
    assert_eq!(world.draft(amina, talk), "");
    let limit_bytes = hudhud_base::limits::MESSAGE_BYTES;
    let refused = Err(NoAnswer::Refused(CommandError::TooLong { limit_bytes }));
    let long = "m".repeat(limit_bytes + 1);
    assert_eq!(world.drafts(amina, talk, &long), refused);
}
