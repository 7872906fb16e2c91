//! Sealing a control capability to one member of a group.
//!
//! ```text
//! ephemeral X25519 key (32) || XChaCha20-Poly1305(agreed key, capability (32))
//! ```
//!
//! The sealed bytes travel inside the group's encryption, which already resists a quantum
//! computer where the group's suite does; this seal only divides members by their role.

use std::fmt;

use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, SharedSecret, StaticSecret};
use zeroize::Zeroizing;

use crate::keys::ControlSeal;
use crate::{OpenError, aead, derive};

/// Bytes of the ephemeral key in front.
const PUBLIC_BYTES: usize = 32;
/// Bytes of a sealed control capability.
pub const SEALED_BYTES: usize = PUBLIC_BYTES + 32 + aead::TAG_BYTES;

/// A member's key is one that agrees on the same secret with everybody: nothing is sealed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the control key is of small order")]
pub struct WeakKey;

/// The public half of a member's control key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlPublic(pub [u8; 32]);

/// The secret half of a member's control key: wiped when dropped, never printed.
#[derive(Clone)]
pub struct ControlSecret(StaticSecret);

impl ControlSecret {
    /// A fresh key.
    #[must_use]
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self::from_bytes(*bytes)
    }

    /// A key read back from where it was kept.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(StaticSecret::from(bytes))
    }

    /// The secret itself, to be kept; never to be printed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> ControlPublic {
        ControlPublic(PublicKey::from(&self.0).to_bytes())
    }
}

impl fmt::Debug for ControlSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ControlSecret(…)")
    }
}

/// Seals a control capability to one member. `info` says which log and generation; it is not sent.
///
/// # Errors
/// [`WeakKey`] if `public` is a point of small order.
pub fn seal(
    public: &ControlPublic,
    info: &[u8],
    capability: &[u8; 32],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, WeakKey> {
    let ephemeral = ControlSecret::generate(rng);
    let ephemeral_public = ephemeral.public();
    let shared = ephemeral.0.diffie_hellman(&PublicKey::from(public.0));
    let key = agreed(&shared, info, &ephemeral_public, public).ok_or(WeakKey)?;
    let mut sealed = Vec::with_capacity(SEALED_BYTES);
    sealed.extend_from_slice(&ephemeral_public.0);
    sealed.extend_from_slice(capability);
    aead::seal_in_place(
        &key,
        &aead::NONCE_OF_A_SINGLE_USE,
        &[],
        &mut sealed,
        PUBLIC_BYTES,
    );
    Ok(sealed)
}

/// Opens a control capability that was sealed to `secret`'s public half with the same `info`.
///
/// # Errors
/// [`OpenError`] for a wrong key or `info`, and for changed or malformed bytes.
pub fn open(
    secret: &ControlSecret,
    info: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<[u8; 32]>, OpenError> {
    let (ephemeral_public, sealed) = sealed.split_first_chunk().ok_or(OpenError)?;
    let shared = secret.0.diffie_hellman(&PublicKey::from(*ephemeral_public));
    let key = agreed(
        &shared,
        info,
        &ControlPublic(*ephemeral_public),
        &secret.public(),
    )
    .ok_or(OpenError)?;
    let capability = Zeroizing::new(aead::open(&key, &aead::NONCE_OF_A_SINGLE_USE, &[], sealed)?);
    capability
        .as_slice()
        .try_into()
        .map(Zeroizing::new)
        .map_err(|_| OpenError)
}

fn agreed(
    shared: &SharedSecret,
    info: &[u8],
    ephemeral: &ControlPublic,
    recipient: &ControlPublic,
) -> Option<ControlSeal> {
    // With a key of small order the secret would be the same for everybody, and known.
    shared.was_contributory().then(|| {
        derive::agree(
            shared.as_bytes(),
            derive::CONTROL,
            info,
            &[&ephemeral.0, &recipient.0],
        )
    })
}
