//! Parts of a blob that are asked for and given (RFC 9110 §14): one range, of bytes.

use super::header::{Fields, Headers, number};

const RANGE: &str = "range";
const CONTENT_RANGE: &str = "content-range";

/// The part of a blob that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobSpan {
    /// No range, or one that is not understood and may be ignored (RFC 9110 §14.2).
    Whole,
    /// `length` bytes, at least 1.
    Part {
        /// Bytes before them.
        first: u64,
        /// How many.
        length: u64,
    },
    /// None of it is in the blob.
    Outside,
}

/// The headers that ask for the bytes from `first` to `end`, which is not among them. There has to be
/// one at least.
#[must_use]
pub fn part(first: u64, end: u64) -> Headers {
    vec![(RANGE, format!("bytes={first}-{}", end.saturating_sub(1)))]
}

/// The one range of a request for a blob of `size` bytes.
#[must_use]
pub fn span(fields: Fields<'_>, size: u64) -> BlobSpan {
    let range = fields(RANGE);
    let Some((first, last)) = range
        .as_deref()
        .and_then(|range| range.strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'))
    else {
        return BlobSpan::Whole;
    };
    let (first, end) = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => (first, last.saturating_add(1).min(size)),
        (Some(first), None) if last.is_empty() => (first, size),
        (None, Some(count)) if first.is_empty() => (size.saturating_sub(count), size),
        (Some(_) | None, Some(_) | None) => return BlobSpan::Whole,
    };
    match end.checked_sub(first) {
        Some(length) if length > 0 => BlobSpan::Part { first, length },
        Some(_) | None => BlobSpan::Outside,
    }
}

/// The header of a part of a blob of `size` bytes.
#[must_use]
pub fn content_range(first: u64, length: u64, size: u64) -> Headers {
    let last = first.saturating_add(length).saturating_sub(1);
    vec![(CONTENT_RANGE, format!("bytes {first}-{last}/{size}"))]
}

/// The header of a refusal because nothing of the range is in a blob of `size` bytes.
#[must_use]
pub fn outside(size: u64) -> Headers {
    vec![(CONTENT_RANGE, format!("bytes */{size}"))]
}

/// Whether a part begins after the first `have` bytes.
#[must_use]
pub fn continues_at(fields: Fields<'_>, have: u64) -> bool {
    fields(CONTENT_RANGE)
        .and_then(|range| number(range.strip_prefix("bytes ")?.split_once('-')?.0))
        .is_some_and(|first| first == have)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> BlobSpan {
        span(&|name| (name == RANGE).then(|| text.to_owned()), 100)
    }

    fn span_of(first: u64, length: u64) -> BlobSpan {
        BlobSpan::Part { first, length }
    }

    #[test]
    fn the_part_that_is_asked_for_is_the_part_that_is_understood() {
        for (first, end) in [(0, 1), (0, 100), (7, 9), (99, 100)] {
            let headers = part(first, end);
            assert_eq!(range(&headers[0].1), span_of(first, end - first));
        }
    }

    #[test]
    fn ranges_are_cut_to_the_blob() {
        assert_eq!(range("bytes=0-9"), span_of(0, 10));
        assert_eq!(range("bytes=90-"), span_of(90, 10));
        assert_eq!(range("bytes=-7"), span_of(93, 7));
        assert_eq!(range("bytes=-700"), span_of(0, 100));
        assert_eq!(range("bytes=50-700"), span_of(50, 50));
    }

    #[test]
    fn a_range_behind_the_end_is_outside_and_nonsense_means_everything() {
        assert_eq!(range("bytes=100-"), BlobSpan::Outside);
        assert_eq!(range("bytes=-0"), BlobSpan::Outside);
        for nonsense in [
            "bytes=9-3",
            "bytes=1-2,5-6",
            "pages=1-2",
            "bytes=+1-2",
            "bytes=-",
        ] {
            assert_eq!(range(nonsense), BlobSpan::Whole, "{nonsense}");
        }
    }

    #[test]
    fn a_part_says_where_it_begins() {
        let headers = content_range(100, 50, 200);
        let fields = |name: &str| {
            let found = headers.iter().find(|(header, _)| *header == name);
            found.map(|(_, value)| value.clone())
        };
        assert_eq!(fields(CONTENT_RANGE).unwrap(), "bytes 100-149/200");
        assert!(continues_at(&fields, 100));
        assert!(!continues_at(&fields, 99));
        assert!(!continues_at(&|_| None, 0));
        assert!(!continues_at(&|_| Some("bytes */200".to_owned()), 0));
    }
}
