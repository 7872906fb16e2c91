//! What two people see of each other through a host, and what a bad link does to the others.

use bytes::Bytes;
use futures_util::SinkExt as _;
use hudhud_base::{Handle, RequestId, Seq, limits};
use hudhud_crypto::identity::{account_id, capability_hash, device_id, inbox_key_hash};
use hudhud_crypto::inbox::PUBLIC_BYTES;
use hudhud_crypto::signature::SigningKey;
use hudhud_wire::{
    CapabilityHashes, ClientFrame, DEVICE_LIST_LABEL, DeviceKeyPackages, DeviceList, LinkKind,
    ListPlace, RefusalCode, Reply, Request, SIGN_UP_LABEL, ServerFrame, SignUp, encode_client,
};
use tokio_tungstenite::tungstenite::Message;

use crate::world::{Log, connect, conversations, message, narrow, settings, start, stop};

const HANDLE: Handle = Handle(1);

#[tokio::test]
async fn hello_is_answered_with_the_version_and_the_hosts_name() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let mut link = connect(server.local_addr()).await;
    let Reply::Welcome(welcome) = link.hello(LinkKind::Conversations).await else {
        panic!("no welcome");
    };
    assert_eq!(
        (welcome.version, welcome.host.as_str()),
        (1, "hudhud.example")
    );
    stop(server).await;
}

#[tokio::test]
async fn what_one_link_appends_another_that_follows_gets_in_order() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let log = Log::new(10);
    let mut alice = conversations(server.local_addr()).await;
    alice.create(&log).await;
    alice.open(&log, HANDLE).await;
    let mut bob = conversations(server.local_addr()).await;
    bob.open(&log, HANDLE).await;
    bob.live(HANDLE).await;
    for number in 0..100 {
        let Reply::Appended(appended) = alice.ask(message(HANDLE, number, 300)).await else {
            panic!("not appended");
        };
        assert_eq!(appended.seq, Seq(u64::from(number) + 1));
    }
    let expected: Vec<Seq> = (1..=100).map(Seq).collect();
    assert_eq!(bob.entries(100).await, expected);
    stop(server).await;
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart_and_a_resend_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let log = Log::new(20);
    let server = start(settings(data.path()));
    let mut link = conversations(server.local_addr()).await;
    link.create(&log).await;
    link.open(&log, HANDLE).await;
    let first = link.ask(message(HANDLE, 7, 300)).await;
    stop(server).await;

    let server = start(settings(data.path()));
    let mut link = conversations(server.local_addr()).await;
    link.open(&log, HANDLE).await;
    assert_eq!(link.ask(message(HANDLE, 7, 300)).await, first);
    let reply = link
        .ask(Request::Read {
            handle: HANDLE,
            from: Seq(1),
            limit: 10,
        })
        .await;
    let Reply::Entries(entries) = reply else {
        panic!("no entries")
    };
    assert_eq!(entries.entries.len(), 1);
    stop(server).await;
}

pub(crate) fn sign_up(seed: u8) -> (SignUp, [u8; 32]) {
    let account = SigningKey::from_seed(&[seed; 32]);
    let device = SigningKey::from_seed(&[seed + 1; 32]).public();
    let inbox_key = Bytes::from_static(&[7; PUBLIC_BYTES]);
    let inbox = hudhud_base::LogAddress([seed; 32]);
    let list = DeviceList {
        account_key: account.public(),
        era: 0,
        version: 1,
        before: [0; 32],
        signer: account.public(),
        inbox,
        inbox_key_hash: inbox_key_hash(&inbox_key),
        devices: vec![device],
        signature: [0; 64],
    };
    let list = list.signed(|bytes| account.sign(DEVICE_LIST_LABEL, bytes));
    let hash = capability_hash(&[seed; 32]);
    let mut sign_up = SignUp {
        account_key: account.public(),
        device_list: list.encode(),
        inbox,
        inbox_hashes: CapabilityHashes {
            read: hash,
            write: hash,
            control: hash,
        },
        inbox_key,
        key_packages: DeviceKeyPackages {
            device: device_id(&device),
            one_time: vec![Bytes::from_static(b"one")],
            last_resort: Some(Bytes::from_static(b"last")),
        },
        name: None,
        payment: None,
        signature: [0; 64],
    };
    sign_up.signature = account.sign(SIGN_UP_LABEL, &sign_up.signed_bytes());
    (sign_up, account.public())
}

