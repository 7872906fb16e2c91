//! Not wanting to hear from somebody.

use hudhud_engine::Command;
use hudhud_sim::forge::{Bytes32, Matter};
use hudhud_sim::{CommandError, ConversationState, NoAnswer, World};

#[test]
fn who_blocks_somebody_leaves_their_conversation_and_hears_nothing_more() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    let talk = world.introduces(amina, yusuf);
    world.blocks(yusuf, amina).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(yusuf, talk), ConversationState::Left);
    let refused = Err(NoAnswer::Refused(CommandError::NotActive));
    assert_eq!(world.says(amina, talk, "are you there?"), refused);
    world.run_until_quiet();
    assert!(world.reads(yusuf, talk).is_empty());
}

#[test]
fn an_invitation_from_somebody_who_is_blocked_is_not_seen() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    world.blocks(yusuf, amina).unwrap();
    world.starts(amina, yusuf).unwrap();
    world.creates_group(amina, "garden", &[yusuf]).unwrap();
    world.run_until_quiet();
    assert!(world.requests(yusuf).is_empty());
}

#[test]
fn blocking_somebody_takes_their_open_requests_away() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    world.starts(amina, yusuf).unwrap();
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf).len(), 1);
    world.blocks(yusuf, amina).unwrap();
    assert!(world.requests(yusuf).is_empty());
}

#[test]
fn blocking_whoever_asked_first_takes_nothing_from_whoever_asks_into_the_same_group() {
    let mut world = World::calm();
    let people = ["amina", "mallory"].map(|name| world.joins(name));
    let omar = world.joins("omar");
    let garden = world.gathers("garden", &people);
    let [amina, mallory] = people;
    let id = world.group_id(garden);
    world.writes_instead((mallory, omar), move |matter| {
        let mut matter = Matter::of(matter)?;
        let Matter::Invite { group, .. } = &mut matter else {
            return None;
        };
        *group = Bytes32(id);
        Some(matter.bytes())
    });
    world.creates_group(mallory, "bait", &[omar]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.requests(omar), [garden]);
    let hers = world.number(omar, garden);
    world.adds(amina, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.blocks(omar, mallory).unwrap();
    assert_eq!(world.requests(omar), [garden], "Amina's waited behind it");
    // Whoever still means Mallory's declines nobody else's.
    let decline = Command::Decline { conversation: hers };
    let gone = Err(NoAnswer::Refused(CommandError::NoSuchConversation));
    assert_eq!(world.asks(omar, decline), gone);
    assert_eq!(world.requests(omar), [garden]);
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
}

#[test]
fn who_was_unblocked_may_invite_again() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    world.blocks(yusuf, amina).unwrap();
    world.unblocks(yusuf, amina).unwrap();
    let garden = world.creates_group(amina, "garden", &[yusuf]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf), [garden]);
}

#[test]
fn in_a_group_a_blocked_member_is_still_read() {
    let mut world = World::calm();
    let (amina, yusuf) = (world.joins("amina"), world.joins("yusuf"));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.blocks(yusuf, amina).unwrap();
    world.says(amina, garden, "to everybody").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, garden), ["to everybody"]);
}
