//! Hosts that lie, and answers that fit nothing.

use std::collections::BTreeSet;

use hudhud_crypto::identity::body_hash;
use hudhud_sim::{DeviceNumber, Fate, Frame, Passing, World};
use hudhud_wire::{Class, Entry, EntryBody, Reply, ServerFrame, encode_server};

#[test]
fn who_is_shown_another_log_than_was_announced_is_told() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "hello").unwrap();
    world.run_until_quiet();
    world.falls_asleep(yusuf);
    world.says(amina, talk, "are you there?").unwrap();
    world.run_until_quiet();
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Reply {
            id,
            reply: Reply::Opened(logs),
        }) if passing.device == yusuf => {
            let mut logs = logs.clone();
            for stands in logs.iter_mut().filter_map(|log| log.outcome.as_mut().ok()) {
                stands.running_hash.0[0] ^= 1;
            }
            let reply = Reply::Opened(logs);
            Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
    world.wakes_up(yusuf);
    world.run_until_quiet();
    assert!(world.doubts(yusuf, talk));
    assert!(!world.doubts(amina, talk));
}

/// The host shows one device other entries than there are.
fn shows_otherwise(
    world: &mut World,
    to: DeviceNumber,
    mut change: impl FnMut(&mut Vec<Entry>) + 'static,
) {
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Entries(entries)) if passing.device == to => {
            let mut entries = entries.clone();
            change(&mut entries.entries);
            Fate::Becomes(encode_server(&ServerFrame::Entries(entries)))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
}

#[test]
fn a_message_that_the_host_keeps_from_one_member_is_missed_when_another_speaks() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    shows_otherwise(&mut world, omar, |entries| {
        let mut hidden = false;
        entries.retain(|entry| {
            let hides = !hidden && entry.class == Class::Plain;
            hidden |= hides;
            !hides
        });
    });
    world.says(amina, garden, "kept from omar").unwrap();
    world.run_until_quiet();
    assert!(world.reads(omar, garden).is_empty());
    assert!(world.lines(omar, garden).contains(&"missed".to_owned()));
    assert_eq!(world.reads(yusuf, garden), ["kept from omar"]);
}

#[test]
fn an_answer_that_does_not_fit_its_question_does_no_harm() {
    let mut world = World::calm();
    let mut spoilt = BTreeSet::new();
    // The first answer about a log, and the first of those that say nothing, say what nobody asked for.
    let kinds = ["done", "opened", "appended"];
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Reply { id, reply })
            if kinds.contains(&reply.kind()) && spoilt.insert(reply.kind()) =>
        {
            let reply = Reply::KeyPackages(Vec::new());
            Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "still here").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["still here"]);
}

#[test]
fn what_a_stranger_to_the_group_writes_into_its_log_is_passed_over() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let mut spoilt = false;
    shows_otherwise(&mut world, yusuf, move |entries| {
        if spoilt {
            return;
        }
        for entry in entries {
            if let EntryBody::Sealed(body) = &mut entry.body {
                spoilt = true;
                *body = vec![0; body.len()].into();
            }
        }
    });
    world.says(amina, talk, "garbled on the way").unwrap();
    world.run_until_quiet();
    world.says(amina, talk, "clear").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["clear"]);
    assert!(
        world.doubts(yusuf, talk),
        "the hashes cannot agree any more"
    );
}

#[test]
fn a_host_that_tells_one_member_another_time_is_found_out_by_the_next_message() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let mut told = false;
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Entries(entries)) if passing.device == yusuf && !told => {
            let mut entries = entries.clone();
            for entry in &mut entries.entries {
                told = true;
                entry.minute.0 -= 60;
            }
            Fate::Becomes(encode_server(&ServerFrame::Entries(entries)))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
    world.says(amina, talk, "it is noon").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["it is noon"]);
    world.says(amina, talk, "is it not?").unwrap();
    world.run_until_quiet();
    assert!(world.doubts(yusuf, talk));
}

#[test]
fn a_message_that_the_host_empties_for_one_member_is_missed() {
    let mut world = World::calm();
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, yusuf, omar] = people;
    shows_otherwise(&mut world, omar, |entries| {
        for entry in entries {
            // With the hash of what stood there: no running hash differs.
            if let (Class::Plain, EntryBody::Sealed(body)) = (entry.class, &entry.body) {
                entry.body = EntryBody::Tombstone(body_hash(body));
            }
        }
    });
    world.says(amina, garden, "kept from omar").unwrap();
    world.run_until_quiet();
    assert!(world.reads(omar, garden).is_empty());
    assert!(world.lines(omar, garden).contains(&"missed".to_owned()));
    assert_eq!(world.reads(yusuf, garden), ["kept from omar"]);
}
