//! Keys that never leave the process.

use std::fmt;

use zeroize::Zeroize;

/// The purpose of the key that signs invitations: of the host, and of whoever makes them beside it.
pub(crate) const INVITATIONS: &str = "hudhud host invitation key v1";

/// A key derived from the server's secret for one purpose.
#[derive(Zeroize)]
#[zeroize(drop)]
pub(crate) struct HostKey([u8; 32]);

impl HostKey {
    pub(crate) fn derive(server_secret: &[u8; 32], purpose: &str) -> Self {
        Self(blake3::derive_key(purpose, server_secret))
    }

    pub(crate) fn keyed_hash(&self, bytes: &[u8]) -> blake3::Hash {
        blake3::keyed_hash(&self.0, bytes)
    }
}

impl fmt::Debug for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostKey(…)")
    }
}
