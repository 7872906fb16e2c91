//! The database key that a passphrase stands for, or seals: Argon2id (RFC 9106).
//!
//! Where a passphrase comes and goes, the database key is drawn and sealed under it. The salt and
//! the costs are kept beside the database in clear. The passphrase is taken as the bytes it is given
//! in; whoever reads it from a person decides on normalisation.

use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::aead::{self, NONCE_OF_A_SINGLE_USE, TAG_BYTES};
use crate::derive::SEALED_KEY;
use crate::keys::{Key, PassphraseKey, StoreKey};

/// Bytes of encoded parameters.
pub const PARAMETERS_BYTES: usize = 1 + 4 + 4 + 4 + 16;

/// Bytes of a sealed key.
pub const SEALED_KEY_BYTES: usize = PARAMETERS_BYTES + StoreKey::LEN + TAG_BYTES;

/// First byte of encoded parameters.
const VERSION: u8 = 1;
/// A file that asks for more than 1 GiB is refused rather than obeyed.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 64;
const LANES_MAX: u32 = 16;

/// Salt and costs of one derivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// Random, once for each database.
    pub salt: [u8; 16],
    /// Memory in KiB: from 8 for each lane to 1 GiB.
    pub memory_kib: u32,
    /// Passes over that memory: 1 to 64.
    pub passes: u32,
    /// Lanes: 1 to 16.
    pub lanes: u32,
}

/// The parameters are outside their ranges, or are not parameters at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the passphrase parameters are not valid")]
pub struct InvalidParameters;

/// A sealed key did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnsealError {
    /// Sealed under another passphrase, or changed.
    #[error("the passphrase does not open the sealed key")]
    WrongPassphrase,
    /// These are not the bytes of a sealed key.
    #[error(transparent)]
    Parameters(#[from] InvalidParameters),
}

impl Parameters {
    /// A fresh salt with the usual costs: 64 MiB, 3 passes, 1 lane.
    #[must_use]
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        Self {
            salt,
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 1,
        }
    }

    /// As kept beside the database: version, memory, passes, lanes (4 bytes big-endian each), salt.
    #[must_use]
    pub fn encode(&self) -> [u8; PARAMETERS_BYTES] {
        let mut bytes = [0; PARAMETERS_BYTES];
        bytes[0] = VERSION;
        bytes[1..5].copy_from_slice(&self.memory_kib.to_be_bytes());
        bytes[5..9].copy_from_slice(&self.passes.to_be_bytes());
        bytes[9..13].copy_from_slice(&self.lanes.to_be_bytes());
        bytes[13..].copy_from_slice(&self.salt);
        bytes
    }

    /// Reads what [`Parameters::encode`] wrote.
    ///
    /// # Errors
    /// [`InvalidParameters`] for another length or version, or costs outside their ranges.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidParameters> {
        let (version, rest) = bytes.split_first().ok_or(InvalidParameters)?;
        let (memory_kib, rest) = rest.split_first_chunk().ok_or(InvalidParameters)?;
        let (passes, rest) = rest.split_first_chunk().ok_or(InvalidParameters)?;
        let (lanes, salt) = rest.split_first_chunk().ok_or(InvalidParameters)?;
        let parameters = Self {
            salt: salt.try_into().map_err(|_| InvalidParameters)?,
            memory_kib: u32::from_be_bytes(*memory_kib),
            passes: u32::from_be_bytes(*passes),
            lanes: u32::from_be_bytes(*lanes),
        };
        if *version != VERSION {
            return Err(InvalidParameters);
        }
        parameters.checked().map(|_| parameters)
    }

    fn checked(&self) -> Result<Params, InvalidParameters> {
        if self.memory_kib > MEMORY_KIB_MAX || self.passes > PASSES_MAX || self.lanes > LANES_MAX {
            return Err(InvalidParameters);
        }
        Params::new(
            self.memory_kib,
            self.passes,
            self.lanes,
            Some(StoreKey::LEN),
        )
        .map_err(|_| InvalidParameters)
    }
}

/// The key that `passphrase` stands for. Takes about a quarter of a second at the usual costs.
///
/// # Errors
/// [`InvalidParameters`] for costs outside their ranges.
pub fn derive(passphrase: &str, parameters: &Parameters) -> Result<StoreKey, InvalidParameters> {
    stretch(passphrase, parameters)
}

