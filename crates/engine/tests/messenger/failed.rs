//! Messages that the host will never take.

use hudhud_engine::Command;
use hudhud_sim::{
    Answer, CommandError, Conversation, ConversationState, DeviceNumber, MessageState, NoAnswer,
    World,
};
use hudhud_store::records;

/// A conversation of two in which the first message of the first was refused for good.
fn one_refused(text: &str) -> (World, [DeviceNumber; 2], Conversation) {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.refuses_first("append", hudhud_wire::RefusalCode::Forbidden);
    world.says(amina, talk, text).unwrap();
    world.run_until_quiet();
    (world, [amina, yusuf], talk)
}

#[test]
fn a_message_that_the_host_refuses_is_given_up_and_stays_with_its_writer() {
    let (world, [amina, yusuf], talk) = one_refused("too much");
    assert_eq!(
        world.state_of(amina, talk, "too much"),
        MessageState::Failed
    );
    assert_eq!(world.waiting(amina, talk), 0);
    assert!(world.reads(yusuf, talk).is_empty());
}

#[test]
fn a_message_that_was_given_up_is_sent_again_as_a_new_one() {
    let (mut world, [amina, yusuf], talk) = one_refused("once more");
    world.resends(amina, talk, "once more").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(world.reads(device, talk), ["once more"]);
    }
    assert_ne!(
        world.state_of(amina, talk, "once more"),
        MessageState::Failed
    );
}

#[test]
fn a_message_that_was_given_up_is_discarded_without_a_trace() {
    let (mut world, [amina, yusuf], talk) = one_refused("never mind");
    world.discards(amina, talk, "never mind").unwrap();
    world.run_until_quiet();
    assert!(world.reads(amina, talk).is_empty());
    assert!(world.reads(yusuf, talk).is_empty());
}

#[test]
fn a_message_that_has_not_left_is_discarded_without_a_trace() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.goes_offline(amina);
    world.says(amina, talk, "never mind").unwrap();
    world.says(amina, talk, "this instead").unwrap();
    world.discards(amina, talk, "never mind").unwrap();
    world.comes_online(amina);
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(world.reads(device, talk), ["this instead"]);
    }
}

#[test]
fn what_waits_for_a_time_is_tried_at_once_when_somebody_asks() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.refuses_first("append", hudhud_wire::RefusalCode::Busy);
    world.says(amina, talk, "now").unwrap();
    // Less than the time it waits before it tries again by itself.
    world.run_for_ms(900);
    assert_eq!(world.state_of(amina, talk, "now"), MessageState::Queued);
    world.asks(amina, Command::TryAgain).unwrap();
    world.run_for_ms(900);
    assert_ne!(world.state_of(amina, talk, "now"), MessageState::Queued);
}

#[test]
fn what_was_sent_is_neither_sent_again_nor_discarded() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "once").unwrap();
    world.run_until_quiet();
    let refused: Result<Answer, _> = Err(NoAnswer::Refused(CommandError::NoSuchMessage));
    assert_eq!(world.resends(amina, talk, "once"), refused);
    assert_eq!(world.discards(amina, talk, "once"), refused);
}

#[test]
fn what_follows_a_message_that_was_given_up_is_sent() {
    let (mut world, [amina, yusuf], talk) = one_refused("first");
    world.says(amina, talk, "second").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["second"]);
}

#[test]
fn deleting_what_was_given_up_forgets_it_and_tells_nobody() {
    let (mut world, [amina, yusuf], talk) = one_refused("never said");
    let before = world.frames_sent(amina, "append");
    world.deletes(amina, talk, "never said").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert!(world.reads(device, talk).is_empty());
    }
    assert_eq!(world.frames_sent(amina, "append"), before);
}

#[test]
fn of_a_conversation_that_came_to_nothing_and_is_forgotten_no_key_is_left() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let kept = |world: &World| {
        let reader = world.database(amina).reader();
        records::scan_prefix(reader.db(), &[]).unwrap().len()
    };
    let before = kept(&world);
    world.refuses_first("create", hudhud_wire::RefusalCode::Forbidden);
    world.creates_group(amina, "garden", &[]).unwrap();
    world.run_until_quiet();
    let [garden] = world.conversations(amina)[..] else {
        panic!("one conversation");
    };
    assert_eq!(world.state(amina, garden), ConversationState::Failed);
    assert!(kept(&world) > before);
    world.forgets(amina, garden).unwrap();
    assert_eq!(kept(&world), before);
}
