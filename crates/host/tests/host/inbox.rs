//! First contact: two rings, and nothing told to whoever writes.

use bytes::Bytes;
use hudhud_base::{Generation, Handle, RunningHash, Seq, limits};
use hudhud_host::SessionId;
use hudhud_wire::{
    AccountUpdate, Appended, Capability, Deliver, EntryBody, LinkKind, RefusalCode, Reply, Request,
    ServerFrame,
};

use crate::people::{INBOX_KEY, Person};
use crate::world::{Log, Shown, World, entry_id, live, plain, read, seqs};

fn deliver(log: &Log, id: u64, body: &str, write: Option<Capability>) -> Request {
    Request::Deliver(Deliver {
        address: log.address,
        entry: entry_id(id),
        write,
        payment: None,
        body: Bytes::copy_from_slice(body.as_bytes()),
    })
}

/// Somebody's inbox, open on a link of its owner, and a link of a stranger.
fn inbox(world: &mut World) -> (Person, SessionId, SessionId) {
    let (layla, _) = world.person(1, None);
    let owner = world.link(LinkKind::Inbox);
    world.open(owner, &layla.inbox, 1);
    let stranger = world.people();
    (layla, owner, stranger)
}

#[test]
fn a_delivery_reaches_the_owner_and_tells_the_sender_nothing() {
    let mut world = World::new();
    let (layla, owner, stranger) = inbox(&mut world);
    world.ask(owner, live(1, 1));
    world.ask(stranger, deliver(&layla.inbox, 1, "before", None));
    let reply = world.ask(stranger, deliver(&layla.inbox, 2, "hello", None));
    let minute = world.now.minute();
    let nothing = Appended {
        seq: Seq(0),
        minute,
        running_hash: RunningHash::EMPTY,
    };
    assert_eq!(reply, Reply::Appended(nothing));
    let frames = world.received(owner);
    let Some(ServerFrame::Entries(run)) = frames.last() else {
        panic!("entries")
    };
    assert_eq!(run.entries[0].body, EntryBody::Sealed(Bytes::from("hello")));
    assert_eq!(seqs(&world.read(owner, 1, 1)), [1, 2]);
}

#[test]
fn a_repeated_delivery_is_one_delivery() {
    let mut world = World::new();
    let (layla, owner, stranger) = inbox(&mut world);
    let first = world.ask(stranger, deliver(&layla.inbox, 1, "hello", None));
    assert_eq!(
        world.ask(stranger, deliver(&layla.inbox, 1, "hello", None)),
        first
    );
    let code = world.code(stranger, deliver(&layla.inbox, 1, "other", None));
    assert_eq!(code, RefusalCode::Conflict);
    assert_eq!(seqs(&world.read(owner, 1, 1)), [1]);
}

#[test]
fn what_is_no_inbox_takes_no_deliveries() {
    let mut world = World::new();
    let (layla, _, stranger) = inbox(&mut world);
    let writer = world.conversations();
    let conversation = world.conversation(writer, 9);
    let unknown = Log::new(8);
    for log in [conversation, unknown] {
        let code = world.code(stranger, deliver(&log, 1, "x", None));
        assert_eq!(code, RefusalCode::NoSuchLog);
    }
    let wrong = Some(layla.inbox.capability(0, 1));
    let code = world.code(stranger, deliver(&layla.inbox, 1, "x", wrong));
    assert_eq!(code, RefusalCode::Forbidden);
    let large = "x".repeat(limits::INBOX_ENTRY_BYTES + 1);
    let code = world.code(stranger, deliver(&layla.inbox, 1, &large, None));
    assert_eq!(code, RefusalCode::TooLarge);
}

#[test]
fn a_flood_of_strangers_evicts_only_strangers() {
    let mut world = World::new();
    let (layla, owner, stranger) = inbox(&mut world);
    let friend = Some(layla.inbox.capability(0, 2));
    world.ask(stranger, deliver(&layla.inbox, 1, "stranger", None));
    world.ask(stranger, deliver(&layla.inbox, 2, "friend", friend));
    let flood = (3..)
        .take(1000)
        .map(|id| (stranger, deliver(&layla.inbox, id, "flood", None)));
    for request in flood {
        world.decide(vec![request]);
        world.commit();
    }
    world.received(stranger);
    let first = world.read(owner, 1, 1);
    assert_eq!(
        first.entries[0].seq,
        Seq(2),
        "the first stranger is gone, the friend is not"
    );
    let mut all = Vec::new();
    let mut from = 1;
    loop {
        let run = world.read(owner, 1, from);
        all.extend(seqs(&run));
        if run.entries.is_empty() {
            break;
        }
        from = run.next.0;
    }
    assert_eq!(all, (2..=1002).collect::<Vec<u64>>());
    let first = world.ask(stranger, deliver(&layla.inbox, 1, "stranger", None));
    assert!(matches!(first, Reply::Appended(_)));
    assert_eq!(
        world.read(owner, 1, 1).entries[0].seq,
        Seq(2),
        "its id is still remembered"
    );
}

