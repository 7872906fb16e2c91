//! A leaf of a group, as it is shown to callers.

use hudhud_base::{AccountId, DeviceId};

/// One device in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Its leaf index. It may name another device once this one has left.
    pub leaf: u32,
    /// Its account.
    pub account: AccountId,
    /// The device.
    pub device: DeviceId,
    /// The account's Ed25519 public key.
    pub account_key: [u8; 32],
    /// The device's Ed25519 public key, which the account signed.
    pub device_key: [u8; 32],
    /// The X25519 public key to which control capabilities are sealed for this device.
    pub control_key: [u8; 32],
}
