//! The library's cryptography with the caller's randomness.
//!
//! What is a function of its arguments is passed on to the library's provider. What draws
//! randomness (random values, and the sender's side of HPKE) is done here, from a generator that
//! the caller's source seeds for each call.

use std::sync::{Mutex, PoisonError};

use openmls::prelude::SecretVLBytes;
use openmls_rust_crypto::RustCrypto;
use openmls_traits::crypto::OpenMlsCrypto;
use openmls_traits::random::OpenMlsRand;
use openmls_traits::types::{
    AeadType, Ciphersuite, CryptoError, ExporterSecret, HashType, HpkeCiphertext, HpkeConfig,
    HpkeKeyPair, KemOutput, SignatureScheme,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, Rng as _, SeedableRng as _};
use zeroize::Zeroizing;

use super::hpke::Sender;
use crate::suite::Suite;

/// Cryptography for one call.
#[derive(Debug)]
pub(crate) struct Cryptography {
    fixed: RustCrypto,
    /// A lock because the library asks for `Sync`; nothing here is shared between threads.
    rng: Option<Mutex<ChaCha20Rng>>,
}

impl Cryptography {
    /// Cryptography whose randomness is 32 bytes of `rng`, stretched.
    pub(crate) fn seeded(rng: &mut dyn CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self {
            fixed: RustCrypto::default(),
            rng: Some(Mutex::new(ChaCha20Rng::from_seed(*seed))),
        }
    }

    /// Cryptography for what is a function of its arguments. Drawing from it is an error.
    pub(crate) fn fixed() -> Self {
        Self {
            fixed: RustCrypto::default(),
            rng: None,
        }
    }

    fn draw<T>(&self, draw: impl FnOnce(&mut ChaCha20Rng) -> T) -> Result<T, NoRandomness> {
        let rng = self.rng.as_ref().ok_or(NoRandomness)?;
        // No other thread has it, so it is never poisoned.
        Ok(draw(
            &mut rng.lock().unwrap_or_else(PoisonError::into_inner),
        ))
    }

    fn sender(
        &self,
        config: HpkeConfig,
        recipient: &[u8],
        info: &[u8],
    ) -> Result<Sender<'_>, CryptoError> {
        self.draw(|rng| Sender::new(&self.fixed, config, recipient, info, rng))
            .map_err(|NoRandomness| CryptoError::InsufficientRandomness)?
    }
}

/// The call was not given a source of randomness, because it was not expected to need one.
#[derive(Debug, thiserror::Error)]
#[error("this call draws no randomness")]
pub(crate) struct NoRandomness;

impl OpenMlsRand for Cryptography {
    type Error = NoRandomness;

    fn random_array<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0; N];
        self.draw(|rng| rng.fill_bytes(&mut bytes))?;
        Ok(bytes)
    }

    fn random_vec(&self, len: usize) -> Result<Vec<u8>, NoRandomness> {
        let mut bytes = vec![0; len];
        self.draw(|rng| rng.fill_bytes(&mut bytes))?;
        Ok(bytes)
    }
}

impl OpenMlsCrypto for Cryptography {
    fn supports(&self, ciphersuite: Ciphersuite) -> Result<(), CryptoError> {
        Suite::of(ciphersuite)
            .map(|_| ())
            .ok_or(CryptoError::UnsupportedCiphersuite)
    }

    fn supported_ciphersuites(&self) -> Vec<Ciphersuite> {
        Suite::ALL.iter().map(|suite| suite.ciphersuite()).collect()
    }

    fn signature_key_gen(&self, _: SignatureScheme) -> Result<(Vec<u8>, Vec<u8>), CryptoError> {
        // A device's key is made elsewhere, and the library asks for one in its tests only.
        Err(CryptoError::UnsupportedSignatureScheme)
    }

    fn hpke_seal(
        &self,
        config: HpkeConfig,
        pk_r: &[u8],
        info: &[u8],
        aad: &[u8],
        ptxt: &[u8],
    ) -> Result<HpkeCiphertext, CryptoError> {
        self.sender(config, pk_r, info)?.seal(aad, ptxt)
    }

    fn hpke_setup_sender_and_export(
        &self,
        config: HpkeConfig,
        pk_r: &[u8],
        info: &[u8],
        exporter_context: &[u8],
        exporter_length: usize,
    ) -> Result<(KemOutput, ExporterSecret), CryptoError> {
        let sender = self.sender(config, pk_r, info)?;
        let secret = sender.export(exporter_context, exporter_length)?;
        Ok((sender.enc, secret))
    }

