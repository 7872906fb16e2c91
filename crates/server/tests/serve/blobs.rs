//! Blobs over HTTP, by hand, so that what is sent is what is written here.

use std::net::SocketAddr;

use hudhud_crypto::identity::{capability_hash, content_digest};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::world::{settings, start, stop};

/// Sends one request and reads until the host closes: status, head, body.
pub(crate) async fn exchange(
    address: SocketAddr,
    head: &str,
    body: &[u8],
) -> (u16, String, Vec<u8>) {
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

fn path(id: u8) -> String {
    format!("/v1/blobs/{}", hex(&[id; 32]))
}

fn announce(id: u8, length: usize, more: &str) -> String {
    format!(
        "PUT {} HTTP/1.1\r\ncontent-length: 0\r\nupload-length: {length}\r\nupload-complete: ?0{more}",
        path(id)
    )
}

/// Brings bytes of a blob, said to be the last ones or not.
fn bring(id: u8, offset: usize, bytes: &[u8], last: bool) -> String {
    let digest = data_encoding::BASE64.encode(&content_digest(bytes));
    format!(
        "PATCH {} HTTP/1.1\r\ncontent-length: {}\r\ncontent-type: application/partial-upload\r\n\
         upload-offset: {offset}\r\nupload-complete: ?{}\r\ncontent-digest: sha-256=:{digest}:",
        path(id),
        bytes.len(),
        u8::from(last),
    )
}

pub(crate) fn get(id: u8, more: &str) -> String {
    format!("GET {} HTTP/1.1{more}", path(id))
}

/// Stores a blob, in one piece.
pub(crate) async fn store(address: SocketAddr, id: u8, blob: &[u8]) {
    let announced = exchange(address, &announce(id, blob.len(), ""), b"").await;
    assert_eq!(announced.0, 201);
    let brought = exchange(address, &bring(id, 0, blob, true), blob).await;
    assert_eq!(brought.0, 204);
}

fn tell(id: u8) -> String {
    format!("HEAD {} HTTP/1.1", path(id))
}

fn erase(id: u8, secret: u8) -> String {
    let secret = data_encoding::BASE64URL_NOPAD.encode(&[secret; 32]);
    format!("DELETE {} HTTP/1.1\r\nhudhud-erase: {secret}", path(id))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

pub(crate) fn bytes(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from(at % 251).unwrap())
        .collect()
}

/// Status and offset of an answer.
async fn stands(at: SocketAddr, head: &str, body: &[u8]) -> (u16, Option<usize>) {
    let (status, head, _) = exchange(at, head, body).await;
    let offset = header(&head, "upload-offset").map(|text| text.parse().unwrap());
    (status, offset)
}

/// Sends a request and half of its body, and stays connected.
async fn half(at: SocketAddr, head: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let head = format!("{head}\r\nhost: hudhud.example\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..body.len() / 2]).await.unwrap();
    stream.flush().await.unwrap();
    stream
}

#[tokio::test]
async fn a_blob_comes_in_pieces_also_over_a_restart_and_is_read_whole_and_in_parts() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let blob = bytes(300_000);
    let (one, two) = blob.split_at(100_000);
    assert_eq!(exchange(at, &get(1, ""), b"").await.0, 404);
    assert_eq!(exchange(at, &tell(1), b"").await.0, 404);
    let announced = announce(1, blob.len(), "");
    assert_eq!(stands(at, &announced, b"").await, (201, Some(0)));
    let first = bring(1, 0, one, false);
    assert_eq!(stands(at, &first, one).await, (204, Some(100_000)));
    assert_eq!(exchange(at, &get(1, ""), b"").await.0, 404);
    stop(server).await;

    let server = start(settings(data.path()));
    let at = server.local_addr();
    assert_eq!(stands(at, &announced, b"").await, (204, Some(100_000)));
    let (status, head, _) = exchange(at, &tell(1), b"").await;
    assert_eq!(status, 204);
    assert_eq!(header(&head, "upload-offset"), Some("100000"), "{head}");
    assert_eq!(header(&head, "upload-length"), Some("300000"), "{head}");
    assert_eq!(header(&head, "upload-complete"), Some("?0"), "{head}");
    let rest = bring(1, 100_000, two, true);
    assert_eq!(stands(at, &rest, two).await, (204, Some(300_000)));
    let (status, head, body) = exchange(at, &get(1, ""), b"").await;
    assert_eq!((status, body.as_slice()), (200, blob.as_slice()));
    assert_eq!(header(&head, "cache-control"), Some("no-store"), "{head}");
    assert_eq!(
        header(&head, "x-content-type-options"),
        Some("nosniff"),
        "{head}"
    );
    let part = get(1, "\r\nrange: bytes=1000-1999");
    let (status, head, body) = exchange(at, &part, b"").await;
    assert_eq!((status, body.as_slice()), (206, &blob[1000..2000]));
    let range = header(&head, "content-range");
    assert_eq!(range, Some("bytes 1000-1999/300000"), "{head}");
    let outside = get(1, "\r\nrange: bytes=300000-");
    let (status, head, _) = exchange(at, &outside, b"").await;
    assert_eq!(status, 416);
    assert_eq!(
        header(&head, "content-range"),
        Some("bytes */300000"),
        "{head}"
    );
    let (status, head, body) = exchange(at, &tell(1), b"").await;
    assert_eq!((status, body.len()), (200, 0));
    assert_eq!(header(&head, "content-length"), Some("300000"), "{head}");
    assert_eq!(header(&head, "upload-complete"), Some("?1"), "{head}");
    stop(server).await;
}

#[tokio::test]
async fn a_piece_that_is_not_what_it_says_counts_for_nothing() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let blob = bytes(50_000);
    let (one, two) = blob.split_at(20_000);
    assert_eq!(stands(at, &announce(2, 50_000, ""), b"").await.0, 201);
    let mut wrong = one.to_vec();
    wrong[7] ^= 1;
    assert_eq!(exchange(at, &bring(2, 0, one, false), &wrong).await.0, 400);
    assert_eq!(stands(at, &tell(2), b"").await, (204, Some(0)));
    assert_eq!(exchange(at, &bring(2, 0, one, false), one).await.0, 204);
    // At another place, also after its answer was lost: told where it goes on.
    for offset in [0, 19_999, 20_001, 70_000] {
        let elsewhere = bring(2, offset, two, true);
        assert_eq!(stands(at, &elsewhere, two).await, (409, Some(20_000)));
    }
    // Past the end, an end that is not the last piece's, a last piece that is not the end.
    let long = bytes(30_001);
    assert_eq!(
        exchange(at, &bring(2, 20_000, &long, true), &long).await.0,
        400
    );
    assert_eq!(
        exchange(at, &bring(2, 20_000, two, false), two).await.0,
        400
    );
    assert_eq!(exchange(at, &bring(2, 20_000, one, true), one).await.0, 400);
    assert_eq!(stands(at, &tell(2), b"").await, (204, Some(20_000)));
    assert_eq!(exchange(at, &bring(2, 20_000, two, true), two).await.0, 204);
    let (_, _, body) = exchange(at, &get(2, ""), b"").await;
    assert_eq!(body, blob);
    assert_eq!(
        stands(at, &bring(2, 0, one, false), one).await,
        (409, Some(50_000))
    );
    stop(server).await;
}

