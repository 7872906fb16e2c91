//! The rules that span fields: each broken one is named.

use bytes::Bytes;
use hudhud_base::{CapabilityHash, Generation, Handle, LogAddress, Minute, RequestId, Seq, limits};
use hudhud_wire::{
    Account, AccountUpdate, Append, Class, ClientFrame, Create, DecodeError, Deliver,
    DeviceKeyPackages, Entries, Entry, LinkKind, LogKind, OpenLog, Reply, Request, Rotation,
    ServerFrame, bounds, decode_client, decode_server, encode_client, encode_server,
};

use crate::client_samples::{deliver, hashes, hello, ordered, plain, sign_up};
use crate::server_samples::{account, run};

fn refused(request: Request) -> DecodeError {
    decode_client(encode_client(&ClientFrame {
        id: RequestId(1),
        request,
    }))
    .expect_err("the frame breaks a rule")
}

fn append_refused(append: Append) -> DecodeError {
    refused(Request::Append(append))
}

fn reply_refused(reply: Reply) -> DecodeError {
    decode_server(encode_server(&ServerFrame::Reply {
        id: RequestId(1),
        reply,
    }))
    .expect_err("the frame breaks a rule")
}

fn zeros(length: usize) -> Bytes {
    Bytes::from(vec![0; length])
}

#[test]
fn a_request_has_an_id() {
    let frame = ClientFrame {
        id: RequestId(0),
        request: Request::Ping,
    };
    assert_eq!(
        decode_client(encode_client(&frame)),
        Err(DecodeError::Missing("ClientFrame.request"))
    );
}

#[test]
fn an_answer_has_the_id_of_its_request_and_a_push_has_none() {
    let answer = ServerFrame::Reply {
        id: RequestId(0),
        reply: Reply::Done,
    };
    assert_eq!(
        decode_server(encode_server(&answer)),
        Err(DecodeError::Missing("ServerFrame.request"))
    );
    let go_away_as_an_answer = Bytes::from_static(&[0x08, 1, 0xc2, 2, 0]);
    assert_eq!(
        decode_server(go_away_as_an_answer),
        Err(DecodeError::Unfitting("ServerFrame.request"))
    );
}

#[test]
fn plain_and_ordered_appends_do_not_mix() {
    let rotation = Some(Rotation {
        generation: Generation(1),
        hashes: hashes(),
    });
    assert_eq!(
        append_refused(Append {
            expected_head: Some(Seq(3)),
            ..plain()
        }),
        DecodeError::Unfitting("Append.expected_head")
    );
    assert_eq!(
        append_refused(Append {
            rotation,
            ..plain()
        }),
        DecodeError::Unfitting("Append.rotation")
    );
    assert_eq!(
        append_refused(Append {
            expected_head: None,
            ..ordered()
        }),
        DecodeError::Missing("Append.expected_head")
    );
    assert_eq!(
        append_refused(Append {
            expires: Some(Minute(1)),
            ..ordered()
        }),
        DecodeError::Unfitting("Append.expires_minute")
    );
    assert_eq!(
        append_refused(Append {
            erase_hash: Some(CapabilityHash([1; 32])),
            ..ordered()
        }),
        DecodeError::Unfitting("Append.erase_hash")
    );
}

