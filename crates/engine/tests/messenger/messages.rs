//! Saying something, and what can be done with it afterwards.

use hudhud_base::{Timestamp, limits};
use hudhud_content::{Envelope, Message, MessageId};
use hudhud_sim::forge::{Keys, inner};
use hudhud_sim::{CommandError, MessageState, NoAnswer, World};
use hudhud_store::messages;

#[test]
fn a_message_is_queued_at_once_and_sent_when_the_host_has_it() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "hello").unwrap();
    assert_eq!(world.state_of(amina, talk, "hello"), MessageState::Queued);
    assert_eq!(world.reads(amina, talk), ["hello"]);
    world.settle();
    assert_eq!(world.state_of(amina, talk, "hello"), MessageState::Sent);
    assert_eq!(world.waiting(amina, talk), 0);
}

#[test]
fn an_answer_names_the_message_that_it_answers_everywhere() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "tea or coffee?").unwrap();
    world.says(amina, talk, "I am in the kitchen").unwrap();
    world.run_until_quiet();
    world
        .replies(yusuf, talk, ("tea or coffee?", "tea"))
        .unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        let answered = world.answered_by(device, talk, "tea");
        assert_eq!(answered.as_deref(), Some("tea or coffee?"));
    }
}

#[test]
fn what_was_changed_after_it_was_read_reads_anew() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "at noon").unwrap();
    world.run_until_quiet();
    world.edits(amina, talk, ("at noon", "at one")).unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(world.reads(device, talk), ["at one"]);
    }
}

#[test]
fn what_was_taken_back_after_it_was_read_is_gone_everywhere() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "a secret").unwrap();
    world.run_until_quiet();
    world.deletes(amina, talk, "a secret").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert!(world.reads(device, talk).is_empty());
        assert!(world.finds(device, "secret").is_empty());
    }
    assert_eq!(world.unread(yusuf, talk), 0);
}

#[test]
fn a_message_is_changed_taken_back_and_reacted_to_before_it_has_left() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.goes_offline(amina);
    for text in ["to be changed", "to be deleted", "to be liked"] {
        world.says(amina, talk, text).unwrap();
    }
    world
        .edits(amina, talk, ("to be changed", "changed"))
        .unwrap();
    world.deletes(amina, talk, "to be deleted").unwrap();
    world.reacts(amina, talk, ("to be liked", "👍")).unwrap();
    world.run_until_quiet();
    assert!(world.reads(yusuf, talk).is_empty());
    world.comes_online(amina);
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(world.reads(device, talk), ["changed", "to be liked"]);
        let reactions = world.reactions(device, talk, "to be liked");
        assert_eq!(reactions, [("amina", "👍".to_owned())]);
    }
}

#[test]
fn reactions_come_and_go_for_everybody_and_one_person_has_each_once() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "hello").unwrap();
    world.run_until_quiet();
    for emoji in ["👍", "👍", "❤️"] {
        world.reacts(yusuf, talk, ("hello", emoji)).unwrap();
    }
    world.reacts(amina, talk, ("hello", "👍")).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reactions(amina, talk, "hello").len(), 3);
    world.unreacts(yusuf, talk, ("hello", "👍")).unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        let mut left = world.reactions(device, talk, "hello");
        left.sort();
        assert_eq!(
            left,
            [("amina", "👍".to_owned()), ("yusuf", "❤️".to_owned())]
        );
    }
}

#[test]
fn nobody_changes_or_takes_back_what_somebody_else_said() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "mine").unwrap();
    world.run_until_quiet();
    let refused = Err(NoAnswer::Refused(CommandError::NotYours));
    assert_eq!(world.edits(yusuf, talk, ("mine", "his")), refused);
    assert_eq!(world.deletes(yusuf, talk, "mine"), refused);
}

#[test]
fn a_reaction_is_one_emoji() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "hello").unwrap();
    let refused = Err(NoAnswer::Refused(CommandError::NotAnEmoji));
    for no_emoji in ["", "ok", "👍👍"] {
        assert_eq!(world.reacts(amina, talk, ("hello", no_emoji)), refused);
    }
}

#[test]
fn one_account_reacts_to_a_message_so_often_and_no_more() {
    const EMOJI: [&str; 9] = ["😀", "😁", "😂", "😃", "😄", "😅", "😆", "😇", "😈"];
    let mut world = World::calm();
    let [amina, mallory] = ["amina", "mallory"].map(|name| world.joins(name));
    let talk = world.introduces(amina, mallory);
    world.says(amina, talk, "hello").unwrap();
    world.run_until_quiet();
    let (last, others) = EMOJI.split_last().unwrap();
    for emoji in others {
        world.reacts(mallory, talk, ("hello", emoji)).unwrap();
    }
    let refused = Err(NoAnswer::Refused(CommandError::TooManyReactions));
    assert_eq!(world.reacts(mallory, talk, ("hello", last)), refused);
    world.run_until_quiet();
    // Whoever keeps to no engine says it all the same.
    let id = world.number(amina, talk);
    let page = messages::page(world.database(amina).reader().db(), id, None, 10).unwrap();
    let said = page.iter().find(|one| one.body == "hello").unwrap();
    let keys = Keys::of(&world, mallory, talk);
    let envelope = Envelope {
        sent: Timestamp(1),
        seen: None,
        profile: None,
        forwarded: None,
        message: Message::Reaction {
            target: MessageId(said.message_id),
            emoji: (*last).to_owned(),
        },
    };
    let ninth = inner(&keys.says(&envelope));
    world.appends_instead(mallory, keys, ninth, 1);
    world.says(mallory, talk, "what was replaced").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reactions(amina, talk, "hello").len(), others.len());
    // Somebody else still may.
    world.reacts(amina, talk, ("hello", last)).unwrap();
}

#[test]
fn of_reactions_that_are_one_too_many_the_first_in_the_log_stand_for_everybody() {
    let mut world = World::calm();
    let people: Vec<_> = [
        "aref", "badr", "dana", "fadi", "hala", "jude", "lina", "nour", "amina", "yusuf",
    ]
    .into_iter()
    .map(|name| world.joins(name))
    .collect();
    let garden = world.gathers("garden", &people);
    let [crowd @ .., amina, yusuf] = people.as_slice() else {
        panic!("nobody");
    };
    let (amina, yusuf) = (*amina, *yusuf);
    world.says(amina, garden, "hello").unwrap();
    world.run_until_quiet();
    let kinds = limits::REACTION_KINDS;
    let emoji = |number: usize| {
        let sign = 0x1f600 + u32::try_from(number).unwrap();
        char::from_u32(sign).unwrap().to_string()
    };
    for number in 0..kinds - 1 {
        let somebody = crowd[number / limits::REACTIONS_OF_ONE];
        let with = emoji(number);
        world.reacts(somebody, garden, ("hello", &with)).unwrap();
    }
    world.run_until_quiet();
    world.goes_offline(amina);
    let [hers, his] = [emoji(kinds), emoji(kinds + 1)];
    world.reacts(amina, garden, ("hello", &hers)).unwrap();
    world.reacts(yusuf, garden, ("hello", &his)).unwrap();
    world.run_until_quiet();
    world.comes_online(amina);
    world.run_until_quiet();
    for device in [amina, yusuf] {
        let reactions = world.reactions(device, garden, "hello");
        assert_eq!(reactions.len(), kinds);
        assert!(reactions.contains(&("yusuf", his.clone())));
    }
}
