//! How people show themselves. Every name here has a mark in it that no host may ever see.

use hudhud_base::{Timestamp, limits};
use hudhud_content::{Envelope, Message, Profile};
use hudhud_engine::{Command, CommandError, Event};
use hudhud_sim::forge::{Keys, inner};
use hudhud_sim::{Conversation, DeviceNumber, NoAnswer, World};

const AMINA: &str = "Amina QZXJ";
const OTHER: &str = "أمينة ظغژڤ";

/// As much of a JPEG of so many bytes as is looked at, with the mark in it.
fn picture(bytes: usize) -> Vec<u8> {
    jpeg(limits::PROFILE_PICTURE_SIDE, bytes)
}

/// The same, so wide.
fn jpeg(width: u32, bytes: usize) -> Vec<u8> {
    let [.., high, low] = width.to_be_bytes();
    let mut picture = vec![0xff, 0xd8, 0xff, 0xfe, 0, 6];
    picture.extend(b"QZXJ");
    picture.extend([0xff, 0xc0, 0, 8, 8, 1, 0x80, high, low, 3]);
    picture.resize(bytes, 0);
    picture
}

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

/// A member says who they are, past their own engine.
fn says_instead(
    world: &mut World,
    mallory: DeviceNumber,
    garden: Conversation,
    (name, picture): (String, Option<Vec<u8>>),
) {
    let changed = Timestamp(1);
    let profile = Profile {
        changed,
        name,
        picture,
    };
    shows_instead(world, mallory, garden, profile);
}

fn shows_instead(world: &mut World, mallory: DeviceNumber, garden: Conversation, profile: Profile) {
    let keys = Keys::of(world, mallory, garden);
    let envelope = Envelope {
        sent: Timestamp(1),
        seen: None,
        profile: Some(profile),
        forwarded: None,
        message: Message::Text {
            body: "who am I?".to_owned(),
            reply_to: None,
        },
    };
    let forged = inner(&keys.says(&envelope));
    world.appends_instead(mallory, keys, forged, 1);
    world.says(mallory, garden, "what was replaced").unwrap();
    world.run_until_quiet();
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
        let shown = (name.to_owned(), None);
        says_instead(&mut world, mallory, garden, shown);
        world.says(amina, garden, "mallory").unwrap();
        world.run_until_quiet();
        assert_eq!(world.reads(yusuf, garden), ["who am I?", "mallory"]);
        assert_eq!(world.knows_as(yusuf, mallory).as_deref(), heard);
    }
}

#[test]
fn nobody_is_called_something_until_the_end_of_time() {
    let (mut world, [amina, yusuf], talk) = two();
    let for_ever = Profile {
        changed: Timestamp(limits::TIME_MAX_MS),
        name: OTHER.to_owned(),
        picture: None,
    };
    shows_instead(&mut world, amina, talk, for_ever);
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(OTHER));
    world.run_for_ms(60_000);
    world.calls_itself(amina, AMINA).unwrap();
    world.says(amina, talk, "it is me").unwrap();
    world.run_until_quiet();
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(AMINA));
}

#[test]
fn the_largest_picture_travels_with_the_longest_text() {
    let (mut world, [amina, yusuf], talk) = two();
    let largest = picture(limits::PROFILE_PICTURE_BYTES);
    world.calls_itself(amina, AMINA).unwrap();
    world.shows_itself(amina, Some(largest.clone())).unwrap();
    let longest = "x".repeat(limits::MESSAGE_BYTES);
    world.says(amina, talk, &longest).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), [longest]);
    assert_eq!(world.pictures(yusuf, amina), Some(largest));
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(AMINA));
}

#[test]
fn a_picture_is_replaced_and_taken_back_and_the_name_stays() {
    let (mut world, [amina, yusuf], talk) = two();
    world.calls_itself(amina, AMINA).unwrap();
    for shown in [Some(picture(99)), Some(picture(100)), None] {
        world.shows_itself(amina, shown.clone()).unwrap();
        world.says(amina, talk, "look").unwrap();
        world.run_until_quiet();
        assert_eq!(world.pictures(yusuf, amina), shown);
        assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(AMINA));
    }
}

/// What is no picture of anybody.
fn no_pictures() -> Vec<Vec<u8>> {
    let wide = limits::PROFILE_PICTURE_SIDE + 1;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0sum.";
    vec![jpeg(wide, 99), b"<svg/>".to_vec(), png.to_vec()]
}

#[test]
fn nothing_but_a_small_jpeg_is_shown_as_a_picture() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let refused = Err(NoAnswer::Refused(CommandError::NotAPicture));
    let too_long = picture(limits::PROFILE_PICTURE_BYTES + 1);
    for other in [no_pictures(), vec![too_long, Vec::new()]].concat() {
        assert_eq!(world.shows_itself(amina, Some(other)), refused);
    }
    assert_eq!(world.pictures(amina, amina), None);
}

#[test]
fn what_is_no_picture_is_not_kept_as_one_and_the_name_beside_it_is() {
    for other in no_pictures() {
        let mut world = World::calm();
        let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
        let garden = world.gathers("garden", &people);
        let [_, yusuf, mallory] = people;
        let shown = ("Mallory".to_owned(), Some(other));
        says_instead(&mut world, mallory, garden, shown);
        assert_eq!(world.knows_as(yusuf, mallory).as_deref(), Some("Mallory"));
        assert_eq!(world.pictures(yusuf, mallory), None);
    }
}

#[test]
fn a_picture_that_finds_no_room_beside_what_is_attached_comes_with_what_is_said_next() {
    let (mut world, [amina, yusuf], talk) = two();
    let largest = picture(limits::PROFILE_PICTURE_BYTES);
    world.shows_itself(amina, Some(largest.clone())).unwrap();
    let long = "x".repeat(limits::DESCRIPTION_BYTES);
    let photos = [(&b"dots"[..], long.as_str()); 30];
    world.attaches_described(amina, talk, &photos).unwrap();
    world.run_until_quiet();
    assert_eq!(world.attached(yusuf, talk, "").len(), photos.len());
    assert_eq!(world.pictures(yusuf, amina), None);
    world.says(amina, talk, "all of them").unwrap();
    world.run_until_quiet();
    assert_eq!(world.pictures(yusuf, amina), Some(largest));
}

#[test]
fn a_stranger_s_picture_comes_with_what_they_say_once_they_are_accepted() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    world.calls_itself(amina, AMINA).unwrap();
    world.shows_itself(amina, Some(picture(99))).unwrap();
    world.greets(amina, yusuf, "peace").unwrap();
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    assert_eq!(world.knows_as(yusuf, amina).as_deref(), Some(AMINA));
    assert_eq!(world.pictures(yusuf, amina), None);
    world.accepts(yusuf, talk).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["peace"]);
    assert_eq!(world.pictures(yusuf, amina), Some(picture(99)));
}
