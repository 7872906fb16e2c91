//! What nobody can take in, sent by somebody who may write: it harms nothing but itself.

use hudhud_base::{RunningHash, Seq, Timestamp, limits};
use hudhud_content::{Envelope, Message};
use hudhud_sim::forge::{Keys, Matter, inner};
use hudhud_sim::{ConversationState, World};
use hudhud_store::set_aside;

/// More than any number in a database.
const BEYOND: u64 = 1 << 63;

/// A text whose envelope has these in it.
fn text(sent: Timestamp, seen: Option<(Seq, RunningHash)>) -> Envelope {
    let message = Message::Text {
        body: "poison".to_owned(),
        reply_to: None,
    };
    Envelope {
        sent,
        seen,
        profile: None,
        forwarded: None,
        message,
    }
}

#[test]
fn a_letter_about_what_cannot_be_is_passed_over_and_others_are_read() {
    for change in [
        |matter: &mut Matter| {
            if let Matter::Invite { place, .. } = matter {
                place.cursor = BEYOND;
            }
        },
        // An entry can have this number, and the one to be read next cannot.
        |matter: &mut Matter| {
            if let Matter::Invite { place, .. } = matter {
                place.cursor = limits::SEQ_MAX;
            }
        },
        // Logs can stand there, and the ones that come after them cannot be created.
        |matter: &mut Matter| {
            if let Matter::Invite { place, .. } = matter {
                place.cursor = limits::FIRST_SEQ_MAX;
            }
        },
        |matter: &mut Matter| {
            if let Matter::Invite { place, .. } = matter {
                place.ordered_head = BEYOND;
            }
        },
        |matter: &mut Matter| {
            if let Matter::Invite { generation, .. } = matter {
                generation.first_seq = BEYOND;
            }
        },
        // The log has it, and the one that comes after it could not be created.
        |matter: &mut Matter| {
            if let Matter::Invite { generation, .. } = matter {
                generation.generation = limits::FIRST_GENERATION_MAX;
            }
        },
        // Whoever reads it would knock at doors of their own machine.
        |matter: &mut Matter| {
            if let Matter::Invite { place, .. } = matter {
                "localhost:8440".clone_into(&mut place.host);
            }
        },
        |matter: &mut Matter| {
            if let Matter::Invite { home, .. } = matter {
                "localhost:8440".clone_into(home);
            }
        },
    ] {
        let mut world = World::calm();
        let [amina, yusuf, mallory] = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
        world.writes_instead((mallory, yusuf), move |bytes| {
            let mut matter = Matter::of(bytes)?;
            change(&mut matter);
            Some(matter.bytes())
        });
        world.starts(mallory, yusuf).unwrap();
        world.run_until_quiet();
        assert!(world.requests(yusuf).is_empty());
        let talk = world.introduces(amina, yusuf);
        world.says(amina, talk, "hello").unwrap();
        world.run_until_quiet();
        assert_eq!(world.reads(yusuf, talk), ["hello"]);
    }
}

#[test]
fn a_message_with_numbers_that_nothing_can_have_is_passed_over_and_the_next_is_read() {
    let hash = RunningHash([1; 32]);
    for envelope in [
        text(Timestamp(BEYOND), None),
        text(Timestamp(1), Some((Seq(BEYOND), hash))),
    ] {
        let mut world = World::calm();
        let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
        let garden = world.gathers("garden", &people);
        let [amina, yusuf, mallory] = people;
        let keys = Keys::of(&world, mallory, garden);
        let poison = inner(&keys.says(&envelope));
        world.appends_instead(mallory, keys, poison, 1);
        world.says(mallory, garden, "what was replaced").unwrap();
        world.run_until_quiet();
        world.says(amina, garden, "all is well").unwrap();
        world.run_until_quiet();
        assert_eq!(world.reads(yusuf, garden), ["all is well"]);
    }
}

#[test]
fn a_group_that_cannot_be_read_any_more_stops_nothing_else_and_is_brought_anew() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    let talk = world.introduces(amina, yusuf);
    world.falls_asleep(yusuf);
    world.spoils_group(yusuf, garden);
    world.wakes_up(yusuf);
    world.says(amina, garden, "to nobody").unwrap();
    world.says(amina, talk, "beside it").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["beside it"]);
    assert_eq!(world.state(yusuf, garden), ConversationState::Active);
    assert_eq!(world.lines(yusuf, garden).last().unwrap(), "rejoined");
    assert!(world.lines(yusuf, garden).contains(&"set-aside".to_owned()));
    world.says(yusuf, garden, "back").unwrap();
    world.run_until_quiet();
    assert!(world.reads(amina, garden).contains(&"back".to_owned()));
}

#[test]
fn what_cannot_be_taken_in_is_kept_with_the_reason() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.falls_asleep(yusuf);
    world.spoils_group(yusuf, garden);
    for text in ["one", "two"] {
        world.says(amina, garden, text).unwrap();
    }
    world.run_until_quiet();
    world.wakes_up(yusuf);
    world.run_until_quiet();
    let id = world.number(yusuf, garden);
    let kept = set_aside::list(world.database(yusuf).reader().db(), Some(id)).unwrap();
    assert_eq!(kept.len(), 2);
    for row in kept {
        assert_eq!(row.reason, "a group's state cannot be read");
        assert!(!row.entry.is_empty());
    }
    let lines = world.lines(yusuf, garden);
    assert_eq!(lines.iter().filter(|line| *line == "set-aside").count(), 1);
}

#[test]
fn a_letter_that_cannot_be_worked_with_is_kept_and_those_behind_it_are_read() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    let salma = world.joins("salma");
    world.falls_asleep(amina);
    world.falls_asleep(yusuf);
    world.spoils_group(amina, garden);
    world.spoils_group(omar, garden);
    // Out of step with the group, he asks those who are in it.
    world.falls_asleep(omar);
    world.wakes_up(omar);
    world.says(omar, garden, "unheard").unwrap();
    world.run_for_ms(60_000);
    world.starts(salma, amina).unwrap();
    world.run_for_ms(60_000);
    world.wakes_up(amina);
    world.run_for_ms(60_000);
    let kept = set_aside::list(world.database(amina).reader().db(), None).unwrap();
    assert!(!kept.is_empty());
    assert_eq!(world.requests(amina).len(), 1);
    world.wakes_up(yusuf);
    world.run_until_quiet();
    for device in [amina, omar] {
        assert_eq!(world.state(device, garden), ConversationState::Active);
    }
    assert!(world.reads(yusuf, garden).contains(&"unheard".to_owned()));
}
