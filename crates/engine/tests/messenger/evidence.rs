//! Members who lie about where a group is, and copies of a device: what is believed, and what it does.

use std::cell::Cell;
use std::rc::Rc;

use hudhud_base::{LogAddress, RunningHash, Seq, Timestamp};
use hudhud_content::{Envelope, Message};
use hudhud_mls::Plan;
use hudhud_sim::forge::{
    At, BlobRef, Bytes32, Keys, Matter, Parts, inner, inner_blob, of_a_later_epoch,
};
use hudhud_sim::{Conversation, ConversationState, DeviceNumber, Fate, Frame, Passing, World};
use hudhud_store::conversations::{self, ConversationRow};
use hudhud_wire::{
    Append, Class, ClientFrame, EntryBody, Request, ServerFrame, encode_client, encode_server,
};

const HOUR_MS: u64 = 3_600_000;
/// The address of a log that nobody has made.
const STRANGE: LogAddress = LogAddress([9; 32]);
/// Days after which these hosts have forgotten everything.
const DAYS_KEPT: u32 = 30;

fn text(body: &str, seen: Option<(Seq, RunningHash)>) -> Envelope {
    let body = body.to_owned();
    Envelope {
        sent: Timestamp(1),
        seen,
        profile: None,
        forwarded: None,
        message: Message::Text {
            body,
            reply_to: None,
        },
    }
}

fn row(world: &World, device: DeviceNumber, conversation: Conversation) -> ConversationRow {
    let id = world.number(device, conversation);
    let row = conversations::by_id(world.database(device).reader().db(), id);
    row.unwrap().unwrap()
}

#[test]
fn a_forged_epoch_puts_nobody_out_of_step() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, mallory] = people;
    let keys = Keys::of(&world, mallory, garden);
    let forged = inner(&of_a_later_epoch(&keys.says(&text("later", None))));
    world.appends_instead(mallory, keys, forged, 1);
    world.says(mallory, garden, "what was replaced").unwrap();
    world.run_for_ms(60_000);
    // Nobody says anything that refutes it: the members are asked, and are where they were.
    world.run_for_ms(24 * HOUR_MS);
    for device in [amina, yusuf] {
        assert_eq!(world.state(device, garden), ConversationState::Active);
        assert!(!world.lines(device, garden).contains(&"rejoined".to_owned()));
    }
    world.says(amina, garden, "still here").unwrap();
    world.run_until_quiet();
    assert!(
        world
            .reads(yusuf, garden)
            .contains(&"still here".to_owned())
    );
}

#[test]
fn what_one_member_shows_of_a_later_epoch_takes_nobody_out_of_the_group() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, mallory] = people;
    for number in 0..3 {
        world.says(amina, garden, &format!("{number}")).unwrap();
    }
    world.run_until_quiet();
    let keys = Keys::of(&world, mallory, garden);
    // She goes on alone: a commit that nobody ever sees, and group info of the epoch behind it.
    let identity = keys.identity();
    let alone = keys.with_group(|group, context| {
        let plan = Plan::default();
        group
            .stage(context, &identity, plan, |_, _, _| None)
            .unwrap();
        group.merge_pending(context).unwrap();
        group.group_info(context, &identity).unwrap()
    });
    let alone = alone.unwrap();
    world.writes_instead((mallory, yusuf), move |bytes| {
        let mut matter = Matter::of(bytes)?;
        let Matter::Rejoin { info, .. } = &mut matter else {
            return None;
        };
        *info = At::Here(Parts {
            welcome: alone.clone(),
            tree: Vec::new(),
        });
        Some(matter.bytes())
    });
    world.falls_asleep(amina);
    let keys = Keys::of(&world, mallory, garden);
    let forged = inner(&of_a_later_epoch(&keys.says(&text("later", None))));
    world.appends_instead(mallory, keys, forged, 1);
    world.says(mallory, garden, "what was replaced").unwrap();
    world.run_for_ms(HOUR_MS);
    world.says(yusuf, garden, "still among us").unwrap();
    world.wakes_up(amina);
    world.run_until_quiet();
    assert!(!world.lines(yusuf, garden).contains(&"rejoined".to_owned()));
    let read = world.reads(amina, garden);
    assert!(read.contains(&"still among us".to_owned()), "{read:?}");
}

#[test]
fn who_passed_over_a_commit_that_others_took_asks_and_is_let_in_again() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, _, omar] = people;
    let mut spoilt = false;
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Entries(entries)) if passing.device == omar && !spoilt => {
            let mut entries = entries.clone();
            for entry in &mut entries.entries {
                if let (Class::Ordered, EntryBody::Sealed(body)) = (entry.class, &mut entry.body) {
                    spoilt = true;
                    *body = vec![0; body.len()].into();
                }
            }
            Fate::Becomes(encode_server(&ServerFrame::Entries(entries)))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
    world.renames(amina, garden, "orchard").unwrap();
    world.run_for_ms(1_000);
    assert_eq!(world.title(omar, garden), "garden");
    world.says(amina, garden, "in the orchard").unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    assert_eq!(world.title(omar, garden), "orchard");
    world.says(omar, garden, "here I am").unwrap();
    world.run_until_quiet();
    assert!(world.reads(amina, garden).contains(&"here I am".to_owned()));
}

