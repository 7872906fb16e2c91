//! What a program may choose about its device.

use hudhud_mls::Suite;

/// What a program may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// Of the conversations this device begins, and of the key packages it publishes.
    pub suite: Suite,
    /// Receipts wait at least this long, in milliseconds, to be sent together.
    pub receipt_delay_min_ms: u64,
    /// Receipts wait at most this long, in milliseconds. Zero: what is read is told in the same turn.
    pub receipt_delay_max_ms: u64,
    /// Tell others what has been read here.
    pub read_receipts: bool,
    /// One-time key packages kept at the host.
    pub key_packages: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            suite: Suite::Hybrid,
            receipt_delay_min_ms: 5_000,
            receipt_delay_max_ms: 30_000,
            read_receipts: true,
            key_packages: hudhud_base::limits::KEY_PACKAGES,
        }
    }
}
