//! Every derivation label of the project, and the derivations that use them.
//!
//! A label appears once, so that two uses of a secret can never meet by accident. What an MLS
//! exporter is asked with belongs to the MLS crate.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::keys::{GenerationSecret, Key, LogKey, RootSecret};
use crate::signature::SigningKey;

macro_rules! labels {
    ($($name:ident = $label:literal;)*) => {
        $(pub(crate) const $name: &str = $label;)*

        #[cfg(test)]
        const LABELS: &[&str] = &[$($label),*];
    };
}

labels! {
    CAPABILITY = "hudhud capability v1";
    ACCOUNT_ID = "hudhud account id v1";
    DEVICE_ID = "hudhud device id v1";
    DEVICE_LIST_HASH = "hudhud device list hash v1";
    INBOX_KEY_HASH = "hudhud inbox key hash v1";
    RUNNING_HASH = "hudhud running hash v1";
    PUZZLE = "hudhud puzzle v1";
    ENTRY = "hudhud entry v1";
    INBOX = "hudhud inbox v1";
    CONTROL = "hudhud control v1";
    BLOB = "hudhud blob v1";
    SEALED_KEY = "hudhud sealed store key v1";
    GENERATION_READ = "hudhud generation read v1";
    GENERATION_WRITE = "hudhud generation write v1";
    GENERATION_LOG_KEY = "hudhud generation log key v1";
    ROOT_ACCOUNT = "hudhud root account v1";
}

/// What the members of a generation share: the capabilities of all, and the key of the log.
#[derive(Clone, PartialEq, Eq)]
pub struct GenerationKeys {
    /// Capability to read and follow.
    pub read: [u8; 32],
    /// Capability to append.
    pub write: [u8; 32],
    /// Seals the generation's entries.
    pub log_key: LogKey,
}

impl GenerationKeys {
    /// Derives a generation's keys from the secret that its first commit exported.
    #[must_use]
    pub fn derive(secret: &GenerationSecret) -> Self {
        Self {
            read: *expand(secret.as_bytes(), GENERATION_READ, &[]),
            write: *expand(secret.as_bytes(), GENERATION_WRITE, &[]),
            log_key: Key::from_zeroizing(expand(secret.as_bytes(), GENERATION_LOG_KEY, &[])),
        }
    }
}

impl Drop for GenerationKeys {
    fn drop(&mut self) {
        self.read.zeroize();
        self.write.zeroize();
    }
}

impl fmt::Debug for GenerationKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GenerationKeys(…)")
    }
}

/// The account's signing key, which the recovery words bring back.
#[must_use]
pub fn account_key(root: &RootSecret) -> SigningKey {
    SigningKey::from_seed(&expand(root.as_bytes(), ROOT_ACCOUNT, &[]))
}

/// HKDF-Expand (RFC 5869 §2.3) over SHA-256. `secret` must already be uniform: it stands as the
/// pseudorandom key.
#[expect(
    clippy::expect_used,
    reason = "both lengths are constants that HKDF accepts"
)]
fn expand(secret: &[u8; 32], label: &str, context: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let hkdf = Hkdf::<Sha256>::from_prk(secret).expect("a key of 32 bytes is long enough");
    let mut info = vec![label.as_bytes()];
    info.extend_from_slice(context);
    let mut output = Zeroizing::new([0; 32]);
    hkdf.expand_multi_info(&info, output.as_mut())
        .expect("32 bytes are at most 255 blocks");
    output
}

/// HKDF-Extract without salt, then [`expand`] over `label`, a zero byte, the length of `info` as 8
/// bytes big-endian, `info` and `transcript`.
pub(crate) fn agree<P>(shared: &[u8], label: &str, info: &[u8], transcript: &[&[u8]]) -> Key<P> {
    // Extracted first: what X25519 agrees on is not uniform, and `expand` needs it so.
    let (mut prk, _) = Hkdf::<Sha256>::extract(None, shared);
    let secret = Zeroizing::new(<[u8; 32]>::from(prk));
    prk.as_mut_slice().zeroize();
    // The length keeps `info`, which may have any, apart from the transcript.
    let length = (info.len() as u64).to_be_bytes();
    let mut context: Vec<&[u8]> = vec![&[0], &length, info];
    context.extend_from_slice(transcript);
    Key::from_zeroizing(expand(&secret, label, &context))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows a label is not always behind a separator, so that being unequal is not enough.
    #[test]
    fn no_label_begins_another_or_holds_a_zero_byte() {
        for (at, label) in LABELS.iter().enumerate() {
            assert!(!label.contains('\0'), "{label}");
            for (other_at, other) in LABELS.iter().enumerate() {
                assert!(at == other_at || !other.starts_with(label), "{label}");
            }
        }
    }
}
