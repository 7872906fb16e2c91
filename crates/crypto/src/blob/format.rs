//! The numbers of a sealed blob, which both sides go by.

use hudhud_base::limits::BLOB_LEAD_BYTES;

use crate::{aead, padding};

/// Bytes of every chunk but the last, before sealing.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes of every sealed chunk but the last.
pub const SEALED_CHUNK_BYTES: usize = CHUNK_BYTES + aead::TAG_BYTES;
/// Bytes before the first sealed chunk.
pub const HEADER_BYTES: usize = 1 + PREFIX_BYTES;
/// Bytes of a nonce that a blob's chunks share; the chunk's number and the last chunk's mark follow.
pub const PREFIX_BYTES: usize = aead::NONCE_BYTES - 4 - 1;

pub(super) const VERSION: u8 = 1;
/// Bytes of the two lengths before the lead.
pub(super) const LENGTHS_BYTES: usize = 4 + 8;

// Who has opened the first chunk has the whole lead.
const _: () = assert!(LENGTHS_BYTES + BLOB_LEAD_BYTES as usize <= CHUNK_BYTES);

/// How much is in a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// Bytes of the lead, of [`BLOB_LEAD_BYTES`] at most.
    pub lead: u32,
    /// Bytes of the content.
    pub content: u64,
}

impl Lengths {
    /// Those of a blob of this content, without a lead.
    #[must_use]
    pub const fn of_content(content: u64) -> Self {
        Self { lead: 0, content }
    }

    /// Bytes of the whole blob, sealed; saturates.
    #[must_use]
    pub fn sealed(&self) -> u64 {
        let padded = self.padded();
        let tags = padded
            .div_ceil(CHUNK_BYTES as u64)
            .saturating_mul(aead::TAG_BYTES as u64);
        padded
            .saturating_add(tags)
            .saturating_add(HEADER_BYTES as u64)
    }

    /// Bytes of all chunks before sealing; saturates.
    pub(super) fn padded(&self) -> u64 {
        padding::padme_wide(self.filled())
    }

    /// Where the padding begins; saturates.
    pub(super) fn filled(&self) -> u64 {
        self.content_start().saturating_add(self.content)
    }

    /// Where the content begins.
    pub(super) fn content_start(&self) -> u64 {
        LENGTHS_BYTES as u64 + u64::from(self.lead)
    }

    pub(super) fn to_bytes(self) -> [u8; LENGTHS_BYTES] {
        let mut bytes = [0; LENGTHS_BYTES];
        bytes[..4].copy_from_slice(&self.lead.to_be_bytes());
        bytes[4..].copy_from_slice(&self.content.to_be_bytes());
        bytes
    }

    pub(super) fn read(plaintext: &[u8]) -> Option<Self> {
        let (lead, rest) = plaintext.split_first_chunk()?;
        let (content, _) = rest.split_first_chunk()?;
        Some(Self {
            lead: u32::from_be_bytes(*lead),
            content: u64::from_be_bytes(*content),
        })
    }
}

pub(super) fn nonce(
    prefix: &[u8; PREFIX_BYTES],
    index: u32,
    last: bool,
) -> [u8; aead::NONCE_BYTES] {
    let mut nonce = [0; aead::NONCE_BYTES];
    nonce[..PREFIX_BYTES].copy_from_slice(prefix);
    nonce[PREFIX_BYTES..PREFIX_BYTES + 4].copy_from_slice(&index.to_be_bytes());
    // So that a blob that was cut between two chunks does not end like a whole one.
    nonce[PREFIX_BYTES + 4] = u8::from(last);
    nonce
}
