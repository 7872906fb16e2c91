//! Leaving a conversation.

use hudhud_sim::forge::{Bytes32, Matter};
use hudhud_sim::{
    CommandError, Conversation, ConversationState, DeviceNumber, Failure, NoAnswer, World,
};
use hudhud_wire::RefusalCode;

#[test]
fn who_leaves_is_out_and_the_others_see_it_and_read_on_under_new_keys() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    let before = world.generation(amina, garden);
    world.leaves(omar, garden).unwrap();
    world.run_until_quiet();
    world.says(amina, garden, "he is gone").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Left);
    assert!(world.reads(omar, garden).is_empty());
    for device in [amina, yusuf] {
        assert_eq!(world.members(device, garden), ["amina", "yusuf"]);
        assert_eq!(world.lines(device, garden).last().unwrap(), "omar left");
        assert_eq!(world.reads(device, garden), ["he is gone"]);
        assert!(
            world.generation(device, garden) > before,
            "the old keys still open the log"
        );
    }
}

#[test]
fn who_has_left_keeps_what_was_said_and_says_nothing_more_and_both_see_it() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "goodbye").unwrap();
    world.run_until_quiet();
    world.leaves(yusuf, talk).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["goodbye"]);
    for device in [amina, yusuf] {
        assert_eq!(world.lines(device, talk).last().unwrap(), "yusuf left");
    }
    let refused = Err(NoAnswer::Refused(CommandError::NotActive));
    assert_eq!(world.says(yusuf, talk, "wait"), refused);
}

#[test]
fn when_the_last_admin_leaves_a_group_it_has_another() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    world.leaves(amina, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(amina, garden), ConversationState::Left);
    let admins = world.admins(yusuf, garden);
    assert_eq!(admins.len(), 1, "{admins:?}");
    let admin = if admins == ["yusuf"] { yusuf } else { omar };
    world.renames(admin, garden, "orchard").unwrap();
    world.run_until_quiet();
    assert_eq!(world.title(yusuf, garden), "orchard");
    assert_eq!(world.title(omar, garden), "orchard");
}

#[test]
fn who_is_not_let_go_by_the_host_talks_on() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.refuses_first("append", RefusalCode::Forbidden);
    world.leaves(yusuf, garden).unwrap();
    world.settle();
    let why = Failure::Refused(RefusalCode::Forbidden);
    assert_eq!(world.failures(yusuf), [(why, vec![])]);
    world.says(yusuf, garden, "still here").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, garden), ["still here"]);
    // Asked again, it goes the way of every leave.
    world.leaves(yusuf, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina"]);
}

#[test]
fn who_has_left_may_be_invited_again() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.says(amina, garden, "the first time").unwrap();
    world.run_until_quiet();
    world.leaves(yusuf, garden).unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    world.accepts(yusuf, garden).unwrap();
    world.says(amina, garden, "the second time").unwrap();
    world.run_until_quiet();
    assert_eq!(
        world.reads(yusuf, garden),
        ["the first time", "the second time"]
    );
}

/// Amina's garden, which Yusuf has left, and into which nobody has invited him back yet.
fn has_left() -> (World, [DeviceNumber; 2], Conversation) {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.says(amina, garden, "the first time").unwrap();
    world.run_until_quiet();
    world.leaves(yusuf, garden).unwrap();
    world.run_until_quiet();
    (world, people, garden)
}

/// All stands as on the day on which it was left.
#[track_caller]
fn stands_as_it_was_left(world: &mut World, device: DeviceNumber, garden: Conversation) {
    assert!(!world.requests(device).contains(&garden));
    assert_eq!(world.state(device, garden), ConversationState::Left);
    assert_eq!(world.title(device, garden), "garden");
    assert_eq!(world.reads(device, garden), ["the first time"]);
}

#[test]
fn who_declines_to_come_back_keeps_what_was_said() {
    let (mut world, [amina, yusuf], garden) = has_left();
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    world.declines(yusuf, garden).unwrap();
    stands_as_it_was_left(&mut world, yusuf, garden);
    // And may come back another time.
    world.removes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    world.accepts(yusuf, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(yusuf, garden), ConversationState::Active);
    assert_eq!(world.reads(yusuf, garden), ["the first time"]);
}

