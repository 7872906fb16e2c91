//! A log that is full, and the one in which everybody goes on.

use hudhud_base::{LogAddress, Seq};
use hudhud_sim::{
    Conversation, ConversationState, DeviceNumber, Fate, Frame, MessageState, Passing, World,
};
use hudhud_store::conversations::{self, ConversationRow};
use hudhud_wire::{
    Class, ClientFrame, EntryBody, RefusalCode, Request, ServerFrame, encode_server,
};

/// Bytes that a host here keeps of a log.
const LOG_BYTES: u64 = 96 * 1024;
const MINUTE_MS: u64 = 60_000;

fn row(world: &World, device: DeviceNumber, conversation: Conversation) -> ConversationRow {
    let id = world.number(device, conversation);
    let row = conversations::by_id(world.database(device).reader().db(), id);
    row.unwrap().unwrap()
}

fn log(world: &World, device: DeviceNumber, conversation: Conversation) -> LogAddress {
    row(world, device, conversation).log
}

/// A text of which a log has no room for many.
fn long(number: usize) -> String {
    format!("{number} {}", "x".repeat(20 * 1024))
}

/// Somebody writes until the log takes no more: what was said last waits.
fn fills(world: &mut World, device: DeviceNumber, conversation: Conversation) -> Vec<String> {
    let mut said = Vec::new();
    while world.waiting(device, conversation) == 0 {
        said.push(long(said.len()));
        world
            .says(device, conversation, &said[said.len() - 1])
            .unwrap();
        world.settle();
    }
    said
}

/// Amina's group with Yusuf and Omar, at a host whose logs take little.
fn garden() -> (World, [DeviceNumber; 3], Conversation) {
    let mut world = World::calm_with(|host| host.quotas.log_bytes = LOG_BYTES);
    let people = ["amina", "yusuf", "omar"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    (world, people, garden)
}

#[test]
fn a_full_log_is_left_and_everything_said_is_read_by_all_in_one_conversation() {
    let (mut world, [amina, yusuf, omar], garden) = garden();
    let before = log(&world, amina, garden);
    let mut said = fills(&mut world, yusuf, garden);
    world.drafts(omar, garden, "half a").unwrap();
    let unread = world.unread(omar, garden);
    let lines = world.lines(omar, garden);
    // Hers does not fit either; she is the admin.
    said.push(long(99));
    world.says(amina, garden, &long(99)).unwrap();
    world.run_until_quiet();
    let next = log(&world, amina, garden);
    assert_ne!(next, before);
    said.sort();
    for device in [amina, yusuf, omar] {
        assert_eq!(log(&world, device, garden), next);
        let mut read = world.reads(device, garden);
        read.sort();
        assert_eq!(read, said);
        assert_eq!(world.waiting(device, garden), 0);
        assert_eq!(world.conversations(device), [garden]);
        assert_eq!(world.title(device, garden), "garden");
        assert!(!world.doubts(device, garden));
    }
    assert_eq!(world.draft(omar, garden), "half a");
    assert_eq!(world.unread(omar, garden), unread + 2);
    // Nobody did anything that a person would want to read about.
    assert_eq!(world.lines(omar, garden), lines);
}

#[test]
fn what_a_member_says_in_a_full_log_waits_until_an_admin_is_there() {
    let (mut world, [amina, yusuf, omar], garden) = garden();
    world.falls_asleep(amina);
    let said = fills(&mut world, yusuf, garden);
    world.run_for_ms(600 * MINUTE_MS);
    let last = &said[said.len() - 1];
    assert_eq!(world.state_of(yusuf, garden, last), MessageState::Queued);
    assert!(!world.reads(omar, garden).contains(last));
    world.wakes_up(amina);
    world.says(amina, garden, &long(99)).unwrap();
    world.run_until_quiet();
    for device in [amina, omar] {
        assert!(world.reads(device, garden).contains(last));
    }
}

#[test]
fn who_sleeps_through_moves_reads_what_was_said_in_all_the_logs() {
    let (mut world, [amina, yusuf, omar], garden) = garden();
    let mut said = vec!["the first".to_owned()];
    world.says(amina, garden, "the first").unwrap();
    world.run_until_quiet();
    world.falls_asleep(omar);
    let before = log(&world, amina, garden);
    for round in 0..2 {
        let logs = log(&world, amina, garden);
        while log(&world, amina, garden) == logs {
            said.push(format!("{round} {}", long(said.len())));
            world.says(amina, garden, &said[said.len() - 1]).unwrap();
            world.run_for_ms(120 * MINUTE_MS);
        }
    }
    world.removes(amina, garden, yusuf).unwrap();
    world.run_until_quiet();
    assert_eq!(log(&world, omar, garden), before);
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.reads(omar, garden), said);
    assert_eq!(world.members(omar, garden), ["amina", "omar"]);
    assert!(!world.lines(omar, garden).contains(&"missed".to_owned()));
    world.says(omar, garden, "good morning").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(amina, garden).last().unwrap(), "good morning");
}