/// Amina, Mallory and Omar in a group, of whom Omar slept while the host forgot how it went on. Amina
/// sleeps now. In another group nothing has happened.
fn omar_out_of_step() -> (World, [DeviceNumber; 3], [Conversation; 2]) {
    let mut world = World::calm_with(|host| {
        host.quotas.plain_days = DAYS_KEPT;
        host.quotas.ordered_days = DAYS_KEPT;
    });
    let people = ["amina", "mallory", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let other = world.gathers("other", &people);
    world.falls_asleep(people[2]);
    world.renames(people[0], garden, "orchard").unwrap();
    world.run_until_quiet();
    world.days_pass(u64::from(DAYS_KEPT) + 2);
    world.falls_asleep(people[0]);
    (world, people, [garden, other])
}

/// Milliseconds within which a device that wakes up has renewed its keys, and has not asked anybody yet.
const RENEWED_MS: u64 = 20;

/// Mallory's first answer to Omar is changed: it changes nothing for him, and Amina brings him back.
#[track_caller]
fn is_not_believed(
    prepare: impl FnOnce(&World, [DeviceNumber; 3], [Conversation; 2]) -> Option<Vec<u8>>,
    change: fn(&mut Matter),
) {
    let (mut world, people, [garden, other]) = omar_out_of_step();
    let info = prepare(&world, people, [garden, other]);
    let [amina, mallory, omar] = people;
    world.wakes_up(omar);
    // His inbox has another key from now on, and Mallory asks for it before she answers.
    world.run_for_ms(RENEWED_MS);
    let before = row(&world, omar, garden);
    world.writes_instead((mallory, omar), move |bytes| {
        let mut matter = Matter::of(bytes)?;
        let Matter::Rejoin { info: at, .. } = &mut matter else {
            return None;
        };
        if let Some(info) = &info {
            *at = At::Here(Parts {
                welcome: info.clone(),
                tree: Vec::new(),
            });
        }
        change(&mut matter);
        Some(matter.bytes())
    });
    let strange = Rc::new(Cell::new(false));
    let looks = Rc::clone(&strange);
    world.taps(move |passing: Passing<'_>| {
        if let Frame::Asked(ClientFrame { request, .. }) = passing.frame
            && let Request::Open(logs) = request
        {
            let there = logs.iter().any(|log| log.address == STRANGE);
            looks.set(looks.get() || there);
        }
        Fate::Arrives
    });
    // Long enough for one answer, and too short for another plea to be answered.
    world.run_for_ms(20_000);
    let after = row(&world, omar, garden);
    assert_eq!(after.state, ConversationState::OutOfStep);
    assert_eq!(after.cursor, before.cursor);
    assert_eq!(after.running_hash, before.running_hash);
    assert_eq!(after.generation, before.generation);
    assert!(!strange.get(), "Omar looked for a log that Mallory made up");
    world.falls_asleep(mallory);
    world.wakes_up(amina);
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    world.says(omar, garden, "good morning").unwrap();
    world.run_until_quiet();
    assert!(
        world
            .reads(amina, garden)
            .contains(&"good morning".to_owned())
    );
}

#[test]
fn an_answer_to_no_plea_is_not_believed() {
    is_not_believed(
        |_, _, _| None,
        |matter| {
            if let Matter::Rejoin { nonce, .. } = matter {
                *nonce = Bytes32([9; 32]);
            }
        },
    );
}

#[test]
fn an_answer_that_names_another_log_is_not_believed() {
    is_not_believed(
        |_, _, _| None,
        |matter| {
            if let Matter::Rejoin { place, .. } = matter {
                place.log = Bytes32(STRANGE.0);
            }
        },
    );
}

#[test]
fn an_answer_with_other_keys_for_a_generation_that_is_known_is_not_believed() {
    is_not_believed(
        |_, _, _| None,
        |matter| {
            if let Matter::Rejoin { generation, .. } = matter {
                generation.secret = Bytes32([9; 32]);
            }
        },
    );
}

#[test]
fn an_answer_with_keys_for_a_generation_that_does_not_exist_is_not_believed() {
    is_not_believed(
        |_, _, _| None,
        |matter| {
            if let Matter::Rejoin { generation, .. } = matter {
                generation.generation += 1;
                generation.secret = Bytes32([9; 32]);
            }
        },
    );
}

#[test]
fn an_answer_from_beyond_the_end_of_the_log_is_not_believed() {
    is_not_believed(
        |_, _, _| None,
        |matter| {
            if let Matter::Rejoin { place, .. } = matter {
                place.cursor += 1_000_000;
                place.ordered_head = place.cursor;
            }
        },
    );
}

#[test]
fn an_answer_with_another_group_is_not_believed() {
    is_not_believed(
        |world, [_, mallory, _], [_, other]| {
            let keys = Keys::of(world, mallory, other);
            let identity = keys.identity();
            keys.with_group(|group, context| group.group_info(context, &identity).unwrap())
        },
        |_| (),
    );
}