#[test]
fn bodies_are_neither_empty_nor_too_long() {
    let handle = Handle(1);
    let most = Append {
        body: zeros(limits::ENTRY_BYTES),
        ..plain()
    };
    let frame = ClientFrame {
        id: RequestId(1),
        request: Request::Append(most),
    };
    assert_eq!(decode_client(encode_client(&frame)), Ok(frame));

    assert_eq!(
        append_refused(Append {
            body: Bytes::new(),
            ..plain()
        }),
        DecodeError::Missing("Append.body")
    );
    assert_eq!(
        append_refused(Append {
            body: zeros(limits::ENTRY_BYTES + 1),
            ..plain()
        }),
        DecodeError::Length("Append.body")
    );
    assert_eq!(
        refused(Request::Deliver(Deliver {
            body: zeros(limits::INBOX_ENTRY_BYTES + 1),
            ..deliver()
        })),
        DecodeError::Length("Deliver.body")
    );
    assert_eq!(
        refused(Request::Signal {
            handle,
            body: zeros(limits::SIGNAL_BYTES + 1)
        }),
        DecodeError::Length("Signal.body")
    );
    assert_eq!(
        refused(Request::Signal {
            handle,
            body: Bytes::new()
        }),
        DecodeError::Missing("Signal.body")
    );
}

#[test]
fn a_log_begins_where_there_is_room_behind() {
    let create = |generation, first| Create {
        address: LogAddress([1; 32]),
        kind: LogKind::Conversation,
        hashes: hashes(),
        payment: None,
        generation: Generation(generation),
        first: Seq(first),
    };
    assert_eq!(
        refused(Request::Create(create(0, 0))),
        DecodeError::Missing("Create.first_seq")
    );
    assert_eq!(
        refused(Request::Create(create(0, limits::FIRST_SEQ_MAX + 1))),
        DecodeError::Number("Create.first_seq")
    );
    assert_eq!(
        refused(Request::Create(create(limits::FIRST_GENERATION_MAX + 1, 1))),
        DecodeError::Number("Create.generation")
    );
}

#[test]
fn reading_begins_at_an_entry_and_wants_at_least_one() {
    let handle = Handle(1);
    assert_eq!(
        refused(Request::Read {
            handle,
            from: Seq(0),
            limit: 1
        }),
        DecodeError::Missing("Read.from")
    );
    assert_eq!(
        refused(Request::Read {
            handle,
            from: Seq(1),
            limit: 0
        }),
        DecodeError::Missing("Read.limit")
    );
    assert_eq!(
        refused(Request::Live {
            handle,
            from: Seq(0)
        }),
        DecodeError::Missing("Live.from")
    );
    assert_eq!(
        refused(Request::Erase {
            handle,
            seq: Seq(0),
            secret: None
        }),
        DecodeError::Missing("Erase.seq")
    );
}

#[test]
fn lists_are_as_long_as_the_limits_say_and_no_longer() {
    let open = |handle: usize| OpenLog {
        handle: Handle(u32::try_from(handle).unwrap()),
        address: LogAddress([1; 32]),
        generation: Generation(1),
        read: None,
        write: None,
        control: None,
    };
    let opens = |count: usize| Request::Open((0..count).map(open).collect());
    let frame = ClientFrame {
        id: RequestId(1),
        request: opens(limits::OPEN_BATCH),
    };
    assert_eq!(decode_client(encode_client(&frame)), Ok(frame));
    assert_eq!(
        refused(opens(limits::OPEN_BATCH + 1)),
        DecodeError::Count("Open.logs")
    );

    let closes = |count: usize| Request::Close(vec![Handle(u32::MAX); count]);
    let frame = ClientFrame {
        id: RequestId(1),
        request: closes(limits::HANDLES_PER_LINK),
    };
    assert_eq!(decode_client(encode_client(&frame)), Ok(frame));
    assert_eq!(
        refused(closes(limits::HANDLES_PER_LINK + 1)),
        DecodeError::Count("Close.handles")
    );

    let packages = |one_time| {
        Request::PublishKeyPackages(DeviceKeyPackages {
            one_time,
            ..sign_up().key_packages
        })
    };
    assert_eq!(
        refused(packages(vec![zeros(1); limits::KEY_PACKAGES + 1])),
        DecodeError::Count("DeviceKeyPackages.one_time")
    );
    assert_eq!(
        refused(packages(vec![zeros(limits::KEY_PACKAGE_BYTES + 1)])),
        DecodeError::Length("DeviceKeyPackages.one_time")
    );
    assert_eq!(
        refused(packages(vec![Bytes::new()])),
        DecodeError::Missing("DeviceKeyPackages.one_time")
    );
}