#[test]
fn of_two_moves_at_one_instant_one_holds_for_everybody() {
    let (mut world, [amina, yusuf, omar], garden) = garden();
    world.promotes(amina, garden, omar).unwrap();
    world.run_until_quiet();
    world.falls_asleep(amina);
    world.falls_asleep(omar);
    fills(&mut world, yusuf, garden);
    let made = |world: &World| [amina, omar].map(|admin| world.frames_sent(admin, "create"));
    let before = made(&world);
    // Amina's log is there, and her commit does not come through.
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame {
            request: Request::Append(append),
            ..
        }) if passing.device == amina && append.rotation.is_some() => Fate::Lost,
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
    for (admin, number) in [(amina, 100), (omar, 101)] {
        world.wakes_up(admin);
        world.says(admin, garden, &long(number)).unwrap();
        // Omar comes when Amina's log is there, and before she could hear that her commit is not.
        let one = (admin, world.frames_sent(admin, "create"));
        while admin == amina && world.frames_sent(one.0, "create") == one.1 {
            world.run_for_ms(10);
        }
    }
    world.run_until_quiet();
    // Both had made one.
    assert_eq!(made(&world), before.map(|logs| logs + 1));
    let next = log(&world, amina, garden);
    for device in [amina, yusuf, omar] {
        assert_eq!(log(&world, device, garden), next);
        for number in [100, 101] {
            assert!(world.reads(device, garden).contains(&long(number)));
        }
    }
}

#[test]
fn a_log_that_the_host_cannot_make_just_now_is_made_later() {
    let (mut world, [amina, yusuf, omar], garden) = garden();
    let before = log(&world, amina, garden);
    world.falls_asleep(amina);
    fills(&mut world, yusuf, garden);
    world.refuses_first("create", RefusalCode::Busy);
    world.wakes_up(amina);
    world.says(amina, garden, &long(99)).unwrap();
    world.run_for_ms(MINUTE_MS);
    assert_ne!(log(&world, omar, garden), before);
    assert!(world.reads(omar, garden).contains(&long(99)));
    assert_eq!(world.lines(omar, garden), ["joined"]);
}

#[test]
fn a_device_that_dies_between_the_new_log_and_the_commit_goes_on_where_it_was() {
    let (mut world, [amina, yusuf, omar], garden) = garden();
    world.falls_asleep(amina);
    fills(&mut world, yusuf, garden);
    world.loses_first(passing_creates);
    world.wakes_up(amina);
    world.says(amina, garden, &long(99)).unwrap();
    world.run_until(|world| world.frames_sent(amina, "create") > 1);
    world.falls_asleep(amina);
    world.wakes_up(amina);
    world.run_until_quiet();
    assert!(world.reads(omar, garden).contains(&long(99)));
}

fn passing_creates(passing: Passing<'_>) -> bool {
    matches!(passing.frame, Frame::Asked(frame) if frame.request.kind() == "create")
}

#[test]
fn a_direct_conversation_leaves_a_full_log_too() {
    let mut world = World::calm_with(|host| host.quotas.log_bytes = LOG_BYTES);
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let talk = world.introduces(amina, yusuf);
    let before = log(&world, amina, talk);
    for number in 0..8 {
        world.says(yusuf, talk, &long(number)).unwrap();
        world.run_for_ms(60 * MINUTE_MS);
    }
    world.run_until_quiet();
    assert_ne!(log(&world, amina, talk), before);
    assert_eq!(
        world.reads(amina, talk),
        (0..8).map(long).collect::<Vec<_>>()
    );
}

