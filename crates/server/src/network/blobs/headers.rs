//! Reading the few headers that blob requests have.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use http::HeaderMap;
use http::header::{self, HeaderName};
use hudhud_base::BlobId;
use hudhud_wire::PuzzleSolution;

/// BLAKE3 of a blob's bytes.
pub(super) const HASH: HeaderName = HeaderName::from_static("hudhud-hash");
/// A puzzle's solution: base64url of the challenge, a dot, the nonce.
pub(super) const PUZZLE: HeaderName = HeaderName::from_static("hudhud-puzzle");
/// What to solve, in base64url, beside status 402.
pub(super) const CHALLENGE: HeaderName = HeaderName::from_static("hudhud-puzzle-challenge");
/// The price, in zero bits, beside status 402.
pub(super) const BITS: HeaderName = HeaderName::from_static("hudhud-bits");
/// Bytes of a challenge at most.
const CHALLENGE_BYTES: usize = 128;

/// The header is there, but not a solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotASolution;

/// The part of a blob that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// No range, or one that is not understood and may be ignored (RFC 9110 §14.2).
    Whole,
    /// `length` bytes, at least 1.
    Part { first: u64, length: u64 },
    /// None of it is in the blob.
    Outside,
}

/// The id in a path.
pub(super) fn blob_id(text: &str) -> Option<BlobId> {
    BlobId::try_from(HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.as_slice()).ok()
}

/// The hash of an upload, in base64url (43 characters) or hexadecimal (64).
pub(super) fn content_hash(headers: &HeaderMap) -> Option<[u8; 32]> {
    let text = headers.get(HASH)?.as_bytes();
    let encoding = if text.len() == 64 {
        HEXLOWER_PERMISSIVE
    } else {
        BASE64URL_NOPAD
    };
    encoding.decode(text).ok()?.try_into().ok()
}

/// The solution that pays for an upload, if one is given.
pub(super) fn payment(headers: &HeaderMap) -> Result<Option<PuzzleSolution>, NotASolution> {
    let Some(value) = headers.get(PUZZLE) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| NotASolution)?;
    let (challenge, nonce) = text.split_once('.').ok_or(NotASolution)?;
    let challenge = BASE64URL_NOPAD
        .decode(challenge.as_bytes())
        .map_err(|_| NotASolution)?;
    if challenge.len() > CHALLENGE_BYTES {
        return Err(NotASolution);
    }
    let nonce = nonce.parse().map_err(|_| NotASolution)?;
    Ok(Some(PuzzleSolution {
        challenge: challenge.into(),
        nonce,
    }))
}

/// The one range of a request for a blob of `size` bytes.
pub(super) fn span(headers: &HeaderMap, size: u64) -> Span {
    let range = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok());
    let Some((first, last)) = range
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'))
    else {
        return Span::Whole;
    };
    let (first, end) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.saturating_add(1).min(size)),
        (Ok(first), Err(_)) if last.is_empty() => (first, size),
        (Err(_), Ok(count)) if first.is_empty() => (size.saturating_sub(count), size),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => return Span::Whole,
    };
    match end.checked_sub(first) {
        Some(length) if length > 0 => Span::Part { first, length },
        Some(_) | None => Span::Outside,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn range(text: &str) -> Span {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_str(text).unwrap());
        span(&headers, 100)
    }

    #[test]
    fn ranges_are_cut_to_the_blob() {
        assert_eq!(
            range("bytes=0-9"),
            Span::Part {
                first: 0,
                length: 10
            }
        );
        assert_eq!(
            range("bytes=90-"),
            Span::Part {
                first: 90,
                length: 10
            }
        );
        assert_eq!(
            range("bytes=-7"),
            Span::Part {
                first: 93,
                length: 7
            }
        );
        assert_eq!(
            range("bytes=-700"),
            Span::Part {
                first: 0,
                length: 100
            }
        );
        assert_eq!(
            range("bytes=50-700"),
            Span::Part {
                first: 50,
                length: 50
            }
        );
    }

    #[test]
    fn a_range_behind_the_end_is_outside_and_nonsense_means_everything() {
        assert_eq!(range("bytes=100-"), Span::Outside);
        assert_eq!(range("bytes=-0"), Span::Outside);
        assert_eq!(range("bytes=9-3"), Span::Whole);
        assert_eq!(range("bytes=1-2,5-6"), Span::Whole);
        assert_eq!(range("pages=1-2"), Span::Whole);
    }

    #[test]
    fn a_solution_is_a_challenge_and_a_nonce() {
        let mut headers = HeaderMap::new();
        assert_eq!(payment(&headers), Ok(None));
        headers.insert(PUZZLE, HeaderValue::from_static("AQID.77"));
        let solution = payment(&headers).unwrap().unwrap();
        assert_eq!(
            (solution.challenge.as_ref(), solution.nonce),
            ([1, 2, 3].as_slice(), 77)
        );
        for wrong in ["AQID", "AQID.", "AQ!D.7", "AQID.-7"] {
            headers.insert(PUZZLE, HeaderValue::from_str(wrong).unwrap());
            assert_eq!(payment(&headers), Err(NotASolution), "{wrong}");
        }
    }
}