    fn hkdf_extract(
        &self,
        hash_type: HashType,
        salt: &[u8],
        ikm: &[u8],
    ) -> Result<SecretVLBytes, CryptoError> {
        self.fixed.hkdf_extract(hash_type, salt, ikm)
    }

    fn hmac(
        &self,
        hash_type: HashType,
        key: &[u8],
        message: &[u8],
    ) -> Result<SecretVLBytes, CryptoError> {
        self.fixed.hmac(hash_type, key, message)
    }

    fn hkdf_expand(
        &self,
        hash_type: HashType,
        prk: &[u8],
        info: &[u8],
        okm_len: usize,
    ) -> Result<SecretVLBytes, CryptoError> {
        self.fixed.hkdf_expand(hash_type, prk, info, okm_len)
    }

    fn hash(&self, hash_type: HashType, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.fixed.hash(hash_type, data)
    }

    fn aead_encrypt(
        &self,
        alg: AeadType,
        key: &[u8],
        data: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        self.fixed.aead_encrypt(alg, key, data, nonce, aad)
    }

    fn aead_decrypt(
        &self,
        alg: AeadType,
        key: &[u8],
        ct_tag: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        self.fixed.aead_decrypt(alg, key, ct_tag, nonce, aad)
    }

    fn verify_signature(
        &self,
        alg: SignatureScheme,
        data: &[u8],
        pk: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        self.fixed.verify_signature(alg, data, pk, signature)
    }

    fn sign(&self, alg: SignatureScheme, data: &[u8], key: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.fixed.sign(alg, data, key)
    }

    fn hpke_open(
        &self,
        config: HpkeConfig,
        input: &HpkeCiphertext,
        sk_r: &[u8],
        info: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        self.fixed.hpke_open(config, input, sk_r, info, aad)
    }

    fn hpke_setup_receiver_and_export(
        &self,
        config: HpkeConfig,
        enc: &[u8],
        sk_r: &[u8],
        info: &[u8],
        exporter_context: &[u8],
        exporter_length: usize,
    ) -> Result<ExporterSecret, CryptoError> {
        self.fixed.hpke_setup_receiver_and_export(
            config,
            enc,
            sk_r,
            info,
            exporter_context,
            exporter_length,
        )
    }

    fn derive_hpke_keypair(
        &self,
        config: HpkeConfig,
        ikm: &[u8],
    ) -> Result<HpkeKeyPair, CryptoError> {
        self.fixed.derive_hpke_keypair(config, ikm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cryptography(seed: u8) -> Cryptography {
        Cryptography::seeded(&mut ChaCha20Rng::from_seed([seed; 32]))
    }

    #[test]
    fn what_our_sender_seals_the_librarys_receiver_opens() {
        for suite in Suite::ALL {
            let config = || suite.ciphersuite().hpke_config();
            let ours = cryptography(1);
            let pair = ours.derive_hpke_keypair(config(), &[7; 32]).unwrap();
            let sealed = ours
                .hpke_seal(config(), &pair.public, b"info", b"aad", b"text")
                .unwrap();
            let open = |info| {
                RustCrypto::default().hpke_open(config(), &sealed, &pair.private, info, b"aad")
            };
            assert_eq!(open(b"info").unwrap(), b"text");
            assert!(open(b"else").is_err());
        }
    }

    #[test]
    fn what_our_sender_exports_the_librarys_receiver_exports() {
        for suite in Suite::ALL {
            let config = || suite.ciphersuite().hpke_config();
            let ours = cryptography(2);
            let pair = ours.derive_hpke_keypair(config(), &[8; 32]).unwrap();
            let sent = ours.hpke_setup_sender_and_export(config(), &pair.public, b"i", b"c", 32);
            let (enc, sent) = sent.unwrap();
            let received = RustCrypto::default()
                .hpke_setup_receiver_and_export(config(), &enc, &pair.private, b"i", b"c", 32)
                .unwrap();
            assert_eq!(*sent, *received);
        }
    }

    #[test]
    fn the_callers_randomness_decides_what_is_sealed() {
        for suite in Suite::ALL {
            let config = || suite.ciphersuite().hpke_config();
            let pair = cryptography(0)
                .derive_hpke_keypair(config(), &[9; 32])
                .unwrap();
            let seal = |seed| {
                cryptography(seed)
                    .hpke_seal(config(), &pair.public, b"", b"", b"text")
                    .unwrap()
            };
            assert_eq!(seal(3), seal(3));
            assert_ne!(seal(3), seal(4));
        }
    }
}