#[test]
fn where_no_log_has_room_they_are_not_made_without_end() {
    let mut world = World::calm_with(|host| host.quotas.log_bytes = LOG_BYTES / 6);
    let people = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &people);
    let [amina, _] = people;
    let before = world.frames_sent(amina, "create");
    world.says(amina, garden, &long(0)).unwrap();
    world.run_for_ms(180 * MINUTE_MS);
    let made = world.frames_sent(amina, "create") - before;
    assert!((1..=4).contains(&made), "{made} logs");
    world.discards(amina, garden, &long(0)).unwrap();
    world.says(amina, garden, "shorter").unwrap();
    world.run_until_quiet();
    assert_eq!(world.reads(people[1], garden), ["shorter"]);
}

/// Omar, who cannot follow the commit that took the group to another log while he slept.
fn left_behind() -> (World, [DeviceNumber; 3], Conversation) {
    let (mut world, people, garden) = garden();
    let [amina, _, omar] = people;
    world.falls_asleep(omar);
    world.spoils_group(omar, garden);
    let before = log(&world, amina, garden);
    while log(&world, amina, garden) == before {
        world.says(amina, garden, &long(0)).unwrap();
        world.run_for_ms(MINUTE_MS);
    }
    (world, people, garden)
}

#[test]
fn who_fell_out_of_step_before_a_move_is_let_in_where_the_group_is_now() {
    let (mut world, [amina, yusuf, omar], garden) = left_behind();
    world.wakes_up(omar);
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
    assert_eq!(log(&world, omar, garden), log(&world, amina, garden));
    world.says(omar, garden, "here I am").unwrap();
    world.run_until_quiet();
    assert!(world.reads(yusuf, garden).contains(&"here I am".to_owned()));
}

#[test]
fn who_could_not_have_moved_a_group_leads_nobody_to_another_log() {
    let (mut world, [amina, yusuf, omar], garden) = left_behind();
    world.falls_asleep(amina);
    let before = log(&world, omar, garden);
    world.wakes_up(omar);
    world.run_for_ms(20 * MINUTE_MS);
    // Yusuf has answered, truthfully; but any member could say so.
    assert_eq!(world.state(omar, garden), ConversationState::OutOfStep);
    assert_eq!(log(&world, omar, garden), before);
    assert!(world.frames_sent(yusuf, "deliver") > 0);
    world.wakes_up(amina);
    world.run_until_quiet();
    assert_eq!(world.state(omar, garden), ConversationState::Active);
}

#[test]
fn what_the_host_changed_before_a_move_is_found_out_behind_it() {
    let (mut world, [amina, yusuf, omar], garden) = garden();
    let said = fills(&mut world, yusuf, garden).len();
    let mut spoilt = false;
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Said(ServerFrame::Entries(entries)) if passing.device == omar && !spoilt => {
            let mut entries = entries.clone();
            for entry in &mut entries.entries {
                if let (Class::Plain, EntryBody::Sealed(body)) = (entry.class, &mut entry.body) {
                    spoilt = true;
                    *body = vec![0; body.len()].into();
                }
            }
            Fate::Becomes(encode_server(&ServerFrame::Entries(entries)))
        }
        Frame::Said(_) | Frame::Asked(_) => Fate::Arrives,
    });
    world
        .says(amina, garden, "there is room for little")
        .unwrap();
    world.settle();
    assert_eq!(world.reads(yusuf, garden).len(), said + 1);
    assert_eq!(world.reads(omar, garden).len(), said - 1);
    assert!(!world.doubts(omar, garden));
    world.says(amina, garden, &long(99)).unwrap();
    world.run_until_quiet();
    assert!(row(&world, omar, garden).cursor > Seq(1 << 18));
    assert!(world.doubts(omar, garden));
    assert!(!world.doubts(yusuf, garden));
}
