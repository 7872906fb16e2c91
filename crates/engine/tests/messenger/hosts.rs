//! Hosts that fail, and more than one of them.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use hudhud_base::Seq;
use hudhud_engine::Command;
use hudhud_sim::{
    Answer, DeviceNumber, Fate, Frame, HostFailure, HostNumber, MessageState, Passing, World,
};
use hudhud_wire::{Appended, Reply, ServerFrame, encode_server};

const HOST: HostNumber = HostNumber(0);

#[test]
fn what_is_said_while_the_host_is_down_is_read_when_it_is_up() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.host_dies(HOST);
    world.says(amina, talk, "hello?").unwrap();
    world.run_for_ms(60_000);
    assert_eq!(world.state_of(amina, talk, "hello?"), MessageState::Queued);
    world.host_starts(HOST);
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["hello?"]);
}

#[test]
fn who_is_looked_for_at_a_host_that_is_down_is_given_up_when_somebody_asks() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let elsewhere = world.opens_host("elsewhere.example");
    let yusuf = world.joins_at(elsewhere, "yusuf");
    world.host_dies(elsewhere);
    let intent = world.starts(amina, yusuf).unwrap().intent().unwrap();
    world.run_for_ms(60_000);
    let cancelled = world.asks(amina, Command::Cancel { intent });
    assert_eq!(cancelled, Ok(Answer::Done));
    world.host_starts(elsewhere);
    world.run_until_quiet();
    assert!(world.conversations(amina).is_empty());
    assert!(world.requests(yusuf).is_empty());
}

#[test]
fn whatever_a_commit_of_the_host_comes_to_a_message_is_there_once() {
    let failures = [
        HostFailure::CommitFull,
        HostFailure::CommitLost,
        HostFailure::CommitUnreported,
    ];
    for failure in failures {
        let mut world = World::calm();
        let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
        let talk = world.introduces(amina, yusuf);
        world.host_disk_fails(HOST, failure);
        world.says(amina, talk, "once").unwrap();
        world.run_for_ms(5_000);
        world.host_starts(HOST);
        world.run_until_quiet();
        for device in [amina, yusuf] {
            assert_eq!(world.reads(device, talk), ["once"], "{failure:?}");
        }
    }
}

#[test]
fn a_commit_to_a_group_that_the_hosts_disk_loses_is_made_again() {
    let mut world = World::calm();
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    world.host_disk_fails(HOST, HostFailure::CommitLost);
    world.renames(people[0], garden, "orchard").unwrap();
    world.run_for_ms(5_000);
    assert!(!world.host_is_up(HOST));
    world.host_starts(HOST);
    world.run_until_quiet();
    for device in people {
        assert_eq!(world.title(device, garden), "orchard");
    }
}

#[test]
fn people_at_two_hosts_talk() {
    let mut world = World::calm();
    let other = world.opens_host("other.example");
    let amina = world.joins("amina");
    let yusuf = world.joins_at(other, "yusuf");
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "from here").unwrap();
    world.says(yusuf, talk, "from there").unwrap();
    world.run_until_quiet();
    let read = world.reads(amina, talk);
    assert_eq!(read.len(), 2);
    assert_eq!(world.reads(yusuf, talk), read);
}

#[test]
fn two_people_may_have_one_name_at_two_hosts() {
    let mut world = World::calm();
    let other = world.opens_host("other.example");
    let here = world.joins("amina");
    let there = world.joins_at(other, "amina");
    let talk = world.introduces(here, there);
    world.says(here, talk, "are you me?").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(there, talk), ["are you me?"]);
}

/// Counts what a device asks of a host.
fn asked_of(world: &mut World, device: DeviceNumber, host: HostNumber) -> Rc<Cell<u32>> {
    let asked = Rc::new(Cell::new(0));
    let (counted, url) = (Rc::clone(&asked), world.url(host));
    world.taps(move |passing: Passing<'_>| {
        let fits = passing.device == device && passing.link.host == url;
        if fits && matches!(passing.frame, Frame::Asked(_)) {
            counted.set(counted.get() + 1);
        }
        Fate::Arrives
    });
    asked
}

#[test]
fn the_host_that_a_stranger_names_is_not_reached_before_they_were_accepted() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let elsewhere = world.opens_host("elsewhere.example");
    let people = ["yusuf", "mallory"].map(|name| world.joins_at(elsewhere, name));
    let asked = asked_of(&mut world, amina, elsewhere);
    for stranger in people {
        world.greets(stranger, amina, "who are you?").unwrap();
    }
    world.run_until_quiet();
    let requests = world.requests(amina);
    assert_eq!(requests.len(), 2);
    // Nor later, nor when the device comes back.
    world.days_pass(2);
    world.falls_asleep(amina);
    world.wakes_up(amina);
    world.run_until_quiet();
    let [yusuf, mallory] = people;
    let talk = world.between(mallory, amina);
    world.declines(amina, talk).unwrap();
    world.run_until_quiet();
    let own = BTreeSet::from([world.url(HOST)]);
    assert_eq!(world.hosts_wanted(amina), own);
    assert_eq!(asked.get(), 0, "it knows that somebody is there");
    // Who is accepted is looked up, and talked to.
    let talk = world.between(yusuf, amina);
    world.accepts(amina, talk).unwrap();
    world.run_until_quiet();
    assert!(asked.get() > 0);
    assert_eq!(world.title(amina, talk), "yusuf");
    assert_eq!(world.reads(amina, talk), ["who are you?"]);
}

