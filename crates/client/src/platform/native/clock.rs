//! The device's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use hudhud_base::Timestamp;

/// The time now; the epoch itself on a device whose clock stands before it.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
