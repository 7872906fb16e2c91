//! The system's clock.

use std::time::{SystemTime, UNIX_EPOCH};

use hudhud_base::Timestamp;

/// What it says now, right or wrong.
pub(crate) fn system_time() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
