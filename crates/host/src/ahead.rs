//! How often what stands in a queue was decided for trial, so that trials have an end.

use std::collections::VecDeque;

use hudhud_logstore::Facts;

/// How often a decision may want something that it could not name before. Then it is refused: it
/// would hold up those that come after it.
pub(crate) const ROUNDS: u32 = 4;

/// The trials that are left for each thing in a queue, from its front on.
///
/// A trial names what is to be looked up for something behind the first. What wanted nothing is not
/// tried again: it is decided when its turn comes, and wants then what it could not know before.
#[derive(Debug, Default)]
pub(crate) struct Trials {
    left: VecDeque<u32>,
}

impl Trials {
    /// Anew for a queue of this length if nothing is known yet; as it was for what was there before.
    pub(crate) fn prepare(&mut self, length: usize, facts: &Facts) {
        if facts.is_empty() {
            // Nothing is known: this is another turn, and the numbers were those of its frames.
            self.left.clear();
        }
        self.left.resize(length, ROUNDS);
    }

    /// The first has left the queue.
    pub(crate) fn pop_front(&mut self) {
        self.left.pop_front();
    }

    /// Whether what stands at `place` may be tried once more.
    pub(crate) fn may(&self, place: usize) -> bool {
        self.left.get(place).is_some_and(|left| *left > 0)
    }

    /// What stands at `place` was tried. `again`: it wanted something, and may want more when that is
    /// known.
    pub(crate) fn tried(&mut self, place: usize, again: bool) {
        if let Some(left) = self.left.get_mut(place) {
            *left = if again { left.saturating_sub(1) } else { 0 };
        }
    }
}
