//! Coming into a group.

use hudhud_base::BlobId;
use hudhud_crypto::identity::body_hash;
use hudhud_sim::forge::{At, BlobRef, Bytes32, Matter};
use hudhud_sim::{
    Config, Conversation, ConversationState, DeviceNumber, Failure, Fate, Frame, HostNumber,
    Passing, World,
};
use hudhud_store::{accounts, conversations};
use hudhud_wire::{
    Append, Class, ClientFrame, EntryBody, Request, ServerFrame, encode_client, encode_server,
};

use crate::leaving::is_said_to_be_about;

#[test]
fn who_is_added_later_reads_what_is_said_from_then_on_and_nothing_before() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.says(amina, garden, "before").unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.says(yusuf, garden, "after").unwrap();
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(omar, garden), ["after"]);
    assert_eq!(world.reads(yusuf, garden), ["before", "after"]);
    assert_eq!(
        world.lines(yusuf, garden).last().unwrap(),
        "amina added omar"
    );
}

#[test]
fn any_member_adds_people_while_the_group_is_open() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.adds(yusuf, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    for device in [amina, yusuf, omar] {
        assert_eq!(world.members(device, garden), ["amina", "omar", "yusuf"]);
    }
}

#[test]
fn of_several_of_whom_one_is_not_found_all_others_are_added_and_that_one_is_named() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let names = ["yusuf", "nobody", "omar"];
    let garden = world
        .creates_group_with_names(amina, "garden", &names)
        .unwrap();
    world.run_until_quiet();
    for device in [yusuf, omar] {
        world.accepts(device, garden).unwrap();
    }
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina", "omar", "yusuf"]);
    let missing = vec!["nobody".to_owned()];
    assert_eq!(world.failures(amina), [(Failure::NoSuchName, missing)]);
}

#[test]
fn several_are_added_by_one_commit() {
    let mut world = World::calm();
    let [amina, yusuf, omar, layla] =
        ["amina", "yusuf", "omar", "layla"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    world.adds(amina, garden, &[omar, layla]).unwrap();
    world.run_until_quiet();
    assert_eq!(
        world.lines(yusuf, garden),
        ["joined", "amina added omar, layla"]
    );
}

#[test]
fn who_is_in_the_group_already_is_not_added_twice() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    let before = world.lines(amina, garden);
    world.adds(amina, garden, &[yusuf]).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina", "yusuf"]);
    assert_eq!(world.lines(amina, garden), before);
    assert!(world.failures(amina).is_empty());
}

#[test]
fn an_invitation_of_a_contact_is_accepted_at_once_and_that_of_a_stranger_waits() {
    let mut world = World::calm();
    let [amina, yusuf, omar] = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    world.introduces(amina, yusuf);
    let garden = world
        .creates_group(amina, "garden", &[yusuf, omar])
        .unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(yusuf, garden), ["amina", "omar", "yusuf"]);
    assert_eq!(world.requests(omar), [garden]);
}

#[test]
fn the_welcome_of_a_group_too_large_for_a_letter_goes_by_a_blob() {
    let mut world = World::calm();
    // Keys that are safe from quantum computers are large: a few of them are enough.
    let config = Config {
        key_packages: 1,
        ..Config::default()
    };
    let amina = world.joins_as(HostNumber(0), "amina", config);
    let names = ["dina", "farid", "hasan", "layla", "omar", "salma", "tariq"];
    let people = names.map(|name| world.joins_as(HostNumber(0), name, config));
    let garden = world.creates_group(amina, "garden", &people).unwrap();
    world.run_until_quiet();
    assert!(world.counts().blobs > 0, "everything fitted the letters");
    world.accepts(people[0], garden).unwrap();
    world.run_until_quiet();
    world.says(people[0], garden, "here").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, garden), ["here"]);
    assert_eq!(world.members(people[0], garden).len(), 8);
}

/// Bytes of a blob that is no Welcome, and that a device must not keep.
const JUNK_BYTES: usize = 4 * 1024 * 1024;

#[test]
fn who_may_be_asked_into_a_group_by_its_members_is_not_kept_out_by_one_of_them() {
    let mut world = World::calm();
    let people = ["amina", "mallory"].map(|name| world.joins(name));
    let omar = world.joins("omar");
    let garden = world.gathers("garden", &people);
    let [amina, mallory] = people;
    is_said_to_be_about(&mut world, (mallory, omar), garden, false);
    world.starts(mallory, omar).unwrap();
    world.run_until_quiet();
    world.adds(amina, garden, &[omar]).unwrap();
    world.run_until_quiet();
    // The first leads nowhere; the second is asked then.
    for _ in 0..2 {
        world.accepts(omar, garden).unwrap();
        world.run_until_quiet();
    }
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    world.says(omar, garden, "in at last").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, garden), ["in at last"]);
}

