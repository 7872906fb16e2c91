//! Times as people and programs read them.

use hudhud_base::Timestamp;

/// A time as RFC 3339 has it, in UTC, to the millisecond.
pub(super) fn written(time: Timestamp) -> String {
    let within = time.0 % 86_400_000;
    let (year, month, day) = time.day().date();
    let (hour, minute) = (within / 3_600_000, within / 60_000 % 60);
    let (second, millisecond) = (within / 1_000 % 60, within % 1_000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_everybody_reads_it() {
        for (milliseconds, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_439_101_042, "2026-11-23T13:05:01.042Z"),
            (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(written(Timestamp(milliseconds)), expected);
        }
    }
}
