//! What is decided but not yet durable: newer than the store, and hot log heads.

use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use hudhud_base::LogAddress;
use hudhud_logstore::Key;

use crate::Ticket;
use crate::record::LogHead;

/// Values that stand before the store's until their ticket is durable.
#[derive(Debug, Default)]
pub(crate) struct Overlay(BTreeMap<Key, (Ticket, Option<Bytes>)>);

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
            if self.0.get(key).is_some_and(|(newest, _)| *newest <= ticket) {
                self.0.remove(key);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

#[derive(Debug)]
struct Hot {
    head: LogHead,
    /// The newest ticket that changed it, until that is durable.
    changed: Option<Ticket>,
    /// Looked at since the clock's hand last passed.
    used: bool,
}

/// Heads of logs that were appended to lately. One that is not durable is never dropped.
#[derive(Debug)]
pub(crate) struct HotHeads {
    heads: BTreeMap<LogAddress, Hot>,
    clock: VecDeque<LogAddress>,
    limit: usize,
}

impl HotHeads {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            heads: BTreeMap::new(),
            clock: VecDeque::new(),
            limit: limit.max(1),
        }
    }

    pub(crate) fn contains(&self, log: &LogAddress) -> bool {
        self.heads.contains_key(log)
    }

    /// The head, and the ticket that must be durable before it may be spoken of.
    pub(crate) fn get(&mut self, log: &LogAddress) -> Option<(&LogHead, Option<Ticket>)> {
        let hot = self.heads.get_mut(log)?;
        hot.used = true;
        Some((&hot.head, hot.changed))
    }

    pub(crate) fn set(&mut self, log: LogAddress, head: LogHead, ticket: Ticket) {
        let hot = Hot {
            head,
            changed: Some(ticket),
            used: true,
        };
        if self.heads.insert(log, hot).is_none() {
            self.clock.push_back(log);
            self.shrink();
        }
    }

    /// Drops heads until the limit holds, or none can be dropped: one turn of the hand gives each a
    /// second chance.
    fn shrink(&mut self) {
        let mut steps = 2 * self.clock.len();
        while self.heads.len() > self.limit && steps > 0 {
            steps -= 1;
            let Some(log) = self.clock.pop_front() else {
                return;
            };
            match self.heads.get_mut(&log) {
                Some(hot) if hot.changed.is_some() || hot.used => {
                    hot.used = false;
                    self.clock.push_back(log);
                }
                Some(_) => {
                    self.heads.remove(&log);
                }
                None => {}
            }
        }
    }

    /// `logs` may be spoken of, unless something newer than `ticket` changed them.
    pub(crate) fn settle(&mut self, ticket: Ticket, logs: &[LogAddress]) {
        for log in logs {
            if let Some(hot) = self.heads.get_mut(log)
                && hot.changed.is_some_and(|newest| newest <= ticket)
            {
                hot.changed = None;
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.heads.clear();
        self.clock.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.heads.len()
    }
}
