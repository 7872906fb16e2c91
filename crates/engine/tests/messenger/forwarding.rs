//! Forwarding: what was said is said elsewhere, with what is attached to it, and as somebody's word on
//! whose it was.

use hudhud_base::{Minute, Timestamp};
use hudhud_content::{Envelope, Forwarded, Message, MessageId};
use hudhud_sim::forge::{Keys, inner};
use hudhud_sim::{
    AttachmentState, CommandError, Conversation, DeviceNumber, HostNumber, MessageState, Mishap,
    NoAnswer, World,
};
use hudhud_store::attachments::{self, AttachmentRow};
use hudhud_store::messages;

const HERE: HostNumber = HostNumber(0);
const PHOTO: &[u8] = b"the dots of a hoopoe";
/// Turns of a device in which a forward has its end.
const TURNS: u32 = 16;

/// Amina talks with Yusuf, and Yusuf with Omar.
struct Chain {
    world: World,
    people: [DeviceNumber; 3],
    /// In which Amina says it.
    first: Conversation,
    /// To which Yusuf forwards it.
    second: Conversation,
}

fn chain() -> Chain {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let first = world.introduces(people[0], people[1]);
    let second = world.introduces(people[1], people[2]);
    Chain {
        world,
        people,
        first,
        second,
    }
}

fn whole(content: &[u8]) -> (AttachmentState, Option<Vec<u8>>) {
    (AttachmentState::Here, Some(content.to_vec()))
}

/// What is kept of all that is attached in a conversation.
fn rows(world: &World, device: DeviceNumber, conversation: Conversation) -> Vec<AttachmentRow> {
    let id = world.number(device, conversation);
    let reader = world.database(device).reader();
    attachments::between(reader.db(), id, i64::MIN, i64::MAX).unwrap()
}

/// The last message of a conversation: its id on every device, and the minute in which it was sent.
fn last(world: &World, device: DeviceNumber, conversation: Conversation) -> (MessageId, Minute) {
    let id = world.number(device, conversation);
    let last = messages::last(world.database(device).reader().db(), id);
    let last = last.unwrap().unwrap();
    (MessageId(last.message_id), last.sent.minute())
}

/// Says something as another member would who keeps to no engine.
fn says_instead(
    world: &mut World,
    (device, conversation): (DeviceNumber, Conversation),
    (message, forwarded): (Message, Option<Forwarded>),
) {
    let keys = Keys::of(world, device, conversation);
    let envelope = Envelope {
        sent: Timestamp(1),
        seen: None,
        profile: None,
        forwarded,
        message,
    };
    let forged = inner(&keys.says(&envelope));
    world.appends_instead(device, keys, forged, 1);
    world
        .says(device, conversation, "what was replaced")
        .unwrap();
    world.run_until_quiet();
}

#[test]
fn words_are_said_elsewhere_as_whose_they_were() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world.says(amina, first, "it rains").unwrap();
    world.run_until_quiet();
    let (_, minute) = last(&world, amina, first);
    world
        .forwards(yusuf, (first, second), ("it rains", true))
        .unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, second), ["it rains"]);
    let said = Some(("amina".to_owned(), minute, 1));
    for device in [yusuf, omar] {
        assert_eq!(world.whose(device, second, "it rains"), said);
    }
    assert_eq!(world.whose(yusuf, first, "it rains"), None);
}

#[test]
fn what_is_passed_on_once_more_stays_whose_it_was_said_to_be() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world.calls_itself(amina, "Amina Haddad").unwrap();
    world.says(amina, first, "it rains").unwrap();
    world.run_until_quiet();
    let (_, minute) = last(&world, amina, first);
    world
        .forwards(yusuf, (first, second), ("it rains", true))
        .unwrap();
    world.run_until_quiet();
    let dalia = world.joins("dalia");
    let third = world.introduces(omar, dalia);
    world
        .forwards(omar, (second, third), ("it rains", true))
        .unwrap();
    world.run_until_quiet();
    let said = Some(("Amina Haddad".to_owned(), minute, 2));
    assert_eq!(world.whose(dalia, third, "it rains"), said);
}