#[test]
fn pages_are_as_long_as_the_limits_say_and_no_longer() {
    let entry = run().entries.remove(1);
    let page = |count| {
        Reply::Entries(Entries {
            entries: vec![entry.clone(); count],
            ..run()
        })
    };
    let frame = ServerFrame::Reply {
        id: RequestId(1),
        reply: page(limits::READ_ENTRIES),
    };
    assert_eq!(decode_server(encode_server(&frame)), Ok(frame));
    assert_eq!(
        reply_refused(page(limits::READ_ENTRIES + 1)),
        DecodeError::Count("Entries.entries")
    );
}

#[test]
fn the_largest_publication_of_key_packages_fits_into_a_frame() {
    let package = zeros(limits::KEY_PACKAGE_BYTES);
    let packages = DeviceKeyPackages {
        one_time: vec![package.clone(); limits::KEY_PACKAGES],
        last_resort: Some(package),
        ..sign_up().key_packages
    };
    let frame = ClientFrame {
        id: RequestId(1),
        request: Request::PublishKeyPackages(packages),
    };
    assert_eq!(decode_client(encode_client(&frame)), Ok(frame));
}

#[test]
fn texts_have_their_lengths() {
    let long = |bytes| "x".repeat(bytes);
    let named = |name| Request::ResolveName { name };
    let Request::Hello {
        version_min,
        version_max,
        link,
        ..
    } = hello(LinkKind::Inbox)
    else {
        panic!("hello is a hello");
    };
    let agent = long(bounds::AGENT_BYTES + 1);
    assert_eq!(
        refused(Request::Hello {
            version_min,
            version_max,
            link,
            agent
        }),
        DecodeError::Length("Hello.agent")
    );
    assert_eq!(
        refused(named(long(limits::NAME_BYTES + 1))),
        DecodeError::Length("ResolveName.name")
    );
    assert_eq!(
        refused(named(String::new())),
        DecodeError::Missing("ResolveName.name")
    );
}

#[test]
fn an_entry_has_either_a_body_or_its_hash() {
    let first = run().entries.remove(0);
    let with = |entry| {
        Reply::Entries(Entries {
            entries: vec![entry],
            ..run()
        })
    };
    assert_eq!(
        reply_refused(with(Entry {
            class: Class::Plain,
            ..first.clone()
        })),
        DecodeError::Unfitting("Entry.rotation")
    );
    let body = hudhud_wire::EntryBody::Sealed(Bytes::new());
    assert_eq!(
        reply_refused(with(Entry {
            body,
            ..first.clone()
        })),
        DecodeError::Missing("Entry.body")
    );
    assert_eq!(
        reply_refused(with(Entry {
            seq: Seq(0),
            ..first
        })),
        DecodeError::Missing("Entry.seq")
    );
}

#[test]
fn a_name_comes_with_a_signature_and_records_are_not_empty() {
    let unnamed = Account {
        name: Some((String::new(), [1; 64])),
        ..account()
    };
    assert_eq!(
        reply_refused(Reply::Account(Box::new(unnamed))),
        DecodeError::Missing("AccountIs.name")
    );
    for device_lists in [Vec::new(), vec![Bytes::new()]] {
        let empty = Account {
            device_lists,
            ..account()
        };
        assert_eq!(
            reply_refused(Reply::Account(Box::new(empty))),
            DecodeError::Missing("AccountIs.device_lists")
        );
    }
    assert_eq!(
        refused(Request::UpdateAccount(AccountUpdate {
            device_list: zeros(limits::DEVICE_LIST_BYTES + 1),
            inbox_key: zeros(1),
            inbox_hashes: hashes(),
        })),
        DecodeError::Length("UpdateAccount.device_list")
    );
}
