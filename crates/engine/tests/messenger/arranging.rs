//! The list is one's own: muted, pinned, archived, cleared, forgotten. Nobody else learns of it.

use hudhud_sim::{
    Arrange, Arrangement, CommandError, ConversationState, MessageState, NoAnswer, World,
};

fn two() -> (
    World,
    [hudhud_sim::DeviceNumber; 2],
    hudhud_sim::Conversation,
) {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(people[0], people[1]);
    world.run_until_quiet();
    (world, people, talk)
}

#[test]
fn how_a_conversation_is_arranged_outlives_the_process_and_is_told_to_nobody() {
    let (mut world, [amina, yusuf], talk) = two();
    for arrange in [
        Arrange::Mute(Some(Arrangement::ALWAYS)),
        Arrange::Pin(true),
        Arrange::Archive(true),
        Arrange::Unread(true),
    ] {
        world.arranges(amina, talk, arrange).unwrap();
    }
    world.falls_asleep(amina);
    world.wakes_up(amina);
    world.run_until_quiet();
    let arranged = Arrangement {
        muted_until: Some(Arrangement::ALWAYS),
        pinned: true,
        archived: true,
        unread: true,
    };
    assert_eq!(world.arranged(amina, talk), arranged);
    assert_eq!(world.arranged(yusuf, talk), Arrangement::default());
    for arrange in [
        Arrange::Mute(None),
        Arrange::Pin(false),
        Arrange::Archive(false),
        Arrange::Unread(false),
    ] {
        world.arranges(amina, talk, arrange).unwrap();
    }
    assert_eq!(world.arranged(amina, talk), Arrangement::default());
}

#[test]
fn a_new_message_brings_an_archived_conversation_back_unless_it_is_muted() {
    let (mut world, [amina, yusuf], talk) = two();
    for (muted_until, stays) in [(None, false), (Some(Arrangement::ALWAYS), true)] {
        world
            .arranges(amina, talk, Arrange::Mute(muted_until))
            .unwrap();
        world.arranges(amina, talk, Arrange::Archive(true)).unwrap();
        world.says(amina, talk, "to you").unwrap();
        world.run_until_quiet();
        assert!(world.arranged(amina, talk).archived);
        world.says(yusuf, talk, "and to you").unwrap();
        world.run_until_quiet();
        assert_eq!(world.arranged(amina, talk).archived, stays);
    }
}

#[test]
fn what_was_marked_as_unread_is_read_once_something_of_it_is() {
    let (mut world, [amina, yusuf], talk) = two();
    world.says(yusuf, talk, "look at this").unwrap();
    world.run_until_quiet();
    world.marks_read(amina, talk, "look at this").unwrap();
    world.arranges(amina, talk, Arrange::Unread(true)).unwrap();
    world.marks_read(amina, talk, "look at this").unwrap();
    assert!(!world.arranged(amina, talk).unread);
}

#[test]
fn clearing_forgets_what_was_said_on_this_device_alone_and_the_conversation_goes_on() {
    let (mut world, [amina, yusuf], talk) = two();
    world.says(amina, talk, "one").unwrap();
    world.says(yusuf, talk, "two").unwrap();
    world.run_until_quiet();
    world.clears(amina, talk).unwrap();
    assert!(world.reads(amina, talk).is_empty());
    assert_eq!(world.unread(amina, talk), 0);
    world.run_until_quiet();
    // She has not read it, and he is not told so.
    assert_eq!(world.state_of(yusuf, talk, "two"), MessageState::Delivered);
    world.says(yusuf, talk, "three").unwrap();
    world.says(amina, talk, "four").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, talk), ["three", "four"]);
    assert_eq!(world.reads(yusuf, talk), ["one", "two", "three", "four"]);
    assert_eq!(world.unread(amina, talk), 1);
}

#[test]
fn what_waits_to_be_sent_is_not_cleared() {
    let (mut world, [amina, yusuf], talk) = two();
    world.goes_offline(amina);
    world.says(amina, talk, "as soon as I can").unwrap();
    world.clears(amina, talk).unwrap();
    assert_eq!(world.reads(amina, talk), ["as soon as I can"]);
    world.comes_online(amina);
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["as soon as I can"]);
}

#[test]
fn only_what_is_over_is_forgotten_and_then_whoever_was_there_may_invite_again() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    let refused = Err(NoAnswer::Refused(CommandError::NotOver));
    assert_eq!(world.forgets(yusuf, garden), refused);
    world.leaves(yusuf, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(yusuf, garden), ConversationState::Left);
    world.forgets(yusuf, garden).unwrap();
    assert!(!world.knows(yusuf, garden));
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    // Whoever went is asked again, as anybody is.
    assert_eq!(world.requests(yusuf), [garden]);
    world.accepts(yusuf, garden).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "welcome back").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, garden), ["welcome back"]);
}