#[test]
fn what_was_fetched_for_an_invitation_is_not_kept() {
    let mut world = World::calm();
    let [yusuf, mallory] = ["yusuf", "mallory"].map(|name| world.joins(name));
    let junk = vec![7; JUNK_BYTES];
    let blob = BlobRef {
        id: Bytes32([5; 32]),
        key: Bytes32([6; 32]),
        hash: Bytes32(body_hash(&junk)),
        size: junk.len() as u64,
    };
    world.host_keeps_blob(HostNumber(0), BlobId([5; 32]), junk.into());
    world.writes_instead((mallory, yusuf), move |matter| {
        let mut matter = Matter::of(matter)?;
        if let Matter::Invite { welcome, .. } = &mut matter {
            *welcome = At::Blob(blob.clone());
        }
        Some(matter.bytes())
    });
    world.starts(mallory, yusuf).unwrap();
    world.run_until_quiet();
    let before = world.database(yusuf).bytes().unwrap();
    let talk = world.requests(yusuf)[0];
    world.accepts(yusuf, talk).unwrap();
    world.run_until_quiet();
    assert_eq!(world.state(yusuf, talk), ConversationState::Failed);
    let grown = world.database(yusuf).bytes().unwrap() - before;
    assert!(grown < JUNK_BYTES as u64 / 4, "{grown} bytes more are kept");
}

#[test]
fn what_is_to_be_fetched_from_a_host_that_never_was_is_given_up_after_a_month() {
    let mut world = World::calm();
    let [yusuf, mallory] = ["yusuf", "mallory"].map(|name| world.joins(name));
    let blob = BlobRef {
        id: Bytes32([5; 32]),
        key: Bytes32([6; 32]),
        hash: Bytes32([7; 32]),
        size: 1_000,
    };
    world.writes_instead((mallory, yusuf), move |matter| {
        let mut matter = Matter::of(matter)?;
        if let Matter::Invite { welcome, place, .. } = &mut matter {
            *welcome = At::Blob(blob.clone());
            place.host = "nowhere.example".to_owned();
        }
        Some(matter.bytes())
    });
    world.starts(mallory, yusuf).unwrap();
    world.run_for_ms(60_000);
    let talk = world.requests(yusuf)[0];
    world.accepts(yusuf, talk).unwrap();
    world.days_pass(40);
    assert_eq!(world.state(yusuf, talk), ConversationState::Failed);
}

