//! Bytes of an upload: from a connection into a file.

use std::io;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use http::Response;
use http_body_util::{BodyExt as _, BodyStream, Either, StreamBody};
use hyper::body::Incoming;
use sha2::{Digest as _, Sha256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use tokio::time::Instant;

use super::service::{BlobService, PIECE_BYTES};
use super::turns::Turn;
use crate::network::body::{Body, Pieces};
use crate::network::connections::Crowd;

/// An upload may be late by this against its least rate, and silent for as long.
const UPLOAD_LATE: Duration = Duration::from_secs(30);
/// Least rate of an upload over all its time: who is slower keeps a place from others.
const UPLOAD_BYTES_PER_SECOND: u64 = 8 * 1024;
/// The same where many want a place.
const UPLOAD_BYTES_PER_SECOND_CROWDED: u64 = 32 * 1024;
/// Longest time for which an upload that was refused is read on.
const DISCARD_WITHIN: Duration = Duration::from_secs(10);

/// Why a piece did not come whole.
pub(super) enum Interrupted {
    /// It ended early, or went on too long.
    Client,
    /// It came too slowly.
    Slow,
    /// A newer request goes on with the blob.
    Over,
    Storage(io::Error),
}

/// When more must have come than these bytes, after a piece began.
fn due_after(bytes: u64, crowd: Crowd) -> Duration {
    let rate = match crowd {
        Crowd::Few => UPLOAD_BYTES_PER_SECOND,
        Crowd::Many => UPLOAD_BYTES_PER_SECOND_CROWDED,
    };
    UPLOAD_LATE + Duration::from_millis(bytes.saturating_mul(1000) / rate)
}

/// Writes a body to a file and syncs it; SHA-256 of what was written.
pub(super) async fn receive(
    body: &mut Incoming,
    file: std::fs::File,
    length_bytes: u64,
    (turn, service): (&Turn, &BlobService),
) -> Result<[u8; 32], Interrupted> {
    let mut file = File::from_std(file);
    file.set_max_buf_size(PIECE_BYTES);
    let taken = take_in(body, &mut file, length_bytes, (turn, service)).await;
    // Also of what broke off: nothing is on its way to the file any more when it is cut.
    let flushed = file.flush().await;
    let digest = taken?;
    flushed.map_err(Interrupted::Storage)?;
    file.sync_all().await.map_err(Interrupted::Storage)?;
    Ok(digest)
}

async fn take_in(
    body: &mut Incoming,
    file: &mut File,
    length_bytes: u64,
    (turn, service): (&Turn, &BlobService),
) -> Result<[u8; 32], Interrupted> {
    let mut digest = Sha256::new();
    let mut left = length_bytes;
    let began = Instant::now();
    while left > 0 {
        let due = began + due_after(length_bytes - left, service.crowd());
        let due = due.min(Instant::now() + UPLOAD_LATE);
        let next = tokio::select! {
            () = turn.is_over() => return Err(Interrupted::Over),
            next = tokio::time::timeout_at(due, body.frame()) => next,
        };
        let frame = match next {
            Ok(Some(Ok(frame))) => frame,
            Ok(None | Some(Err(_))) => return Err(Interrupted::Client),
            Err(_) => return Err(Interrupted::Slow),
        };
        let Ok(bytes) = frame.into_data() else {
            continue;
        };
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(length).ok_or(Interrupted::Client)?;
        service.metrics.blob_bytes_received.inc_by(length);
        digest.update(&bytes);
        file.write_all(&bytes).await.map_err(Interrupted::Storage)?;
    }
    Ok(digest.finalize().into())
}

/// Reads a body to its end, or for as long as is reasonable.
async fn discard(mut body: Incoming) {
    let all = async { while let Some(Ok(_)) = body.frame().await {} };
    // Who sends on after that has had the time to read the answer.
    let _ = tokio::time::timeout(DISCARD_WITHIN, all).await;
}

/// The same answer, sent at once and ended when the rest of the upload was read and thrown away: a
/// socket that is closed with bytes unread is reset, and an answer that was not yet read is lost.
pub(super) fn linger(response: Response<Body>, body: Incoming) -> Response<Body> {
    response.map(|words| {
        let words = BodyStream::new(words).map(|frame| frame.map_err(io::Error::other));
        let rest = stream::once(discard(body)).filter_map(|()| std::future::ready(None));
        let all: Pieces = Box::pin(words.chain(rest));
        Either::Right(StreamBody::new(all))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_slow_gives_way_where_many_want_a_place() {
        let few = due_after(1024 * 1024, Crowd::Few);
        let many = due_after(1024 * 1024, Crowd::Many);
        assert_eq!(few - UPLOAD_LATE, 4 * (many - UPLOAD_LATE));
    }
}
