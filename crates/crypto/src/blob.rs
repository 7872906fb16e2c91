//! Sealing blobs in chunks, so that neither side holds a large file in memory and a reader can
//! start anywhere.
//!
//! ```text
//! version (1) || nonce prefix (19 random bytes) || sealed chunk 0 || sealed chunk 1 || …
//! ```
//!
//! The chunks are `length (8) || content || zeros to Padmé`, cut every [`CHUNK_BYTES`], each sealed
//! with XChaCha20-Poly1305 under prefix || chunk number (4) || 1 for the last chunk, else 0 (the
//! STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár, 2015). A chunk moved, dropped or cut
//! off is noticed by the chunk itself.

mod opener;
mod sealer;

pub use opener::Opener;
pub use sealer::Sealer;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use hudhud_base::limits::BLOB_BYTES;

use crate::keys::BlobKey;
use crate::{OpenError, aead, derive, padding};

/// Bytes of every chunk but the last, before sealing.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes of every sealed chunk but the last.
pub const SEALED_CHUNK_BYTES: usize = CHUNK_BYTES + aead::TAG_BYTES;
/// Bytes before the first sealed chunk.
pub const HEADER_BYTES: usize = 1 + PREFIX_BYTES;

const VERSION: u8 = 1;
const PREFIX_BYTES: usize = aead::NONCE_BYTES - 4 - 1;
const LENGTH_BYTES: usize = 8;

/// Why a blob could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Sealed, it would be longer than [`BLOB_BYTES`].
    #[error("the blob is too long")]
    TooLong,
    /// More or less content came than was announced.
    #[error("the content does not have the announced length")]
    WrongLength,
}

/// Bytes that `content_len` bytes have once sealed as a blob; saturates.
#[must_use]
pub fn sealed_len(content_len: u64) -> u64 {
    let padded = padding::padme_wide(content_len.saturating_add(LENGTH_BYTES as u64));
    let tags = padded
        .div_ceil(CHUNK_BYTES as u64)
        .saturating_mul(aead::TAG_BYTES as u64);
    padded
        .saturating_add(tags)
        .saturating_add(HEADER_BYTES as u64)
}

/// Seals a blob that is held in memory.
///
/// # Errors
/// [`SealError::TooLong`] if it would be longer than [`BLOB_BYTES`].
pub fn seal_all(
    key: &BlobKey,
    content: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let content_len = content.len() as u64;
    let mut sealer = Sealer::new(key, content_len, rng)?;
    let mut sealed = Vec::with_capacity(content.len());
    sealer.push(content, &mut sealed)?;
    sealer.finish(&mut sealed)?;
    Ok(sealed)
}

/// Opens a blob that is held in memory.
///
/// # Errors
/// [`OpenError`] for a wrong key, and for changed or malformed bytes.
pub fn open_all(key: &BlobKey, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let sealed_len = sealed.len() as u64;
    let head_len = Opener::head_len(sealed_len).ok_or(OpenError)?;
    let (head, rest) = sealed.split_at_checked(head_len).ok_or(OpenError)?;
    let (opener, mut content) = Opener::begin(key, sealed_len, head)?;
    for (index, chunk) in (1_u32..).zip(rest.chunks(SEALED_CHUNK_BYTES)) {
        content.extend_from_slice(&opener.open_chunk(index, chunk)?);
    }
    Ok(content)
}

fn nonce(prefix: &[u8; PREFIX_BYTES], index: u32, last: bool) -> [u8; aead::NONCE_BYTES] {
    let mut nonce = [0; aead::NONCE_BYTES];
    nonce[..PREFIX_BYTES].copy_from_slice(prefix);
    nonce[PREFIX_BYTES..PREFIX_BYTES + 4].copy_from_slice(&index.to_be_bytes());
    nonce[PREFIX_BYTES + 4] = u8::from(last);
    nonce
}
