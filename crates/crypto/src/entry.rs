//! The outer seal of a log's entries, which hides the plain headers of MLS messages from the host.
//!
//! ```text
//! nonce (24 random bytes) || XChaCha20-Poly1305(log key, length (4) || plaintext || zeros to Padmé)
//! ```

use hudhud_base::{EntryId, Generation, LogAddress};
use rand_core::CryptoRng;

use crate::keys::LogKey;
use crate::{OpenError, aead, derive, padding};

/// The place a sealed entry is bound to: it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryAad {
    /// The log.
    pub log: LogAddress,
    /// The generation whose log key seals it.
    pub generation: Generation,
    /// The entry's class as it stands in frames: 1 ordered, 2 plain.
    pub class: u8,
    /// The entry's id.
    pub entry: EntryId,
}

impl EntryAad {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = derive::ENTRY.as_bytes().to_vec();
        bytes.extend_from_slice(&self.log.0);
        bytes.extend_from_slice(&self.generation.0.to_be_bytes());
        bytes.push(self.class);
        bytes.extend_from_slice(&self.entry.0);
        bytes
    }
}

/// Bytes that an entry of `plaintext_len` bytes has once sealed.
#[must_use]
pub fn sealed_len(plaintext_len: usize) -> usize {
    padding::padded_len(plaintext_len).saturating_add(aead::NONCE_BYTES + aead::TAG_BYTES)
}

/// Seals an entry for its place.
///
/// # Panics
/// If `plaintext` has 4 GiB or more; an entry is far below ([`hudhud_base::limits::ENTRY_BYTES`]).
#[must_use]
#[expect(clippy::expect_used, reason = "callers hold to limits::ENTRY_BYTES")]
pub fn seal(key: &LogKey, aad: &EntryAad, plaintext: &[u8], rng: &mut dyn CryptoRng) -> Vec<u8> {
    let length = u32::try_from(plaintext.len()).expect("an entry is shorter than 4 GiB");
    let mut nonce = [0; aead::NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    let mut sealed = Vec::with_capacity(sealed_len(plaintext.len()));
    sealed.extend_from_slice(&nonce);
    padding::pad_into(&mut sealed, length, plaintext);
    aead::seal_in_place(key, &nonce, &aad.encode(), &mut sealed, aead::NONCE_BYTES);
    sealed
}

/// Opens an entry that stands at the place it was sealed for.
///
/// # Errors
/// [`OpenError`] for a wrong key or place, and for changed or malformed bytes.
pub fn open(key: &LogKey, aad: &EntryAad, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let (nonce, sealed) = sealed.split_first_chunk().ok_or(OpenError)?;
    padding::unpad(aead::open(key, nonce, &aad.encode(), sealed)?)
}
