//! The type of every secret that is kept: 32 bytes that cannot be printed and are wiped when
//! dropped. What a secret is for is known by whoever reads the row, not here.

use std::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, ZeroizeOnDrop};

/// 32 secret bytes: a seed, a capability or a key.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Secret([u8; 32]);

impl Secret {
    /// Takes a copy of `bytes`; the caller wipes its own.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Copies out of a slice and leaves no other copy; `None` unless there are 32 bytes.
    pub(crate) fn copied(bytes: &[u8]) -> Option<Self> {
        let mut copy: [u8; 32] = bytes.try_into().ok()?;
        let secret = Self(copy);
        copy.zeroize();
        Some(secret)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