#[tokio::test]
async fn an_id_is_bound_to_its_length_and_its_secret() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    assert_eq!(exchange(at, &announce(3, 100, ""), b"").await.0, 201);
    assert_eq!(exchange(at, &announce(3, 101, ""), b"").await.0, 409);
    let hash = data_encoding::BASE64URL_NOPAD.encode(&[1; 32]);
    let other = announce(3, 100, &format!("\r\nhudhud-erase-hash: {hash}"));
    assert_eq!(exchange(at, &other, b"").await.0, 409);
    stop(server).await;
}

#[tokio::test]
async fn an_upload_whose_connection_broke_is_gone_on_with() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let blob = bytes(200_000);
    assert_eq!(exchange(at, &announce(4, blob.len(), ""), b"").await.0, 201);
    let piece = bring(4, 0, &blob, true);
    drop(half(at, &piece, &blob).await);
    assert_eq!(stands(at, &tell(4), b"").await, (204, Some(0)));
    assert_eq!(exchange(at, &piece, &blob).await.0, 204);
    let (_, _, body) = exchange(at, &get(4, ""), b"").await;
    assert_eq!(body, blob);
    stop(server).await;
}

#[tokio::test]
async fn a_newer_request_ends_the_one_that_runs() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let blob = bytes(200_000);
    assert_eq!(exchange(at, &announce(5, blob.len(), ""), b"").await.0, 201);
    let piece = bring(5, 0, &blob, true);
    let mut first = half(at, &piece, &blob).await;
    assert_eq!(exchange(at, &piece, &blob).await.0, 204);
    let mut answer = [0; 12];
    first.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 503");
    let (_, _, body) = exchange(at, &get(5, ""), b"").await;
    assert_eq!(body, blob);
    stop(server).await;
}

#[tokio::test]
async fn what_is_too_large_or_malformed_or_no_id_is_refused_before_it_is_read() {
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.blob_mib = Some(32);
    let server = start(args);
    let at = server.local_addr();
    assert_eq!(
        exchange(at, &announce(6, (32 << 20) + 1, ""), b"").await.0,
        413
    );
    assert_eq!(exchange(at, &announce(6, 0, ""), b"").await.0, 400);
    assert_eq!(exchange(at, &announce(6, 32 << 20, ""), b"").await.0, 201);
    let piece = |name: &str, value: &str| {
        let head = bring(6, 0, b"0123456789", false);
        let others = head.split("\r\n").filter(|line| !line.starts_with(name));
        let others: Vec<_> = others.collect();
        format!(
            "{}\r\n{name}{value}\r\nexpect: 100-continue",
            others.join("\r\n")
        )
    };
    let long = piece("content-length: ", "16777217");
    assert_eq!(exchange(at, &long, b"").await.0, 413);
    let chunked = piece("content-length: ", "0\r\ntransfer-encoding: chunked");
    assert!([400, 411].contains(&exchange(at, &chunked, b"").await.0));
    for wrong in [
        piece("content-type: ", "application/octet-stream"),
        piece("content-digest: ", "sha-512=:AQID:"),
        piece("upload-offset: ", "-1"),
        piece("upload-complete: ", "true"),
    ] {
        assert_eq!(exchange(at, &wrong, b"").await.0, 400, "{wrong}");
    }
    for nowhere in ["../secret", "12", "", "zz"] {
        let head = format!("GET /v1/blobs/{nowhere} HTTP/1.1");
        assert_eq!(exchange(at, &head, b"").await.0, 404, "{nowhere}");
    }
    let head = format!("POST {} HTTP/1.1", path(6));
    assert_eq!(exchange(at, &head, b"").await.0, 405);
    stop(server).await;
}

