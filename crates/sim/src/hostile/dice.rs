//! What an enemy decides by: a seed, or bytes that somebody chose.

use std::collections::VecDeque;

use crate::world::random::Random;

/// Where decisions come from.
#[derive(Debug)]
pub(crate) enum Dice {
    /// The same decisions for the same seed.
    Seed(Box<Random>),
    /// One after the other out of these bytes; zeros when they are used up.
    Tape(VecDeque<u8>),
}

impl Dice {
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self::Seed(Box::new(Random::new(seed)))
    }

    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self::Tape(bytes.iter().copied().collect())
    }

    /// Whether nothing is left to decide by.
    pub(crate) fn is_spent(&self) -> bool {
        match self {
            Self::Seed(_) => false,
            Self::Tape(bytes) => bytes.is_empty(),
        }
    }

    /// A number below `limit`; 0 if that is 0.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        match self {
            Self::Seed(random) => random.below(limit),
            Self::Tape(bytes) => {
                // As few bytes as the limit takes: what mutates them changes little at a time.
                let mut value = 0_u64;
                let mut reach = 1_u64;
                while reach < limit {
                    value = (value << 8) | u64::from(bytes.pop_front().unwrap_or(0));
                    reach = reach.saturating_mul(256);
                }
                value.checked_rem(limit).unwrap_or(0)
            }
        }
    }

    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low.saturating_add(self.below(high.saturating_sub(low).saturating_add(1)))
    }

    /// True `per_mille` times in a thousand.
    pub(crate) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    pub(crate) fn index(&mut self, length: usize) -> usize {
        let drawn = self.below(u64::try_from(length).unwrap_or(u64::MAX));
        usize::try_from(drawn).unwrap_or(0)
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.index(of.len())).copied()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap_or(0)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.byte())
    }

    /// Up to `most` bytes, whatever they are.
    pub(crate) fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.index(most.saturating_add(1));
        (0..length).map(|_| self.byte()).collect()
    }

    /// A number that is at an edge of what numbers can be, or near `usual`.
    pub(crate) fn number(&mut self, usual: u64) -> u64 {
        match self.below(8) {
            0 => 0,
            1 => usual.saturating_sub(1),
            2 => usual.saturating_add(1),
            3 => usual.saturating_add(1_000_000),
            4 => hudhud_base::limits::SEQ_MAX,
            5 => 1 << 63,
            6 => u64::MAX,
            _ => usual,
        }
    }

    /// Damages bytes in one to four places.
    pub(crate) fn flip(&mut self, bytes: &mut [u8]) {
        for _ in 0..self.between(1, 4) {
            let at = self.index(bytes.len());
            let bit = self.below(8);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << bit;
            }
        }
    }
}
