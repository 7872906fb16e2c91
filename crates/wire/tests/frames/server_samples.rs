//! One frame or more of every answer and every push.

use bytes::Bytes;
use hudhud_base::{
    DeviceId, EntryId, Generation, Handle, LogAddress, Minute, RequestId, RunningHash, Seq,
    Timestamp,
};
use hudhud_wire::{
    Account, Appended, Class, DeviceKeyPackage, Entries, Entry, EntryBody, Opened, OpenedLog,
    OwnAccount, Puzzle, Refusal, RefusalCode, Reply, Rotation, ServerFrame, Welcome,
};

use crate::client_samples::hashes;

/// In the order of the schema.
pub(crate) const CODES: [RefusalCode; 30] = [
    RefusalCode::Malformed,
    RefusalCode::Version,
    RefusalCode::WrongLink,
    RefusalCode::NotAuthenticated,
    RefusalCode::Forbidden,
    RefusalCode::NoSuchLog,
    RefusalCode::NoSuchHandle,
    RefusalCode::Conflict,
    RefusalCode::Head,
    RefusalCode::Generation,
    RefusalCode::Gone,
    RefusalCode::TooLarge,
    RefusalCode::Quota,
    RefusalCode::Rate,
    RefusalCode::Payment,
    RefusalCode::Full,
    RefusalCode::Busy,
    RefusalCode::NameTaken,
    RefusalCode::NameMalformed,
    RefusalCode::NameReserved,
    RefusalCode::NameImitates,
    RefusalCode::NoSuchAccount,
    RefusalCode::NoSuchName,
    RefusalCode::BadSignature,
    RefusalCode::Stale,
    RefusalCode::Storage,
    RefusalCode::Exists,
    RefusalCode::TooMany,
    RefusalCode::Invitation,
    RefusalCode::Suspended,
];

fn entry(seq: u64) -> Entry {
    Entry {
        seq: Seq(seq),
        class: Class::Plain,
        id: EntryId([0x61; 16]),
        generation: Generation(0),
        minute: Minute(29_000_000),
        rotation: None,
        body: EntryBody::Sealed(Bytes::from_static(b"sealed")),
    }
}

fn ordered(seq: u64) -> Entry {
    Entry {
        class: Class::Ordered,
        ..entry(seq)
    }
}

pub(crate) fn run() -> Entries {
    let rotation = Some(Rotation {
        generation: Generation(1),
        hashes: hashes(),
    });
    let tombstone = EntryBody::Tombstone([0x62; 32]);
    Entries {
        handle: Handle(7),
        entries: vec![
            Entry {
                rotation,
                ..ordered(1)
            },
            entry(2),
            Entry {
                body: tombstone,
                generation: Generation(1),
                ..entry(300)
            },
        ],
        next: Seq(301),
        live: false,
    }
}

fn opened() -> Vec<OpenedLog> {
    let opened = Opened {
        next_seq: Seq(301),
        first_seq: Seq(1),
        ordered_head: Seq(0),
        generation: Generation(1),
        running_hash: RunningHash([0x63; 32]),
        until: None,
    };
    let old = Opened {
        until: Some(Seq(200)),
        running_hash: RunningHash::EMPTY,
        ..opened
    };
    vec![
        OpenedLog {
            handle: Handle(0),
            outcome: Ok(opened),
        },
        OpenedLog {
            handle: Handle(1),
            outcome: Ok(old),
        },
        OpenedLog {
            handle: Handle(2),
            outcome: Err(RefusalCode::NoSuchLog),
        },
    ]
}

pub(crate) fn account() -> Account {
    Account {
        device_lists: vec![
            Bytes::from_static(b"device list"),
            Bytes::from_static(b"the next one"),
        ],
        inbox_key: Bytes::from_static(b"inbox key"),
        name: Some(("Hudhud".to_owned(), [0x73; 64])),
    }
}

fn welcome() -> Welcome {
    Welcome {
        version: 1,
        challenge: [0x74; 32],
        agent: "hudhud 0.1.0".to_owned(),
        host: "hudhud.example".to_owned(),
        now: Timestamp(1_750_000_000_000),
        frame_bytes: 262_144,
        blob_bytes: 67_108_864,
    }
}

