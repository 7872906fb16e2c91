//! Hosts that fail, and more than one of them.

use hudhud_base::Seq;
use hudhud_engine::Command;
use hudhud_sim::{Answer, Fate, Frame, HostFailure, HostNumber, MessageState, Passing, World};
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
