//! What a host refuses about one thing ends nothing else.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use hudhud_base::{Handle, LogAddress, RequestId};
use hudhud_dialogue::Access;
use hudhud_sim::{Conversation, ConversationState, DeviceNumber, Fate, Frame, Passing, World};
use hudhud_store::conversations;
use hudhud_wire::{
    ClientFrame, LinkKind, Refusal, RefusalCode, Reply, Request, ServerFrame, encode_server,
};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

fn log(world: &World, device: DeviceNumber, conversation: Conversation) -> LogAddress {
    let id = world.number(device, conversation);
    let row = conversations::by_id(world.database(device).reader().db(), id);
    row.unwrap().unwrap().log
}

fn refused(id: RequestId, code: RefusalCode) -> Fate {
    let reply = Reply::Refused(Box::new(Refusal::new(code)));
    Fate::Becomes(encode_server(&ServerFrame::Reply { id, reply }))
}

/// Amina and Yusuf in a group and a conversation of two; while the switch is on, the host does not let
/// Yusuf open the group's log.
fn one_log_of_two(
    code: RefusalCode,
) -> (World, [DeviceNumber; 2], [Conversation; 2], Rc<Cell<bool>>) {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    let talk = world.introduces(amina, yusuf);
    let refuses = Rc::new(Cell::new(true));
    let (switch, address) = (refuses.clone(), log(&world, yusuf, garden));
    let mut handles = BTreeSet::new();
    world.falls_asleep(yusuf);
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame {
            request: Request::Open(logs),
            ..
        }) if passing.device == yusuf => {
            let wanted = logs.iter().filter(|log| log.address == address);
            handles.extend(wanted.map(|log| log.handle));
            Fate::Arrives
        }
        Frame::Said(ServerFrame::Reply {
            id,
            reply: Reply::Opened(logs),
        }) if passing.device == yusuf && switch.get() => {
            let mut logs = logs.clone();
            for log in &mut logs {
                if handles.contains(&log.handle) {
                    log.outcome = Err(code);
                }
            }
            let reply = Reply::Opened(logs);
            Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
        }
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
    (world, [amina, yusuf], [garden, talk], refuses)
}

#[test]
fn a_log_that_does_not_open_keeps_no_other_closed_and_is_tried_again() {
    for code in [
        RefusalCode::WrongLink,
        RefusalCode::TooMany,
        RefusalCode::Storage,
        RefusalCode::Malformed,
        RefusalCode::Suspended,
    ] {
        let (mut world, [amina, yusuf], [garden, talk], refuses) = one_log_of_two(code);
        world.says(amina, talk, "beside it").unwrap();
        world.wakes_up(yusuf);
        world.run_for_ms(5_000);
        assert_eq!(world.reads(yusuf, talk), ["beside it"], "{code:?}");
        world.says(yusuf, talk, "heard").unwrap();
        world.run_for_ms(5_000);
        assert_eq!(
            world.reads(amina, talk).last().unwrap(),
            "heard",
            "{code:?}"
        );

        refuses.set(false);
        world.run_for_ms(HOUR_MS);
        assert_eq!(
            world.state(yusuf, garden),
            ConversationState::Active,
            "{code:?}"
        );
        world.says(amina, garden, "open again").unwrap();
        world.run_until_quiet();
        assert_eq!(
            world.reads(yusuf, garden).last().unwrap(),
            "open again",
            "{code:?}"
        );
    }
}

#[test]
fn a_log_that_may_not_be_followed_keeps_no_other_from_being_read() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let garden = world.gathers("garden", &[amina, yusuf]);
    let talk = world.introduces(amina, yusuf);
    let address = log(&world, yusuf, garden);
    let (mut handles, mut asked) = (BTreeSet::<Handle>::new(), BTreeSet::<RequestId>::new());
    let mut left = 3_u32;
    world.falls_asleep(yusuf);
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame { id, request }) if passing.device == yusuf => {
            if let Request::Open(logs) = request {
                let wanted = logs.iter().filter(|log| log.address == address);
                handles.extend(wanted.map(|log| log.handle));
            }
            if let Request::Live { handle, .. } = request
                && handles.contains(handle)
                && left > 0
            {
                left -= 1;
                asked.insert(*id);
            }
            Fate::Arrives
        }
        Frame::Said(ServerFrame::Reply { id, .. })
            if passing.device == yusuf && asked.remove(id) =>
        {
            refused(*id, RefusalCode::TooMany)
        }
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
    world.says(amina, talk, "beside it").unwrap();
    world.says(amina, garden, "later").unwrap();
    world.wakes_up(yusuf);
    world.run_for_ms(1_500);
    assert_eq!(world.reads(yusuf, talk), ["beside it"]);
    world.run_for_ms(HOUR_MS);
    assert_eq!(world.reads(yusuf, garden), ["later"]);
}

#[test]
fn who_wants_to_leave_where_nothing_opens_is_let_go() {
    for code in [RefusalCode::Storage, RefusalCode::WrongLink] {
        let (mut world, [amina, yusuf], [garden, _], _refuses) = one_log_of_two(code);
        // Nobody is there who could let him in again.
        world.falls_asleep(amina);
        world.wakes_up(yusuf);
        world.run_for_ms(5_000);
        world.leaves(yusuf, garden).unwrap();
        world.run_for_ms(24 * HOUR_MS);
        assert_eq!(
            world.state(yusuf, garden),
            ConversationState::Left,
            "{code:?}"
        );
        world.forgets(yusuf, garden).unwrap();
    }
}

