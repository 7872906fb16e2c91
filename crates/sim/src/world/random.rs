//! The world's own dice: everything that is drawn comes from the seed, and from nowhere else.

use rand_chacha::{
    ChaCha8Rng, ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};

/// What the world draws from. Devices and the host have sources of their own, so that what one of
/// them draws moves nothing elsewhere.
#[derive(Debug)]
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// The same draws for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `limit`; 0 if that is 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0.next_u64().checked_rem(limit).unwrap_or(0)
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low.saturating_add(self.below(high.saturating_sub(low).saturating_add(1)))
    }

    /// An index into something with `length` elements; 0 if it is empty.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        let drawn = self.below(u64::try_from(length).unwrap_or(u64::MAX));
        usize::try_from(drawn).unwrap_or(0)
    }

    /// True `per_mille` times in a thousand.
    pub(crate) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.index(of.len()))
    }

    /// A source for somebody else.
    pub(crate) fn source(&mut self) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.0.next_u64())
    }
}
