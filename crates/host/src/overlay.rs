//! What is decided but not yet durable: newer than the store, and hot log heads.

use std::cell::Cell;
use std::collections::VecDeque;

use bytes::Bytes;
use hudhud_base::LogAddress;
use hudhud_logstore::{Key, Unordered};

use crate::Ticket;
use crate::record::LogHead;

/// Values that stand before the store's until their ticket is durable.
#[derive(Debug, Default)]
pub(crate) struct Overlay(Unordered<Key, (Ticket, Option<Bytes>)>);

impl Overlay {
    pub(crate) fn get(&self, key: &Key) -> Option<&(Ticket, Option<Bytes>)> {
        self.0.get(key)
    }

    pub(crate) fn set(&mut self, key: Key, ticket: Ticket, value: Option<Bytes>) {
        self.0.insert(key, (ticket, value));
    }

    /// Forgets `keys` where nothing newer than `ticket` stands: the store has them now.
    pub(crate) fn settle(&mut self, ticket: Ticket, keys: &[Key]) {
        for key in keys {
            // A later ticket may have written it again, and that is not durable yet.
            if self.0.get(key).is_some_and(|(newest, _)| *newest <= ticket) {
                self.0.remove(key);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The head of a log that was appended to lately, by number: good until the head is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HotRef(u32);

#[derive(Debug)]
struct Hot {
    log: LogAddress,
    head: LogHead,
    /// The newest ticket that changed it, until that is durable.
    changed: Option<Ticket>,
    /// Looked at since the clock's hand last passed: no change that anybody could notice, so
    /// decisions that are not taken may make it.
    used: Cell<bool>,
}

/// Heads of logs that were appended to lately. One that is not durable is never dropped.
#[derive(Debug)]
pub(crate) struct HotHeads {
    /// Apart from the heads, so that finding one touches little memory.
    places: Unordered<LogAddress, HotRef>,
    slots: Vec<Option<Hot>>,
    free: Vec<HotRef>,
    clock: VecDeque<HotRef>,
    limit: usize,
}

impl HotHeads {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            places: Unordered::default(),
            slots: Vec::new(),
            free: Vec::new(),
            clock: VecDeque::new(),
            limit: limit.max(1),
        }
    }

    pub(crate) fn contains(&self, log: &LogAddress) -> bool {
        self.places.contains(log)
    }

    /// The head, and the ticket that must be durable before it may be spoken of.
    pub(crate) fn get(&self, log: &LogAddress) -> Option<(&LogHead, Option<Ticket>)> {
        let place = self.places.get(log)?;
        let hot = self.slots.get(place.0 as usize)?.as_ref()?;
        hot.used.set(true);
        Some((&hot.head, hot.changed))
    }

    /// The log and head at a place.
    pub(crate) fn at(&self, place: HotRef) -> Option<(&LogAddress, &LogHead)> {
        let hot = self.slots.get(place.0 as usize)?.as_ref()?;
        Some((&hot.log, &hot.head))
    }

    /// Sets a head; its place, if this is the ticket's first change of it.
    pub(crate) fn set(&mut self, log: LogAddress, head: LogHead, ticket: Ticket) -> Option<HotRef> {
        let known = self.places.get(&log).copied();
        if let Some(place) = known
            && let Some(hot) = self.hot_mut(place)
        {
            let first = hot.changed != Some(ticket);
            hot.head = head;
            hot.changed = Some(ticket);
            hot.used.set(true);
            return first.then_some(place);
        }
        let place = self.add(Hot {
            log,
            head,
            changed: Some(ticket),
            used: Cell::new(true),
        });
        self.places.insert(log, place);
        self.clock.push_back(place);
        self.shrink();
        Some(place)
    }

    fn add(&mut self, hot: Hot) -> HotRef {
        if let Some(place) = self.free.pop() {
            if let Some(slot) = self.slots.get_mut(place.0 as usize) {
                *slot = Some(hot);
            }
            return place;
        }
        self.slots.push(Some(hot));
        HotRef(u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX))
    }

    fn hot_mut(&mut self, place: HotRef) -> Option<&mut Hot> {
        self.slots.get_mut(place.0 as usize)?.as_mut()
    }

    /// Drops heads until the limit holds, or none can be dropped: one turn of the hand gives each a
    /// second chance.
    fn shrink(&mut self) {
        // Twice round: the first time takes the marks away, the second finds who has none.
        let mut steps = 2 * self.clock.len();
        while self.places.len() > self.limit && steps > 0 {
            steps -= 1;
            let Some(place) = self.clock.pop_front() else {
                return;
            };
            match self.hot_mut(place) {
                // Of one that changed the store still has the old head, which would be read back.
                Some(hot) if hot.changed.is_some() || hot.used.get() => {
                    hot.used.set(false);
                    self.clock.push_back(place);
                }
                Some(hot) => {
                    let log = hot.log;
                    self.places.remove(&log);
                    if let Some(slot) = self.slots.get_mut(place.0 as usize) {
                        *slot = None;
                    }
                    self.free.push(place);
                }
                None => {}
            }
        }
    }

    /// These may be spoken of, unless something newer than `ticket` changed them.
    pub(crate) fn settle(&mut self, ticket: Ticket, places: &[HotRef]) {
        for place in places {
            if let Some(hot) = self.hot_mut(*place)
                && hot.changed.is_some_and(|newest| newest <= ticket)
            {
                hot.changed = None;
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::new(self.limit);
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
}

#[cfg(test)]
mod tests {
    use hudhud_base::Seq;

    use super::*;

    fn log(number: u8) -> LogAddress {
        LogAddress([number; 32])
    }

    fn head(seq: u64) -> LogHead {
        LogHead {
            kind: hudhud_wire::LogKind::Conversation,
            generation: hudhud_base::Generation(0),
            next_seq: Seq(seq),
            first_seq: Seq(1),
            plain_from: Seq(1),
            ordered_head: Seq(0),
            running_hash: hudhud_base::RunningHash::EMPTY,
            created: hudhud_base::Day(0),
            newest: hudhud_base::Minute(0),
            counted_bytes: 0,
            ordinals: Default::default(),
            standing: Default::default(),
        }
    }

    #[test]
    fn a_head_is_drafted_once_a_ticket_and_never_dropped_before_it_is_durable() {
        let mut hot = HotHeads::new(1);
        let first = hot.set(log(1), head(2), Ticket(7)).unwrap();
        assert_eq!(hot.set(log(1), head(3), Ticket(7)), None);
        let second = hot.set(log(2), head(2), Ticket(7)).unwrap();
        assert_eq!(hot.len(), 2, "neither is durable");
        assert_eq!(hot.set(log(1), head(4), Ticket(8)), Some(first));
        hot.settle(Ticket(7), &[first, second]);
        assert_eq!(hot.get(&log(1)).unwrap().1, Some(Ticket(8)));
        hot.settle(Ticket(8), &[first]);
        let third = hot.set(log(3), head(2), Ticket(9)).unwrap();
        assert!(!hot.contains(&log(2)) && hot.len() <= 2);
        assert_eq!(hot.at(third).map(|(at, _)| *at), Some(log(3)));
    }
}
