//! Hosts that keep a transfer from its end.

use std::time::Duration;

use hudhud_base::{BlobId, HostUrl};
use hudhud_client::{BlobOutcome, BlobToStore, Blobs};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

const BLOB: BlobId = BlobId([1; 32]);
const HOUR: Duration = Duration::from_secs(3600);

/// Something that listens, and does the same with every connection for as long as the set is held.
async fn listening<F: Future<Output = ()> + Send + 'static>(
    with: fn(TcpStream) -> F,
) -> (u16, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            connections.spawn(with(stream));
        }
    });
    (port, tasks)
}

/// Serves a megabyte, a byte each time before anybody gives up.
async fn drips(mut stream: TcpStream) {
    let _ = stream.read(&mut [0; 4096]).await;
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n";
    let mut sent = stream.write_all(head).await;
    while sent.is_ok() {
        sleep(Duration::from_secs(29)).await;
        sent = stream.write_all(b"x").await;
    }
}

async fn says_nothing(stream: TcpStream) {
    sleep(1000 * HOUR).await;
    drop(stream);
}

fn at(url: &str) -> Blobs {
    let host: HostUrl = url.parse().unwrap();
    Blobs::of(host).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_download_that_brings_a_byte_now_and_then_is_given_up() {
    let (port, _tasks) = listening(drips).await;
    let blobs = at(&format!("http://127.0.0.1:{port}"));
    let fetched = timeout(HOUR, blobs.fetch(BLOB, 1_000_000)).await;
    assert!(matches!(fetched, Ok(BlobOutcome::Unreachable)));
}

#[tokio::test(start_paused = true)]
async fn an_upload_to_a_host_that_never_greets_is_given_up() {
    let (port, _tasks) = listening(says_nothing).await;
    let blobs = at(&format!("https://localhost:{port}"));
    let blob = BlobToStore {
        id: BLOB,
        bytes: vec![1; 1000].into(),
        erase_hash: None,
        payment: None,
    };
    let stored = timeout(HOUR, blobs.store(&blob)).await;
    assert!(matches!(stored, Ok(BlobOutcome::Unreachable)));
}