#[test]
fn who_was_removed_and_declines_to_come_back_keeps_what_was_said() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf] = people;
    world.says(amina, garden, "the first time").unwrap();
    world.run_until_quiet();
    world.removes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf), [garden]);
    world.declines(yusuf, garden).unwrap();
    assert_eq!(world.state(yusuf, garden), ConversationState::Removed);
    assert_eq!(world.reads(yusuf, garden), ["the first time"]);
}

#[test]
fn who_blocks_whoever_asks_them_back_keeps_what_was_said() {
    let (mut world, [amina, yusuf], garden) = has_left();
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    world.blocks(yusuf, amina).unwrap();
    stands_as_it_was_left(&mut world, yusuf, garden);
}

#[test]
fn whom_ten_score_strangers_ask_keeps_what_was_said_where_they_are_asked_back() {
    let (mut world, [amina, yusuf], garden) = has_left();
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf), [garden]);
    let mallory = world.joins("mallory");
    for number in 0..200 {
        let title = format!("group {number}");
        world.creates_group(mallory, &title, &[yusuf]).unwrap();
        world.run_for_ms(1_000);
    }
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf).len(), 200);
    stands_as_it_was_left(&mut world, yusuf, garden);
}

/// The next letter in which somebody invites another is said to be about this group, as if its log were far
/// ahead: whatever anybody else writes about it then is from long ago.
pub(crate) fn is_said_to_be_about(
    world: &mut World,
    letter: (DeviceNumber, DeviceNumber),
    garden: Conversation,
    as_direct: bool,
) {
    let id = world.group_id(garden);
    world.writes_instead(letter, move |matter| {
        let mut matter = Matter::of(matter)?;
        let Matter::Invite {
            group,
            place,
            direct,
            ..
        } = &mut matter
        else {
            return None;
        };
        (*group, *direct) = (Bytes32(id), as_direct);
        place.cursor = 1_000_000;
        Some(matter.bytes())
    });
}

/// Somebody invites another into what is no group, and says that it is this one.
fn lies_about(
    world: &mut World,
    (liar, to): (DeviceNumber, DeviceNumber),
    garden: Conversation,
    as_direct: bool,
) {
    is_said_to_be_about(world, (liar, to), garden, as_direct);
    world.creates_group(liar, "bait", &[to]).unwrap();
    world.run_until_quiet();
}

#[test]
fn what_was_said_in_a_group_comes_into_no_conversation_of_two_whatever_a_former_member_writes() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let [amina, yusuf, mallory] = people;
    // She is a contact: what she invites to is joined at once.
    let talk = world.introduces(mallory, yusuf);
    world.leaves(yusuf, talk).unwrap();
    let garden = world.gathers("garden", &people);
    world.says(amina, garden, "the first time").unwrap();
    world.run_until_quiet();
    world.leaves(yusuf, garden).unwrap();
    world.run_until_quiet();
    lies_about(&mut world, (mallory, yusuf), garden, true);
    assert!(world.failures(yusuf).is_empty(), "it was tried");
    stands_as_it_was_left(&mut world, yusuf, garden);
    world.starts(mallory, yusuf).unwrap();
    world.run_until_quiet();
    let again = world.between(mallory, yusuf);
    assert_eq!(world.state(yusuf, again), ConversationState::Active);
    assert!(world.reads(yusuf, again).is_empty());
    stands_as_it_was_left(&mut world, yusuf, garden);
}

#[test]
fn an_invitation_back_that_leads_nowhere_leaves_all_as_it_was() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let [amina, yusuf, mallory] = people;
    world.introduces(mallory, yusuf);
    let garden = world.gathers("garden", &people);
    world.says(amina, garden, "the first time").unwrap();
    world.run_until_quiet();
    world.leaves(yusuf, garden).unwrap();
    world.run_until_quiet();
    lies_about(&mut world, (mallory, yusuf), garden, false);
    let unusable = (Failure::InviteUnusable, vec![]);
    assert_eq!(world.failures(yusuf), [unusable], "it was tried at once");
    stands_as_it_was_left(&mut world, yusuf, garden);
    // Nor does it bar the way to one that is good.
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    world.accepts(yusuf, garden).unwrap();
    world.says(amina, garden, "the second time").unwrap();
    world.run_until_quiet();
    assert_eq!(
        world.reads(yusuf, garden),
        ["the first time", "the second time"]
    );
}

#[test]
fn the_last_one_in_a_group_leaves_too() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    for device in people {
        world.leaves(device, garden).unwrap();
        world.run_until_quiet();
        assert_eq!(world.state(device, garden), ConversationState::Left);
    }
}
