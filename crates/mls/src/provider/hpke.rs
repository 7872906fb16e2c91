//! The sending half of HPKE (RFC 9180, base mode) for the two suites of the profile.
//!
//! The library's own sender draws the ephemeral key from the operating system. This one takes it
//! from the caller. The receiving half draws nothing and stays the library's.

use openmls_rust_crypto::RustCrypto;
use openmls_traits::crypto::OpenMlsCrypto;
use openmls_traits::types::{
    AeadType, CryptoError, ExporterSecret, HashType, HpkeAeadType, HpkeCiphertext, HpkeConfig,
    HpkeKdfType, HpkeKemType,
};
use rand_core::CryptoRng;
use x_wing::{Encapsulate as _, EncapsulationKey};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

const VERSION_LABEL: &[u8] = b"HPKE-v1";
const MODE_BASE: u8 = 0;
const KEY_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
const HASH_BYTES: usize = 32;
const KDF_ID: u16 = 0x0001;
const AEAD_ID: u16 = 0x0001;

/// RFC 9180 §4.1, DHKEM(X25519, HKDF-SHA256).
const KEM_X25519: u16 = 0x0020;
/// draft-connolly-cfrg-xwing-kem.
const KEM_X_WING: u16 = 0x647A;

/// A sender's context for one recipient, good for one sealing.
pub(super) struct Sender<'a> {
    crypto: &'a RustCrypto,
    suite_id: Vec<u8>,
    secret: Zeroizing<Vec<u8>>,
    schedule: Vec<u8>,
    /// What the recipient needs to arrive at the same context.
    pub(super) enc: Vec<u8>,
}

impl<'a> Sender<'a> {
    /// RFC 9180 §5.1.1.
    pub(super) fn new(
        crypto: &'a RustCrypto,
        config: HpkeConfig,
        recipient: &[u8],
        info: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Self, CryptoError> {
        let HpkeConfig(kem, HpkeKdfType::HkdfSha256, HpkeAeadType::AesGcm128) = config else {
            return Err(CryptoError::UnsupportedCiphersuite);
        };
        let (kem_id, shared, enc) = encapsulate(crypto, kem, recipient, rng)?;
        let suite_id = [
            b"HPKE".as_slice(),
            &kem_id.to_be_bytes(),
            &KDF_ID.to_be_bytes(),
            &AEAD_ID.to_be_bytes(),
        ]
        .concat();
        // RFC 9180 §5.1, key schedule of base mode: the pre-shared key and its id are empty.
        let psk_id_hash = extract(crypto, &suite_id, &[], b"psk_id_hash", &[])?;
        let info_hash = extract(crypto, &suite_id, &[], b"info_hash", info)?;
        let schedule = [&[MODE_BASE], psk_id_hash.as_slice(), info_hash.as_slice()].concat();
        let secret = extract(crypto, &suite_id, &shared, b"secret", &[])?;
        Ok(Self {
            crypto,
            suite_id,
            secret,
            schedule,
            enc,
        })
    }

    /// RFC 9180 §5.2, with sequence number 0.
    pub(super) fn seal(self, aad: &[u8], plaintext: &[u8]) -> Result<HpkeCiphertext, CryptoError> {
        let key = self.expand(&self.secret, b"key", &self.schedule, KEY_BYTES)?;
        let nonce = self.expand(&self.secret, b"base_nonce", &self.schedule, NONCE_BYTES)?;
        let ciphertext =
            self.crypto
                .aead_encrypt(AeadType::Aes128Gcm, &key, plaintext, &nonce, aad)?;
        Ok(HpkeCiphertext {
            kem_output: self.enc.into(),
            ciphertext: ciphertext.into(),
        })
    }

    /// RFC 9180 §5.3.
    pub(super) fn export(
        &self,
        context: &[u8],
        length: usize,
    ) -> Result<ExporterSecret, CryptoError> {
        let exporter = self.expand(&self.secret, b"exp", &self.schedule, HASH_BYTES)?;
        Ok(self
            .expand(&exporter, b"sec", context, length)?
            .to_vec()
            .into())
    }

    fn expand(
        &self,
        secret: &[u8],
        label: &[u8],
        info: &[u8],
        length: usize,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        expand(
            self.crypto,
            &self.suite_id,
            secret,
            &[label, info].concat(),
            length,
        )
    }
}

/// The KEM's id, the shared secret and what is sent.
type Encapsulated = (u16, Zeroizing<Vec<u8>>, Vec<u8>);

fn encapsulate(
    crypto: &RustCrypto,
    kem: HpkeKemType,
    recipient: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Encapsulated, CryptoError> {
    if kem == HpkeKemType::XWingKemDraft6 {
        // X-Wing's shared secret is used as it is: it has hashed in what DHKEM extracts below.
        let key = EncapsulationKey::try_from(recipient).map_err(|_| CryptoError::InvalidLength)?;
        let (enc, shared) = key.encapsulate_with_rng(rng);
        let shared = Zeroizing::new(shared.as_slice().to_vec());
        return Ok((KEM_X_WING, shared, enc.as_slice().to_vec()));
    }
    if kem != HpkeKemType::DhKem25519 {
        return Err(CryptoError::UnsupportedCiphersuite);
    }
    let recipient: [u8; 32] = recipient
        .try_into()
        .map_err(|_| CryptoError::InvalidLength)?;
    let mut seed = Zeroizing::new([0_u8; 32]);
    rng.fill_bytes(seed.as_mut());
    let ephemeral = StaticSecret::from(*seed);
    let enc = PublicKey::from(&ephemeral).to_bytes();
    let agreed = ephemeral.diffie_hellman(&PublicKey::from(recipient));
    // RFC 9180 §7.1.4: a recipient's key of small order would make the secret known to all.
    if !agreed.was_contributory() {
        return Err(CryptoError::HpkeEncryptionError);
    }
    // RFC 9180 §4.1, ExtractAndExpand: under the KEM's own suite id, not the whole suite's.
    let suite_id = [b"KEM".as_slice(), &KEM_X25519.to_be_bytes()].concat();
    let prk = extract(crypto, &suite_id, &[], b"eae_prk", agreed.as_bytes())?;
    let label = [b"shared_secret".as_slice(), &enc, &recipient].concat();
    let shared = expand(crypto, &suite_id, &prk, &label, HASH_BYTES)?;
    Ok((KEM_X25519, shared, enc.to_vec()))
}

/// RFC 9180 §4, LabeledExtract.
fn extract(
    crypto: &RustCrypto,
    suite_id: &[u8],
    salt: &[u8],
    label: &[u8],
    ikm: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let labelled = Zeroizing::new([VERSION_LABEL, suite_id, label, ikm].concat());
    let prk = crypto.hkdf_extract(HashType::Sha2_256, salt, &labelled)?;
    Ok(Zeroizing::new(prk.as_slice().to_vec()))
}

/// RFC 9180 §4, LabeledExpand; `label_and_info` is the two, one after the other.
fn expand(
    crypto: &RustCrypto,
    suite_id: &[u8],
    secret: &[u8],
    label_and_info: &[u8],
    length: usize,
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let bytes = u16::try_from(length).map_err(|_| CryptoError::HkdfOutputLengthInvalid)?;
    let info = [
        &bytes.to_be_bytes(),
        VERSION_LABEL,
        suite_id,
        label_and_info,
    ]
    .concat();
    let okm = crypto.hkdf_expand(HashType::Sha2_256, secret, &info, length)?;
    Ok(Zeroizing::new(okm.as_slice().to_vec()))
}
