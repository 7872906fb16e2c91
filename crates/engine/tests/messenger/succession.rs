//! One person has one direct conversation: what ended goes on in the next one.

use hudhud_sim::{CommandError, ConversationState, MessageState, NoAnswer, World};

#[test]
fn whoever_writes_again_after_a_block_finds_all_that_was_said_in_one_conversation() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let before = world.introduces(amina, yusuf);
    world.says(amina, before, "the first time").unwrap();
    world.run_until_quiet();
    for _ in 0..2 {
        world.blocks(yusuf, amina).unwrap();
        world.run_until_quiet();
        world.unblocks(yusuf, amina).unwrap();
        world.starts(yusuf, amina).unwrap();
        world.run_until_quiet();
    }
    let talk = world.between(yusuf, amina);
    world.says(yusuf, talk, "and again").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(world.conversations(device), [talk]);
        assert_eq!(world.reads(device, talk), ["the first time", "and again"]);
        let left = ["yusuf left", "yusuf left"];
        assert_eq!(world.lines(device, talk), left);
    }
}

#[test]
fn whoever_was_left_writes_to_nobody_and_may_begin_again() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let before = world.introduces(amina, yusuf);
    world.leaves(yusuf, before).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(amina, before), ConversationState::Deserted);
    let refused = Err(NoAnswer::Refused(CommandError::NotActive));
    assert_eq!(world.says(amina, before, "are you there?"), refused);
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    assert_ne!(talk, before);
    world.says(amina, talk, "there you are").unwrap();
    world.run_until_quiet();
    assert_eq!(world.conversations(amina), [talk]);
    assert_eq!(world.conversations(yusuf), [talk]);
    assert_eq!(world.reads(yusuf, talk), ["there you are"]);
}

#[test]
fn of_what_was_said_before_no_later_receipt_says_that_it_was_read() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let before = world.introduces(amina, yusuf);
    world.blocks(yusuf, amina).unwrap();
    world.says(amina, before, "into the void").unwrap();
    world.run_until_quiet();
    world.unblocks(yusuf, amina).unwrap();
    world.starts(yusuf, amina).unwrap();
    world.run_until_quiet();
    let talk = world.between(yusuf, amina);
    for text in ["one", "two", "three"] {
        world.says(amina, talk, text).unwrap();
        world.run_until_quiet();
    }
    world.says(yusuf, talk, "I see").unwrap();
    world.run_until_quiet();
    assert_eq!(
        world.state_of(amina, talk, "three"),
        MessageState::Delivered
    );
    let lost = world.state_of(amina, talk, "into the void");
    assert!(
        matches!(lost, MessageState::Sent | MessageState::Failed),
        "{lost:?}"
    );
}

#[test]
fn two_who_begin_with_each_other_at_one_instant_have_one_conversation_in_the_end() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    world.starts(amina, yusuf).unwrap();
    world.starts(yusuf, amina).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    for device in [amina, yusuf] {
        assert_eq!(world.conversations(device), [talk]);
        assert!(world.lines(device, talk).is_empty());
    }
    for (from, to, text) in [(amina, yusuf, "from amina"), (yusuf, amina, "from yusuf")] {
        world.says(from, talk, text).unwrap();
        world.run_until_quiet();
        assert!(world.reads(to, talk).contains(&text.to_owned()));
    }
}

#[test]
fn a_request_that_is_declined_takes_nothing_along_of_what_was_said_before() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let before = world.introduces(amina, yusuf);
    world.says(amina, before, "the first time").unwrap();
    world.run_until_quiet();
    world.blocks(yusuf, amina).unwrap();
    world.run_until_quiet();
    world.unblocks(yusuf, amina).unwrap();
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    assert_eq!(world.requests(yusuf), [talk]);
    world.declines(yusuf, talk).unwrap();
    assert_eq!(world.conversations(yusuf), [before]);
    assert_eq!(world.reads(yusuf, before), ["the first time"]);
}
