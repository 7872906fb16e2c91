//! Who a leaf is: an account's public key, and the account's signature over the device's key.

use std::fmt;

use hudhud_base::{AccountId, DeviceId};
use hudhud_crypto::identity::{account_id, device_id};
use hudhud_crypto::signature::{self, SigningKey};
use openmls::prelude::{BasicCredential, Credential, CredentialWithKey, SignatureScheme};
use openmls_basic_credential::SignatureKeyPair;

/// The label under which an account's key signs the public key of one of its devices.
pub const DEVICE_LABEL: &str = "hudhud device v1";

/// The first byte of a credential's identity: the format of the rest.
const CREDENTIAL_VERSION: u8 = 1;

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
        let bound = Binding {
            account_key,
            signature: binding,
        };
        if bound.verifies(&device.public()) {
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

    /// The device's Ed25519 public key.
    #[must_use]
    pub fn device_key(&self) -> [u8; 32] {
        self.device.public()
    }

    /// What the library signs with.
    pub(crate) fn signer(&self) -> SignatureKeyPair {
        SignatureKeyPair::from_raw(
            SignatureScheme::ED25519,
            self.device.seed().to_vec(),
            self.device.public().to_vec(),
        )
    }

    /// The leaf's credential and the key it belongs to.
    pub(crate) fn credential(&self) -> CredentialWithKey {
        let identity = [
            [CREDENTIAL_VERSION].as_slice(),
            &self.account_key,
            &self.binding,
        ]
        .concat();
        CredentialWithKey {
            credential: BasicCredential::new(identity).into(),
            signature_key: self.device.public().to_vec().into(),
        }
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

/// What a credential says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binding {
    pub(crate) account_key: [u8; 32],
    signature: [u8; 64],
}

impl Binding {
    /// Reads a credential: version, account key (32), signature (64), and nothing after.
    pub(crate) fn read(credential: &Credential) -> Option<Self> {
        let basic = BasicCredential::try_from(credential.clone()).ok()?;
        let (&[version], rest) = basic.identity().split_first_chunk()?;
        let (account_key, rest) = rest.split_first_chunk()?;
        let signature = rest.try_into().ok()?;
        (version == CREDENTIAL_VERSION).then_some(Self {
            account_key: *account_key,
            signature,
        })
    }

    /// Whether the account signed this device's key.
    pub(crate) fn verifies(&self, device_key: &[u8; 32]) -> bool {
        signature::verify(&self.account_key, DEVICE_LABEL, device_key, &self.signature)
    }
}
