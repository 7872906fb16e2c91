//! Secret keys that carry their purpose in their type.
//!
//! A key made for one use is refused by the compiler in another:
//!
//! ```compile_fail
//! use hudhud_crypto::keys::{BlobKey, LogKey};
//! fn a_log_key_is_wanted(_: &LogKey) {}
//! a_log_key_is_wanted(&BlobKey::from_bytes([0; 32]));
//! ```
//!
//! ```
//! use hudhud_crypto::keys::LogKey;
//! fn a_log_key_is_wanted(_: &LogKey) {}
//! a_log_key_is_wanted(&LogKey::from_bytes([0; 32]));
//! ```

use std::fmt;
use std::marker::PhantomData;

use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What a [`Key`] may be used for.
pub trait Purpose {
    /// Shown in place of the key where one is printed.
    const NAME: &'static str;
}

/// 32 secret bytes for one purpose: wiped when dropped, never printed, compared in constant time.
pub struct Key<P> {
    bytes: Zeroizing<[u8; 32]>,
    purpose: PhantomData<fn() -> P>,
}

impl<P> Key<P> {
    /// Length in bytes.
    pub const LEN: usize = 32;

    /// A fresh key.
    #[must_use]
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        Self::from_zeroizing(bytes)
    }

    /// A key read back from where it was kept.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self::from_zeroizing(Zeroizing::new(bytes))
    }

    /// The secret itself, to be kept or sealed; never to be printed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(crate) fn from_zeroizing(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self {
            bytes,
            purpose: PhantomData,
        }
    }
}

impl<P> Clone for Key<P> {
    fn clone(&self) -> Self {
        Self::from_zeroizing(self.bytes.clone())
    }
}

impl<P> PartialEq for Key<P> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes.ct_eq(&*other.bytes).into()
    }
}

impl<P> Eq for Key<P> {}

impl<P: Purpose> fmt::Debug for Key<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", P::NAME)
    }
}

macro_rules! purposes {
    ($($(#[$doc:meta])* $alias:ident = $marker:ident;)*) => {
        /// The marker types: they have no values and exist for [`Key`]'s parameter alone.
        pub mod purpose {
            $(
                #[doc = concat!("Marks a [`", stringify!($alias), "`](super::", stringify!($alias), ").")]
                #[derive(Debug, Clone, Copy, PartialEq, Eq)]
                pub enum $marker {}

                impl super::Purpose for $marker {
                    const NAME: &'static str = stringify!($alias);
                }
            )*
        }

        $($(#[$doc])* pub type $alias = Key<purpose::$marker>;)*
    };
}

purposes! {
    /// Seals every entry of one generation of a log.
    LogKey = Log;
    /// Seals one blob.
    BlobKey = Blob;
    /// Encrypts the client's database.
    StoreKey = Store;
    /// Seals a store key under a passphrase.
    PassphraseKey = Passphrase;
    /// What the recovery words stand for: the account is derived from it.
    RootSecret = Root;
    /// Drawn from a group's safe exporter by the commit that begins a generation.
    GenerationSecret = GenerationRecord;
    /// Agreed for one control capability sealed to one member.
    ControlSeal = Control;
    /// Agreed for one entry sealed to an inbox.
    InboxSeal = Inbox;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_names_the_purpose_and_hides_the_bytes() {
        assert_eq!(format!("{:?}", LogKey::from_bytes([0x5a; 32])), "LogKey(…)");
    }

    #[test]
    fn keys_are_equal_when_all_their_bytes_are() {
        let mut other = [7; 32];
        assert_eq!(BlobKey::from_bytes([7; 32]), BlobKey::from_bytes(other));
        other[31] ^= 0x80;
        assert_ne!(BlobKey::from_bytes([7; 32]), BlobKey::from_bytes(other));
    }
}
