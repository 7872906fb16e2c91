//! Who a leaf is: an account's public key, and the account's signature over the device's key.

use std::fmt;

use hudhud_base::{AccountId, DeviceId};
use hudhud_crypto::identity::{account_id, device_id};
use hudhud_crypto::signature::{self, SigningKey};

/// The label under which an account's key signs the public key of one of its devices.
pub const DEVICE_LABEL: &str = "hudhud device v1";

/// This device's own keys: what it signs with, and the proof that it belongs to its account.
#[derive(Clone)]
pub struct Identity {
    account_key: [u8; 32],
    device: SigningKey,
    binding: [u8; 64],
}

/// The account did not sign this device's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the binding is not the account's signature over the device's key")]
pub struct IdentityError;

impl Identity {
    /// Joins an account's public key, a device's key, and the account's signature over
    /// the device's public key under [`DEVICE_LABEL`].
    ///
    /// # Errors
    /// [`IdentityError`] if the signature does not verify.
    pub fn new(
        account_key: [u8; 32],
        device: SigningKey,
        binding: [u8; 64],
    ) -> Result<Self, IdentityError> {
        if signature::verify(&account_key, DEVICE_LABEL, &device.public(), &binding) {
            Ok(Self {
                account_key,
                device,
                binding,
            })
        } else {
            Err(IdentityError)
        }
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        account_id(&self.account_key)
    }

    /// The device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        device_id(&self.device.public())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("account", &self.account())
            .field("device", &self.device())
            .finish_non_exhaustive()
    }
}
