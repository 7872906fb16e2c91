//! A client and a host, each as it is, and what lies between them: every blob arrives whole.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hudhud_base::BlobId;
use hudhud_client::{BlobOutcome, BlobToStore, Blobs};
use hudhud_server::{Config, ServeArgs, Server};
use tokio::net::{TcpListener, TcpStream};

const ID: BlobId = BlobId([7; 32]);
/// The capability hash of 32 ones (docs/spec/crypto.md).
const HASH_OF_ONES: [u8; 32] = [
    0xd2, 0xd2, 0xcf, 0x62, 0xba, 0x9b, 0x6a, 0x32, 0x31, 0x7b, 0xb9, 0x2d, 0xb4, 0x86, 0x0b, 0x56,
    0x18, 0xc9, 0x44, 0x58, 0x50, 0xd4, 0x73, 0x17, 0xd3, 0x40, 0xde, 0x9e, 0x47, 0xce, 0x41, 0x43,
];

fn start(data: &Path, listen: SocketAddr, blob_bits: u32) -> Server {
    let args = ServeArgs {
        listen: Some(listen),
        data: Some(data.to_owned()),
        domain: Some("localhost".to_owned()),
        cache_mib: Some(8),
        blob_bits: Some(blob_bits),
        ..ServeArgs::default()
    };
    Server::start(Config::resolve(args).unwrap()).unwrap()
}

fn anywhere() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

fn blobs_at(address: SocketAddr) -> Blobs {
    Blobs::of(format!("http://{address}").parse().unwrap()).unwrap()
}

async fn stop(server: Server) {
    tokio::task::spawn_blocking(move || server.shutdown())
        .await
        .unwrap()
        .unwrap();
}

fn blob(length: usize) -> BlobToStore {
    let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
    BlobToStore {
        id: ID,
        bytes: bytes.into(),
        erase_hash: None,
        payment: None,
    }
}

/// Passes bytes on, and cuts each connection after `bytes` of either way.
async fn cutting(to: SocketAddr, bytes: usize) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(anywhere()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let cuts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&cuts);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let far = TcpStream::connect(to).await.unwrap();
                pass(near, far, bytes).await;
                counted.fetch_add(1, Ordering::Relaxed);
            });
        }
    });
    (address, cuts)
}

async fn pass(near: TcpStream, far: TcpStream, most: usize) {
    use tokio::io::{AsyncReadExt as _, copy};
    let (near_in, mut near_out) = near.into_split();
    let (far_in, mut far_out) = far.into_split();
    let most = u64::try_from(most).unwrap();
    let (mut near_in, mut far_in) = (near_in.take(most), far_in.take(most));
    // Whichever way ends first, both are dropped: that is the cut.
    tokio::select! {
        _ = copy(&mut near_in, &mut far_out) => {}
        _ = copy(&mut far_in, &mut near_out) => {}
    }
}

#[tokio::test]
async fn a_client_stores_and_fetches_what_is_cut_off_again_and_again() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), anywhere(), 0);
    let (through, cuts) = cutting(server.local_addr(), 3_000_000).await;
    let blobs = blobs_at(through);
    let stored = blob(7_000_000);
    assert_eq!(blobs.store(&stored).await, BlobOutcome::Stored);
    assert!(cuts.load(Ordering::Relaxed) >= 2);
    let fetched = blobs.fetch(ID, 7_000_000).await;
    assert!(fetched == BlobOutcome::Fetched(stored.bytes.clone()));
    assert!(cuts.load(Ordering::Relaxed) >= 4);
    // What is there already is there.
    assert_eq!(blobs.store(&stored).await, BlobOutcome::Stored);
    stop(server).await;
}

#[tokio::test]
async fn a_client_goes_on_at_a_host_that_was_started_again_meanwhile() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), anywhere(), 0);
    let at = server.local_addr();
    // One piece fits each connection, and all that are tried hold half of the blob.
    let (through, _) = cutting(at, 1_200_000).await;
    let stored = blob(12_000_000);
    assert_eq!(
        blobs_at(through).store(&stored).await,
        BlobOutcome::Unreachable
    );
    stop(server).await;

    let server = start(data.path(), at, 0);
    assert_eq!(
        blobs_at(at).fetch(ID, 12_000_000).await,
        BlobOutcome::Missing
    );
    // One connection has room for what is left, and not for all of it.
    let (through, cuts) = cutting(at, 8_000_000).await;
    assert_eq!(blobs_at(through).store(&stored).await, BlobOutcome::Stored);
    assert!(cuts.load(Ordering::Relaxed) <= 1);
    let fetched = blobs_at(at).fetch(ID, 12_000_000).await;
    assert!(fetched == BlobOutcome::Fetched(stored.bytes.clone()));
    stop(server).await;
}

#[tokio::test]
async fn a_client_reads_a_price_and_every_refusal_of_a_host() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), anywhere(), 6);
    let blobs = blobs_at(server.local_addr());
    let outcome = blobs.store(&blob(10)).await;
    assert!(
        matches!(outcome, BlobOutcome::Unpaid { bits: 6, .. }),
        "{outcome:?}"
    );
    assert_eq!(blobs.fetch(ID, 10).await, BlobOutcome::Missing);
    assert_eq!(blobs.erase(ID, [1; 32]).await, Some(BlobOutcome::Missing));
    assert_eq!(blobs.store(&blob(64 << 21)).await, BlobOutcome::Refused);
    stop(server).await;
}

#[tokio::test]
async fn a_client_erases_what_it_stored_with_the_secret_alone() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path(), anywhere(), 0);
    let blobs = blobs_at(server.local_addr());
    let stored = BlobToStore {
        erase_hash: Some(HASH_OF_ONES),
        ..blob(10)
    };
    assert_eq!(blobs.store(&stored).await, BlobOutcome::Stored);
    assert_eq!(blobs.erase(ID, [6; 32]).await, Some(BlobOutcome::Refused));
    assert_eq!(blobs.erase(ID, [1; 32]).await, None);
    assert_eq!(blobs.fetch(ID, 10).await, BlobOutcome::Missing);
    stop(server).await;
}
