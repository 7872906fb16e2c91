//! The database key that a passphrase stands for: Argon2id (RFC 9106).
//!
//! The salt and the costs are kept beside the database in clear. The passphrase is taken as the
//! bytes it is given in; whoever reads it from a person decides on normalisation.

use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::keys::{Key, StoreKey};

/// Bytes of encoded parameters.
pub const PARAMETERS_BYTES: usize = 1 + 4 + 4 + 4 + 16;

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
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters.checked()?);
    let mut key = Zeroizing::new([0; StoreKey::LEN]);
    argon2
        .hash_password_into(passphrase.as_bytes(), &parameters.salt, key.as_mut())
        .map_err(|_| InvalidParameters)?;
    Ok(Key::from_zeroizing(key))
}