/// Omar is let into the garden of three by Mallory, who changes what she writes to him. The first of the
/// people is Amina.
fn let_in_by(change: fn(&mut Matter)) -> (World, [DeviceNumber; 2], Conversation) {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let omar = world.joins("omar");
    let garden = world.gathers("garden", &people);
    let [amina, _, mallory] = people;
    world.writes_instead((mallory, omar), move |bytes| {
        let mut matter = Matter::of(bytes)?;
        if matches!(matter, Matter::Invite { .. }) {
            change(&mut matter);
        }
        Some(matter.bytes())
    });
    world.adds(mallory, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    (world, [amina, omar], garden)
}

#[test]
fn whom_one_member_gives_keys_that_open_nothing_comes_in_by_those_of_the_others() {
    let (mut world, [amina, omar], garden) = let_in_by(|matter| {
        if let Matter::Invite { generation, .. } = matter {
            generation.secret = Bytes32([9; 32]);
        }
    });
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    world.says(amina, garden, "welcome").unwrap();
    world.says(omar, garden, "at last").unwrap();
    world.run_until_quiet();
    for device in [amina, omar] {
        let read = world.reads(device, garden);
        assert!(read.contains(&"welcome".to_owned()), "{read:?}");
        assert!(read.contains(&"at last".to_owned()), "{read:?}");
    }
}

#[test]
fn whom_one_member_gives_a_false_hash_says_so_and_goes_on_with_that_of_all_others() {
    let (mut world, [amina, omar], garden) = let_in_by(|matter| {
        if let Matter::Invite { place, .. } = matter {
            place.running_hash = Some(Bytes32([9; 32]));
        }
    });
    assert!(world.doubts(omar, garden));
    world.says(omar, garden, "who are you?").unwrap();
    world.run_until_quiet();
    assert!(!world.doubts(amina, garden), "she was shown nothing else");
    let [hers, his] = [amina, omar].map(|device| {
        let id = world.number(device, garden);
        let row = conversations::by_id(world.database(device).reader().db(), id);
        row.unwrap().unwrap().running_hash
    });
    assert_eq!(hers, his);
}

/// What a member commits stands in the log as noise, and she is shown it as she made it: she goes on in an
/// epoch of her own.
fn goes_on_alone(world: &mut World, mallory: DeviceNumber) {
    let mut alone = None;
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame {
            id,
            request: Request::Append(append),
        }) if passing.device == mallory && append.class == Class::Ordered && alone.is_none() => {
            alone = Some((append.entry, append.body.clone()));
            let append = Append {
                body: vec![0; append.body.len()].into(),
                ..append.clone()
            };
            let request = Request::Append(append);
            Fate::Becomes(encode_client(&ClientFrame { id: *id, request }))
        }
        Frame::Said(ServerFrame::Entries(entries)) if passing.device == mallory => {
            let mut entries = entries.clone();
            for entry in &mut entries.entries {
                if let Some((_, body)) = alone.as_ref().filter(|(id, _)| *id == entry.id) {
                    entry.body = EntryBody::Sealed(body.clone());
                }
            }
            Fate::Becomes(encode_server(&ServerFrame::Entries(entries)))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
}

#[test]
fn whom_one_member_lets_into_an_epoch_of_her_own_comes_to_the_others_when_one_of_them_invites() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    let omar = world.joins("omar");
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, mallory] = people;
    goes_on_alone(&mut world, mallory);
    world.adds(mallory, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.accepts(omar, garden).unwrap();
    world.run_until_quiet();
    assert_eq!(world.members(amina, garden), ["amina", "mallory", "yusuf"]);
    world.adds(amina, garden, &[omar]).unwrap();
    world.run_until_quiet();
    world.says(yusuf, garden, "welcome").unwrap();
    world.says(omar, garden, "here at last").unwrap();
    world.run_until_quiet();
    assert!(world.reads(omar, garden).contains(&"welcome".to_owned()));
    let heard = world.reads(amina, garden);
    assert!(heard.contains(&"here at last".to_owned()), "{heard:?}");
}

#[test]
fn who_is_known_makes_nobody_join_more_than_eight_conversations_a_day() {
    let mut world = World::calm();
    let [amina, mallory] = ["amina", "mallory"].map(|name| world.joins(name));
    world.introduces(mallory, amina);
    for number in 0..10 {
        let title = format!("group {number}");
        world.creates_group(mallory, &title, &[amina]).unwrap();
        world.run_until_quiet();
        // A program that ends with each command counts on.
        world.falls_asleep(amina);
        world.wakes_up(amina);
    }
    // The conversation of two was the first, and asked for.
    assert_eq!(world.requests(amina).len(), 2);
    world.run_for_ms(24 * 3_600_000);
    world
        .creates_group(mallory, "the day after", &[amina])
        .unwrap();
    world.run_until_quiet();
    assert_eq!(world.requests(amina).len(), 2);
}

#[test]
fn of_ten_score_requests_the_oldest_goes_when_one_more_comes() {
    let mut world = World::calm();
    let [amina, yusuf, mallory] = ["amina", "yusuf", "mallory"].map(|name| world.joins(name));
    world.starts(yusuf, amina).unwrap();
    world.run_until_quiet();
    let first = world.requests(amina);
    for number in 0..200 {
        let title = format!("group {number}");
        world.creates_group(mallory, &title, &[amina]).unwrap();
        world.run_for_ms(1_000);
    }
    world.run_until_quiet();
    let requests = world.requests(amina);
    assert_eq!(requests.len(), 200);
    assert!(!requests.contains(&first[0]));
}

#[test]
fn of_those_who_write_under_many_names_no_more_is_kept_than_of_requests() {
    let mut world = World::calm();
    let [amina, mallory] = ["amina", "mallory"].map(|name| world.joins(name));
    world.writes_under_many_names((mallory, amina));
    for number in 0..450 {
        let title = format!("group {number}");
        world.creates_group(mallory, &title, &[amina]).unwrap();
        world.run_for_ms(1_000);
    }
    world.run_until_quiet();
    let known = accounts::letter_writers(world.database(amina).reader().db()).unwrap();
    assert_eq!(world.requests(amina).len(), 200);
    assert!((200..=400).contains(&known), "{known} are remembered");
}