/// Seals a database key under `passphrase` with a fresh salt, at these costs (KiB, passes).
///
/// # Errors
/// [`InvalidParameters`] for costs outside their ranges.
pub fn seal_key(
    key: &StoreKey,
    passphrase: &str,
    (memory_kib, passes): (u32, u32),
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, InvalidParameters> {
    let parameters = Parameters {
        memory_kib,
        passes,
        ..Parameters::generate(rng)
    };
    let seal: PassphraseKey = stretch(passphrase, &parameters)?;
    let mut sealed = Vec::with_capacity(SEALED_KEY_BYTES);
    sealed.extend_from_slice(&parameters.encode());
    let aad = sealed_key_aad(&sealed);
    sealed.extend_from_slice(key.as_bytes());
    // The salt is fresh, so this key seals once.
    let nonce = &NONCE_OF_A_SINGLE_USE;
    aead::seal_in_place(&seal, nonce, &aad, &mut sealed, PARAMETERS_BYTES);
    Ok(sealed)
}

/// Opens what [`seal_key`] sealed.
///
/// # Errors
/// [`UnsealError`].
pub fn unseal_key(sealed: &[u8], passphrase: &str) -> Result<StoreKey, UnsealError> {
    let split = sealed.split_at_checked(PARAMETERS_BYTES);
    let (parameters, ciphertext) = split.ok_or(InvalidParameters)?;
    let aad = sealed_key_aad(parameters);
    let seal: PassphraseKey = stretch(passphrase, &Parameters::decode(parameters)?)?;
    let opened = aead::open(&seal, &NONCE_OF_A_SINGLE_USE, &aad, ciphertext);
    let opened = Zeroizing::new(opened.map_err(|_| UnsealError::WrongPassphrase)?);
    let mut key = Zeroizing::new([0; StoreKey::LEN]);
    if opened.len() != key.len() {
        return Err(InvalidParameters.into());
    }
    key.copy_from_slice(&opened);
    Ok(Key::from_zeroizing(key))
}

fn sealed_key_aad(parameters: &[u8]) -> Vec<u8> {
    [SEALED_KEY.as_bytes(), parameters].concat()
}

fn stretch<P>(passphrase: &str, parameters: &Parameters) -> Result<Key<P>, InvalidParameters> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters.checked()?);
    let mut key = Zeroizing::new([0; StoreKey::LEN]);
    argon2
        .hash_password_into(passphrase.as_bytes(), &parameters.salt, key.as_mut())
        .map_err(|_| InvalidParameters)?;
    Ok(Key::from_zeroizing(key))
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    use super::*;

    const CHEAP: (u32, u32) = (64, 1);

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_alone() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let key = StoreKey::generate(&mut rng);
        let sealed = seal_key(&key, "هدهد one", CHEAP, &mut rng).unwrap();
        assert_eq!(sealed.len(), SEALED_KEY_BYTES);
        assert!(unseal_key(&sealed, "هدهد one") == Ok(key));
        let wrong = unseal_key(&sealed, "هدهد two").unwrap_err();
        assert_eq!(wrong, UnsealError::WrongPassphrase);
    }

    #[test]
    fn a_sealed_key_that_was_cut_or_changed_does_not_open() {
        let mut rng = ChaCha20Rng::from_seed([2; 32]);
        let key = StoreKey::generate(&mut rng);
        let sealed = seal_key(&key, "a", CHEAP, &mut rng).unwrap();
        for length in 0..sealed.len() {
            assert!(unseal_key(&sealed[..length], "a").is_err());
        }
        // The costs are left alone here: some of their bits would make it slow.
        for at in PARAMETERS_BYTES - 16..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(unseal_key(&changed, "a").is_err());
        }
    }

    #[test]
    fn the_same_key_is_never_sealed_into_the_same_bytes() {
        let mut rng = ChaCha20Rng::from_seed([3; 32]);
        let key = StoreKey::generate(&mut rng);
        let first = seal_key(&key, "a", CHEAP, &mut rng).unwrap();
        assert_ne!(first, seal_key(&key, "a", CHEAP, &mut rng).unwrap());
    }
}
