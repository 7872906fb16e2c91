//! Blobs over HTTP: `PUT` and `GET /v1/blobs/{hex}`, each on a connection of its own.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use http::header::{CONTENT_RANGE, HOST, HeaderMap, RANGE};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hudhud_base::BlobId;
use hudhud_crypto::identity::body_hash;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;

use super::Tls;
use super::stream::{self, ConnectError};
use crate::host_url::HostUrl;

/// BLAKE3 of an upload's bytes, in hexadecimal: what arrives is checked before it is kept.
const HASH: &str = "hudhud-hash";
/// Pays for an upload: `base64url(challenge).nonce`.
const PUZZLE: &str = "hudhud-puzzle";
/// The challenge of a puzzle that the host asks for.
const PUZZLE_CHALLENGE: &str = "hudhud-puzzle-challenge";
/// Its leading zero bits.
const PUZZLE_BITS: &str = "hudhud-bits";
/// Silence after which a transfer is given up.
const SILENCE: Duration = Duration::from_secs(30);
/// For the bytes of an upload to be taken: the largest blob at 16 kB/s.
const UPLOAD: Duration = Duration::from_secs(70 * 60);

/// Why a transfer brought nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpError {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The connection broke, fell silent, or the host asks to try again later.
    #[error("the transfer broke off")]
    Broken,
    /// Not there.
    #[error("there is no such blob")]
    Missing,
    /// The host will not do it, or gave something else.
    #[error("the host refuses")]
    Refused,
}

/// How an upload ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// Durable.
    Done,
    /// To be paid for.
    Unpaid {
        /// Opaque.
        challenge: Bytes,
        /// Leading zero bits.
        bits: u32,
    },
}

/// How far a download came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    /// All of it lies in the buffer.
    Whole,
    /// The connection broke: go on from the buffer's end.
    Part,
}

/// Uploads `bytes`.
pub(crate) async fn store_blob(
    host: &HostUrl,
    tls: &Tls,
    blob: BlobId,
    bytes: Bytes,
    payment: Option<(Bytes, u64)>,
) -> Result<Stored, HttpError> {
    let hash = HEXLOWER.encode(&body_hash(&bytes));
    let mut request = Request::put(path(blob))
        .header(HOST, host.authority())
        .header(HASH, hash);
    if let Some((challenge, nonce)) = payment {
        let value = format!("{}.{nonce}", BASE64URL_NOPAD.encode(&challenge));
        request = request.header(PUZZLE, value);
    }
    let request = request
        .body(Full::new(bytes))
        .map_err(|_| HttpError::Refused)?;
    let response = timeout(UPLOAD, exchange(host, tls, request))
        .await
        .map_err(|_| HttpError::Broken)??;
    match response.status() {
        StatusCode::OK | StatusCode::CREATED | StatusCode::NO_CONTENT => Ok(Stored::Done),
        StatusCode::PAYMENT_REQUIRED => price(response.headers()).ok_or(HttpError::Broken),
        status => Err(refusal(status)),
    }
}

/// Downloads into `into`, which holds what earlier attempts brought, up to `size` bytes.
pub(crate) async fn fetch_blob(
    host: &HostUrl,
    tls: &Tls,
    blob: BlobId,
    size: u64,
    into: &mut BytesMut,
) -> Result<Fetched, HttpError> {
    let have = u64::try_from(into.len()).map_err(|_| HttpError::Refused)?;
    let mut request = Request::get(path(blob)).header(HOST, host.authority());
    if have > 0 {
        request = request.header(RANGE, format!("bytes={have}-"));
    }
    let request = request
        .body(Full::new(Bytes::new()))
        .map_err(|_| HttpError::Refused)?;
    let mut response = timeout(SILENCE, exchange(host, tls, request))
        .await
        .map_err(|_| HttpError::Broken)??;
    match response.status() {
        StatusCode::OK => into.clear(),
        StatusCode::PARTIAL_CONTENT if continues(response.headers(), have) => {}
        status => return Err(refusal(status)),
    }
    loop {
        let frame = match timeout(SILENCE, response.body_mut().frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => return Ok(Fetched::Part),
        };
        let Ok(data) = frame.into_data() else {
            continue;
        };
        let total = into.len().saturating_add(data.len());
        if u64::try_from(total).map_or(true, |total| total > size) {
            return Err(HttpError::Refused);
        }
        into.extend_from_slice(&data);
    }
    let whole = u64::try_from(into.len()).is_ok_and(|length| length == size);
    Ok(if whole { Fetched::Whole } else { Fetched::Part })
}

fn path(blob: BlobId) -> String {
    format!("/v1/blobs/{blob}")
}

/// One request on a connection of its own, which ends with the response's body.
async fn exchange(
    host: &HostUrl,
    tls: &Tls,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, HttpError> {
    let stream = stream::connect(host, tls).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| HttpError::Broken)?;
    // Ends by itself when the response, or the task that waits for it, is dropped.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    sender
        .send_request(request)
        .await
        .map_err(|_| HttpError::Broken)
}

/// Whether the bytes that follow begin where those at hand end.
fn continues(headers: &HeaderMap, have: u64) -> bool {
    let range = headers
        .get(CONTENT_RANGE)
        .and_then(|value| value.to_str().ok());
    let first = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('-'));
    first.is_some_and(|(first, _)| first.parse() == Ok(have))
}

fn price(headers: &HeaderMap) -> Option<Stored> {
    let challenge = headers.get(PUZZLE_CHALLENGE)?.as_bytes();
    let challenge = Bytes::from(BASE64URL_NOPAD.decode(challenge).ok()?);
    let bits = headers.get(PUZZLE_BITS)?.to_str().ok()?.parse().ok()?;
    Some(Stored::Unpaid { challenge, bits })
}

fn refusal(status: StatusCode) -> HttpError {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => HttpError::Missing,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => HttpError::Broken,
        // A full disk is no reason to give a message up: it may be emptied.
        StatusCode::INSUFFICIENT_STORAGE => HttpError::Broken,
        status if status.is_server_error() => HttpError::Broken,
        _ => HttpError::Refused,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_price_is_read_from_its_two_headers() {
        let mut headers = HeaderMap::new();
        headers.insert(PUZZLE_CHALLENGE, HeaderValue::from_static("AQID"));
        assert_eq!(price(&headers), None);
        headers.insert(PUZZLE_BITS, HeaderValue::from_static("12"));
        let challenge = Bytes::from_static(&[1, 2, 3]);
        assert_eq!(
            price(&headers),
            Some(Stored::Unpaid {
                challenge,
                bits: 12
            })
        );
    }

    #[test]
    fn a_part_that_begins_elsewhere_is_not_taken() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_RANGE, HeaderValue::from_static("bytes 100-199/200"));
        assert!(continues(&headers, 100));
        assert!(!continues(&headers, 99));
        assert!(!continues(&HeaderMap::new(), 0));
    }

    #[test]
    fn a_full_disk_is_worth_another_attempt_and_a_refusal_is_not() {
        assert_eq!(refusal(StatusCode::INSUFFICIENT_STORAGE), HttpError::Broken);
        assert_eq!(refusal(StatusCode::SERVICE_UNAVAILABLE), HttpError::Broken);
        assert_eq!(refusal(StatusCode::FORBIDDEN), HttpError::Refused);
        assert_eq!(refusal(StatusCode::NOT_FOUND), HttpError::Missing);
    }
}
