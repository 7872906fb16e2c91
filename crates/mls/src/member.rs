//! A leaf of a group: what the profile asks of it, and how it is shown to callers.

use hudhud_base::{AccountId, DeviceId};
use hudhud_crypto::identity::{account_id, device_id};
use openmls::prelude::LeafNode;
use openmls::treesync::LeafNodeSource;

use crate::identity::Binding;
use crate::profile;

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

impl Member {
    /// Reads a leaf that was checked when it came into the tree.
    pub(crate) fn read(leaf: u32, node: &LeafNode) -> Option<Self> {
        let binding = Binding::read(node.credential())?;
        let device_key = node.signature_key().as_slice().try_into().ok()?;
        let control = node.extensions().unknown(profile::CONTROL_EXTENSION)?;
        Some(Self {
            leaf,
            account: account_id(&binding.account_key),
            device: device_id(&device_key),
            account_key: binding.account_key,
            device_key,
            control_key: control.0.as_slice().try_into().ok()?,
        })
    }

    /// Reads a leaf and checks it against the profile: credential, the account's signature, control
    /// key and lifetime. Capabilities are checked by the library, against what the group requires.
    pub(crate) fn check(leaf: u32, node: &LeafNode) -> Option<Self> {
        let member = Self::read(leaf, node)?;
        // A leaf has a lifetime only as long as it is that of its key package (RFC 9420 §7.2).
        let never_ends = match node.leaf_node_source() {
            LeafNodeSource::KeyPackage(lifetime) => *lifetime == profile::lifetime(),
            LeafNodeSource::Update | LeafNodeSource::Commit(_) => true,
        };
        // The signature of the leaf itself is the library's to check. It proves that the device has
        // its key, not that the account knows the device.
        let bound = Binding::read(node.credential())?.verifies(&member.device_key);
        (never_ends && bound).then_some(member)
    }

    /// The bytes of a record.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        [
            self.leaf.to_be_bytes().as_slice(),
            &self.account_key,
            &self.device_key,
            &self.control_key,
        ]
        .concat()
    }

    /// Reads [`Self::to_bytes`].
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (leaf, rest) = bytes.split_first_chunk()?;
        let (account_key, rest) = rest.split_first_chunk()?;
        let (device_key, rest) = rest.split_first_chunk()?;
        Some(Self {
            leaf: u32::from_be_bytes(*leaf),
            account: account_id(account_key),
            device: device_id(device_key),
            account_key: *account_key,
            device_key: *device_key,
            control_key: rest.try_into().ok()?,
        })
    }
}