#[test]
fn an_answer_that_somebody_else_has_signed_is_not_believed() {
    is_not_believed(
        |world, [amina, ..], [garden, _]| {
            let keys = Keys::of(world, amina, garden);
            let identity = keys.identity();
            keys.with_group(|group, context| group.group_info(context, &identity).unwrap())
        },
        |_| (),
    );
}

#[test]
fn a_removal_whose_rotation_the_host_drops_is_void_for_its_maker_too() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    let mut dropped = false;
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame {
            id,
            request: Request::Append(append),
        }) if append.rotation.is_some() && !dropped => {
            dropped = true;
            let append = Append {
                rotation: None,
                ..append.clone()
            };
            let request = Request::Append(append);
            Fate::Becomes(encode_client(&ClientFrame { id: *id, request }))
        }
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
    world.removes(amina, garden, omar).unwrap();
    world.run_until_quiet();
    // It was made once more, and stands now for everybody.
    assert_eq!(world.state(omar, garden), ConversationState::Removed);
    for device in [amina, yusuf] {
        assert_eq!(world.members(device, garden), ["amina", "yusuf"]);
        assert!(!world.lines(device, garden).contains(&"rejoined".to_owned()));
    }
    world.says(amina, garden, "among us").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, garden), ["among us"]);
}

#[test]
fn a_device_whose_copy_has_spoken_takes_other_keys_before_it_speaks() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    // Whatever lies on Omar's disk, somebody else has.
    let copy = Keys::of(&world, omar, garden);
    let spoken = inner(&copy.says(&text("from the copy", None)));
    world.appends_instead(yusuf, copy, spoken, 1);
    world.says(yusuf, garden, "what was replaced").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, garden), ["from the copy"]);
    assert_eq!(world.lines(omar, garden).last().unwrap(), "copied");
    world.says(omar, garden, "from the device").unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf] {
        let read = world.reads(device, garden);
        assert!(read.contains(&"from the device".to_owned()), "{read:?}");
        assert!(
            !world
                .lines(device, garden)
                .contains(&"unreadable".to_owned())
        );
    }
}

#[test]
fn what_a_member_says_of_the_log_is_held_against_what_was_read_long_ago() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, mallory] = people;
    world.says(amina, garden, "the first").unwrap();
    world.run_until_quiet();
    let seen = row(&world, yusuf, garden).cursor;
    for number in 0..140 {
        world.says(amina, garden, &format!("{number}")).unwrap();
    }
    world.run_until_quiet();
    // Started anew: what was in memory is gone.
    world.falls_asleep(yusuf);
    world.wakes_up(yusuf);
    world.run_until_quiet();
    let keys = Keys::of(&world, mallory, garden);
    let other = text("I saw something else", Some((seen, RunningHash([9; 32]))));
    let said = inner(&keys.says(&other));
    world.appends_instead(mallory, keys, said, 1);
    world.says(mallory, garden, "what was replaced").unwrap();
    world.run_until_quiet();
    assert!(world.doubts(yusuf, garden));
    assert!(world.lines(yusuf, garden).contains(&"disagreed".to_owned()));
    assert_eq!(
        row(&world, yusuf, garden).doubt,
        conversations::Doubt::Disagreed
    );
}

#[test]
fn a_blob_to_which_a_message_refers_is_not_even_asked_for() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, mallory] = people;
    let keys = Keys::of(&world, mallory, garden);
    let blob = inner_blob(&BlobRef {
        id: Bytes32([5; 32]),
        key: Bytes32([6; 32]),
        hash: Bytes32([7; 32]),
        size: 1_000,
    });
    let before = world.counts().downloads;
    world.appends_instead(mallory, keys, blob, 1);
    world.says(mallory, garden, "what was replaced").unwrap();
    world.run_until_quiet();
    assert_eq!(world.counts().downloads, before);
    world.says(amina, garden, "nothing to see").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, garden).last().unwrap(), "nothing to see");
}

#[test]
fn whoever_ends_a_groups_log_for_all_takes_only_that_group_from_them() {
    let mut world = World::calm();
    let people = ["mallory", "amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [mallory, amina, yusuf] = people;
    let talk = world.introduces(amina, yusuf);
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame {
            id,
            request: Request::Append(append),
        }) if passing.device == mallory && append.rotation.is_some() => {
            let mut append = append.clone();
            if let Some(rotation) = &mut append.rotation {
                rotation.hashes.read.0[0] ^= 1;
            }
            let request = Request::Append(append);
            Fate::Becomes(encode_client(&ClientFrame { id: *id, request }))
        }
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
    world.removes(mallory, garden, yusuf).unwrap();
    world.run_for_ms(60_000);
    assert_eq!(world.state(amina, garden), ConversationState::OutOfStep);
    assert_ne!(world.state(yusuf, garden), ConversationState::Active);
    world.says(amina, talk, "elsewhere").unwrap();
    world.run_for_ms(60_000);
    assert_eq!(world.reads(yusuf, talk), ["elsewhere"]);
}
