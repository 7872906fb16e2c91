//! The system's clock, and times as they are written for whoever runs a host.

use std::time::{SystemTime, UNIX_EPOCH};

use hudhud_base::Timestamp;

/// What it says now, right or wrong.
pub(crate) fn system_time() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// A time to the second, in UTC (RFC 3339).
pub(crate) fn utc(time: Timestamp) -> String {
    let (year, month, day) = time.day().date();
    let seconds = time.0 / 1000;
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_the_calendar_has_it() {
        for (ms, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (951_868_799_999, "2000-02-29T23:59:59Z"),
            (1_577_923_200_000, "2020-01-02T00:00:00Z"),
            (1_735_689_599_000, "2024-12-31T23:59:59Z"),
            (2_561_500_800_000, "2051-03-04T00:00:00Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(utc(Timestamp(ms)), written);
        }
    }
}
