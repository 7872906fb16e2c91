//! Connections of people who mean no good, or whose programs are broken: each is refused or closed,
//! and whoever behaves notices nothing.

use bytes::Bytes;
use futures_util::SinkExt as _;
use hudhud_base::{Handle, RequestId, Seq};
use hudhud_wire::{ClientFrame, LinkKind, RefusalCode, Reply, Request, ServerFrame, encode_client};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::world::{
    Log, PlainLink, connect, conversations, message, metrics, narrow, settings, start, stop, value,
};

const HANDLE: Handle = Handle(1);

fn hello(id: u32) -> Bytes {
    let request = Request::Hello {
        version_min: 1,
        version_max: 1,
        link: LinkKind::Conversations,
        agent: String::new(),
    };
    encode_client(&ClientFrame {
        id: RequestId(id),
        request,
    })
}

fn ping(id: u32) -> Bytes {
    encode_client(&ClientFrame {
        id: RequestId(id),
        request: Request::Ping,
    })
}

/// Everything that the host still says, until it closes.
async fn refused_and_closed(link: &mut PlainLink) {
    let mut last = None;
    while let Some(frame) = link.receive().await {
        last = Some(frame);
    }
    let Some(ServerFrame::Reply {
        reply: Reply::Refused(refusal),
        ..
    }) = last
    else {
        panic!("closed without a refusal: {last:?}")
    };
    assert_eq!(refusal.code, RefusalCode::Malformed);
}

#[tokio::test]
async fn frames_that_come_too_early_twice_or_numbered_0_end_their_link() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let cases = [
        vec![ping(1), hello(2)],
        vec![hello(1), hello(2)],
        vec![hello(1), ping(0)],
        vec![hello(0)],
    ];
    for frames in cases {
        let mut link = connect(server.local_addr()).await;
        for frame in frames {
            // It may be closed before the last of them.
            let _ = link.socket.send(Message::Binary(frame)).await;
        }
        refused_and_closed(&mut link).await;
    }
    let mut good = conversations(server.local_addr()).await;
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    stop(server).await;
}

#[tokio::test]
async fn a_recorded_conversation_played_again_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let log = Log::new(80);
    let mut link = conversations(server.local_addr()).await;
    link.create(&log).await;
    link.open(&log, HANDLE).await;
    let first = link.ask(message(HANDLE, 1, 300)).await;
    let mut again = conversations(server.local_addr()).await;
    again.create(&log).await;
    again.open(&log, HANDLE).await;
    for _ in 0..3 {
        assert_eq!(again.ask(message(HANDLE, 1, 300)).await, first);
    }
    let from = Seq(1);
    let read = Request::Read {
        handle: HANDLE,
        from,
        limit: 9,
    };
    let Reply::Entries(entries) = again.ask(read).await else {
        panic!("not read")
    };
    assert_eq!(entries.entries.len(), 1);
    stop(server).await;
}

#[tokio::test]
async fn every_flipped_bit_of_an_append_is_answered_and_never_by_less_than_a_frame() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let log = Log::new(90);
    let mut good = conversations(server.local_addr()).await;
    good.create(&log).await;
    let request = message(HANDLE, 1, 40);
    let id = RequestId(77);
    let whole = encode_client(&ClientFrame { id, request });
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let mut link = conversations(server.local_addr()).await;
        link.open(&log, HANDLE).await;
        link.send_bytes(Bytes::from(flipped)).await;
        let answer = link.receive().await;
        assert!(matches!(answer, Some(ServerFrame::Reply { .. })), "{bit}");
    }
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    stop(server).await;
}

