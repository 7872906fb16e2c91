//! What an operator decides.

use hudhud_base::limits;

/// The settings of one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The host's own domain, as it stands in `@name@host` and in signatures.
    pub host: String,
    /// Program and version, told in `Welcome`.
    pub agent: String,
    /// What creating and first contact cost.
    pub puzzle_bits: Prices,
    /// How much is kept, and for how long.
    pub quotas: Quotas,
    /// Strangers may sign up.
    pub open_registration: bool,
    /// Shards over which records are spread; at least 1. A store keeps the number it began with.
    pub shards: u16,
    /// Log heads held in memory, so that an append to a busy log reads no record of the log.
    pub hot_logs: usize,
    /// Bytes of answers that one turn decides: what is asked beyond that waits for the next.
    pub turn_bytes: usize,
    /// Bytes of answers that may wait for a commit: beyond that nothing is decided until one has
    /// ended.
    pub waiting_bytes: usize,
    /// Names kept for the host, besides those every host keeps.
    pub reserved_names: Vec<String>,
}

/// Leading zero bits that a puzzle's solution must show; 0 is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prices {
    /// A log.
    pub create: u32,
    /// An entry in somebody's inbox, and the key packages of somebody.
    pub deliver: u32,
    /// An account.
    pub sign_up: u32,
    /// A blob.
    pub blob: u32,
}

impl Prices {
    /// The highest of them: what a puzzle that may pay for anything asks.
    #[must_use]
    pub fn highest(&self) -> u32 {
        self.create
            .max(self.deliver)
            .max(self.sign_up)
            .max(self.blob)
    }
}

/// How much is kept, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Bytes of sealed bodies in one log.
    pub log_bytes: u64,
    /// Bytes of one blob.
    pub blob_bytes: u64,
    /// Days for which ordered entries are kept; at least [`limits::ENTRY_ID_DAYS`].
    pub ordered_days: u32,
    /// Days for which plain entries are kept; at least [`limits::ENTRY_ID_DAYS`].
    pub plain_days: u32,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            log_bytes: 4 * 1024 * 1024 * 1024,
            blob_bytes: limits::BLOB_BYTES,
            ordered_days: limits::ORDERED_RETENTION_DAYS,
            plain_days: limits::PLAIN_RETENTION_DAYS,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            agent: concat!("hudhud/", env!("CARGO_PKG_VERSION")).to_owned(),
            puzzle_bits: Prices::default(),
            quotas: Quotas::default(),
            open_registration: true,
            shards: 1,
            hot_logs: 128 * 1024,
            turn_bytes: 8 * 1024 * 1024,
            waiting_bytes: 64 * 1024 * 1024,
            reserved_names: Vec::new(),
        }
    }
}