#[test]
fn the_owner_erases_what_was_dealt_with() {
    let mut world = World::new();
    let (layla, owner, stranger) = inbox(&mut world);
    world.ask(stranger, deliver(&layla.inbox, 1, "hello", None));
    let erase = Request::Erase {
        handle: Handle(1),
        seq: Seq(1),
        secret: None,
    };
    assert_eq!(world.ask(owner, erase), Reply::Done);
    let run = world.read(owner, 1, 1);
    assert!(matches!(run.entries[0].body, EntryBody::Tombstone(_)));
}

#[test]
fn an_inbox_link_does_nothing_else() {
    let mut world = World::new();
    let (_, owner, _) = inbox(&mut world);
    let writer = world.conversations();
    let log = world.conversation(writer, 9);
    let open = log.open(2, Generation(0), Shown::ALL);
    assert_eq!(world.open_as(owner, open), Err(RefusalCode::WrongLink));
    let append = Request::Append(plain(1, 1, "x"));
    assert_eq!(world.code(owner, append), RefusalCode::WrongLink);
    let signal = Request::Signal {
        handle: Handle(1),
        body: Bytes::from("x"),
    };
    assert_eq!(world.code(owner, signal), RefusalCode::WrongLink);
    assert_eq!(
        world.code(owner, Request::GetPuzzle),
        RefusalCode::WrongLink
    );
    assert!(matches!(world.ask(owner, read(1, 1, 1)), Reply::Entries(_)));
}

#[test]
fn an_inbox_has_so_many_followers_and_no_more() {
    let mut world = World::new();
    let (layla, owner, _) = inbox(&mut world);
    assert_eq!(world.ask(owner, live(1, 1)), Reply::Done);
    let follows = |world: &mut World| {
        let link = world.link(LinkKind::Inbox);
        world.open(link, &layla.inbox, 1);
        (link, world.ask(link, live(1, 1)) == Reply::Done)
    };
    for _ in 1..limits::INBOX_FOLLOWERS {
        assert!(follows(&mut world).1);
    }
    let (link, followed) = follows(&mut world);
    assert!(!followed);
    assert_eq!(world.code(link, live(1, 1)), RefusalCode::TooMany);
    world.host.disconnect(owner);
    assert_eq!(world.ask(link, live(1, 1)), Reply::Done);
}

#[test]
fn an_inbox_gets_other_capabilities_and_the_former_ones_open_nothing_more() {
    let mut world = World::new();
    let (layla, session) = world.person(1, None);
    let mut other = Log::new(7);
    other.address = layla.inbox.address;
    let renewed = Request::UpdateAccount(AccountUpdate {
        device_list: layla.signed(layla.first_list()),
        inbox_key: Bytes::from_static(INBOX_KEY),
        inbox_hashes: other.hashes(Generation(0)),
    });
    assert_eq!(world.ask(session, renewed.clone()), Reply::Done);
    assert_eq!(world.ask(session, renewed), Reply::Done);
    let owner = world.link(LinkKind::Inbox);
    let former = layla.inbox.open(1, Generation(0), Shown::ALL);
    assert_eq!(world.open_as(owner, former), Err(RefusalCode::NoSuchLog));
    let present = other.open(1, Generation(0), Shown::ALL);
    assert!(world.open_as(owner, present).is_ok());
    let stranger = world.people();
    let former = deliver(&other, 1, "x", Some(layla.inbox.capability(0, 2)));
    assert_eq!(world.code(stranger, former), RefusalCode::Forbidden);
    let present = deliver(&other, 2, "x", Some(other.capability(0, 2)));
    assert!(matches!(world.ask(stranger, present), Reply::Appended(_)));
}

#[test]
fn letters_with_a_capability_have_a_rate_that_leaves_room_to_everybody_else_who_has_it() {
    let mut world = World::new();
    let (layla, owner, greedy) = inbox(&mut world);
    let friend = world.people();
    let write = || Some(layla.inbox.capability(0, 2));
    let mut id = 0;
    let mut flood = |world: &mut World| {
        id += 1;
        let reply = world.ask(greedy, deliver(&layla.inbox, id, "junk", write()));
        matches!(reply, Reply::Appended(_))
    };
    let burst = (0..1000).take_while(|_| flood(&mut world)).count();
    assert!((50..1000).contains(&burst), "{burst}");
    let refusal = world.refused(greedy, deliver(&layla.inbox, 9000, "junk", write()));
    assert_eq!(refusal.code, RefusalCode::Rate);
    assert!((1..=60_000).contains(&refusal.retry_after_ms));
    // What was delivered is known, and what is paid for is another matter.
    let again = world.ask(greedy, deliver(&layla.inbox, 1, "junk", write()));
    assert!(matches!(again, Reply::Appended(_)));
    let paid = world.ask(greedy, deliver(&layla.inbox, 9001, "paid for", None));
    assert!(matches!(paid, Reply::Appended(_)));
    let letter = world.ask(friend, deliver(&layla.inbox, 9002, "hello", write()));
    assert!(matches!(letter, Reply::Appended(_)));
    world.wait_ms(u64::from(refusal.retry_after_ms));
    assert!(flood(&mut world));
    assert!(!world.read(owner, 1, 1).entries.is_empty());
}
