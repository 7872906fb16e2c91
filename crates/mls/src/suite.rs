//! The two cipher suites of the profile.

/// What a group seals with. It never changes within one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// 0x0001: X25519, AES-128-GCM, SHA-256, Ed25519.
    Classical,
    /// 0x004F: ML-KEM-768 with X25519, AES-128-GCM, SHA-256, Ed25519.
    Hybrid,
}
