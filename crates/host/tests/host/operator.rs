//! What whoever runs the host decides about accounts, and what he is told of them.

use bytes::Bytes;
use hudhud_base::{AccountId, Generation};
use hudhud_host::{
    AccountLine, Accounts, OperatorAnswer, OperatorQuestion, OperatorTask, SessionId, Whom,
};
use hudhud_logstore::{Facts, Reads as _};
use hudhud_wire::{Deliver, LinkKind, RefusalCode, Reply, Request};

use crate::people::Person;
use crate::world::{DAY_MS, Log, Shown, World, entry_id};

/// Entries, their ids, tracks, accounts, pools, key packages and former lists.
const OF_ACCOUNTS: [u8; 7] = [0x03, 0x04, 0x05, 0x10, 0x13, 0x14, 0x16];

fn operate(
    world: &mut World,
    question: OperatorQuestion,
) -> (Result<OperatorAnswer, RefusalCode>, Vec<SessionId>) {
    let mut task = OperatorTask::new(question);
    let mut facts = Facts::new();
    loop {
        match world.host.operate(world.now, &mut task, &mut facts) {
            Ok(decision) => {
                let close = decision.close;
                let decided = decision.decided;
                let outcome = decided.outcome.clone().map_err(|refusal| refusal.code);
                world.keep_alone(decided);
                return (outcome, close);
            }
            Err(wanted) => world.store.tell(wanted, &mut facts),
        }
    }
}

fn asked(world: &mut World, question: OperatorQuestion) -> Result<OperatorAnswer, RefusalCode> {
    operate(world, question).0
}

/// Asks until nothing is left; how often.
fn remove(world: &mut World, whom: &Whom) -> usize {
    for times in 1.. {
        match asked(world, OperatorQuestion::Remove(whom.clone())).unwrap() {
            OperatorAnswer::Removed(_) => return times,
            OperatorAnswer::Removing(_) => {}
            other @ (OperatorAnswer::Accounts(_) | OperatorAnswer::Account(_)) => {
                panic!("{other:?}")
            }
        }
    }
    0
}

fn by_name(name: &str) -> Whom {
    Whom::Name(name.to_owned())
}

fn deliver(log: &Log, id: u64) -> Request {
    Request::Deliver(Deliver {
        address: log.address,
        entry: entry_id(id),
        write: None,
        payment: None,
        body: Bytes::from_static(b"hello"),
    })
}

fn take(person: &Person, id: u64) -> Request {
    Request::TakeKeyPackages {
        account: person.id(),
        take: entry_id(id),
        write: None,
        payment: None,
    }
}

fn code(reply: &Reply) -> Option<RefusalCode> {
    if let Reply::Refused(refusal) = reply {
        Some(refusal.code)
    } else {
        None
    }
}

fn sign_in(world: &mut World, person: &Person) -> Reply {
    let (session, challenge) = world.account_link();
    let request = world.authentication(person, &person.device, challenge);
    world.ask(session, request)
}

#[test]
fn accounts_are_listed_by_id_with_name_day_and_state_a_page_at_a_time() {
    let mut world = World::new();
    let mut people: Vec<_> = (1..=120)
        .map(|number| world.person(number, None).0)
        .collect();
    let (layla, _) = world.person(121, Some("Layla"));
    asked(&mut world, OperatorQuestion::Suspend(by_name("layla"))).unwrap();
    people.push(layla);
    let mut ids: Vec<AccountId> = people.iter().map(Person::id).collect();
    ids.sort_unstable();
    let answer = asked(&mut world, OperatorQuestion::Accounts(None)).unwrap();
    let OperatorAnswer::Accounts(Accounts {
        found,
        damaged,
        next,
    }) = answer
    else {
        panic!("accounts")
    };
    assert_eq!((damaged, next), (0, None));
    let listed: Vec<_> = found.iter().map(|line| line.account).collect();
    assert_eq!(listed, ids);
    let of_layla = AccountLine {
        account: people[120].id(),
        name: Some("Layla".to_owned()),
        since: world.now.day(),
        is_suspended: true,
    };
    assert!(found.contains(&of_layla));
    let behind = OperatorQuestion::Accounts(Some(ids[100]));
    let answer = asked(&mut world, behind).unwrap();
    let OperatorAnswer::Accounts(Accounts { found, .. }) = answer else {
        panic!("accounts")
    };
    assert_eq!(found.len(), 20);
}

