//! Says in the log what whoever runs the host would want to know of, once a minute at most: there may
//! be thousands of it in a second.

use std::sync::PoisonError;

use crate::host_thread::HostLinks;

/// Between two events of one kind, in seconds.
const BETWEEN: u64 = 60;
/// Refusals of requests that somebody may have to do something about: what is wrong with the others is
/// known to whoever asked.
const CODES: [&str; 4] = ["rate", "full", "busy", "storage"];

/// What was told.
#[derive(Debug, Default)]
pub(super) struct Notices {
    connections: Paced,
    refusals: [Paced; CODES.len()],
}

impl Notices {
    /// Looks at the counts, `seconds` after the start.
    pub(super) fn look(&mut self, seconds: u64, shared: &HostLinks) {
        let refused = shared.metrics.connections_refused.get();
        if let Some(refused) = self.connections.due(refused, seconds) {
            let open = shared.metrics.connections_open.get();
            tracing::warn!(refused, open, "connections over a limit were refused");
        }
        let counters = shared
            .counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (code, paced) in CODES.into_iter().zip(&mut self.refusals) {
            let refused = counters.refusals.get(code).copied().unwrap_or_default();
            if let Some(refused) = paced.due(refused, seconds) {
                tracing::warn!(code, refused, "requests were refused");
            }
        }
    }
}

/// One count, and how much of it was told.
#[derive(Debug, Default)]
struct Paced {
    told: u64,
    not_before: u64,
}

impl Paced {
    /// How much is new, if it is time to tell.
    fn due(&mut self, total: u64, seconds: u64) -> Option<u64> {
        if total <= self.told || seconds < self.not_before {
            return None;
        }
        self.not_before = seconds + BETWEEN;
        Some(total - std::mem::replace(&mut self.told, total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_by_thousands_is_told_at_once_and_then_once_a_minute_with_its_number() {
        let mut paced = Paced::default();
        assert_eq!(paced.due(0, 5), None);
        assert_eq!(paced.due(1, 6), Some(1));
        assert_eq!(paced.due(4000, 7), None);
        assert_eq!(paced.due(9000, 66), Some(8999));
        assert_eq!(paced.due(9000, 500), None);
    }
}
