//! Writing to somebody for the first time.

use hudhud_sim::{CommandError, ConversationState, Failure, NoAnswer, World};

#[test]
fn who_is_written_to_by_a_stranger_sees_a_request_and_nothing_of_what_was_said() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    world.says(amina, talk, "peace be with you").unwrap();
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf), [talk]);
    assert!(world.reads(yusuf, talk).is_empty());
    assert!(world.members(yusuf, talk).is_empty());
    assert!(world.says(yusuf, talk, "who is there?").is_err());
}

#[test]
fn who_accepts_a_request_reads_what_was_said_since_it_was_made_and_answers() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    world.says(amina, talk, "peace be with you").unwrap();
    world.run_until_quiet();
    world.accepts(yusuf, talk).unwrap();
    world.run_until_quiet();
    world.says(yusuf, talk, "and with you").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(
            world.reads(device, talk),
            ["peace be with you", "and with you"]
        );
        assert_eq!(world.members(device, talk), ["amina", "yusuf"]);
    }
    assert_eq!(world.title(amina, talk), "yusuf");
    assert_eq!(world.title(yusuf, talk), "amina");
}

#[test]
fn a_request_brings_the_beginning_of_what_is_said_and_nothing_else() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    let said = "peace be with you\nand more of it";
    world.greets(amina, yusuf, said).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    assert_eq!(world.requests(yusuf), [talk]);
    let opening = world.opening(yusuf, talk);
    assert_eq!(opening.as_deref(), Some("peace be with you and more of it"));
    assert!(world.reads(yusuf, talk).is_empty());
    world.accepts(yusuf, talk).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), [said]);
    // To somebody who is there already it is simply said.
    world.greets(yusuf, amina, "and with you").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, talk), [said, "and with you"]);
}

#[test]
fn what_is_said_before_anybody_is_found_waits_for_them() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    let garden = world.creates_group(amina, "garden", &[yusuf]).unwrap();
    // In the same instant: neither is the log there, nor is anybody in the group.
    world.says(amina, garden, "are you coming?").unwrap();
    world.run_until_quiet();
    world.accepts(yusuf, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, garden), ["are you coming?"]);
}

#[test]
fn who_declines_forgets_the_request_and_is_not_found_out() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    world.declines(yusuf, talk).unwrap();
    world.says(amina, talk, "hello?").unwrap();
    world.run_until_quiet();
    assert!(!world.knows(yusuf, talk));
    assert_eq!(world.state(amina, talk), ConversationState::Active);
    assert!(world.failures(amina).is_empty());
}

#[test]
fn who_looks_for_a_name_that_nobody_has_is_told_so() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    world.starts_with_name(amina, "nobody").unwrap();
    world.run_until_quiet();
    assert_eq!(world.failures(amina), [(Failure::NoSuchName, vec![])]);
}

#[test]
fn nobody_begins_a_conversation_with_themselves() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    world.starts(amina, amina).unwrap();
    world.run_until_quiet();
    assert_eq!(world.failures(amina), [(Failure::Yourself, vec![])]);
}

#[test]
fn who_begins_again_with_somebody_they_talk_to_finds_the_conversation_there_is() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    let talk = world.introduces(amina, yusuf);
    for device in [amina, yusuf] {
        let other = if device == amina { yusuf } else { amina };
        world.starts(device, other).unwrap();
        world.run_until_quiet();
        assert_eq!(world.conversations(device), [talk]);
    }
}

#[test]
fn two_who_begin_with_each_other_at_one_instant_talk() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    world.starts(amina, yusuf).unwrap();
    world.starts(yusuf, amina).unwrap();
    world.run_until_quiet();
    // Whoever wrote first to somebody takes them for a contact: nobody has to accept.
    assert!(world.requests(amina).is_empty() && world.requests(yusuf).is_empty());
    for (from, to, text) in [(amina, yusuf, "from amina"), (yusuf, amina, "from yusuf")] {
        let talk = world.between(from, to);
        world.says(from, talk, text).unwrap();
        world.run_until_quiet();
        assert!(world.reads(to, talk).contains(&text.to_owned()));
    }
}

#[test]
fn nothing_is_asked_of_a_device_that_has_not_signed_up() {
    let mut world = World::calm();
    let device = world.arrives("amina");
    let refused = Err(NoAnswer::Refused(CommandError::NotSignedUp));
    assert_eq!(world.starts_with_name(device, "yusuf"), refused);
}
