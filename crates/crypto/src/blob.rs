//! Sealing blobs in chunks, so that neither side holds a large file in memory and a reader can
//! start anywhere.
//!
//! ```text
//! version (1) || nonce prefix (19 random bytes) || sealed chunk 0 || sealed chunk 1 || …
//! ```
//!
//! The chunks are `lead length (4) || content length (8) || lead || content || zeros to Padmé`, cut
//! every [`CHUNK_BYTES`], each sealed with XChaCha20-Poly1305 under prefix || chunk number (4) || 1
//! for the last chunk, else 0 (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár, 2015).
//! A chunk moved, dropped or cut off is noticed by the chunk itself.
//!
//! The **lead** is what is wanted before the content, as a small picture is: it lies in chunk 0,
//! whole. Who was told prefix and lengths opens any chunk alone ([`Opener::at`]); who was not begins
//! with the first one ([`Opener::begin`]).

mod format;
mod opener;
mod sealer;

pub use format::{CHUNK_BYTES, HEADER_BYTES, Lengths, PREFIX_BYTES, SEALED_CHUNK_BYTES};
pub use opener::{FirstChunk, Opener};
pub use sealer::{SealError, Sealer};

use rand_core::CryptoRng;

use crate::OpenError;
use crate::keys::BlobKey;

/// Seals a blob that is held in memory, without a lead.
///
/// # Errors
/// [`SealError::TooLong`] if it would be longer than a blob may be.
pub fn seal_all(
    key: &BlobKey,
    content: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let content_len = content.len() as u64;
    let mut sealer = Sealer::new(key, &[], content_len, rng)?;
    let mut sealed = Vec::with_capacity(content.len());
    sealer.push(content, &mut sealed)?;
    sealer.finish(&mut sealed)?;
    Ok(sealed)
}

/// Opens a blob that is held in memory; it has no lead.
///
/// # Errors
/// [`OpenError`] for a wrong key, for changed or malformed bytes, and if there is a lead.
pub fn open_all(key: &BlobKey, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let sealed_len = sealed.len() as u64;
    let head_len = Opener::head_len(sealed_len).ok_or(OpenError)?;
    let (head, rest) = sealed.split_at_checked(head_len).ok_or(OpenError)?;
    // The head ends where chunk 1 begins: only a blob of one chunk has a shorter one, and no rest.
    let (opener, first) = Opener::begin(key, sealed_len, head)?;
    // Where nobody looks at a lead, it could carry bytes besides the content.
    if !first.lead.is_empty() {
        return Err(OpenError);
    }
    let mut content = first.content;
    for (index, chunk) in (1_u32..).zip(rest.chunks(SEALED_CHUNK_BYTES)) {
        content.extend_from_slice(&opener.open_chunk(index, chunk)?);
    }
    Ok(content)
}
