//! How people show themselves. Every name here has a mark in it that no host may ever see.

use hudhud_base::{Timestamp, limits};
use hudhud_content::{Envelope, Message, Profile};
use hudhud_engine::{Command, CommandError, Event};
use hudhud_sim::forge::{Keys, inner};
use hudhud_sim::{Conversation, DeviceNumber, NoAnswer, World};

const AMINA: &str = "Amina QZXJ";
const OTHER: &str = "أمينة ظغژڤ";

/// Two who talk.
fn two() -> (World, [DeviceNumber; 2], Conversation) {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(people[0], people[1]);
    (world, people, talk)
}

#[test]
fn what_somebody_calls_themselves_is_heard_with_what_they_say_next() {
    let (mut world, [amina, yusuf], talk) = two();
    world.calls_itself(amina, AMINA).unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(amina, amina).as_deref(), Some(AMINA));
    assert_eq!(world.knows_as(yusuf, amina), None);
    world.says(amina, talk, "peace").unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(AMINA));
    let account = world.account(amina);
    assert!(world.has_told(yusuf, |event| *event == Event::Person(account)));
    // Once is enough.
    let heard = world.frames_sent(amina, "append");
    world.says(amina, talk, "again").unwrap();
    world.run_until_quiet();
    assert_eq!(world.frames_sent(amina, "append"), heard + 1);
}

#[test]
fn what_a_device_says_by_itself_tells_nobody_what_its_person_is_called() {
    let (mut world, [amina, yusuf], talk) = two();
    world.calls_itself(amina, AMINA).unwrap();
    world.says(yusuf, talk, "are you there?").unwrap();
    world.run_until_quiet();
    world.marks_read(amina, talk, "are you there?").unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(yusuf, amina), None);
    world.reacts(amina, talk, ("are you there?", "👍")).unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(AMINA));
}

#[test]
fn of_what_somebody_called_themselves_the_newest_stands_wherever_it_was_said() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    let talk = world.introduces(amina, yusuf);
    world.calls_itself(amina, AMINA).unwrap();
    world.goes_offline(amina);
    world.says(amina, garden, "late").unwrap();
    // A clock that goes back makes nothing old again.
    world.clock_jumps(amina, -600_000);
    world.calls_itself(amina, OTHER).unwrap();
    world.says(amina, talk, "soon").unwrap();
    world.comes_online(amina);
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, garden), ["late"]);
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(OTHER));
}

#[test]
fn what_somebody_called_themselves_is_taken_back() {
    let (mut world, [amina, yusuf], talk) = two();
    world.calls_itself(amina, AMINA).unwrap();
    world.says(amina, talk, "one").unwrap();
    world.calls_itself(amina, " ").unwrap();
    world.says(amina, talk, "two").unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(amina, amina).as_deref(), Some(""));
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(""));
}

#[test]
fn who_comes_later_hears_what_the_others_are_called_with_what_they_say_next() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.calls_itself(yusuf, AMINA).unwrap();
    world.says(yusuf, garden, "before").unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(omar, yusuf), None);
    world.says(yusuf, garden, "after").unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(omar, yusuf).as_deref(), Some(AMINA));
}

#[test]
fn a_request_says_what_its_writer_is_called() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    world.calls_itself(amina, AMINA).unwrap();
    world.greets(amina, yusuf, "peace").unwrap();
    world.run_until_quiet();
    assert_eq!(world.requests(yusuf).len(), 1);
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(AMINA));
}

#[test]
fn a_message_that_never_left_does_not_take_with_it_what_its_writer_is_called() {
    let (mut world, [amina, yusuf], talk) = two();
    world.calls_itself(amina, AMINA).unwrap();
    world.goes_offline(amina);
    world.says(amina, talk, "never mind").unwrap();
    world.discards(amina, talk, "never mind").unwrap();
    world.comes_online(amina);
    world.refuses_first("append", hudhud_wire::RefusalCode::Forbidden);
    world.says(amina, talk, "refused").unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(yusuf, amina), None);
    world.says(amina, talk, "this instead").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["this instead"]);
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(AMINA));
}

#[test]
fn nobody_is_called_what_is_too_long_to_be_a_name() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let refused = world.calls_itself(amina, &"x".repeat(49));
    let limit_bytes = limits::DISPLAY_NAME_BYTES;
    assert_eq!(
        refused,
        Err(NoAnswer::Refused(CommandError::TooLong { limit_bytes }))
    );
    let name = "QZXJ".to_owned();
    world.asks(amina, Command::Profile { name }).unwrap();
    assert_eq!(world.knows_as(amina, amina).as_deref(), Some("QZXJ"));
}

#[test]
fn a_name_that_is_made_to_deceive_is_made_safe_where_it_is_heard() {
    let long = "x".repeat(limits::DISPLAY_NAME_BYTES);
    for (name, heard) in [
        ("\u{202e}@yusuf\u{0}\n", Some("yusuf")),
        ("\u{200b}\u{2800}", Some("")),
        (&long, None),
    ] {
        let mut world = World::calm();
        let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
        let garden = world.gathers("garden", &people);
        let [amina, yusuf, mallory] = people;
        let keys = Keys::of(&world, mallory, garden);
        let envelope = Envelope {
            sent: Timestamp(1),
            seen: None,
            profile: Some(Profile {
                changed: Timestamp(1),
                name: name.to_owned(),
            }),
            message: Message::Text {
                body: "who am I?".to_owned(),
                reply_to: None,
            },
        };
        let forged = inner(&keys.says(&envelope));
        world.appends_instead(mallory, keys, forged, 1);
        world.says(mallory, garden, "what was replaced").unwrap();
        world.run_until_quiet();
        world.says(amina, garden, "mallory").unwrap();
        world.run_until_quiet();
        assert_eq!(world.reads(yusuf, garden), ["who am I?", "mallory"]);
        assert_eq!(world.knows_as(yusuf, mallory).as_deref(), heard);
    }
}