#[tokio::test]
async fn a_frame_in_splinters_is_a_frame_and_one_without_an_end_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let mut link = connect(server.local_addr()).await;
    // Masked with zeros: three fragments of one message, a ping between them, byte by byte.
    let hello = hello(1);
    let (one, rest) = hello.split_at(1);
    let (two, three) = rest.split_at(1);
    let mut bytes = Vec::new();
    for (first, payload) in [(0x02, one), (0x00, two), (0x89, b""), (0x80, three)] {
        bytes.push(first);
        bytes.push(0x80 | u8::try_from(payload.len()).unwrap());
        bytes.extend_from_slice(&[0; 4]);
        bytes.extend_from_slice(payload);
    }
    for byte in bytes {
        link.socket.get_mut().write_all(&[byte]).await.unwrap();
    }
    let welcome = link.receive().await;
    assert!(
        matches!(
            welcome,
            Some(ServerFrame::Reply {
                reply: Reply::Welcome(_),
                ..
            })
        ),
        "{welcome:?}"
    );
    // A header that announces more than any frame may have.
    let header = [&[0x82, 0xff][..], &u64::MAX.to_be_bytes(), &[0; 4]].concat();
    link.socket.get_mut().write_all(&header).await.unwrap();
    refused_and_closed(&mut link).await;
    stop(server).await;
}

#[tokio::test]
async fn whatever_is_not_http_is_answered_with_an_error_or_closed() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let mut noise = vec![0; 4000];
    rng.fill_bytes(&mut noise);
    let many_headers = (0..200).map(|at| format!("x-{at}: 1\r\n"));
    let many_headers: String = many_headers.collect();
    let long_path = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(200_000));
    let cases: [Vec<u8>; 8] = [
        noise,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"SSH-2.0-OpenSSH_9.9\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n".to_vec(),
        b"PUT /v1/blobs/x HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_vec(),
        format!("GET / HTTP/1.1\r\n{many_headers}\r\n").into_bytes(),
        long_path.into_bytes(),
    ];
    for case in cases {
        let mut stream = TcpStream::connect(server.local_addr()).await.unwrap();
        // It may be closed before all of it was written.
        let _ = stream.write_all(&case).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let refused = answer.is_empty() || answer.starts_with(b"HTTP/1.1 4");
        assert!(refused, "{}", String::from_utf8_lossy(&answer));
    }
    let mut good = conversations(server.local_addr()).await;
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    stop(server).await;
}

#[tokio::test]
async fn a_thousand_half_open_connections_do_not_keep_anybody_out() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let log = Log::new(120);
    let mut good = conversations(server.local_addr()).await;
    good.create(&log).await;
    good.open(&log, HANDLE).await;
    let mut held = Vec::new();
    for number in 0..1000 {
        let mut stream = TcpStream::connect(server.local_addr()).await.unwrap();
        let begun: &[u8] = match number % 3 {
            0 => b"",
            1 => b"GET /v1/link HTTP/1.1\r\nhost: x",
            _ => b"PUT /v1/blobs/00 HTTP/1.1\r\ncontent-length: 99999\r\n",
        };
        stream.write_all(begun).await.unwrap();
        held.push(stream);
        if number % 100 == 0 {
            let reply = good.ask(message(HANDLE, number, 300)).await;
            assert!(matches!(reply, Reply::Appended(_)), "{reply:?}");
        }
    }
    let mut other = conversations(server.local_addr()).await;
    other.open(&log, HANDLE).await;
    other.live(HANDLE).await;
    assert_eq!(other.entries(10).await.len(), 10);
    drop(held);
    stop(server).await;
}

#[tokio::test]
async fn more_requests_than_may_wait_end_the_link_and_nobody_elses() {
    const REQUESTS: u32 = 20_000;
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let log = Log::new(130);
    let mut greedy = conversations(server.local_addr()).await;
    greedy.create(&log).await;
    greedy.open(&log, HANDLE).await;
    let mut good = conversations(server.local_addr()).await;
    let mut all = Vec::new();
    for number in 0..REQUESTS {
        let request = message(HANDLE, number, 300);
        let id = RequestId(1000 + number);
        all.push(encode_client(&ClientFrame { id, request }));
    }
    // Sent without ever reading an answer.
    for frame in all {
        if greedy.socket.send(Message::Binary(frame)).await.is_err() {
            break;
        }
    }
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    let mut refused = false;
    while let Some(frame) = greedy.receive().await {
        let ServerFrame::Reply { reply, .. } = frame else {
            panic!("not an answer: {frame:?}")
        };
        refused |=
            matches!(&reply, Reply::Refused(refusal) if refusal.code == RefusalCode::Malformed);
    }
    assert!(refused, "told why");
    stop(server).await;
}

