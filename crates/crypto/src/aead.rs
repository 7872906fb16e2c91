//! XChaCha20-Poly1305 as the sealed formats use it: in place, tag at the end.

use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};

use crate::OpenError;
use crate::keys::Key;

/// Bytes of a nonce.
pub(crate) const NONCE_BYTES: usize = 24;
/// Bytes of a tag.
pub(crate) const TAG_BYTES: usize = 16;

/// For keys that seal one thing only.
pub(crate) const NONCE_OF_A_SINGLE_USE: [u8; NONCE_BYTES] = [0; NONCE_BYTES];

/// Encrypts `buffer[start..]` in place and appends the tag.
#[expect(
    clippy::expect_used,
    reason = "the limit of 256 GiB is above every limit of ours"
)]
pub(crate) fn seal_in_place<P>(
    key: &Key<P>,
    nonce: &[u8; NONCE_BYTES],
    aad: &[u8],
    buffer: &mut Vec<u8>,
    start: usize,
) {
    let tag = XChaCha20Poly1305::new(key.as_bytes().into())
        .encrypt_in_place_detached(XNonce::from_slice(nonce), aad, &mut buffer[start..])
        .expect("a sealed part is shorter than 256 GiB");
    buffer.extend_from_slice(&tag);
}

/// The plaintext of `sealed`, which ends with its tag.
pub(crate) fn open<P>(
    key: &Key<P>,
    nonce: &[u8; NONCE_BYTES],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, OpenError> {
    let split = sealed.len().checked_sub(TAG_BYTES).ok_or(OpenError)?;
    let (ciphertext, tag) = sealed.split_at(split);
    let mut plaintext = ciphertext.to_vec();
    XChaCha20Poly1305::new(key.as_bytes().into())
        .decrypt_in_place_detached(
            XNonce::from_slice(nonce),
            aad,
            &mut plaintext,
            Tag::from_slice(tag),
        )
        .map_err(|_| OpenError)?;
    Ok(plaintext)
}
