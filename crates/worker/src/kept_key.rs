//! What is kept of the database's key, under the browser's own key: the key itself, or the key
//! sealed under a passcode.
//!
//! Owns these bytes. Where they lie, and the browser's key over them, is the browser's part.

use hudhud_crypto::keys::StoreKey;
use hudhud_crypto::passphrase::{self, UnsealError};
use hudhud_dialogue::page::Unopened;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Memory in KiB and passes that a passcode costs: half a second or so in a browser, on memory that
/// a small phone has to spare.
const COSTS: (u32, u32) = (32 * 1024, 3);

/// First byte of the encoding.
const VERSION: u8 = 1;
const CLEAR: u8 = 0;
const SEALED: u8 = 1;

/// A database key as it is kept.
pub enum KeptKey {
    /// Nothing is asked for.
    Clear(StoreKey),
    /// Sealed under a passcode.
    Sealed(Vec<u8>),
}

impl std::fmt::Debug for KeptKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Clear(_) => f.write_str("Clear(…)"),
            Self::Sealed(_) => f.write_str("Sealed(…)"),
        }
    }
}

/// The kept bytes are not what this program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what is kept of the key is damaged, or was written by a newer version")]
pub struct KeptKeyError;

impl KeptKey {
    /// As a person wants it: with a passcode, or without.
    ///
    /// # Errors
    /// [`KeptKeyError`]: never, as long as the costs are within their limits.
    pub fn new(
        key: StoreKey,
        passcode: Option<&str>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, KeptKeyError> {
        match passcode {
            None => Ok(Self::Clear(key)),
            Some(passcode) => passphrase::seal_key(&key, passcode, COSTS, rng)
                .map(Self::Sealed)
                .map_err(|_| KeptKeyError),
        }
    }

    /// Whether a passcode opens it.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(_))
    }

    /// The key. A passcode that is not asked for is not looked at.
    ///
    /// # Errors
    /// [`Unopened::PasscodeNeeded`], [`Unopened::WrongPasscode`], [`Unopened::KeyMissing`] if what
    /// is kept is no key.
    pub fn open(&self, passcode: Option<&str>) -> Result<StoreKey, Unopened> {
        match self {
            Self::Clear(key) => Ok(key.clone()),
            Self::Sealed(sealed) => {
                let passcode = passcode.ok_or(Unopened::PasscodeNeeded)?;
                passphrase::unseal_key(sealed, passcode).map_err(|error| match error {
                    UnsealError::WrongPassphrase => Unopened::WrongPasscode,
                    UnsealError::Parameters(_) => Unopened::KeyMissing,
                })
            }
        }
    }

    /// Version, kind, key or sealed key.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let (kind, bytes) = match self {
            Self::Clear(key) => (CLEAR, key.as_bytes().as_slice()),
            Self::Sealed(sealed) => (SEALED, sealed.as_slice()),
        };
        // Taken whole at once: growing would leave copies of the key behind.
        let mut encoded = Zeroizing::new(Vec::with_capacity(2 + bytes.len()));
        encoded.extend_from_slice(&[VERSION, kind]);
        encoded.extend_from_slice(bytes);
        encoded
    }

    /// Reads what [`KeptKey::encode`] wrote.
    ///
    /// # Errors
    /// [`KeptKeyError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, KeptKeyError> {
        match bytes {
            [VERSION, CLEAR, key @ ..] => {
                let key: [u8; StoreKey::LEN] = key.try_into().map_err(|_| KeptKeyError)?;
                Ok(Self::Clear(StoreKey::from_bytes(key)))
            }
            [VERSION, SEALED, sealed @ ..] if sealed.len() == passphrase::SEALED_KEY_BYTES => {
                Ok(Self::Sealed(sealed.to_vec()))
            }
            _ => Err(KeptKeyError),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng as _;

    use super::*;

    fn kept(passcode: Option<&str>) -> (StoreKey, KeptKey) {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let key = StoreKey::generate(&mut rng);
        let kept = KeptKey::new(key.clone(), passcode, &mut rng).unwrap();
        (key, KeptKey::decode(&kept.encode()).unwrap())
    }

    #[test]
    fn a_key_without_a_passcode_opens_with_and_without_one() {
        let (key, kept) = kept(None);
        assert!(!kept.is_sealed());
        assert!(kept.open(None) == Ok(key.clone()));
        assert!(kept.open(Some("1234")) == Ok(key));
    }

    #[test]
    fn a_key_under_a_passcode_tells_a_missing_one_from_a_wrong_one() {
        let (key, kept) = kept(Some("1234"));
        assert!(kept.is_sealed());
        assert_eq!(kept.open(None).unwrap_err(), Unopened::PasscodeNeeded);
        assert_eq!(
            kept.open(Some("4321")).unwrap_err(),
            Unopened::WrongPasscode
        );
        assert!(kept.open(Some("1234")) == Ok(key));
    }

    #[test]
    fn bytes_that_were_cut_or_are_of_another_version_are_no_key() {
        for passcode in [None, Some("1234")] {
            let bytes = kept(passcode).1.encode();
            for length in 0..bytes.len() {
                assert!(KeptKey::decode(&bytes[..length]).is_err());
            }
            let mut newer = bytes.to_vec();
            newer[0] = 2;
            assert!(KeptKey::decode(&newer).is_err());
            newer[0] = 1;
            newer[1] = 2;
            assert!(KeptKey::decode(&newer).is_err());
        }
    }
}
