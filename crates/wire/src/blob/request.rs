//! What is asked about a blob: announcing it, bringing a piece of it, erasing it.

use data_encoding::BASE64URL_NOPAD;
use hudhud_base::CapabilityHash;

use super::header::{
    BlobHeaderError, CONTENT_DIGEST, ERASE, ERASE_HASH, Fields, Headers, PUZZLE, UPLOAD_COMPLETE,
    UPLOAD_LENGTH, UPLOAD_OFFSET, bytes32, digest, number, of_bytes, of_digest, of_truth, truth,
};
use crate::bounds::CHALLENGE_BYTES;
use crate::{Capability, PuzzleSolution};

/// The media type of a piece.
pub const PARTIAL_UPLOAD: &str = "application/partial-upload";
const CONTENT_TYPE: &str = "content-type";

/// `PUT`: a blob of this length is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobCreation {
    /// Bytes, all of them; at least 1.
    pub size_bytes: u64,
    /// Hash of what erases it; without it nobody can.
    pub erase_hash: Option<CapabilityHash>,
    /// For the blob's id.
    pub payment: Option<PuzzleSolution>,
}

impl BlobCreation {
    /// The headers that say this.
    #[must_use]
    pub fn headers(&self) -> Headers {
        let mut headers = vec![
            (UPLOAD_LENGTH, self.size_bytes.to_string()),
            (UPLOAD_COMPLETE, of_truth(false)),
        ];
        if let Some(hash) = &self.erase_hash {
            headers.push((ERASE_HASH, of_bytes(&hash.0)));
        }
        if let Some(PuzzleSolution { challenge, nonce }) = &self.payment {
            headers.push((PUZZLE, format!("{}.{nonce}", of_bytes(challenge))));
        }
        headers
    }

    /// What the headers say.
    ///
    /// # Errors
    /// Which header is missing or malformed.
    pub fn read(fields: Fields<'_>) -> Result<Self, BlobHeaderError> {
        let size_bytes = fields(UPLOAD_LENGTH)
            .and_then(|text| number(&text))
            .filter(|size| *size > 0)
            .ok_or(BlobHeaderError::Length)?;
        // It says that the blob's bytes do not come with this request.
        if fields(UPLOAD_COMPLETE).as_deref().and_then(truth) != Some(false) {
            return Err(BlobHeaderError::Complete);
        }
        let erase_hash = fields(ERASE_HASH)
            .map(|text| bytes32(&text).ok_or(BlobHeaderError::EraseHash))
            .transpose()?
            .map(CapabilityHash);
        let payment = fields(PUZZLE)
            .map(|text| solution(&text).ok_or(BlobHeaderError::Puzzle))
            .transpose()?;
        Ok(Self {
            size_bytes,
            erase_hash,
            payment,
        })
    }
}

/// `PATCH`: the next bytes of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobPiece {
    /// Bytes of the blob before these.
    pub offset_bytes: u64,
    /// The blob ends with these.
    pub is_last: bool,
    /// SHA-256 of these.
    pub digest: [u8; 32],
}

impl BlobPiece {
    /// The headers that say this.
    #[must_use]
    pub fn headers(&self) -> Headers {
        vec![
            (CONTENT_TYPE, PARTIAL_UPLOAD.to_owned()),
            (UPLOAD_OFFSET, self.offset_bytes.to_string()),
            (UPLOAD_COMPLETE, of_truth(self.is_last)),
            (CONTENT_DIGEST, of_digest(&self.digest)),
        ]
    }

    /// What the headers say.
    ///
    /// # Errors
    /// Which header is missing or malformed.
    pub fn read(fields: Fields<'_>) -> Result<Self, BlobHeaderError> {
        if fields(CONTENT_TYPE).as_deref() != Some(PARTIAL_UPLOAD) {
            return Err(BlobHeaderError::Type);
        }
        Ok(Self {
            offset_bytes: fields(UPLOAD_OFFSET)
                .and_then(|text| number(&text))
                .ok_or(BlobHeaderError::Offset)?,
            is_last: fields(UPLOAD_COMPLETE)
                .and_then(|text| truth(&text))
                .ok_or(BlobHeaderError::Complete)?,
            digest: fields(CONTENT_DIGEST)
                .and_then(|text| digest(&text))
                .ok_or(BlobHeaderError::Digest)?,
        })
    }
}

/// `DELETE`: the header that shows what erases a blob.
#[must_use]
pub fn erase_headers(secret: &Capability) -> Headers {
    vec![(ERASE, of_bytes(&secret.0))]
}

/// What a `DELETE` shows.
///
/// # Errors
/// [`BlobHeaderError::Erase`] if it shows nothing.
pub fn erase_secret(fields: Fields<'_>) -> Result<Capability, BlobHeaderError> {
    fields(ERASE)
        .and_then(|text| bytes32(&text))
        .map(Capability)
        .ok_or(BlobHeaderError::Erase)
}

fn solution(text: &str) -> Option<PuzzleSolution> {
    let (challenge, nonce) = text.split_once('.')?;
    let challenge = BASE64URL_NOPAD.decode(challenge.as_bytes()).ok()?;
    let digits = nonce.bytes().all(|byte| byte.is_ascii_digit());
    (challenge.len() <= CHALLENGE_BYTES && digits).then_some(())?;
    Some(PuzzleSolution {
        challenge: challenge.into(),
        nonce: nonce.parse().ok()?,
    })
}