#[test]
fn nothing_is_said_of_whose_it_was_by_who_does_not_want_to() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world.says(amina, first, "it rains").unwrap();
    world.run_until_quiet();
    world
        .forwards(yusuf, (first, second), ("it rains", false))
        .unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, second), ["it rains"]);
    assert_eq!(world.whose(omar, second, "it rains"), None);
}

#[test]
fn a_name_that_is_said_with_a_forward_is_made_safe_before_it_is_kept() {
    let Chain {
        mut world,
        people: [_, yusuf, omar],
        second,
        ..
    } = chain();
    let text = |body: &str| Message::Text {
        body: body.to_owned(),
        reply_to: None,
    };
    let said = |name: &str| {
        Some(Forwarded {
            name: name.to_owned(),
            sent: Minute(7),
            times: 3,
        })
    };
    let from = (yusuf, second);
    let mallory = text("one");
    says_instead(&mut world, from, (mallory, said("@la\u{202e}y\nla")));
    let kept = Some(("lay la".to_owned(), Minute(7), 3));
    assert_eq!(world.whose(omar, second, "one"), kept);
    // What nobody could be called is no name.
    says_instead(&mut world, from, (text("two"), said(&"e".repeat(190))));
    let kept = Some((String::new(), Minute(7), 3));
    assert_eq!(world.whose(omar, second, "two"), kept);
}

#[test]
fn who_passes_on_what_somebody_said_does_not_change_it() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world.says(amina, first, "it rains").unwrap();
    world.run_until_quiet();
    world
        .forwards(yusuf, (first, second), ("it rains", true))
        .unwrap();
    world.run_until_quiet();
    let refused = Err(NoAnswer::Refused(CommandError::NotYours));
    let edit = ("it rains", "it snows");
    assert_eq!(world.edits(yusuf, second, edit), refused);
    let (target, _) = last(&world, yusuf, second);
    let body = "it snows".to_owned();
    let edit = Message::Edit { target, body };
    says_instead(&mut world, (yusuf, second), (edit, None));
    assert_eq!(world.reads(omar, second), ["it rains"]);
}

#[test]
fn what_is_attached_is_sealed_anew_for_each_conversation_and_outlives_the_first() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    let dalia = world.joins("dalia");
    let third = world.introduces(yusuf, dalia);
    let there = world.blobs(HERE);
    let large = vec![7; 200_000];
    world
        .attaches(amina, first, ("look", &[PHOTO, &large]))
        .unwrap();
    world.run_until_quiet();
    for to in [second, third] {
        world.forwards(yusuf, (first, to), ("look", true)).unwrap();
        // It is there at once.
        assert_eq!(world.state_of(yusuf, to, "look"), MessageState::Queued);
    }
    world.run_until_quiet();
    let mut all = rows(&world, amina, first);
    for (person, conversation) in [(omar, second), (dalia, third)] {
        all.extend(rows(&world, person, conversation));
    }
    for (one, other) in (0..all.len()).flat_map(|at| (0..at).map(move |before| (at, before))) {
        assert_ne!(all[one].blob, all[other].blob);
        assert_ne!(all[one].key.as_bytes(), all[other].key.as_bytes());
        assert_ne!(all[one].hash, all[other].hash);
    }
    assert_eq!(world.blobs(HERE), there + 6);
    world.deletes(amina, first, "look").unwrap();
    world.run_until_quiet();
    for (person, conversation) in [(omar, second), (dalia, third)] {
        let both = [whole(PHOTO), whole(&large)];
        assert_eq!(world.attached(person, conversation, "look"), both);
        assert_eq!(world.attached(yusuf, conversation, "look"), both);
    }
    assert_eq!(world.blobs(HERE), there + 4);
}

