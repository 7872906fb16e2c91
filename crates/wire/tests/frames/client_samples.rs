//! One frame or more of every request.

use bytes::Bytes;
use hudhud_base::{
    AccountId, CapabilityHash, DeviceId, EntryId, Generation, Handle, LogAddress, Minute,
    RequestId, Seq, limits,
};
use hudhud_wire::{
    AccountUpdate, Append, Capability, CapabilityHashes, Class, ClientFrame, Create, Deliver,
    DeviceKeyPackages, LinkKind, ListPlace, LogKind, OpenLog, PuzzleSolution, Request, Rotation,
    SignUp,
};

const ACCOUNT: AccountId = AccountId([0x56; 32]);

pub(crate) fn hashes() -> CapabilityHashes {
    CapabilityHashes {
        read: CapabilityHash([0x11; 32]),
        write: CapabilityHash([0x12; 32]),
        control: CapabilityHash([0x13; 32]),
    }
}

fn payment() -> PuzzleSolution {
    PuzzleSolution {
        challenge: Bytes::from_static(b"a challenge"),
        nonce: 0x0123_4567_89ab_cdef,
    }
}

pub(crate) fn plain() -> Append {
    Append {
        handle: Handle(7),
        entry: EntryId([0x21; 16]),
        class: Class::Plain,
        generation: Generation(0),
        expected_head: None,
        rotation: None,
        expires: None,
        erase_hash: None,
        body: Bytes::from_static(b"sealed"),
    }
}

pub(crate) fn ordered() -> Append {
    Append {
        class: Class::Ordered,
        expected_head: Some(Seq(0)),
        ..plain()
    }
}

fn appends() -> Vec<(&'static str, Request)> {
    let rotation = Some(Rotation {
        generation: Generation(4),
        hashes: hashes(),
    });
    vec![
        ("append plain", Request::Append(plain())),
        (
            "append plain with an end",
            Request::Append(Append {
                expires: Some(Minute(29_000_000)),
                erase_hash: Some(CapabilityHash([0x22; 32])),
                ..plain()
            }),
        ),
        ("append ordered to an empty log", Request::Append(ordered())),
        (
            "append ordered with a rotation",
            Request::Append(Append {
                generation: Generation(3),
                expected_head: Some(Seq(300)),
                rotation,
                ..ordered()
            }),
        ),
    ]
}

fn logs() -> Vec<(&'static str, Request)> {
    let open = |handle, read: u8| OpenLog {
        handle: Handle(handle),
        address: LogAddress([0x31; 32]),
        generation: Generation(handle),
        read: Some(Capability([read; 32])),
        write: None,
        control: None,
    };
    let full = OpenLog {
        write: Some(Capability([0x33; 32])),
        control: Some(Capability([0x34; 32])),
        ..open(2, 0x35)
    };
    let create = Create {
        address: LogAddress([0x36; 32]),
        kind: LogKind::Conversation,
        hashes: hashes(),
        payment: None,
        generation: Generation(0),
        first: Seq(1),
    };
    vec![
        ("create", Request::Create(create.clone())),
        (
            "create paid",
            Request::Create(Create {
                payment: Some(payment()),
                kind: LogKind::Inbox,
                ..create.clone()
            }),
        ),
        (
            "create continuing",
            Request::Create(Create {
                generation: Generation(limits::FIRST_GENERATION_MAX),
                first: Seq(limits::FIRST_SEQ_MAX),
                ..create
            }),
        ),
        ("open", Request::Open(vec![open(0, 0x32), full])),
        ("open nothing", Request::Open(Vec::new())),
        (
            "close",
            Request::Close(vec![Handle(0), Handle(1), Handle(300), Handle(u32::MAX)]),
        ),
        ("close nothing", Request::Close(Vec::new())),
    ]
}

fn handles() -> Vec<(&'static str, Request)> {
    let handle = Handle(300);
    vec![
        (
            "read",
            Request::Read {
                handle,
                from: Seq(1),
                limit: 64,
            },
        ),
        (
            "live",
            Request::Live {
                handle,
                from: Seq(limits::SEQ_MAX),
            },
        ),
        ("pause", Request::Pause { handle }),
        (
            "signal",
            Request::Signal {
                handle,
                body: Bytes::from_static(b"typing"),
            },
        ),
        (
            "erase",
            Request::Erase {
                handle,
                seq: Seq(9),
                secret: Some([0x37; 32]),
            },
        ),
        (
            "erase by control",
            Request::Erase {
                handle,
                seq: Seq(9),
                secret: None,
            },
        ),
    ]
}

