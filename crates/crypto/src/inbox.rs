//! Sealing to an inbox: anybody who knows the inbox's public key can write, its owner alone reads.
//!
//! ```text
//! X-Wing encapsulation (1120) || XChaCha20-Poly1305(agreed key, length (4) || plaintext || zeros to Padmé)
//! ```
//!
//! X-Wing joins ML-KEM-768 and X25519, so a recording opens only to whoever breaks both. The
//! sender is not authenticated by this seal.

use std::fmt;

use rand_core::CryptoRng;
use x_wing::{
    CIPHERTEXT_SIZE, Ciphertext, DecapsulationKeyRejectNonContrib, Decapsulator,
    ENCAPSULATION_KEY_SIZE, Encapsulate, EncapsulationKey, KeyExport, TryDecapsulate,
};
use zeroize::{Zeroize, Zeroizing};

use crate::keys::InboxSeal;
use crate::{OpenError, aead, derive, padding};

/// Bytes of an inbox's public key.
pub const PUBLIC_BYTES: usize = ENCAPSULATION_KEY_SIZE;

/// Why nothing could be sealed to an inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Whoever published the key published no key.
    #[error("the bytes are not an inbox key")]
    InvalidPublicKey,
    /// 4 GiB or more.
    #[error("the plaintext is too long")]
    TooLong,
}

/// The secret half of an inbox key, kept as its 32-byte seed: wiped when dropped, never printed.
#[derive(Clone)]
pub struct InboxSecret(Zeroizing<[u8; 32]>);

impl InboxSecret {
    /// A fresh key.
    #[must_use]
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self(seed)
    }

    /// The key that 32 secret bytes stand for.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Zeroizing::new(seed))
    }

    /// The secret bytes, to be kept; never to be printed.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public key, [`PUBLIC_BYTES`] long.
    #[must_use]
    pub fn public(&self) -> Vec<u8> {
        self.expanded().encapsulation_key().to_bytes().to_vec()
    }

    fn expanded(&self) -> DecapsulationKeyRejectNonContrib {
        DecapsulationKeyRejectNonContrib::from(*self.0)
    }
}

impl fmt::Debug for InboxSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InboxSecret(…)")
    }
}

/// Bytes that `plaintext_len` bytes have once sealed to an inbox.
#[must_use]
pub fn sealed_len(plaintext_len: usize) -> usize {
    padding::padded_len(plaintext_len).saturating_add(CIPHERTEXT_SIZE + aead::TAG_BYTES)
}

/// Seals `plaintext` to the inbox whose public key is `public`. `info` says what for and where; it
/// is not sent, and the owner must know it.
///
/// # Errors
/// [`SealError::InvalidPublicKey`] if `public` is not a key; [`SealError::TooLong`].
pub fn seal(
    public: &[u8],
    info: &[u8],
    plaintext: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let length = u32::try_from(plaintext.len()).map_err(|_| SealError::TooLong)?;
    let public = EncapsulationKey::try_from(public).map_err(|_| SealError::InvalidPublicKey)?;
    let (encapsulation, mut shared) = public.encapsulate_with_rng(rng);
    let key: InboxSeal = derive::agree(&shared, derive::INBOX, info, &[&encapsulation]);
    // A plain array, which nobody wipes on its own.
    shared.as_mut_slice().zeroize();
    let mut sealed = Vec::with_capacity(sealed_len(plaintext.len()));
    sealed.extend_from_slice(&encapsulation);
    padding::pad_into(&mut sealed, length, plaintext);
    aead::seal_in_place(
        &key,
        &aead::NONCE_OF_A_SINGLE_USE,
        &[],
        &mut sealed,
        CIPHERTEXT_SIZE,
    );
    Ok(sealed)
}

/// Opens what was sealed to `secret`'s public key with the same `info`.
///
/// # Errors
/// [`OpenError`] for a wrong key or `info`, and for changed or malformed bytes.
pub fn open(secret: &InboxSecret, info: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let (encapsulation, sealed) = sealed.split_at_checked(CIPHERTEXT_SIZE).ok_or(OpenError)?;
    let ciphertext = Ciphertext::try_from(encapsulation).map_err(|_| OpenError)?;
    // The stricter of the library's two keys: a sender whose X25519 half is of small order is
    // refused instead of agreed with.
    let mut shared = secret
        .expanded()
        .try_decapsulate(&ciphertext)
        .map_err(|_| OpenError)?;
    let key: InboxSeal = derive::agree(&shared, derive::INBOX, info, &[encapsulation]);
    shared.as_mut_slice().zeroize();
    padding::unpad(aead::open(&key, &aead::NONCE_OF_A_SINGLE_USE, &[], sealed)?)
}