#[test]
fn what_is_not_here_is_fetched_before_it_is_passed_on() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world
        .attaches_file(amina, first, ("the plan", b"a plan"))
        .unwrap();
    world.run_until_quiet();
    world
        .forwards(yusuf, (first, second), ("the plan", true))
        .unwrap();
    for conversation in [first, second] {
        let (state, _) = world.attached(yusuf, conversation, "the plan").remove(0);
        assert_eq!(state, AttachmentState::Coming);
    }
    world.run_until_quiet();
    let here = [whole(b"a plan")];
    assert_eq!(world.attached(yusuf, second, "the plan"), here);
    world.fetches(omar, second, ("the plan", 0)).unwrap();
    world.run_until_quiet();
    assert_eq!(world.attached(omar, second, "the plan"), here);
}

#[test]
fn a_text_waits_a_moment_for_a_forward_whose_file_does_not_come_and_then_goes_its_way() {
    let mut world = World::calm();
    let other = world.opens_host("other.example");
    let amina = world.joins_at(other, "amina");
    let [yusuf, omar] = ["yusuf", "omar"].map(|name| world.joins(name));
    let first = world.introduces(amina, yusuf);
    let second = world.introduces(yusuf, omar);
    world
        .attaches_file(amina, first, ("the plan", b"a plan"))
        .unwrap();
    world.run_until_quiet();
    world.host_dies(other);
    world
        .forwards(yusuf, (first, second), ("the plan", true))
        .unwrap();
    world.says(yusuf, second, "it comes").unwrap();
    world.run_for_ms(60_000);
    assert_eq!(world.reads(omar, second), ["it comes"]);
    world.host_starts(other);
    world.run_until_quiet();
    assert_eq!(world.reads(omar, second), ["it comes", "the plan"]);
    let (_, minute) = last(&world, amina, first);
    let said = Some(("amina".to_owned(), minute, 1));
    assert_eq!(world.whose(omar, second, "the plan"), said);
}

#[test]
fn what_cannot_be_had_is_named_and_passed_on_once_it_can_be() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world
        .attaches_file(amina, first, ("the plan", b"a plan"))
        .unwrap();
    world.run_until_quiet();
    world.host_changes_blobs(HERE);
    world
        .forwards(yusuf, (first, second), ("the plan", true))
        .unwrap();
    world.run_until_quiet();
    let state = world.state_of(yusuf, second, "the plan");
    assert_eq!(state, MessageState::Failed);
    let (lost, _) = world.attached(yusuf, second, "the plan").remove(0);
    assert_eq!(lost, AttachmentState::Damaged);
    assert!(world.reads(omar, second).is_empty());
    world.host_changes_blobs(HERE);
    world.resends(yusuf, second, "the plan").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, second), ["the plan"]);
    assert!(world.whose(omar, second, "the plan").is_some());
}

#[test]
fn what_is_forgotten_before_it_was_fetched_is_not_passed_on() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world
        .attaches_file(amina, first, ("the plan", b"a plan"))
        .unwrap();
    world.run_until_quiet();
    world.goes_offline(yusuf);
    world
        .forwards(yusuf, (first, second), ("the plan", true))
        .unwrap();
    world.clears(yusuf, first).unwrap();
    world.run_for_ms(60_000);
    let state = world.state_of(yusuf, second, "the plan");
    assert_eq!(state, MessageState::Failed);
    world.comes_online(yusuf);
    world.run_until_quiet();
    assert!(world.reads(omar, second).is_empty());
    world.discards(yusuf, second, "the plan").unwrap();
    world.run_until_quiet();
    assert_eq!(world.files(yusuf), 0);
}

#[test]
fn what_is_not_to_be_fetched_after_all_is_passed_on_when_it_is_wanted_again() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world
        .attaches_file(amina, first, ("the plan", b"a plan"))
        .unwrap();
    world.run_until_quiet();
    world.goes_offline(yusuf);
    world
        .forwards(yusuf, (first, second), ("the plan", true))
        .unwrap();
    world.stops_fetching(yusuf, first, ("the plan", 0)).unwrap();
    world.run_for_ms(60_000);
    let state = world.state_of(yusuf, second, "the plan");
    assert_eq!(state, MessageState::Failed);
    let unsent = [(AttachmentState::Unsent, None)];
    assert_eq!(world.attached(yusuf, second, "the plan"), unsent);
    world.comes_online(yusuf);
    world.resends(yusuf, second, "the plan").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, second), ["the plan"]);
}

