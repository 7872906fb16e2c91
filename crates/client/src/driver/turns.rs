//! Whose transfer is next: every host has a line of its own, so that one which is slow, or asks for
//! much, keeps those of no other waiting.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use hudhud_base::Transfer;
use hudhud_engine::BlobTask;

/// Transfers at once.
const TRANSFERS: usize = 12;
/// Transfers at once with one host.
const TRANSFERS_PER_HOST: usize = 3;

/// A place of a transfer; dropping it leaves it to the next.
#[derive(Debug)]
pub(super) struct Place {
    _all: Arc<()>,
    _of_host: Arc<()>,
}

/// How many places are taken.
fn taken(places: &Arc<()>) -> usize {
    Arc::strong_count(places).saturating_sub(1)
}

/// The transfers with one host.
#[derive(Debug, Default)]
struct Line {
    waiting: VecDeque<BlobTask>,
    places: Arc<()>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Turns {
    lines: BTreeMap<String, Line>,
    /// Hosts with whom something waits, in the order in which they get their turn.
    order: VecDeque<String>,
    places: Arc<()>,
}

impl Turns {
    pub(super) fn push(&mut self, task: BlobTask) {
        let Some(host) = task.host().map(str::to_owned) else {
            return;
        };
        if !self.lines.contains_key(&host) {
            // Of hosts with whom nothing is to be done any more nothing is kept.
            self.lines
                .retain(|_, line| !line.waiting.is_empty() || taken(&line.places) > 0);
        }
        let line = self.lines.entry(host.clone()).or_default();
        if line.waiting.is_empty() {
            self.order.push_back(host);
        }
        line.waiting.push_back(task);
    }

    /// The transfer that begins next, with its place, if there is one for it.
    pub(super) fn next(&mut self) -> Option<(BlobTask, Place)> {
        if taken(&self.places) >= TRANSFERS {
            return None;
        }
        for _ in 0..self.order.len() {
            let host = self.order.pop_front()?;
            let line = self.lines.get_mut(&host)?;
            let has_place = taken(&line.places) < TRANSFERS_PER_HOST;
            let task = has_place.then(|| line.waiting.pop_front()).flatten();
            let place = Place {
                _all: Arc::clone(&self.places),
                _of_host: Arc::clone(&line.places),
            };
            if !line.waiting.is_empty() {
                self.order.push_back(host);
            }
            if let Some(task) = task {
                return Some((task, place));
            }
        }
        None
    }

    /// A transfer that waits does not begin any more.
    pub(super) fn forget(&mut self, transfer: Transfer) {
        for (host, line) in &mut self.lines {
            line.waiting.retain(|task| task.transfer() != transfer);
            if line.waiting.is_empty() {
                self.order.retain(|other| other != host);
            }
        }
    }

    /// Nothing waits any more.
    pub(super) fn clear(&mut self) {
        self.order.clear();
        self.lines
            .values_mut()
            .for_each(|line| line.waiting.clear());
    }
}

#[cfg(test)]
mod tests {
    use hudhud_base::{BlobId, ConversationId};

    use super::*;

    fn task(host: &str, number: u8) -> BlobTask {
        BlobTask::Download {
            transfer: Transfer {
                conversation: ConversationId(1),
                blob: BlobId([number; 32]),
            },
            host: host.to_owned(),
            size: 1,
        }
    }

    fn begun(turns: &mut Turns) -> Vec<(BlobTask, Place)> {
        std::iter::from_fn(|| turns.next()).collect()
    }

    #[test]
    fn a_host_that_ends_nothing_keeps_no_other_waiting() {
        let mut turns = Turns::default();
        (0..100).for_each(|number| turns.push(task("https://slow.example", number)));
        let held = begun(&mut turns);
        assert_eq!(held.len(), TRANSFERS_PER_HOST);
        turns.push(task("https://own.example", 1));
        let (first, _place) = turns.next().unwrap();
        assert_eq!(first, task("https://own.example", 1));
    }

    #[test]
    fn hosts_take_turns_and_the_transfers_of_one_keep_their_order() {
        let mut turns = Turns::default();
        for number in 0..2 {
            turns.push(task("https://a.example", number));
        }
        turns.push(task("https://b.example", 9));
        let begun: Vec<_> = begun(&mut turns)
            .into_iter()
            .map(|(task, _)| task)
            .collect();
        let expected = [
            task("https://a.example", 0),
            task("https://b.example", 9),
            task("https://a.example", 1),
        ];
        assert_eq!(begun, expected);
    }

    #[test]
    fn what_is_forgotten_does_not_begin_and_keeps_nobody_waiting() {
        let mut turns = Turns::default();
        turns.push(task("https://a.example", 1));
        turns.push(task("https://b.example", 2));
        turns.forget(task("https://a.example", 1).transfer());
        turns.push(task("https://c.example", 3));
        let begun: Vec<_> = begun(&mut turns)
            .into_iter()
            .map(|(task, _)| task)
            .collect();
        let expected = [task("https://b.example", 2), task("https://c.example", 3)];
        assert_eq!(begun, expected);
    }

    #[test]
    fn no_more_are_under_way_than_there_are_places_and_each_that_ends_leaves_its_own() {
        let mut turns = Turns::default();
        for host in 0..100 {
            turns.push(task(&format!("https://{host}.example"), 1));
        }
        let mut held = begun(&mut turns);
        assert_eq!(held.len(), TRANSFERS);
        held.pop();
        assert_eq!(begun(&mut turns).len(), 1);
        drop(held);
        turns.clear();
        assert!(turns.next().is_none());
        turns.push(task("https://own.example", 1));
        assert_eq!(turns.lines.len(), 1, "hosts are forgotten");
        assert!(turns.next().is_some());
    }
}
