//! What a piece of work took: by the clock on the wall, and on the processor.

use std::time::{Duration, Instant};

use crate::processor;

/// What something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cost {
    /// Waiting for the device included.
    pub(super) wall: Duration,
    /// Of the thread that did it.
    pub(super) processor: Duration,
}

impl Cost {
    /// Of `work`, and what it returned.
    pub(super) fn of<T>(work: impl FnOnce() -> T) -> (Self, T) {
        let (began, used) = (Instant::now(), processor::used_by_thread());
        let result = work();
        let cost = Self {
            processor: processor::used_by_thread().saturating_sub(used),
            wall: began.elapsed(),
        };
        (cost, result)
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            wall: self.wall + other.wall,
            processor: self.processor + other.processor,
        }
    }
}

/// Milliseconds of each on the wall, and on the processor.
pub(super) fn milliseconds(costs: &[Cost]) -> [Vec<f64>; 2] {
    let wall = costs
        .iter()
        .map(|cost| crate::figure::milliseconds(cost.wall));
    let processor = costs
        .iter()
        .map(|cost| crate::figure::milliseconds(cost.processor));
    [wall.collect(), processor.collect()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_costs_time_and_gives_its_result_back() {
        let (cost, sum) = Cost::of(|| (0..1_000_000_u64).fold(0, u64::wrapping_add));
        assert_eq!(sum, 499_999_500_000);
        assert!(cost.wall > Duration::ZERO);
        assert!(cost.processor > Duration::ZERO);
    }
}