#[test]
fn a_file_that_was_cleared_away_is_fetched_once_more() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world.attaches(amina, first, ("look", &[PHOTO])).unwrap();
    world.run_until_quiet();
    world.loses_files(yusuf);
    world
        .forwards(yusuf, (first, second), ("look", true))
        .unwrap();
    world.run_until_quiet();
    assert_eq!(world.attached(omar, second, "look"), [whole(PHOTO)]);
    world.loses_files(yusuf);
    world.host_loses_blobs(HERE);
    let again = world.forwards(yusuf, (first, second), ("look", false));
    again.unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, second), ["look"]);
}

#[test]
fn nobody_answers_or_changes_what_is_not_sealed_yet_and_it_is_passed_on_all_the_same() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    let dalia = world.joins("dalia");
    let third = world.introduces(yusuf, dalia);
    world.attaches(amina, first, ("look", &[PHOTO])).unwrap();
    world.run_until_quiet();
    world
        .forwards(yusuf, (first, second), ("look", false))
        .unwrap();
    let refused = Err(NoAnswer::Refused(CommandError::NotReady));
    assert_eq!(world.replies(yusuf, second, ("look", "yes")), refused);
    assert_eq!(world.reacts(yusuf, second, ("look", "👍")), refused);
    assert_eq!(world.edits(yusuf, second, ("look", "see")), refused);
    world
        .forwards(yusuf, (second, third), ("look", false))
        .unwrap();
    world.run_until_quiet();
    world.replies(yusuf, second, ("look", "yes")).unwrap();
    world.run_until_quiet();
    assert_eq!(
        world.answered_by(omar, second, "yes").as_deref(),
        Some("look")
    );
    assert_eq!(world.attached(dalia, third, "look"), [whole(PHOTO)]);
}

#[test]
fn a_forward_arrives_once_wherever_its_device_dies() {
    for mishap in [Mishap::CrashBefore, Mishap::CrashAfter, Mishap::Fails] {
        for spared in 0..TURNS {
            let Chain {
                mut world,
                people: [amina, yusuf, omar],
                first,
                second,
            } = chain();
            world
                .attaches_file(amina, first, ("the plan", b"a plan"))
                .unwrap();
            world.run_until_quiet();
            world.befalls(yusuf, spared, mishap);
            let forward = (first, second);
            let asked = world.forwards(yusuf, forward, ("the plan", true));
            world.run_until_quiet();
            if !world.is_running(yusuf) {
                world.wakes_up(yusuf);
            }
            if asked == Err(NoAnswer::NoTurn) && world.reads(yusuf, second).is_empty() {
                world.forwards(yusuf, forward, ("the plan", true)).unwrap();
            }
            world.run_until_quiet();
            let read = world.reads(omar, second);
            assert_eq!(read, ["the plan"], "{mishap:?} with {spared} turns spared");
            let kept = world.attached(yusuf, second, "the plan");
            assert_eq!(kept, [whole(b"a plan")]);
        }
    }
}

#[test]
fn what_was_taken_back_is_not_passed_on_and_nothing_goes_where_nobody_is() {
    let Chain {
        mut world,
        people: [amina, yusuf, omar],
        first,
        second,
    } = chain();
    world.says(amina, first, "it rains").unwrap();
    world.says(amina, first, "it snows").unwrap();
    world.run_until_quiet();
    let number = world.number(yusuf, first);
    let rows = messages::page(world.database(yusuf).reader().db(), number, None, 9).unwrap();
    world.deletes(amina, first, "it rains").unwrap();
    world.run_until_quiet();
    let forward = hudhud_engine::Command::Forward {
        message: rows[0].id,
        to: world.number(yusuf, second),
        named: true,
    };
    let deleted = Err(NoAnswer::Refused(CommandError::Deleted));
    assert_eq!(world.asks(yusuf, forward), deleted);
    world.leaves(omar, second).unwrap();
    world.run_until_quiet();
    let ended = Err(NoAnswer::Refused(CommandError::NotActive));
    let forward = world.forwards(yusuf, (first, second), ("it snows", true));
    assert_eq!(forward, ended);
}
