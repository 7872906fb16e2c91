//! Uploads that go on side by side without end, as they stand on the wire.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{anyhow, bail};
use hudhud_base::BlobId;
use hudhud_crypto::identity::content_digest;
use hudhud_server::Stream;
use hudhud_wire::blob::{BlobAnswer, BlobCreation, BlobPiece, path};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::{JoinHandle, spawn_local};

use super::plain::PIECE_BYTES;
use crate::random::Random;
use crate::server::{HostProcess, Target, others};

/// Pieces of one blob.
const PIECES: u64 = 32;
/// More than any answer has.
const ANSWER_BYTES: usize = 4096;

/// What messages waited, and what was brought meanwhile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peace {
    pub(super) quiet: Duration,
    pub(super) busy: Duration,
    /// Bytes of files, brought while messages were written.
    pub(super) bytes: u64,
}

/// How long messages take, 99 of 100 times at most, in peace and while so many files are brought.
pub(super) async fn beside(
    host: &HostProcess,
    transfers: u64,
    (length, on): (Duration, u32),
) -> anyhow::Result<Peace> {
    others::prepare(&host.target).await?;
    let quiet = waited(others::p99(&host.target, length, on)).await?;
    let brought = Rc::new(Cell::new(0));
    let all: Vec<JoinHandle<anyhow::Result<()>>> = (1..=transfers)
        .map(|seed| {
            let (target, brought) = (host.target.clone(), Rc::clone(&brought));
            spawn_local(async move { upload(&target, Random::new(seed), &brought).await })
        })
        .collect();
    let busy = waited(others::p99(&host.target, length, on)).await;
    let bytes = brought.get();
    for transfer in all {
        if transfer.is_finished() {
            transfer.await??;
            bail!("a transfer has ended");
        }
        transfer.abort();
    }
    Ok(Peace {
        quiet,
        busy: busy?,
        bytes,
    })
}

/// Waits for a thread without holding up the transfers.
async fn waited<T: Send + 'static>(
    thread: std::thread::JoinHandle<anyhow::Result<T>>,
) -> anyhow::Result<T> {
    while !thread.is_finished() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    thread.join().map_err(|_| anyhow!("a thread broke"))?
}

/// Brings one blob after the other.
async fn upload(target: &Target, mut random: Random, brought: &Cell<u64>) -> anyhow::Result<()> {
    let mut stream = target.connect().await?;
    loop {
        one(&mut stream, &mut random, brought).await?;
    }
}

/// Brings blobs until they have so many bytes.
pub(crate) async fn bring(target: &Target, bytes: u64) -> anyhow::Result<()> {
    let (brought, mut random) = (Cell::new(0), Random::new(u64::MAX));
    let mut stream = target.connect().await?;
    while brought.get() < bytes {
        one(&mut stream, &mut random, &brought).await?;
    }
    Ok(())
}

/// Brings a blob.
async fn one(stream: &mut Stream, random: &mut Random, brought: &Cell<u64>) -> anyhow::Result<()> {
    let piece = random.bytes(PIECE_BYTES);
    let (length, digest) = (piece.len() as u64, content_digest(&piece));
    let id = random.bytes(32);
    let blob = BlobId::try_from(id.as_slice()).map_err(|_| anyhow!("no id"))?;
    let creation = BlobCreation {
        size_bytes: PIECES * length,
        erase_hash: None,
        payment: None,
    };
    ask(stream, (blob, "PUT"), (&creation.headers(), &[])).await?;
    for number in 0..PIECES {
        let headers = BlobPiece {
            offset_bytes: number * length,
            is_last: number + 1 == PIECES,
            digest,
        };
        ask(stream, (blob, "PATCH"), (&headers.headers(), &piece)).await?;
        brought.set(brought.get() + length);
    }
    Ok(())
}

/// Asks, and waits until the host has agreed.
async fn ask(
    stream: &mut Stream,
    (blob, method): (BlobId, &str),
    (headers, body): (&[(&'static str, String)], &[u8]),
) -> anyhow::Result<()> {
    let mut head = format!("{method} {} HTTP/1.1\r\nhost: localhost\r\n", path(blob));
    head.push_str(&format!("content-length: {}\r\n", body.len()));
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut answer).await? == 0 || answer.len() > ANSWER_BYTES {
            bail!("no answer");
        }
    }
    agreed(&String::from_utf8_lossy(&answer))
}

fn agreed(answer: &str) -> anyhow::Result<()> {
    let mut lines = answer.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.and_then(|status| status.parse().ok());
    let field = |name: &str| {
        let mut fields = answer.lines().filter_map(|line| line.split_once(": "));
        let found = fields.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    match BlobAnswer::read(status.unwrap_or_default(), &field) {
        Some(BlobAnswer::Created(_) | BlobAnswer::Stands(_)) => Ok(()),
        _ => bail!("the host said {answer}"),
    }
}