#[tokio::test]
async fn a_blob_and_its_file_go_for_whom_shows_the_secret() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let hash = data_encoding::BASE64URL_NOPAD.encode(&capability_hash(&[9; 32]).0);
    let announced = announce(7, 10, &format!("\r\nhudhud-erase-hash: {hash}"));
    assert_eq!(exchange(at, &announced, b"").await.0, 201);
    let blob = bytes(10);
    assert_eq!(exchange(at, &bring(7, 0, &blob, true), &blob).await.0, 204);
    let file = data.path().join("blobs/07").join(hex(&[7; 32]));
    assert_eq!(std::fs::read(&file).unwrap(), blob);
    assert_eq!(exchange(at, &erase(7, 8), b"").await.0, 403);
    let nothing = format!("DELETE {} HTTP/1.1", path(7));
    assert_eq!(exchange(at, &nothing, b"").await.0, 400);
    assert_eq!(exchange(at, &get(7, ""), b"").await.0, 200);
    assert_eq!(exchange(at, &erase(7, 9), b"").await.0, 204);
    assert_eq!(exchange(at, &get(7, ""), b"").await.0, 404);
    assert_eq!(exchange(at, &erase(7, 9), b"").await.0, 404);
    assert!(!file.exists());
    stop(server).await;
}

#[tokio::test]
async fn a_price_is_told_with_its_puzzle_and_paid_for_one_blob_alone() {
    const BITS: u32 = 8;
    let data = tempfile::tempdir().unwrap();
    let mut args = settings(data.path());
    args.blob_bits = Some(BITS);
    let server = start(args);
    let at = server.local_addr();
    let length = 12 << 20;
    let (status, head, _) = exchange(at, &announce(8, length, ""), b"").await;
    assert_eq!(status, 402, "{head}");
    // Four doublings of a mebibyte hold it.
    assert_eq!(header(&head, "hudhud-bits"), Some("12"), "{head}");
    let shown = header(&head, "hudhud-puzzle-challenge").unwrap();
    let challenge = data_encoding::BASE64URL_NOPAD
        .decode(shown.as_bytes())
        .unwrap();
    let nonce = hudhud_crypto::puzzle::solve(&challenge, &[8; 32], BITS + 4, 0, u64::MAX).unwrap();
    let paid = format!("\r\nhudhud-puzzle: {shown}.{nonce}");
    assert_eq!(exchange(at, &announce(8, length, &paid), b"").await.0, 201);
    assert_eq!(exchange(at, &announce(8, length, ""), b"").await.0, 201);
    assert_eq!(exchange(at, &announce(9, length, &paid), b"").await.0, 402);
    // More than the system buffers: the answer must come through although it comes first.
    let blob = bytes(length);
    assert_eq!(exchange(at, &bring(9, 0, &blob, true), &blob).await.0, 404);
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

/// Bytes of all files of blobs.
fn kept(data: &std::path::Path) -> u64 {
    let shelves = std::fs::read_dir(data.join("blobs")).unwrap();
    let files = shelves.flat_map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap());
    files
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum()
}

#[tokio::test]
async fn a_piece_that_broke_off_or_is_another_leaves_nothing_on_the_disk() {
    let data = tempfile::tempdir().unwrap();
    let server = start(settings(data.path()));
    let at = server.local_addr();
    let blob = bytes(300_000);
    let (one, two) = blob.split_at(100_000);
    assert_eq!(exchange(at, &announce(1, blob.len(), ""), b"").await.0, 201);
    for (offset, whole, piece) in [(0, 0, one), (100_000, 100_000, two)] {
        let head = bring(1, offset, piece, offset > 0);
        let mut other = piece.to_vec();
        other[0] ^= 1;
        assert_eq!(exchange(at, &head, &other).await.0, 400);
        assert_eq!(kept(data.path()), whole);
        // It ends in the middle; the answer is still read.
        let mut stream = half(at, &head, piece).await;
        stream.shutdown().await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
        assert_eq!(kept(data.path()), whole);
        assert_eq!(exchange(at, &head, piece).await.0, 204);
    }
    assert_eq!(kept(data.path()), 300_000);
    stop(server).await;
}
