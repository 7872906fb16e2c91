//! What guesses are worth.

use std::collections::BTreeSet;
use std::fmt;

use hudhud_base::{AccountId, LogAddress};

/// That somebody is in a conversation.
pub(super) type Membership = (AccountId, LogAddress);

/// How many guesses were made, and how many of them are true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// That somebody is in a conversation; each once.
    pub guesses: usize,
    /// Those that are true.
    pub right: usize,
    /// What there was to be guessed.
    pub there: usize,
}

impl Score {
    pub(super) fn of(guesses: &BTreeSet<Membership>, truth: &BTreeSet<Membership>) -> Self {
        Self {
            guesses: guesses.len(),
            right: guesses.intersection(truth).count(),
            there: truth.len(),
        }
    }

    /// The share of guesses that are true; 0 if nothing could be guessed.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.guesses)
    }

    /// The share of what is true that was guessed.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.there)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (precision, recall) = (self.precision(), self.recall());
        let Self {
            guesses,
            right,
            there,
        } = self;
        write!(
            f,
            "{right} of {guesses} guesses are right (precision {precision:.2}), of {there} memberships (recall {recall:.2})"
        )
    }
}

fn share(part: usize, of: usize) -> f64 {
    let (part, of) = (
        u32::try_from(part).unwrap_or(u32::MAX),
        u32::try_from(of).unwrap_or(u32::MAX),
    );
    f64::from(part) / f64::from(of.max(1))
}
