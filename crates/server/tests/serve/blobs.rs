//! Blobs over HTTP, by hand, so that what is sent is what is written here.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::{settings, start, stop};

/// Sends one request and reads until the host closes: status, head, body.
async fn exchange(address: SocketAddr, head: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{head}\r\nhost: hudhud.example\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // The host may answer before it has read all.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head[9..12].parse().unwrap();
    (status, head, answer[end + 4..].to_vec())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn put(id: u8, hash: &str, length: usize) -> String {
    let id = hex(&[id; 32]);
    format!("PUT /v1/blobs/{id} HTTP/1.1\r\ncontent-length: {length}\r\nhudhud-hash: {hash}")
}

fn get(id: u8, more: &str) -> String {
    format!("GET /v1/blobs/{} HTTP/1.1{more}", hex(&[id; 32]))
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from(at % 251).unwrap())
        .collect()
}

#[tokio::test]
async fn a_blob_is_stored_once_and_read_whole_in_parts_and_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let blob = bytes(300_000);
    let hash = blake3::hash(&blob).to_hex().to_string();
    assert_eq!(exchange(at, &get(1, ""), b"").await.0, 404);
    assert_eq!(exchange(at, &put(1, &hash, blob.len()), &blob).await.0, 201);
    assert_eq!(exchange(at, &put(1, &hash, blob.len()), &blob).await.0, 200);
    let (status, _, body) = exchange(at, &get(1, ""), b"").await;
    assert_eq!((status, body.as_slice()), (200, blob.as_slice()));
    stop(server).await;

    let server = start(settings(data.path()));
    let at = server.local_addr();
    let (status, head, body) = exchange(at, &get(1, "\r\nrange: bytes=1000-1999"), b"").await;
    assert_eq!((status, body.as_slice()), (206, &blob[1000..2000]));
    assert!(
        head.contains("content-range: bytes 1000-1999/300000"),
        "{head}"
    );
    let (status, _, _) = exchange(at, &get(1, "\r\nrange: bytes=300000-"), b"").await;
    assert_eq!(status, 416);
    let head = get(1, "").replacen("GET", "HEAD", 1);
    let (status, head, body) = exchange(at, &head, b"").await;
    assert_eq!((status, body.len()), (200, 0));
    assert!(head.contains("content-length: 300000"), "{head}");
    stop(server).await;
}

#[tokio::test]
async fn an_id_is_bound_to_its_first_bytes() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let (one, other) = (bytes(100), bytes(101));
    let hash = blake3::hash(&one).to_hex().to_string();
    assert_eq!(exchange(at, &put(2, &hash, 100), &one).await.0, 201);
    let hash = blake3::hash(&other).to_hex().to_string();
    assert_eq!(exchange(at, &put(2, &hash, 101), &other).await.0, 409);
    stop(server).await;
}

#[tokio::test]
async fn wrong_bytes_and_half_an_upload_leave_nothing_and_may_be_tried_again() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let blob = bytes(50_000);
    let hash = blake3::hash(&blob).to_hex().to_string();
    let mut wrong = blob.clone();
    wrong[7] ^= 1;
    assert_eq!(
        exchange(at, &put(3, &hash, blob.len()), &wrong).await.0,
        422
    );

    let mut stream = TcpStream::connect(at).await.unwrap();
    let head = format!("{}\r\nhost: x\r\n\r\n", put(3, &hash, blob.len()));
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&blob[..20_000]).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;

    assert_eq!(exchange(at, &put(3, &hash, blob.len()), &blob).await.0, 201);
    stop(server).await;
    assert_eq!(
        std::fs::read_dir(data.path().join("upload"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn what_is_too_large_unhashed_or_no_id_is_refused_before_it_is_read() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.blob_mib = Some(1);
    let server = start(args);
    let at = server.local_addr();
    let hash = "00".repeat(32);
    let too_large = put(4, &hash, (1 << 20) + 1);
    let asks_first = format!("{too_large}\r\nexpect: 100-continue");
    assert_eq!(exchange(at, &asks_first, b"").await.0, 413);
    assert_eq!(
        exchange(at, &put(4, "short", 10), b"0123456789").await.0,
        400
    );
    assert_eq!(
        exchange(at, "GET /v1/blobs/../secret HTTP/1.1", b"")
            .await
            .0,
        404
    );
    assert_eq!(exchange(at, "GET /v1/blobs/12 HTTP/1.1", b"").await.0, 404);
    stop(server).await;
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn a_price_is_told_with_its_puzzle_and_paid_for_one_blob_alone() {
    const BITS: u32 = 8;
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.blob_bits = Some(BITS);
    let server = start(args);
    let at = server.local_addr();
    // More than the system buffers: the answer must come through although it comes first.
    let blob = bytes(12 << 20);
    let hash = blake3::hash(&blob).to_hex().to_string();
    let (status, head, _) = exchange(at, &put(5, &hash, blob.len()), &blob).await;
    assert_eq!(status, 402, "{head}");
    // Four doublings of a mebibyte hold it.
    assert_eq!(header(&head, "hudhud-bits"), Some("12"), "{head}");
    let shown = header(&head, "hudhud-puzzle-challenge").unwrap();
    let challenge = data_encoding::BASE64URL_NOPAD
        .decode(shown.as_bytes())
        .unwrap();
    let nonce = hudhud_crypto::puzzle::solve(&challenge, &[5; 32], BITS + 4, 0, u64::MAX).unwrap();
    let paid = |id| {
        let head = put(id, &hash, blob.len());
        format!("{head}\r\nhudhud-puzzle: {shown}.{nonce}")
    };
    assert_eq!(exchange(at, &paid(5), &blob).await.0, 201);
    assert_eq!(exchange(at, &paid(5), &blob).await.0, 200);
    assert_eq!(exchange(at, &paid(6), &blob).await.0, 402);
    stop(server).await;
}

#[tokio::test]
async fn the_site_says_what_it_is_and_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let (status, _, page) = exchange(at, "GET / HTTP/1.1", b"").await;
    assert_eq!(status, 200);
    assert!(
        String::from_utf8(page)
            .unwrap()
            .contains("This host works, but it was built without the web app")
    );
    assert_eq!(exchange(at, "GET /healthz HTTP/1.1", b"").await.0, 200);
    assert_eq!(exchange(at, "GET /readyz HTTP/1.1", b"").await.0, 200);
    assert_eq!(exchange(at, "GET /metrics HTTP/1.1", b"").await.0, 404);
    assert_eq!(exchange(at, "GET /v1/link HTTP/1.1", b"").await.0, 426);
    assert_eq!(exchange(at, "GET /secret HTTP/1.1", b"").await.0, 404);
    stop(server).await;
}