#[test]
fn a_suspended_account_has_no_links_and_does_not_sign_in_and_nobody_writes_to_it_first() {
    let mut world = World::new();
    let (layla, on_account) = world.person(1, Some("layla"));
    let inbox = world.link(LinkKind::Inbox);
    world.open(inbox, &layla.inbox, 1);
    let (_, of_another) = world.person(2, None);
    let (line, closed) = operate(&mut world, OperatorQuestion::Suspend(by_name("layla")));
    assert!(matches!(line, Ok(OperatorAnswer::Account(line)) if line.is_suspended));
    assert_eq!(closed, [on_account, inbox]);
    let late = world.ask(on_account, Request::ReleaseName);
    assert_eq!(code(&late), Some(RefusalCode::Malformed), "it is closing");
    closed
        .into_iter()
        .for_each(|session| world.host.disconnect(session));

    let suspended = Some(RefusalCode::Suspended);
    assert_eq!(code(&sign_in(&mut world, &layla)), suspended);
    let stranger = world.people();
    assert_eq!(
        code(&world.ask(stranger, deliver(&layla.inbox, 1))),
        suspended
    );
    assert_eq!(code(&world.ask(stranger, take(&layla, 2))), suspended);
    let again = world.link(LinkKind::Inbox);
    let open = layla.inbox.open(1, Generation(0), Shown::ALL);
    assert_eq!(world.open_as(again, open), Err(RefusalCode::Suspended));
    let name = "layla".to_owned();
    let resolved = world.ask(stranger, Request::ResolveName { name });
    assert!(matches!(resolved, Reply::Name { .. }), "its name stays");
    assert_eq!(world.ask(of_another, Request::Ping), Reply::Done);

    asked(
        &mut world,
        OperatorQuestion::Resume(Whom::Account(layla.id())),
    )
    .unwrap();
    assert_eq!(sign_in(&mut world, &layla), Reply::Done);
    assert_eq!(code(&world.ask(stranger, deliver(&layla.inbox, 1))), None);
    world.open(again, &layla.inbox, 1);
}

#[test]
fn whoever_cannot_prove_to_be_an_account_is_not_told_that_it_is_suspended() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    asked(
        &mut world,
        OperatorQuestion::Suspend(Whom::Account(layla.id())),
    )
    .unwrap();
    let (session, challenge) = world.account_link();
    let request = world.authentication(&layla, &layla.key, challenge);
    let reply = world.ask(session, request);
    assert_eq!(code(&reply), Some(RefusalCode::BadSignature));
}

#[test]
fn of_a_removed_account_nothing_is_left_but_its_empty_inbox_that_nobody_opens() {
    let mut world = World::new();
    let (layla, on_account) = world.person(1, Some("layla"));
    let first = layla.signed(layla.first_list());
    let next = layla.signed(layla.next_list(&first, vec![layla.device.public()]));
    assert_eq!(world.ask(on_account, layla.update(next)), Reply::Done);
    let stranger = world.people();
    for id in 0..600 {
        assert_eq!(code(&world.ask(stranger, deliver(&layla.inbox, id))), None);
    }
    assert!(
        remove(&mut world, &by_name("layla")) > 2,
        "a slice is small"
    );
    for table in OF_ACCOUNTS {
        let left = world.store.sweep(table, None, 10).unwrap();
        assert!(left.is_empty(), "table {table:#04x}: {left:?}");
    }
    assert_eq!(
        code(&sign_in(&mut world, &layla)),
        Some(RefusalCode::NoSuchAccount)
    );
    let reply = world.ask(stranger, deliver(&layla.inbox, 1_000));
    assert_eq!(code(&reply), Some(RefusalCode::NoSuchLog));
    let inbox = world.link(LinkKind::Inbox);
    let open = layla.inbox.open(1, Generation(0), Shown::ALL);
    assert_eq!(world.open_as(inbox, open), Err(RefusalCode::NoSuchLog));
    let again = asked(
        &mut world,
        OperatorQuestion::Remove(Whom::Account(layla.id())),
    );
    assert_eq!(again, Err(RefusalCode::NoSuchAccount));
}