#[tokio::test]
async fn somebody_signs_up_and_others_find_the_account() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let (request, account_key) = sign_up(40);
    let list = request.device_list.clone();
    let mut own = connect(server.local_addr()).await;
    own.hello(LinkKind::Account).await;
    assert_eq!(
        own.ask(Request::SignUp(Box::new(request))).await,
        Reply::Done
    );
    let mut other = connect(server.local_addr()).await;
    other.hello(LinkKind::People).await;
    let account = account_id(&account_key);
    let known = ListPlace::default();
    let Reply::Account(found) = other.ask(Request::GetAccount { account, known }).await else {
        panic!("not found");
    };
    assert_eq!(found.device_lists, [list]);
    stop(server).await;
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_told_where_it_lags_and_others_notice_nothing() {
    const MESSAGES: u32 = 200;
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.push_queue_kib = Some(256);
    let server = start(args);
    let log = Log::new(50);
    let mut writer = conversations(server.local_addr()).await;
    writer.create(&log).await;
    writer.open(&log, HANDLE).await;
    let mut slow = narrow(server.local_addr()).await;
    slow.open(&log, HANDLE).await;
    slow.live(HANDLE).await;
    let mut quick = conversations(server.local_addr()).await;
    quick.open(&log, HANDLE).await;
    quick.live(HANDLE).await;
    // More than the system buffers for one connection, one message after the other.
    let written = async {
        for number in 0..MESSAGES {
            let reply = writer.ask(message(HANDLE, number, 60_000)).await;
            assert!(matches!(reply, Reply::Appended(_)), "{reply:?}");
        }
    };
    let count = usize::try_from(MESSAGES).unwrap();
    let (_, seen) = tokio::join!(written, quick.entries(count));
    assert_eq!(seen, (1..=u64::from(MESSAGES)).map(Seq).collect::<Vec<_>>());

    let mut expected = Seq(1);
    let lag = loop {
        let frame = slow.push().await;
        if let ServerFrame::Lagging { handle, from } = frame {
            assert_eq!(handle, HANDLE);
            break from;
        }
        let ServerFrame::Entries(entries) = frame else {
            panic!("unexpected: {frame:?}")
        };
        for entry in &entries.entries {
            assert_eq!(entry.seq, expected, "a gap before the host said so");
            expected = expected.next();
        }
    };
    assert_eq!(lag, expected);
    assert!(lag <= Seq(u64::from(MESSAGES)));
    // It reads on from there.
    while expected <= Seq(u64::from(MESSAGES)) {
        let reply = slow
            .ask(Request::Read {
                handle: HANDLE,
                from: expected,
                limit: 64,
            })
            .await;
        let Reply::Entries(entries) = reply else {
            panic!("no entries: {reply:?}")
        };
        assert_eq!(
            entries.entries.first().map(|entry| entry.seq),
            Some(expected)
        );
        expected = entries.next;
    }
    stop(server).await;
}

#[tokio::test]
async fn a_bad_frame_closes_its_link_after_a_refusal_and_no_other() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let log = Log::new(60);
    let mut good = conversations(server.local_addr()).await;
    good.create(&log).await;
    let agent = String::new();
    let request = Request::Hello {
        version_min: 1,
        version_max: 1,
        link: LinkKind::Inbox,
        agent,
    };
    let whole = encode_client(&ClientFrame {
        id: RequestId(1),
        request,
    });
    let truncated = whole.slice(..whole.len() - 1);
    let unknown = Bytes::from_static(&[0xfa, 0x7f, 0x01, 0x00]);
    let noise = Bytes::from_static(&[0xff; 64]);
    for bad in [truncated, unknown, noise, Bytes::new()] {
        let mut link = connect(server.local_addr()).await;
        link.send_bytes(bad).await;
        let Some(ServerFrame::Reply {
            reply: Reply::Refused(refusal),
            ..
        }) = link.receive().await
        else {
            panic!("no refusal");
        };
        assert_eq!(refusal.code, RefusalCode::Malformed);
        assert_eq!(link.receive().await, None);
    }
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    stop(server).await;
}

#[tokio::test]
async fn every_flipped_bit_of_a_frame_leaves_the_host_answering_others() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let agent = "x".to_owned();
    let request = Request::Hello {
        version_min: 1,
        version_max: 1,
        link: LinkKind::Conversations,
        agent,
    };
    let whole = encode_client(&ClientFrame {
        id: RequestId(1),
        request,
    });
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let mut link = connect(server.local_addr()).await;
        link.send_bytes(Bytes::from(flipped)).await;
        // Accepted, refused, or refused and closed: in each case it is answered.
        assert!(matches!(
            link.receive().await,
            Some(ServerFrame::Reply { .. })
        ));
    }
    let mut good = conversations(server.local_addr()).await;
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    stop(server).await;
}

#[tokio::test]
async fn a_frame_that_is_too_long_or_text_ends_its_link() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let too_long = Message::Binary(Bytes::from(vec![0; limits::FRAME_BYTES + 1]));
    for bad in [too_long, Message::text("hello")] {
        let mut link = connect(server.local_addr()).await;
        // The host may close before all of it was written.
        let _ = link.socket.send(bad).await;
        while link.receive().await.is_some() {}
    }
    let mut good = conversations(server.local_addr()).await;
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    stop(server).await;
}
