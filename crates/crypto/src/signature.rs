//! Ed25519 signatures (RFC 8032), each under a label that says what is signed.
//!
//! The signed bytes are the label, a zero byte and the message, so that a signature made for one
//! purpose is worthless for another.

use std::fmt;

use ed25519_dalek::{Signature, Signer, VerifyingKey};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// A secret Ed25519 key: wiped when dropped, never printed.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A fresh key.
    #[must_use]
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::from_seed(&seed)
    }

    /// The key that 32 secret bytes stand for.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The secret bytes, to be kept; never to be printed.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The public key.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs `message` under `label`, which must not contain a zero byte.
    #[must_use]
    pub fn sign(&self, label: &str, message: &[u8]) -> [u8; 64] {
        self.0.sign(&labelled(label, message)).to_bytes()
    }
}

impl Clone for SigningKey {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// Whether `signature` is `public`'s over `message` under `label`. Strict: keys of small order and
/// signatures in a second encoding are refused, so that all peers decide alike.
#[must_use]
pub fn verify(public: &[u8; 32], label: &str, message: &[u8], signature: &[u8; 64]) -> bool {
    verify_raw(public, &labelled(label, message), signature)
}

fn verify_raw(public: &[u8; 32], signed: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public).is_ok_and(|key| {
        key.verify_strict(signed, &Signature::from_bytes(signature))
            .is_ok()
    })
}

fn labelled(label: &str, message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(label.len() + 1 + message.len());
    bytes.extend_from_slice(label.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(message);
    bytes
}
