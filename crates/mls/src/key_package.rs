//! Key packages: making one, and checking one before it is added.

use std::collections::BTreeSet;

use hudhud_base::{AccountId, DeviceId};
use openmls::prelude::tls_codec::DeserializeBytes as _;
use openmls::prelude::{
    KeyPackage as MlsKeyPackage, MlsMessageBodyIn, MlsMessageIn, MlsMessageOut, ProtocolVersion,
};
use openmls_traits::OpenMlsProvider as _;

use crate::context::Context;
use crate::identity::Identity;
use crate::member::Member;
use crate::profile;
use crate::provider::{Cryptography, Provider, Space};
use crate::records::RecordsError;
use crate::suite::Suite;

/// A key package whose signatures, credential, capabilities and lifetime were checked.
#[derive(Debug, Clone)]
pub struct KeyPackage {
    package: MlsKeyPackage,
    suite: Suite,
    owner: Member,
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
    ctx: &mut Context<'_>,
    identity: &Identity,
    control_public: [u8; 32],
    suite: Suite,
    last_resort: bool,
) -> Result<Vec<u8>, NewKeyPackageError> {
    let provider = Provider::drawing(ctx, Space::Live);
    let extensions =
        profile::leaf_extensions(&control_public).map_err(|_| NewKeyPackageError::Bug)?;
    let mut builder = MlsKeyPackage::builder()
        .key_package_lifetime(profile::lifetime())
        .leaf_node_capabilities(profile::capabilities())
        .leaf_node_extensions(extensions);
    if last_resort {
        builder = builder.mark_as_last_resort();
    }
    let made = builder.build(
        suite.ciphersuite(),
        &provider,
        &identity.signer(),
        identity.credential(),
    );
    let bundle = made.map_err(|_| match provider.failure() {
        Some(error) => NewKeyPackageError::Storage(error),
        None => NewKeyPackageError::Bug,
    })?;
    let message = MlsMessageOut::from(bundle.key_package().clone());
    message.to_bytes().map_err(|_| NewKeyPackageError::Bug)
}

/// Names of the own key packages whose private keys are stored.
///
/// # Errors
/// When the records fail.
pub fn key_packages(ctx: &mut Context<'_>) -> Result<Vec<Vec<u8>>, RecordsError> {
    Provider::reading(ctx, Space::Live).storage().key_packages()
}

/// Deletes the private keys of own key packages: no Welcome for them can be used any more.
///
/// # Errors
/// When the records fail.
pub fn forget_key_packages(
    ctx: &mut Context<'_>,
    names: &BTreeSet<Vec<u8>>,
) -> Result<(), RecordsError> {
    Provider::reading(ctx, Space::Live)
        .storage()
        .forget_key_packages(names)
}

impl KeyPackage {
    /// Reads and checks a key package: it must belong to `account` and to one of `device_keys`,
    /// the Ed25519 public keys of the account's signed device list.
    ///
    /// # Errors
    /// See [`KeyPackageError`]; each variant says who is at fault.
    pub fn parse(
        bytes: &[u8],
        account: &AccountId,
        device_keys: &[[u8; 32]],
    ) -> Result<Self, KeyPackageError> {
        let message = MlsMessageIn::tls_deserialize_exact_bytes(bytes)
            .map_err(|_| KeyPackageError::Invalid)?;
        let MlsMessageBodyIn::KeyPackage(package) = message.extract() else {
            return Err(KeyPackageError::Invalid);
        };
        // Two signatures: the package's and its leaf's (RFC 9420 §10.1). The account's, in the
        // credential, is ours to check: `Member::check`.
        let package = package
            .validate(&Cryptography::fixed(), ProtocolVersion::Mls10)
            .map_err(|_| KeyPackageError::Invalid)?;
        let suite = Suite::of(package.ciphersuite()).ok_or(KeyPackageError::Invalid)?;
        // Its place in a tree is not known before it is added, and nothing asks for it here.
        let owner = Member::check(0, package.leaf_node()).ok_or(KeyPackageError::Invalid)?;
        if owner.account != *account {
            return Err(KeyPackageError::WrongAccount);
        }
        if !device_keys.contains(&owner.device_key) {
            return Err(KeyPackageError::UnknownDevice);
        }
        Ok(Self {
            package,
            suite,
            owner,
        })
    }

    /// Whose it is.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.owner.account
    }

    /// Which device of theirs.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.owner.device
    }

    /// For groups of which suite.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// Whether it is handed out more than once.
    #[must_use]
    pub fn last_resort(&self) -> bool {
        self.package.last_resort()
    }

    pub(crate) fn into_library(self) -> MlsKeyPackage {
        self.package
    }
}
