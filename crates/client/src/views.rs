//! What an interface shows, read between two turns.
//!
//! Owns the queries and the joins of rows. Does not format, translate or sanitise: whoever shows the
//! text of others does.

mod device;
mod joins;
mod people;
mod read;
mod receipts;
mod unfinished;
mod window;

use serde::{Deserialize, Serialize};

pub use device::Reach;
pub(crate) use read::waiting;
pub use unfinished::{Unfinished, What};

/// What waits for the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Waiting {
    /// Entries in the outbox.
    pub outbox: u64,
    /// Intents not finished.
    pub intents: u64,
    /// Invitations and other inbox entries not delivered.
    pub deliveries: u64,
}

impl Waiting {
    /// Whether nothing waits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.outbox == 0 && self.intents == 0 && self.deliveries == 0
    }
}
