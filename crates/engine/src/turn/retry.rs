//! Trying again: what may succeed later, and how long to wait.

use hudhud_wire::{Refusal, RefusalCode};

use crate::turn::Turn;

/// Milliseconds between two attempts at most.
const WAIT_MAX_MS: u64 = 300_000;
/// Milliseconds after which is asked again what was paid for in vain, or costs more than anybody pays.
const DEAR_MS: u64 = 21_600_000;
/// Attempts after which the waiting time no longer doubles.
const DOUBLINGS: u32 = 7;

impl Turn<'_> {
    /// A waiting time that doubles with the attempts and is spread over its second half, so that
    /// devices that failed together do not come back together.
    pub(crate) fn jittered(&mut self, base_ms: u64, attempts: u32) -> u64 {
        let ceiling = base_ms
            .saturating_mul(1_u64 << attempts.min(DOUBLINGS))
            .min(WAIT_MAX_MS);
        let half = ceiling / 2;
        half.saturating_add(self.rng.next_u64() % half.max(1))
    }

    /// How long to wait after a refusal that passes, before this attempt is followed by another.
    pub(crate) fn wait_after(&mut self, refusal: &Refusal, least_ms: u64, attempts: u32) -> u64 {
        if refusal.code == RefusalCode::Payment {
            // Whatever was paid is lost: sooner, and a host could keep this device at work for ever.
            return DEAR_MS + self.rng.next_u64() % DEAR_MS;
        }
        self.jittered(u64::from(refusal.retry_after_ms).max(least_ms), attempts)
    }
}

/// Whether asking again later may succeed.
pub(crate) fn is_passing(code: RefusalCode) -> bool {
    matches!(
        code,
        RefusalCode::Rate
            | RefusalCode::Busy
            | RefusalCode::Full
            | RefusalCode::Storage
            | RefusalCode::Payment
    )
}
