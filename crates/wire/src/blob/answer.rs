//! What a host answers about a blob, apart from its bytes.

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use hudhud_base::limits::BLOB_PIECE_BYTES;

use super::header::{
    Fields, Headers, PUZZLE_BITS, PUZZLE_CHALLENGE, UPLOAD_COMPLETE, UPLOAD_LENGTH, UPLOAD_LIMIT,
    UPLOAD_OFFSET, number, of_bytes, of_truth, truth,
};
use crate::bounds::CHALLENGE_BYTES;

/// How much of a blob the host has, durably.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobProgress {
    /// Bytes that it has.
    pub offset_bytes: u64,
    /// Bytes of the whole blob.
    pub size_bytes: u64,
}

impl BlobProgress {
    /// The host has all of it, and serves it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.offset_bytes == self.size_bytes
    }

    fn headers(self) -> Headers {
        vec![
            (UPLOAD_OFFSET, self.offset_bytes.to_string()),
            (UPLOAD_LENGTH, self.size_bytes.to_string()),
            (UPLOAD_COMPLETE, of_truth(self.is_complete())),
            (UPLOAD_LIMIT, format!("max-append-size={BLOB_PIECE_BYTES}")),
        ]
    }

    fn read(fields: Fields<'_>) -> Option<Self> {
        let progress = Self {
            offset_bytes: number(&fields(UPLOAD_OFFSET)?)?,
            size_bytes: number(&fields(UPLOAD_LENGTH)?)?,
        };
        let complete = truth(&fields(UPLOAD_COMPLETE)?)?;
        let fits = progress.offset_bytes <= progress.size_bytes;
        (fits && complete == progress.is_complete()).then_some(progress)
    }
}

/// What a blob costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobPrice {
    /// Opaque.
    pub challenge: Bytes,
    /// Leading zero bits.
    pub bits: u32,
}

impl BlobPrice {
    fn headers(&self) -> Headers {
        vec![
            (PUZZLE_CHALLENGE, of_bytes(&self.challenge)),
            (PUZZLE_BITS, self.bits.to_string()),
        ]
    }

    fn read(fields: Fields<'_>) -> Option<Self> {
        let challenge = BASE64URL_NOPAD
            .decode(fields(PUZZLE_CHALLENGE)?.as_bytes())
            .ok()?;
        (challenge.len() <= CHALLENGE_BYTES).then_some(())?;
        Some(Self {
            challenge: challenge.into(),
            bits: number(&fields(PUZZLE_BITS)?)?.try_into().ok()?,
        })
    }
}

/// What a host answers to everything but a `GET` that it serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobAnswer {
    /// It is announced now.
    Created(BlobProgress),
    /// So much of it is here.
    Stands(BlobProgress),
    /// It is erased.
    Erased,
    /// Something is not as this page says.
    Malformed,
    /// To be paid for.
    Unpaid(BlobPrice),
    /// Whoever asks may not.
    Forbidden,
    /// No such blob, or not whole yet.
    Missing,
    /// Too slow.
    Slow,
    /// The next piece begins elsewhere.
    Elsewhere(BlobProgress),
    /// The id is taken by another blob.
    Conflict,
    /// A piece says how long it is.
    Lengthless,
    /// Longer than the host takes.
    TooLarge,
    /// Nothing of the range is in it.
    Outside,
    /// Too often.
    TooMany,
    /// The host could not read or write its disk.
    Storage,
    /// The host has no time, or another request has taken the place of this one.
    Busy,
    /// The disk is above its mark.
    Full,
}

impl BlobAnswer {
    /// The status of RFC 9110.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Created(_) => 201,
            Self::Stands(_) | Self::Erased => 204,
            Self::Malformed => 400,
            Self::Unpaid(_) => 402,
            Self::Forbidden => 403,
            Self::Missing => 404,
            Self::Slow => 408,
            Self::Elsewhere(_) | Self::Conflict => 409,
            Self::Lengthless => 411,
            Self::TooLarge => 413,
            Self::Outside => 416,
            Self::TooMany => 429,
            Self::Storage => 500,
            Self::Busy => 503,
            Self::Full => 507,
        }
    }

    /// How much of the blob is here, if it says so.
    #[must_use]
    pub fn progress(&self) -> Option<BlobProgress> {
        if let Self::Created(progress) | Self::Stands(progress) | Self::Elsewhere(progress) = self {
            Some(*progress)
        } else {
            None
        }
    }

    /// The headers that go with the status.
    #[must_use]
    pub fn headers(&self) -> Headers {
        if let Self::Unpaid(price) = self {
            return price.headers();
        }
        self.progress()
            .map_or_else(Headers::new, BlobProgress::headers)
    }

    /// What an answer says; `None` if it says nothing that a host would.
    #[must_use]
    pub fn read(status: u16, fields: Fields<'_>) -> Option<Self> {
        let progress = || BlobProgress::read(fields);
        Some(match status {
            201 => Self::Created(progress()?),
            200 | 204 if fields(UPLOAD_OFFSET).is_some() => Self::Stands(progress()?),
            204 => Self::Erased,
            400 => Self::Malformed,
            402 => Self::Unpaid(BlobPrice::read(fields)?),
            403 => Self::Forbidden,
            404 | 410 => Self::Missing,
            408 => Self::Slow,
            409 if fields(UPLOAD_OFFSET).is_some() => Self::Elsewhere(progress()?),
            409 => Self::Conflict,
            411 => Self::Lengthless,
            413 => Self::TooLarge,
            416 => Self::Outside,
            429 => Self::TooMany,
            507 => Self::Full,
            503 => Self::Busy,
            500..=599 => Self::Storage,
            _ => return None,
        })
    }

    /// The same request may succeed later: a full disk may be emptied, a busy host have time.
    #[must_use]
    pub fn is_for_now(&self) -> bool {
        matches!(
            self,
            Self::Slow | Self::TooMany | Self::Storage | Self::Busy | Self::Full
        )
    }
}
