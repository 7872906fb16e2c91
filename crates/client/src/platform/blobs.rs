//! Blobs over HTTP, `PUT` and `GET /v1/blobs/{hex}`: what the requests and answers say.
//!
//! Owns headers and statuses. How they travel is the platform's.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hudhud_base::BlobId;
use hudhud_crypto::identity::body_hash;

use super::{Fetched, HttpError, Stored};

/// BLAKE3 of an upload's bytes, in hexadecimal: what arrives is checked before it is kept.
pub(super) const HASH: &str = "hudhud-hash";
/// Pays for an upload: `base64url(challenge).nonce`.
pub(super) const PUZZLE: &str = "hudhud-puzzle";
/// The challenge of a puzzle that the host asks for.
pub(super) const PUZZLE_CHALLENGE: &str = "hudhud-puzzle-challenge";
/// Its leading zero bits.
pub(super) const PUZZLE_BITS: &str = "hudhud-bits";

/// Silence after which a transfer is given up.
pub(super) const SILENCE: Duration = Duration::from_secs(30);
/// For the bytes of an upload to be taken: the largest blob at 16 kB/s.
pub(super) const UPLOAD: Duration = Duration::from_secs(70 * 60);

/// Where a blob lies on every host.
pub(super) fn path(blob: BlobId) -> String {
    format!("/v1/blobs/{blob}")
}

/// The value of [`HASH`].
pub(super) fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&body_hash(bytes))
}

/// The value of [`PUZZLE`].
pub(super) fn payment(challenge: &[u8], nonce: u64) -> String {
    format!("{}.{nonce}", BASE64URL_NOPAD.encode(challenge))
}

/// The value of `Range` that asks for what follows the first `have` bytes, if there are any.
pub(super) fn rest(have: u64) -> Option<String> {
    (have > 0).then(|| format!("bytes={have}-"))
}

/// What the answer to an upload means.
pub(super) fn stored(
    status: u16,
    challenge: Option<&str>,
    bits: Option<&str>,
) -> Result<Stored, HttpError> {
    match status {
        200 | 201 | 204 => Ok(Stored::Done),
        402 => price(challenge, bits).ok_or(HttpError::Broken),
        status => Err(refusal(status)),
    }
}

/// Whether the answer to a download goes on where the `have` bytes end (`false`: it begins anew).
pub(super) fn continues(status: u16, range: Option<&str>, have: u64) -> Result<bool, HttpError> {
    match status {
        200 => Ok(false),
        206 if begins_at(range, have) => Ok(true),
        status => Err(refusal(status)),
    }
}

/// Takes what came, unless it is more than was announced.
pub(super) fn append(into: &mut BytesMut, data: &[u8], size: u64) -> Result<(), HttpError> {
    let total = into.len().saturating_add(data.len());
    if u64::try_from(total).map_or(true, |total| total > size) {
        return Err(HttpError::Refused);
    }
    into.extend_from_slice(data);
    Ok(())
}

/// How far a download of `size` bytes came.
pub(super) fn progress(into: &BytesMut, size: u64) -> Fetched {
    if u64::try_from(into.len()).is_ok_and(|length| length == size) {
        Fetched::Whole
    } else {
        Fetched::Part
    }
}

/// Whether the bytes that follow begin where those at hand end.
fn begins_at(range: Option<&str>, have: u64) -> bool {
    let first = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('-'));
    first.is_some_and(|(first, _)| first.parse() == Ok(have))
}

fn price(challenge: Option<&str>, bits: Option<&str>) -> Option<Stored> {
    let challenge = BASE64URL_NOPAD.decode(challenge?.as_bytes()).ok()?;
    Some(Stored::Unpaid {
        challenge: Bytes::from(challenge),
        bits: bits?.parse().ok()?,
    })
}

fn refusal(status: u16) -> HttpError {
    match status {
        404 | 410 => HttpError::Missing,
        // Too slow, too often; and a full disk is no reason to give a message up: it may be emptied.
        408 | 429 | 500..=599 => HttpError::Broken,
        _ => HttpError::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_from_its_two_headers() {
        assert_eq!(stored(402, Some("AQID"), None), Err(HttpError::Broken));
        let challenge = Bytes::from_static(&[1, 2, 3]);
        assert_eq!(
            stored(402, Some("AQID"), Some("12")),
            Ok(Stored::Unpaid {
                challenge,
                bits: 12
            })
        );
    }

    #[test]
    fn a_part_that_begins_elsewhere_is_not_taken() {
        let range = Some("bytes 100-199/200");
        assert_eq!(continues(206, range, 100), Ok(true));
        assert_eq!(continues(206, range, 99), Err(HttpError::Refused));
        assert_eq!(continues(206, None, 0), Err(HttpError::Refused));
        assert_eq!(continues(200, None, 100), Ok(false));
    }

    #[test]
    fn more_than_was_announced_is_refused() {
        let mut into = BytesMut::from(&[1, 2][..]);
        assert_eq!(append(&mut into, &[3], 3), Ok(()));
        assert_eq!(progress(&into, 3), Fetched::Whole);
        assert_eq!(append(&mut into, &[4], 3), Err(HttpError::Refused));
    }

    #[test]
    fn a_full_disk_is_worth_another_attempt_and_a_refusal_is_not() {
        assert_eq!(refusal(507), HttpError::Broken);
        assert_eq!(refusal(503), HttpError::Broken);
        assert_eq!(refusal(403), HttpError::Refused);
        assert_eq!(refusal(404), HttpError::Missing);
    }
}
