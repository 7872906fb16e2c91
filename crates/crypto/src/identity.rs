//! Hashes that name things: capabilities, accounts, devices, bodies, and a log's running hash.

use hudhud_base::{AccountId, CapabilityHash, DeviceId, RunningHash};
pub use hudhud_base::{EntryLink, RotationLink};
use sha2::{Digest as _, Sha256};

use crate::derive;

/// What a host keeps of a capability.
#[must_use]
pub fn capability_hash(capability: &[u8; 32]) -> CapabilityHash {
    CapabilityHash(blake3::derive_key(derive::CAPABILITY, capability))
}

/// The account that an Ed25519 public key belongs to.
#[must_use]
pub fn account_id(public_key: &[u8; 32]) -> AccountId {
    AccountId(blake3::derive_key(derive::ACCOUNT_ID, public_key))
}

/// The device that an Ed25519 public key belongs to.
#[must_use]
pub fn device_id(public_key: &[u8; 32]) -> DeviceId {
    DeviceId(blake3::derive_key(derive::DEVICE_ID, public_key))
}

/// What the next device list of an account names of the one before it.
#[must_use]
pub fn device_list_hash(list: &[u8]) -> [u8; 32] {
    blake3::derive_key(derive::DEVICE_LIST_HASH, list)
}

/// What a device list names of the key that an inbox's entries are sealed to.
#[must_use]
pub fn inbox_key_hash(public_key: &[u8]) -> [u8; 32] {
    blake3::derive_key(derive::INBOX_KEY_HASH, public_key)
}

/// BLAKE3 of an entry's sealed body: what a tombstone keeps.
#[must_use]
pub fn body_hash(body: &[u8]) -> [u8; 32] {
    *blake3::hash(body).as_bytes()
}

/// [`body_hash`] of bytes that come piece by piece.
#[derive(Debug, Default)]
pub struct BodyHash(blake3::Hasher);

impl BodyHash {
    /// What comes next.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The hash of all that came.
    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

/// SHA-256 of bytes on their way to a host: what `Content-Digest` says (RFC 9530).
#[must_use]
pub fn content_digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The running hash of a log after one more entry. Both the host and every member compute it.
#[must_use]
pub fn running_hash(previous: &RunningHash, link: &EntryLink) -> RunningHash {
    // Every part has one length, or a byte before it that says what follows. So no two histories
    // give the same bytes.
    let mut hasher = blake3::Hasher::new_derive_key(derive::RUNNING_HASH);
    hasher.update(&previous.0);
    hasher.update(&link.seq.0.to_be_bytes());
    hasher.update(&[link.class]);
    hasher.update(&link.entry.0);
    hasher.update(&link.generation.0.to_be_bytes());
    hasher.update(&link.minute.0.to_be_bytes());
    match &link.rotation {
        None => {
            hasher.update(&[0]);
        }
        Some(rotation) => {
            hasher.update(&[1]);
            hasher.update(&rotation.generation.0.to_be_bytes());
            hasher.update(&rotation.read.0);
            hasher.update(&rotation.write.0);
            hasher.update(&rotation.control.0);
        }
    }
    hasher.update(&link.body_hash);
    RunningHash(*hasher.finalize().as_bytes())
}