pub(crate) fn deliver() -> Deliver {
    Deliver {
        address: LogAddress([0x41; 32]),
        entry: EntryId([0x42; 16]),
        write: None,
        payment: Some(payment()),
        body: Bytes::from_static(b"sealed to an inbox"),
    }
}

fn key_packages() -> DeviceKeyPackages {
    DeviceKeyPackages {
        device: DeviceId([0x51; 32]),
        one_time: vec![Bytes::from_static(b"first"), Bytes::from_static(b"second")],
        last_resort: Some(Bytes::from_static(b"last")),
    }
}

pub(crate) fn sign_up() -> SignUp {
    SignUp {
        account_key: [0x52; 32],
        device_list: Bytes::from_static(b"device list"),
        inbox: LogAddress([0x53; 32]),
        inbox_hashes: hashes(),
        inbox_key: Bytes::from_static(b"inbox key"),
        key_packages: key_packages(),
        name: Some(("هدهد".to_owned(), [0x54; 64])),
        payment: Some(payment()),
        signature: [0x55; 64],
    }
}

fn accounts() -> Vec<(&'static str, Request)> {
    let bare = SignUp {
        name: None,
        payment: None,
        ..sign_up()
    };
    let few = DeviceKeyPackages {
        one_time: Vec::new(),
        last_resort: None,
        ..key_packages()
    };
    let update = Request::UpdateAccount(AccountUpdate {
        device_list: Bytes::from_static(b"a newer list"),
        inbox_key: Bytes::from_static(b"new key"),
        inbox_hashes: hashes(),
    });
    let proof = Request::Authenticate {
        account: ACCOUNT,
        device_key: [0x58; 32],
        signature: [0x59; 64],
    };
    vec![
        ("authenticate", proof),
        ("sign up", Request::SignUp(Box::new(sign_up()))),
        ("sign up without a name", Request::SignUp(Box::new(bare))),
        ("update account", update),
        (
            "publish key packages",
            Request::PublishKeyPackages(key_packages()),
        ),
        ("publish no key packages", Request::PublishKeyPackages(few)),
        ("own account", Request::OwnAccount),
    ]
}

fn names() -> Vec<(&'static str, Request)> {
    let name = "hudhud".to_owned();
    vec![
        (
            "claim name",
            Request::ClaimName {
                name: name.clone(),
                signature: [0x5b; 64],
            },
        ),
        ("release name", Request::ReleaseName),
        ("resolve name", Request::ResolveName { name }),
    ]
}

/// Requests about somebody else.
fn strangers() -> Vec<(&'static str, Request)> {
    let account = ACCOUNT;
    let known = Deliver {
        write: Some(Capability([0x5a; 32])),
        payment: None,
        ..deliver()
    };
    let take = |write, payment| Request::TakeKeyPackages {
        account,
        take: EntryId([0x57; 16]),
        write,
        payment,
    };
    let get_account = |known| Request::GetAccount { account, known };
    let known_list = ListPlace { era: 2, version: 9 };
    vec![
        ("deliver", Request::Deliver(deliver())),
        ("deliver known", Request::Deliver(known)),
        ("get account", get_account(ListPlace::default())),
        ("get account known", get_account(known_list)),
        ("take key packages", take(None, Some(payment()))),
        (
            "take key packages known",
            take(Some(Capability([0x5c; 32])), None),
        ),
    ]
}

pub(crate) fn hello(link: LinkKind) -> Request {
    Request::Hello {
        version_min: 1,
        version_max: 1,
        link,
        agent: "hudhud 0.1.0".to_owned(),
    }
}

/// Every sample with its name; ids count from 1.
pub(crate) fn all() -> Vec<(&'static str, ClientFrame)> {
    let mut requests = vec![
        ("hello account", hello(LinkKind::Account)),
        ("hello inbox", hello(LinkKind::Inbox)),
        ("hello conversations", hello(LinkKind::Conversations)),
        ("hello people", hello(LinkKind::People)),
        ("ping", Request::Ping),
        ("get puzzle", Request::GetPuzzle),
    ];
    requests.extend(logs());
    requests.extend(handles());
    requests.extend(appends());
    requests.extend(accounts());
    requests.extend(names());
    requests.extend(strangers());
    (1_u32..)
        .zip(requests)
        .map(|(id, (name, request))| {
            (
                name,
                ClientFrame {
                    id: RequestId(id * 77),
                    request,
                },
            )
        })
        .collect()
}
