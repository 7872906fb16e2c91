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

use super::service::PIECE_BYTES;
use super::turns::Turn;
use crate::metrics::Metrics;
use crate::network::body::{Body, Pieces};

/// An upload may be late by this against [`UPLOAD_BYTES_PER_SECOND`].
const UPLOAD_LATE: Duration = Duration::from_secs(30);
/// Least rate of an upload over all its time: who is slower keeps a place from others.
const UPLOAD_BYTES_PER_SECOND: u64 = 8 * 1024;
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
fn due_after(bytes: u64) -> Duration {
    UPLOAD_LATE + Duration::from_millis(bytes.saturating_mul(1000) / UPLOAD_BYTES_PER_SECOND)
}

/// Writes a body to a file and syncs it; SHA-256 of what was written.
pub(super) async fn receive(
    body: &mut Incoming,
    file: std::fs::File,
    length_bytes: u64,
    (turn, metrics): (&Turn, &Metrics),
) -> Result<[u8; 32], Interrupted> {
    let mut file = File::from_std(file);
    file.set_max_buf_size(PIECE_BYTES);
    let mut digest = Sha256::new();
    let mut left = length_bytes;
    let began = Instant::now();
    while left > 0 {
        let due = began + due_after(length_bytes - left);
        // A turn ends here alone: never while a write is on its way to the file.
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
        metrics.blob_bytes_received.inc_by(length);
        digest.update(&bytes);
        file.write_all(&bytes).await.map_err(Interrupted::Storage)?;
    }
    file.flush().await.map_err(Interrupted::Storage)?;
    file.sync_all().await.map_err(Interrupted::Storage)?;
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
