//! What all transfers of blobs have in common: when they are tried again, and how they end.

use hudhud_base::MessageRow;
use hudhud_store::blobs::{BlobDirection, BlobRow};

use crate::turn::Turn;

/// Milliseconds before a transfer that failed is tried again, at least.
const RETRY_MS: u64 = 2_000;
/// Milliseconds after which a host that has never answered will not: it may be one that never was.
pub(crate) const GIVEN_UP_MS: u64 = 30 * 86_400_000;

/// A transfer that is over, one way or the other.
#[must_use]
pub(crate) struct BlobEnded {
    pub(crate) direction: BlobDirection,
    /// Whose attachment it was.
    pub(crate) message: Option<MessageRow>,
}

impl Turn<'_> {
    /// A transfer that came to nothing is tried again, later each time.
    pub(crate) fn try_later(&mut self, row: &mut BlobRow) {
        row.attempts = row.attempts.saturating_add(1);
        row.not_before = self.now.plus_ms(self.jittered(RETRY_MS, row.attempts));
    }
}
