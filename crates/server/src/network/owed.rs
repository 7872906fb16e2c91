//! What one link has asked for and not been answered yet, counted in bytes.
//!
//! A request is charged before it is decided, with its own bytes and those of the largest answer it
//! can have; the charge is given back when the answer has come, which from then on is counted where
//! it waits to be written. A link that is owed more than its budget is not read from: what it asks
//! next waits in its own socket, and nobody else notices.

use std::collections::VecDeque;

use hudhud_base::RequestId;

/// Slots an empty list keeps, so that an idle link holds almost nothing.
const SLOTS_KEPT: usize = 4;

/// The unanswered requests of one link.
#[derive(Debug, Default)]
pub(crate) struct Owed {
    /// In the order in which they were asked, which is mostly that of their answers.
    requests: VecDeque<(RequestId, usize)>,
    bytes: usize,
}

impl Owed {
    /// Bytes that are charged.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// A request came.
    pub(crate) fn charge(&mut self, request: RequestId, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes);
        self.requests.push_back((request, bytes));
    }

    /// It was answered. Nobody may ask twice under one number; of whoever does it all the same, the
    /// least is given back, so that a small answer never pays for a large one.
    pub(crate) fn give_back(&mut self, request: RequestId) {
        let asked = self.requests.iter().enumerate();
        let at = asked
            .filter(|(_, (asked, _))| *asked == request)
            .min_by_key(|(_, (_, bytes))| *bytes);
        let at = at.map(|(at, _)| at);
        if let Some((_, bytes)) = at.and_then(|at| self.requests.remove(at)) {
            self.bytes = self.bytes.saturating_sub(bytes);
        }
        if self.requests.is_empty() && self.requests.capacity() > SLOTS_KEPT {
            self.requests = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_is_given_back_once_whatever_the_order_of_answers() {
        let mut owed = Owed::default();
        for (id, bytes) in [(1, 10), (2, 200), (3, 3000)] {
            owed.charge(RequestId(id), bytes);
        }
        owed.give_back(RequestId(2));
        owed.give_back(RequestId(2));
        assert_eq!(owed.bytes(), 3010);
        owed.give_back(RequestId(3));
        owed.give_back(RequestId(1));
        assert_eq!(owed.bytes(), 0);
    }

    #[test]
    fn asking_twice_under_one_number_gives_back_the_least_first() {
        let mut owed = Owed::default();
        owed.charge(RequestId(1), 3000);
        owed.charge(RequestId(1), 10);
        owed.give_back(RequestId(1));
        assert_eq!(owed.bytes(), 3000);
        owed.give_back(RequestId(1));
        assert_eq!(owed.bytes(), 0);
    }

    #[test]
    fn a_link_that_is_owed_nothing_keeps_no_memory() {
        let mut owed = Owed::default();
        (0..1000).for_each(|id| owed.charge(RequestId(id), 1));
        (0..1000).for_each(|id| owed.give_back(RequestId(id)));
        assert!(owed.requests.capacity() <= SLOTS_KEPT);
    }
}
