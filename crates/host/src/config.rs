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
    /// Who may sign up.
    pub registration: Registration,
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

/// Who may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Registration {
    /// Whoever pays the price.
    #[default]
    Open,
    /// Whoever has an invitation of this host ([`crate::invitation`]).
    Invitation,
    /// Nobody.
    Closed,
}

/// Leading zero bits that a puzzle's solution must show; 0 is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prices {
    /// A log.
    pub create: u32,
    /// An entry in somebody's inbox, and the key packages of somebody.
    pub deliver: u32,
    /// An account, with its name.
    pub sign_up: u32,
    /// A blob of up to [`Prices::BLOB_BYTES`]; each doubling beyond costs one more, so that a blob
    /// costs by its size.
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

    /// Bytes of a blob that costs no more than the smallest.
    pub const BLOB_BYTES: u64 = 1024 * 1024;

    /// What a blob of this size costs.
    #[must_use]
    pub fn blob_of(&self, size_bytes: u64) -> u32 {
        let units = size_bytes.div_ceil(Self::BLOB_BYTES).max(1);
        match self.blob {
            0 => 0,
            bits => (bits + units.next_power_of_two().trailing_zeros()).min(limits::PUZZLE_BITS),
        }
    }
}

/// How much is kept, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Bytes of sealed bodies in one log, and [`Quotas::ENTRY_RECORDS_BYTES`] for each entry.
    pub log_bytes: u64,
    /// Bytes of one blob.
    pub blob_bytes: u64,
    /// Days for which ordered entries are kept; at least [`limits::ENTRY_ID_DAYS`].
    pub ordered_days: u32,
    /// Days for which plain entries are kept; at least [`limits::ENTRY_ID_DAYS`].
    pub plain_days: u32,
    /// Days for which a blob is kept; at least 1.
    pub blob_days: u32,
}

impl Quotas {
    /// Bytes that an entry counts as besides its body, for as long as something is left of it: its
    /// record, its id and its places in tracks, as a store keeps them.
    pub const ENTRY_RECORDS_BYTES: u64 = 384;

    /// What an entry with so many bytes of body counts as.
    pub(crate) const fn entry_bytes(body_bytes: u64) -> u64 {
        body_bytes.saturating_add(Self::ENTRY_RECORDS_BYTES)
    }
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            log_bytes: 4 * 1024 * 1024 * 1024,
            blob_bytes: limits::BLOB_BYTES,
            ordered_days: limits::ORDERED_RETENTION_DAYS,
            plain_days: limits::PLAIN_RETENTION_DAYS,
            blob_days: limits::BLOB_DAYS,
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
            registration: Registration::Open,
            shards: 1,
            hot_logs: 128 * 1024,
            turn_bytes: 8 * 1024 * 1024,
            waiting_bytes: 64 * 1024 * 1024,
            reserved_names: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_costs_by_its_size_unless_blobs_are_free() {
        let prices = Prices {
            blob: 12,
            ..Prices::default()
        };
        const MIB: u64 = 1024 * 1024;
        let costs = [1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 1, 64 * MIB].map(|of| prices.blob_of(of));
        assert_eq!(costs, [12, 12, 13, 13, 14, 18]);
        assert_eq!(Prices::default().blob_of(64 * MIB), 0);
    }
}