#[test]
fn a_removal_that_a_crash_ended_is_finished_when_it_is_asked_for_again() {
    let mut world = World::new();
    let (layla, _) = world.person(1, None);
    let stranger = world.people();
    for id in 0..300 {
        world.ask(stranger, deliver(&layla.inbox, id));
    }
    let whom = Whom::Account(layla.id());
    for _ in 0..2 {
        let answer = asked(&mut world, OperatorQuestion::Remove(whom.clone()));
        assert_eq!(answer, Ok(OperatorAnswer::Removing(layla.id())));
    }
    world.restart();
    assert_eq!(
        code(&sign_in(&mut world, &layla)),
        Some(RefusalCode::Suspended)
    );
    remove(&mut world, &whom);
    assert!(world.store.sweep(0x03, None, 1).unwrap().is_empty());
}

#[test]
fn the_name_of_a_removed_account_is_kept_from_others_as_if_it_had_been_given_up() {
    let mut world = World::new();
    world.person(1, Some("layla"));
    world.wait_ms(4 * DAY_MS);
    world.person(2, Some("basim"));
    remove(&mut world, &by_name("layla"));
    remove(&mut world, &by_name("basim"));
    let (dalia, session) = world.person(3, None);
    let taken = world.ask(session, dalia.claim("layla"));
    assert_eq!(code(&taken), Some(RefusalCode::NameTaken));
    assert_eq!(
        world.ask(session, dalia.claim("basim")),
        Reply::Done,
        "hardly anybody knew it"
    );
    world.wait_ms(31 * DAY_MS);
    assert_eq!(world.ask(session, dalia.claim("layla")), Reply::Done);
}

#[test]
fn whom_nobody_knows_cannot_be_named() {
    let mut world = World::new();
    let nobody = OperatorQuestion::Suspend(by_name("nobody"));
    assert_eq!(asked(&mut world, nobody), Err(RefusalCode::NoSuchName));
    let nobody = OperatorQuestion::Account(Whom::Account(AccountId([7; 32])));
    assert_eq!(asked(&mut world, nobody), Err(RefusalCode::NoSuchAccount));
}

#[test]
fn who_was_removed_does_not_come_back_by_the_same_key_and_its_name_does_not_either() {
    let mut world = World::new();
    let (layla, _) = world.person(1, Some("layla"));
    world.wait_ms(4 * DAY_MS);
    remove(&mut world, &by_name("layla"));
    // Another inbox, of a list of a higher era.
    let again = Person {
        inbox: Log::new(9),
        ..Person::new(1)
    };
    let mut sign_up = again.unsigned(Some("layla"));
    sign_up.device_list = again.signed(hudhud_wire::DeviceList {
        era: 1,
        ..again.first_list()
    });
    let sign_up = again.sign(sign_up);
    for days in [0, 40, 4_000] {
        world.wait_ms(days * DAY_MS);
        world.sweep();
        let (session, _) = world.account_link();
        let reply = world.ask(session, sign_up.clone());
        assert_eq!(code(&reply), Some(RefusalCode::Suspended), "{days} days");
    }
    // Whoever cannot sign for it is not told that it was removed.
    let mut unsigned = layla.unsigned(None);
    unsigned.signature = [7; 64];
    let (session, _) = world.account_link();
    let reply = world.ask(session, Request::SignUp(Box::new(unsigned)));
    assert_eq!(code(&reply), Some(RefusalCode::BadSignature));
    let (dalia, session) = world.person(3, None);
    assert_eq!(world.ask(session, dalia.claim("layla")), Reply::Done);
}
