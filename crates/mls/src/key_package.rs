//! Key packages: making one, and checking one before it is added.

use hudhud_base::{AccountId, DeviceId};

use crate::context::Context;
use crate::identity::Identity;
use crate::records::RecordsError;
use crate::suite::Suite;

/// A key package whose signatures, credential and capabilities were checked.
#[derive(Debug, Clone)]
pub struct KeyPackage {
    account: AccountId,
    device: DeviceId,
    suite: Suite,
    last_resort: bool,
}

/// A key package could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NewKeyPackageError {
    /// The records failed.
    #[error(transparent)]
    Storage(#[from] RecordsError),
    /// The MLS library failed in a way that is not expected of it.
    #[error("the key package could not be built")]
    Bug,
}

/// A key package may not be added to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyPackageError {
    /// It is not a well-formed key package of this profile, or a signature in it is wrong.
    #[error("the key package is not valid")]
    Invalid,
    /// It belongs to another account than the one asked for.
    #[error("the key package belongs to another account")]
    WrongAccount,
    /// Its device is not in the account's list.
    #[error("the key package's device is not in the account's list")]
    UnknownDevice,
}

/// Makes a key package and stores its private keys. Publish it only after the transaction has
/// committed. One that is not of last resort is used up by the first Welcome.
///
/// # Errors
/// [`NewKeyPackageError::Storage`] when the records fail.
pub fn new_key_package(
    _ctx: &mut Context<'_>,
    _identity: &Identity,
    _control_public: [u8; 32],
    _suite: Suite,
    _last_resort: bool,
) -> Result<Vec<u8>, NewKeyPackageError> {
    Err(NewKeyPackageError::Bug)
}

impl KeyPackage {
    /// Reads and checks a key package: it must belong to `account` and to one of `device_keys`,
    /// the Ed25519 public keys of the account's signed device list.
    ///
    /// # Errors
    /// See [`KeyPackageError`]; each variant says who is at fault.
    pub fn parse(
        _bytes: &[u8],
        _account: &AccountId,
        _device_keys: &[[u8; 32]],
    ) -> Result<Self, KeyPackageError> {
        Err(KeyPackageError::Invalid)
    }

    /// Whose it is.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Which device of theirs.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// For groups of which suite.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Whether it is handed out more than once.
    #[must_use]
    pub fn last_resort(&self) -> bool {
        self.last_resort
    }
}
