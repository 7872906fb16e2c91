//! Bearer capabilities as they stand in frames. What guards what: docs/spec/logs.md.

use std::fmt;

use hudhud_base::CapabilityHash;
use zeroize::Zeroize;

/// 32 random bytes that allow something to whoever shows them. Never printed, never compared in
/// variable time: the host compares hashes.
#[derive(Clone, PartialEq, Eq, Zeroize)]
#[zeroize(drop)]
pub struct Capability(pub [u8; 32]);

impl fmt::Debug for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Capability(…)")
    }
}

/// What a host keeps of one generation's capabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapabilityHashes {
    /// Read and follow.
    pub read: CapabilityHash,
    /// Append.
    pub write: CapabilityHash,
    /// Rotate, erase, and append past the rate limit of the ordered class.
    pub control: CapabilityHash,
}

/// Which capabilities were shown for a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights {
    /// `read` was shown.
    pub read: bool,
    /// `write` was shown.
    pub write: bool,
    /// `control` was shown.
    pub control: bool,
}