/// A log with more than following begins with.
async fn long_log(good: &mut PlainLink, seed: u8) -> Log {
    let log = Log::new(seed);
    good.create(&log).await;
    good.open(&log, HANDLE).await;
    for number in 0..6 {
        let reply = good.ask(message(HANDLE, number, 60_000)).await;
        assert!(matches!(reply, Reply::Appended(_)), "{reply:?}");
    }
    log
}

#[tokio::test]
async fn few_bytes_that_ask_for_many_wait_in_their_socket_and_nobody_elses() {
    const GREEDY: u64 = 8;
    const TIMES: u64 = 200;
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    let server = start(args);
    let mut good = conversations(server.local_addr()).await;
    let log = long_log(&mut good, 140).await;
    let mut greedy = Vec::new();
    for _ in 0..GREEDY {
        let mut link = narrow(server.local_addr()).await;
        link.open(&log, HANDLE).await;
        greedy.push(link);
    }
    let before = value(&metrics(&server).await, "hudhud_frame_received_total");
    // Each pair has some twenty bytes and is answered with four entries of 60,000.
    for link in &mut greedy {
        for _ in 0..TIMES {
            link.send(Request::Pause { handle: HANDLE }).await;
            let from = Seq(1);
            link.send(Request::Live {
                handle: HANDLE,
                from,
            })
            .await;
        }
    }
    let asked = GREEDY * TIMES * 2;
    let mut received = 0;
    let mut held = 0;
    while held < GREEDY && received < asked {
        let text = metrics(&server).await;
        held = value(&text, "hudhud_link_held_total");
        received = value(&text, "hudhud_frame_received_total") - before;
    }
    // Somebody else is served as if they were not there.
    for number in 100..200 {
        let reply = good.ask(message(HANDLE, number, 300)).await;
        assert!(matches!(reply, Reply::Appended(_)), "{reply:?}");
    }
    let text = metrics(&server).await;
    let received = value(&text, "hudhud_frame_received_total") - before;
    assert!(received < asked / 2, "{received} of {asked} were read");
    let peak_bytes = value(&text, "hudhud_host_output_peak_bytes");
    assert!(peak_bytes < 40 << 20, "{peak_bytes} bytes waited at once");
    // Whoever reads gets everything that was asked for.
    let mut patient = greedy.remove(0);
    let mut answers = 0;
    while answers < 2 * TIMES {
        let frame = patient.receive().await.expect("the link is open");
        answers += u64::from(matches!(frame, ServerFrame::Reply { .. }));
    }
    drop(greedy);
    stop(server).await;
}

#[tokio::test]
async fn a_link_that_only_pings_is_closed_when_it_should_have_said_hello() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.hello_seconds = Some(1);
    let server = start(args);
    let mut good = conversations(server.local_addr()).await;
    let mut link = connect(server.local_addr()).await;
    while link.socket.send(Message::Ping(Bytes::new())).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    stop(server).await;
}

#[tokio::test]
async fn a_link_that_asks_for_much_and_never_reads_is_closed() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.write_seconds = Some(1);
    args.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    let server = start(args);
    let log = Log::new(120);
    let mut good = conversations(server.local_addr()).await;
    good.create(&log).await;
    good.open(&log, HANDLE).await;
    for number in 0..4 {
        good.ask(message(HANDLE, number, 60_000)).await;
    }
    let mut greedy = narrow(server.local_addr()).await;
    greedy.open(&log, HANDLE).await;
    for _ in 0..200 {
        let read = Request::Read {
            handle: HANDLE,
            from: Seq(1),
            limit: 64,
        };
        greedy.send(read).await;
    }
    while value(&metrics(&server).await, "hudhud_link_stuck_total") == 0 {}
    assert_eq!(good.ask(Request::Ping).await, Reply::Done);
    stop(server).await;
}

#[tokio::test]
async fn a_link_that_just_goes_and_a_connection_that_idles_are_no_faults() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    let server = start(args);
    drop(conversations(server.local_addr()).await);
    let mut bad = connect(server.local_addr()).await;
    bad.socket.send(Message::text("no")).await.unwrap();
    refused_and_closed(&mut bad).await;
    while value(&metrics(&server).await, "hudhud_link_open") > 0 {}
    let counted = metrics(&server).await;
    assert_eq!(value(&counted, "hudhud_link_malformed_total"), 1);
    stop(server).await;
}