#[test]
fn a_host_that_is_paid_and_asks_again_is_not_paid_for_ever() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let mut asked = BTreeSet::<RequestId>::new();
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame { id, request }) if passing.device == amina => {
            if matches!(request, Request::Create(_)) {
                asked.insert(*id);
            }
            Fate::Arrives
        }
        Frame::Said(ServerFrame::Reply { id, .. })
            if passing.device == amina && asked.remove(id) =>
        {
            let refusal = Refusal {
                bits: 1,
                ..Refusal::new(RefusalCode::Payment)
            };
            let reply = Reply::Refused(Box::new(refusal));
            Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
        }
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
    let before = world.counts().puzzles;
    world.starts(amina, yusuf).unwrap();
    world.run_for_ms(5 * HOUR_MS);
    assert_eq!(world.counts().puzzles - before, 2);
}

#[test]
fn whom_their_host_keeps_out_is_told_so_talks_on_and_reads_the_inbox_once_let_in() {
    for (code, access) in [
        (RefusalCode::Suspended, Access::Suspended),
        (RefusalCode::NoSuchLog, Access::Unknown),
    ] {
        let mut world = World::calm();
        let [amina, yusuf, layla] = ["amina", "yusuf", "layla"].map(|name| world.joins(name));
        let talk = world.introduces(amina, yusuf);
        let kept_out = Rc::new(Cell::new(true));
        let switch = kept_out.clone();
        world.falls_asleep(yusuf);
        world.taps(move |passing: Passing<'_>| match passing.frame {
            Frame::Said(ServerFrame::Reply {
                id,
                reply: Reply::Opened(logs),
            }) if passing.device == yusuf
                && passing.link.kind == LinkKind::Inbox
                && switch.get() =>
            {
                let mut logs = logs.clone();
                logs.iter_mut().for_each(|log| log.outcome = Err(code));
                let reply = Reply::Opened(logs);
                Fate::Becomes(encode_server(&ServerFrame::Reply { id: *id, reply }))
            }
            Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
        });
        world.wakes_up(yusuf);
        world.greets(layla, yusuf, "do you hear me?").unwrap();
        world.says(yusuf, talk, "I am still here").unwrap();
        world.run_for_ms(3 * MINUTE_MS);
        assert_eq!(
            world.accesses(yusuf),
            [access],
            "once, however often it is tried"
        );
        assert_eq!(world.reads(amina, talk).last().unwrap(), "I am still here");
        assert!(world.requests(yusuf).is_empty());
        world.falls_asleep(yusuf);
        world.wakes_up(yusuf);
        world.run_for_ms(MINUTE_MS);
        assert_eq!(world.accesses(yusuf), [access; 2], "and after each start");

        kept_out.set(false);
        world.run_for_ms(3 * MINUTE_MS);
        assert_eq!(world.accesses(yusuf), [access, access, Access::Open]);
        assert_eq!(world.requests(yusuf).len(), 1);
    }
}

#[test]
fn what_was_written_to_somebody_suspended_arrives_once_they_are_there_again() {
    let mut world = World::calm();
    let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
    let suspended = Rc::new(Cell::new(true));
    let (switch, mut asked) = (suspended.clone(), BTreeSet::<RequestId>::new());
    world.taps(move |passing: Passing<'_>| match passing.frame {
        Frame::Asked(ClientFrame { id, request }) if passing.device == amina => {
            if matches!(request, Request::Deliver(_)) && switch.get() {
                asked.insert(*id);
                // Not even delivered: the host would keep it.
                return Fate::Becomes(hudhud_wire::encode_client(&ClientFrame {
                    id: *id,
                    request: Request::Ping,
                }));
            }
            Fate::Arrives
        }
        Frame::Said(ServerFrame::Reply { id, .. })
            if passing.device == amina && asked.remove(id) =>
        {
            refused(*id, RefusalCode::Suspended)
        }
        Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
    });
    world.greets(amina, yusuf, "are you there?").unwrap();
    world.run_for_ms(HOUR_MS);
    assert!(world.requests(yusuf).is_empty());
    suspended.set(false);
    world.run_for_ms(24 * HOUR_MS);
    assert_eq!(world.requests(yusuf).len(), 1);
}

#[test]
fn a_host_that_refuses_every_message_is_asked_ever_more_rarely_and_the_message_is_not_lost() {
    for code in [
        RefusalCode::Conflict,
        RefusalCode::Generation,
        RefusalCode::NoSuchHandle,
        RefusalCode::NoSuchLog,
        RefusalCode::Head,
    ] {
        let mut world = World::calm();
        let [amina, yusuf] = ["amina", "yusuf"].map(|name| world.joins(name));
        let garden = world.gathers("garden", &[amina, yusuf]);
        let (refuses, asked) = (Rc::new(Cell::new(true)), Rc::new(Cell::new(0_u32)));
        let (switch, counter) = (refuses.clone(), asked.clone());
        let mut appends = BTreeSet::<RequestId>::new();
        world.taps(move |passing: Passing<'_>| match passing.frame {
            Frame::Asked(ClientFrame {
                id,
                request: Request::Append(_),
            }) if passing.device == yusuf => {
                counter.set(counter.get() + 1);
                appends.insert(*id);
                Fate::Arrives
            }
            Frame::Said(ServerFrame::Reply { id, .. })
                if passing.device == yusuf && appends.remove(id) && switch.get() =>
            {
                refused(*id, code)
            }
            Frame::Asked(_) | Frame::Said(_) => Fate::Arrives,
        });
        world.says(yusuf, garden, "again and again").unwrap();
        world.run_for_ms(HOUR_MS);
        assert!(asked.get() <= 40, "{code:?}: {} times", asked.get());
        refuses.set(false);
        world.run_for_ms(HOUR_MS);
        assert_eq!(world.reads(amina, garden), ["again and again"], "{code:?}");
    }
}
