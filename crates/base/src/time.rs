//! Times are arguments: these types carry them and never read a clock.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Timestamp(pub u64);

/// Minutes since 1970-01-01T00:00:00Z: the finest time a host keeps of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Minute(pub u32);

/// Days since 1970-01-01T00:00:00Z: the finest time a host keeps of an account or a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub u32);

/// Minutes of a day.
pub const MINUTES_PER_DAY: u32 = 24 * 60;

impl Timestamp {
    /// A number of milliseconds from outside, if it is a time.
    #[must_use]
    pub const fn bounded(ms: u64) -> Option<Self> {
        if ms <= limits::TIME_MAX_MS {
            Some(Self(ms))
        } else {
            None
        }
    }

    /// The time `ms` milliseconds later; saturates.
    #[must_use]
    pub const fn plus_ms(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this time; 0 if it is not earlier.
    #[must_use]
    pub const fn since_ms(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The minute this time lies in.
    #[must_use]
    pub fn minute(self) -> Minute {
        Minute(u32::try_from(self.0 / 60_000).unwrap_or(u32::MAX))
    }

    /// The day this time lies in.
    #[must_use]
    pub fn day(self) -> Day {
        Day(u32::try_from(self.0 / 86_400_000).unwrap_or(u32::MAX))
    }

    /// Whole seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0 / 1000
    }
}

impl Day {
    /// Year, month and day of the month, in the Gregorian calendar. Years begin in March here, so that the
    /// day that is not in every year is the last.
    #[must_use]
    pub fn date(self) -> (u64, u64, u64) {
        let days = u64::from(self.0) + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era;
        (if month <= 2 { year + 1 } else { year }, month, day)
    }
}

impl Minute {
    /// The first instant of this minute.
    #[must_use]
    pub fn start(self) -> Timestamp {
        Timestamp(u64::from(self.0).saturating_mul(60_000))
    }

    /// The first minute of the day this one lies in: all that a host keeps of ordered entries and
    /// letters.
    #[must_use]
    pub const fn day_start(self) -> Self {
        Self(self.0 - self.0 % MINUTES_PER_DAY)
    }

    /// The minute `minutes` later; saturates.
    #[must_use]
    pub const fn plus(self, minutes: u32) -> Self {
        Self(self.0.saturating_add(minutes))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0)
    }
}
