//! The numbers of a sealed blob, which both sides go by.

use crate::{aead, padding};

/// Bytes of every chunk but the last, before sealing.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes of every sealed chunk but the last.
pub const SEALED_CHUNK_BYTES: usize = CHUNK_BYTES + aead::TAG_BYTES;
/// Bytes before the first sealed chunk.
pub const HEADER_BYTES: usize = 1 + PREFIX_BYTES;

pub(super) const VERSION: u8 = 1;
/// Bytes of a nonce that a blob's chunks share; the chunk's number and the last chunk's mark follow.
pub(super) const PREFIX_BYTES: usize = aead::NONCE_BYTES - 4 - 1;
/// Bytes of the content's length before the content.
pub(super) const LENGTH_BYTES: usize = 8;

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
