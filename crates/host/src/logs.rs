//! The addresses of logs that are open, each held once, and who follows them.

use std::collections::{BTreeMap, BTreeSet};

use hudhud_base::{Handle, LogAddress, Seq};

use crate::SessionId;
use crate::secret::HostKey;

/// A log that something in memory speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LogRef(u32);

#[derive(Debug)]
struct Slot {
    address: LogAddress,
    references: u32,
}

/// Two halves rather than one number, which would be aligned at the cost of a third of the set.
type Hash = [u32; 2];

/// Addresses by reference, with counts of how often each is referred to.
#[derive(Debug)]
pub(crate) struct Logs {
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// By keyed hash, so that nobody can choose addresses that crowd one place.
    by_hash: BTreeSet<(Hash, u32)>,
    hash_key: HostKey,
}

impl Logs {
    pub(crate) fn new(hash_key: HostKey) -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            by_hash: BTreeSet::new(),
            hash_key,
        }
    }

    /// Counts one more reference to `address`.
    pub(crate) fn acquire(&mut self, address: LogAddress) -> LogRef {
        if let Some(log) = self.find(&address) {
            self.retain(log);
            return log;
        }
        let slot = Slot {
            address,
            references: 1,
        };
        let index = match self.free.pop() {
            Some(index) => {
                if let Some(free) = self.slots.get_mut(index as usize) {
                    *free = slot;
                }
                index
            }
            None => self.push(slot),
        };
        let hash = self.hash(&address);
        self.by_hash.insert((hash, index));
        LogRef(index)
    }

    fn push(&mut self, slot: Slot) -> u32 {
        if self.slots.len() == self.slots.capacity() {
            // Doubling would leave up to half of the largest table in memory unused.
            self.slots.reserve_exact(64.max(self.slots.len() / 8));
        }
        self.slots.push(slot);
        u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
    }

    /// Counts one more reference.
    pub(crate) fn retain(&mut self, log: LogRef) {
        if let Some(slot) = self.slots.get_mut(log.0 as usize) {
            slot.references += 1;
        }
    }

    /// Counts one reference less; forgets the address with the last.
    pub(crate) fn release(&mut self, log: LogRef) {
        let Some(slot) = self.slots.get_mut(log.0 as usize) else {
            return;
        };
        slot.references = slot.references.saturating_sub(1);
        if slot.references == 0 {
            let address = slot.address;
            let hash = self.hash(&address);
            self.by_hash.remove(&(hash, log.0));
            // The slot keeps the old address until it is used again; nothing leads there any more.
            self.free.push(log.0);
        }
    }

    pub(crate) fn address(&self, log: LogRef) -> LogAddress {
        self.slots
            .get(log.0 as usize)
            .map_or(LogAddress([0; 32]), |slot| slot.address)
    }

    /// The reference to `address`, if anything refers to it.
    pub(crate) fn find(&self, address: &LogAddress) -> Option<LogRef> {
        let hash = self.hash(address);
        let at_hash = self.by_hash.range((hash, 0)..=(hash, u32::MAX));
        at_hash
            .map(|(_, index)| *index)
            .find(|index| {
                // Hashes of two addresses may be the same.
                self.slots
                    .get(*index as usize)
                    .is_some_and(|slot| slot.address == *address)
            })
            .map(LogRef)
    }

    /// Logs that are referred to.
    pub(crate) fn len(&self) -> usize {
        self.by_hash.len()
    }

    fn hash(&self, address: &LogAddress) -> Hash {
        let hash = self.hash_key.keyed_hash(&address.0);
        let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
        [
            u32::from_be_bytes([a, b, c, d]),
            u32::from_be_bytes([e, f, g, h]),
        ]
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Follow {
    log: LogRef,
    session: SessionId,
    handle: Handle,
}

/// Handles that follow, by log.
#[derive(Debug, Default)]
pub(crate) struct Followers {
    all: BTreeSet<Follow>,
    /// How many there are of each log, by its reference: nobody walks over sixteen thousand to learn it.
    counts: Vec<u32>,
    /// Those that were given entries as history which are still to be pushed to the others, with the
    /// first entry that they too are to get. Few, and not for long.
    ahead: BTreeMap<Follow, Seq>,
}

impl Followers {
    /// Begins to follow.
    pub(crate) fn insert(&mut self, log: LogRef, session: SessionId, handle: Handle) {
        let is_new = self.all.insert(Follow {
            log,
            handle,
            session,
        });
        if is_new {
            let at = log.0 as usize;
            if self.counts.len() <= at {
                self.counts.resize(at + 1, 0);
            }
            self.counts
                .get_mut(at)
                .into_iter()
                .for_each(|count| *count += 1);
        }
    }

    /// How many links follow a log.
    pub(crate) fn count(&self, log: LogRef) -> usize {
        let count = self.counts.get(log.0 as usize);
        count.map_or(0, |count| *count as usize)
    }

    /// Begins to follow, having been given what comes before `next` although it is not durable yet.
    pub(crate) fn insert_ahead(
        &mut self,
        log: LogRef,
        (session, handle): (SessionId, Handle),
        next: Seq,
    ) {
        self.insert(log, session, handle);
        self.ahead.insert(
            Follow {
                log,
                handle,
                session,
            },
            next,
        );
    }

    /// The handle on which a link follows a log: there is one at most.
    pub(crate) fn on(&self, log: LogRef, session: SessionId) -> Option<Handle> {
        let at = |handle| Follow {
            log,
            session,
            handle,
        };
        let mut found = self.all.range(at(Handle(0))..=at(Handle(u32::MAX)));
        found.next().map(|follow| follow.handle)
    }

    /// Whether it did follow.
    pub(crate) fn remove(&mut self, log: LogRef, session: SessionId, handle: Handle) -> bool {
        let follow = Follow {
            log,
            handle,
            session,
        };
        self.ahead.remove(&follow);
        let did_follow = self.all.remove(&follow);
        if did_follow {
            let count = self.counts.get_mut(log.0 as usize);
            count
                .into_iter()
                .for_each(|count| *count = count.saturating_sub(1));
        }
        did_follow
    }

    /// The followers of one log, with the first entry that each is to be pushed.
    pub(crate) fn of(&self, log: LogRef) -> impl Iterator<Item = (SessionId, Handle, Seq)> {
        self.all.range(range(log)).map(|follow| {
            // Whoever is not ahead is pushed everything.
            let from = self.ahead.get(follow).copied().unwrap_or_default();
            (follow.session, follow.handle, from)
        })
    }

    /// Everything up to `seq` was pushed to the followers of a log.
    pub(crate) fn caught_up(&mut self, log: LogRef, seq: Seq) {
        let done = self
            .ahead
            .range(range(log))
            .filter(|(_, next)| **next <= seq.next());
        let done: Vec<Follow> = done.map(|(follow, _)| *follow).collect();
        for follow in done {
            self.ahead.remove(&follow);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}

fn range(log: LogRef) -> std::ops::RangeInclusive<Follow> {
    let first = Follow {
        log,
        handle: Handle(0),
        session: SessionId(0),
    };
    let last = Follow {
        log,
        handle: Handle(u32::MAX),
        session: SessionId(u64::MAX),
    };
    first..=last
}