#[test]
fn a_host_that_is_never_reached_is_tried_more_and_more_rarely() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let elsewhere = world.opens_host("elsewhere.example");
    let yusuf = world.joins_at(elsewhere, "yusuf");
    world.host_dies(elsewhere);
    world.starts(amina, yusuf).unwrap();
    let there = world.url(elsewhere);
    world.run_for_ms(10_000);
    assert!(world.hosts_wanted(amina).contains(&there));
    world.run_until(|world| !world.hosts_wanted(amina).contains(&there));
    world.host_starts(elsewhere);
    world.run_for_ms(1_800_000);
    assert!(world.requests(yusuf).is_empty(), "it is left alone");
    world.run_for_ms(1_900_000);
    assert_eq!(world.requests(yusuf).len(), 1);
}

#[test]
fn while_the_own_host_is_out_of_reach_no_other_is_left_alone() {
    let mut world = World::calm();
    let amina = world.joins("amina");
    let elsewhere = world.opens_host("elsewhere.example");
    let yusuf = world.joins_at(elsewhere, "yusuf");
    for host in [HOST, elsewhere] {
        world.host_dies(host);
    }
    world.run_for_ms(1_000);
    world.starts(amina, yusuf).unwrap();
    let there = world.url(elsewhere);
    for _ in 0..60 {
        world.run_for_ms(60_000);
        assert!(world.hosts_wanted(amina).contains(&there));
    }
    for host in [HOST, elsewhere] {
        world.host_starts(host);
    }
    world.run_for_ms(300_000);
    assert_eq!(world.requests(yusuf).len(), 1);
}

#[test]
fn when_the_other_host_is_down_what_lives_at_ones_own_goes_on() {
    let mut world = World::calm();
    let other = world.opens_host("other.example");
    let [amina, omar] = ["amina", "omar"].map(|name| world.joins(name));
    let yusuf = world.joins_at(other, "yusuf");
    let garden = world.gathers("garden", &[amina, omar, yusuf]);
    world.host_dies(other);
    world.says(yusuf, garden, "mine is down").unwrap();
    world.run_for_ms(60_000);
    for device in [amina, omar, yusuf] {
        assert_eq!(world.reads(device, garden), ["mine is down"]);
    }
}

#[test]
fn what_was_read_stays_when_the_host_is_restored_from_a_backup_without_it() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "in the backup").unwrap();
    world.run_until_quiet();
    let backup = world.host_image(HOST);
    world.says(amina, talk, "lost at the host").unwrap();
    world.run_until_quiet();
    world.host_is_restored(HOST, backup);
    world.run_until_quiet();
    for device in [amina, yusuf] {
        assert_eq!(
            world.reads(device, talk),
            ["in the backup", "lost at the host"]
        );
    }
}

#[test]
fn somebody_at_another_host_that_is_down_is_looked_for_again_after_both_came_back() {
    let mut world = World::calm();
    let other = world.opens_host("other.example");
    let amina = world.joins("amina");
    let yusuf = world.joins_at(other, "yusuf");
    world.host_dies(other);
    world.starts(amina, yusuf).unwrap();
    world.run_for_ms(60_000);
    world.falls_asleep(amina);
    world.host_starts(other);
    world.wakes_up(amina);
    world.run_until_quiet();
    let talk = world.between(amina, yusuf);
    world.accepts(yusuf, talk).unwrap();
    world.says(amina, talk, "found you").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(yusuf, talk), ["found you"]);
}

#[test]
fn who_has_read_more_than_a_restored_host_shows_says_so_and_sends_nothing_there() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let backup = world.host_image(HOST);
    for text in ["one", "two", "three"] {
        world.says(amina, talk, text).unwrap();
    }
    world.run_until_quiet();
    world.host_is_restored(HOST, backup);
    world.run_for_ms(1_000);
    let before = world.frames_sent(amina, "append");
    world.says(amina, talk, "is anybody there?").unwrap();
    world.run_for_ms(60_000);
    assert_eq!(world.frames_sent(amina, "append"), before);
    assert_eq!(world.waiting(amina, talk), 1);
    for device in [amina, yusuf] {
        assert_eq!(world.lines(device, talk).last().unwrap(), "host-behind");
    }
}

#[test]
fn who_is_told_that_their_message_stands_where_another_was_read_sends_it_no_more() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    world.says(amina, talk, "one").unwrap();
    world.run_until_quiet();
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Reply {
            id,
            reply: Reply::Appended(appended),
        }) if passing.device == amina => {
            let reply = Reply::Appended(Appended {
                seq: Seq(1),
                ..*appended
            });
            Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
        }
        // Nor is it ever pushed.
        Frame::Said(ServerFrame::Entries(entries)) if passing.device == amina => {
            let mut entries = entries.clone();
            entries.entries.clear();
            entries.next = Seq(1);
            Fate::Becomes(encode_server(&ServerFrame::Entries(entries)))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
    let before = world.frames_sent(amina, "append");
    world.says(amina, talk, "two").unwrap();
    world.run_for_ms(60_000);
    assert_eq!(world.frames_sent(amina, "append"), before + 1);
    assert_eq!(world.lines(amina, talk).last().unwrap(), "host-behind");
}