fn answers() -> Vec<(&'static str, Reply)> {
    let appended = Appended {
        seq: Seq(301),
        minute: Minute(29_000_000),
        running_hash: RunningHash([0x77; 32]),
    };
    let puzzle = Puzzle {
        challenge: Bytes::from_static(b"a challenge"),
        bits: 18,
    };
    let free = Puzzle {
        challenge: Bytes::new(),
        bits: 0,
    };
    let none = Entries {
        entries: Vec::new(),
        next: Seq(1),
        ..run()
    };
    vec![
        ("welcome", Reply::Welcome(welcome())),
        ("done", Reply::Done),
        ("puzzle", Reply::Puzzle(puzzle)),
        ("puzzle free", Reply::Puzzle(free)),
        ("opened", Reply::Opened(opened())),
        ("appended", Reply::Appended(appended)),
        ("entries read", Reply::Entries(run())),
        ("entries none", Reply::Entries(none)),
    ]
}

fn refusals() -> Vec<(&'static str, Reply)> {
    let refused = |refusal| Reply::Refused(Box::new(refusal));
    let lost = Refusal {
        seq: Seq(9),
        missed: vec![ordered(8), ordered(9)],
        ..Refusal::new(RefusalCode::Head)
    };
    let price = Refusal {
        bits: 20,
        retry_after_ms: 1000,
        ..Refusal::new(RefusalCode::Payment)
    };
    let ended = Refusal {
        generation: Generation(5),
        ..Refusal::new(RefusalCode::Generation)
    };
    vec![
        ("refused head", refused(lost)),
        ("refused payment", refused(price)),
        ("refused generation", refused(ended)),
    ]
}

fn records() -> Vec<(&'static str, Reply)> {
    let device = DeviceId([0x76; 32]);
    let own = OwnAccount {
        device_list: Bytes::from_static(b"device list"),
        name: Some("hudhud".to_owned()),
        key_packages: vec![(device, 20), (device, 0)],
        inbox: LogAddress([0x75; 32]),
    };
    let fresh = OwnAccount {
        name: None,
        key_packages: Vec::new(),
        ..own.clone()
    };
    let name = Reply::Name {
        account_key: [0x78; 32],
        signature: [0x79; 64],
        name: "Hudhud".to_owned(),
    };
    let unnamed = Account {
        name: None,
        ..account()
    };
    let key_package = |last_resort| DeviceKeyPackage {
        device,
        key_package: Bytes::from_static(b"package"),
        last_resort,
    };
    vec![
        ("own account", Reply::OwnAccount(own)),
        ("own account without a name", Reply::OwnAccount(fresh)),
        ("name", name),
        ("account", Reply::Account(Box::new(account()))),
        ("account without a name", Reply::Account(Box::new(unnamed))),
        (
            "key packages",
            Reply::KeyPackages(vec![key_package(false), key_package(true)]),
        ),
    ]
}

fn pushes() -> Vec<(&'static str, ServerFrame)> {
    let handle = Handle(7);
    let unreadable = Reply::Refused(Box::new(Refusal::new(RefusalCode::Malformed)));
    vec![
        (
            "entries live",
            ServerFrame::Entries(Entries {
                live: true,
                ..run()
            }),
        ),
        (
            "ended",
            ServerFrame::Ended {
                handle,
                generation: Generation(0),
                seq: Seq(12),
            },
        ),
        (
            "lagging",
            ServerFrame::Lagging {
                handle,
                from: Seq(13),
            },
        ),
        (
            "signalled",
            ServerFrame::Signalled {
                handle,
                body: Bytes::from_static(b"typing"),
            },
        ),
        (
            "go away",
            ServerFrame::GoAway {
                retry_after_ms: 30_000,
            },
        ),
        (
            "refused what could not be read",
            ServerFrame::Reply {
                id: RequestId(0),
                reply: unreadable,
            },
        ),
    ]
}

/// Every sample with its name; ids count from 1.
pub(crate) fn all() -> Vec<(&'static str, ServerFrame)> {
    let replies = [answers(), refusals(), records()].concat();
    let ids = (1_u32..).map(|id| RequestId(id * 77));
    let answers = ids
        .zip(replies)
        .map(|(id, (name, reply))| (name, ServerFrame::Reply { id, reply }));
    answers.chain(pushes()).collect()
}
