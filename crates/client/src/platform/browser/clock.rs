//! The device's clock, and one that only goes forward.

use std::ops::{Add, Sub};
use std::time::Duration;

use hudhud_base::Timestamp;
use js_sys::Date;

use super::scope;

/// The time now; the epoch itself on a device whose clock stands before it.
pub(crate) fn now() -> Timestamp {
    Timestamp(whole(Date::now()))
}

/// A moment on a clock that only goes forward. It may stand still while the machine sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Duration);

impl Instant {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        let milliseconds = scope()
            .performance()
            .map_or_else(Date::now, |clock| clock.now());
        Self(Duration::from_micros(whole(milliseconds * 1000.0)))
    }

    /// How long ago it was.
    pub(crate) fn elapsed(self) -> Duration {
        Self::now() - self
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// Without its fraction, and 0 if it is negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float saturates at both ends"
)]
fn whole(number: f64) -> u64 {
    number as u64
}
