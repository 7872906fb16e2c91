//! One decision: facts from the store under the overlay, changes into the draft.
//!
//! A decision looks at everything before it changes anything: once it has written, it cannot refuse.

use std::collections::BTreeMap;

use bytes::Bytes;
use hudhud_base::{LogAddress, Minute, Timestamp};
use hudhud_logstore::{Key, Op, Reads, Shard};
use hudhud_wire::{Refusal, RefusalCode, ServerFrame};

use crate::host::Memory;
use crate::pending::Undo;
use crate::record::{self, LogHead, Record};
use crate::table;
use crate::{Outgoing, SessionId, Ticket};

/// What a decision comes to.
pub(crate) type Answer<T> = Result<T, Refusal>;

/// Shorthand for a refusal that only has a code.
pub(crate) fn refuse<T>(code: RefusalCode) -> Answer<T> {
    Err(Refusal::new(code))
}

/// The surroundings of one decision.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    pub(crate) memory: &'a mut Memory,
    pub(crate) store: &'a dyn Reads,
    pub(crate) now: Timestamp,
    /// The link that asks.
    pub(crate) session: SessionId,
    /// What changes are made under.
    pub(crate) ticket: Ticket,
    /// The newest ticket whose changes this decision has seen.
    pub(crate) saw: Option<Ticket>,
    /// Frames for the same link that leave after the answer.
    pub(crate) after: Vec<ServerFrame>,
    /// Frames for other links that leave at once.
    pub(crate) aside: Vec<Outgoing>,
    /// What to take back if the answer waits for something that never becomes durable.
    pub(crate) undo: Vec<Undo>,
    /// Read ahead for the whole turn.
    pub(crate) facts: &'a mut BTreeMap<Key, Option<Bytes>>,
}

impl Step<'_> {
    pub(crate) fn minute(&self) -> Minute {
        self.now.minute()
    }

    /// Reads what is not known yet with one call.
    pub(crate) fn read_ahead(&mut self, keys: impl Iterator<Item = Key>) -> Answer<()> {
        let overlay = &self.memory.overlay;
        let facts = &self.facts;
        let wanted: Vec<Key> = keys
            .filter(|key| overlay.get(key).is_none() && !facts.contains_key(key))
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let found = self.store.read(&wanted).or(refuse(RefusalCode::Storage))?;
        self.facts.extend(wanted.into_iter().zip(found));
        Ok(())
    }

    /// The records at `keys`, in their order.
    pub(crate) fn load_all<R: Record>(&mut self, keys: &[Key]) -> Answer<Vec<Option<R>>> {
        let mut found: Vec<Option<Bytes>> = Vec::with_capacity(keys.len());
        let mut missing = Vec::new();
        for key in keys {
            if let Some((ticket, value)) = self.memory.overlay.get(key) {
                self.saw = self.saw.max(Some(*ticket));
                found.push(value.clone());
            } else if let Some(value) = self.facts.get(key) {
                found.push(value.clone());
            } else {
                missing.push((found.len(), key.clone()));
                found.push(None);
            }
        }
        if !missing.is_empty() {
            let (places, wanted): (Vec<usize>, Vec<Key>) = missing.into_iter().unzip();
            let values = self.store.read(&wanted).or(refuse(RefusalCode::Storage))?;
            for (place, value) in places.into_iter().zip(values) {
                if let Some(slot) = found.get_mut(place) {
                    *slot = value;
                }
            }
        }
        self.decode(keys, found)
    }

    /// The records at `keys`, in their order, until they come to more than `bytes`: at least one, and
    /// perhaps fewer than that although there are more.
    pub(crate) fn load_until<R: Record>(
        &mut self,
        keys: &[Key],
        bytes: usize,
    ) -> Answer<Vec<Option<R>>> {
        let overlay = &self.memory.overlay;
        let known = |key: &Key| overlay.get(key).is_some() || self.facts.contains_key(key);
        let unknown = keys.iter().take_while(|key| !known(key)).count();
        let Some((wanted, _)) = keys.split_at_checked(unknown).filter(|_| unknown > 0) else {
            let known = keys.iter().take_while(|key| known(key)).count();
            return self.load_all(keys.get(..known).unwrap_or_default());
        };
        let found = self.store.read_until(wanted, bytes);
        let found = found.or(refuse(RefusalCode::Storage))?;
        if found.is_empty() {
            return refuse(RefusalCode::Storage);
        }
        self.decode(wanted, found)
    }

    fn decode<R: Record>(
        &mut self,
        keys: &[Key],
        found: Vec<Option<Bytes>>,
    ) -> Answer<Vec<Option<R>>> {
        let decoded = keys
            .iter()
            .zip(found)
            .map(|(key, value)| value.map(|bytes| record::decode(key, &bytes)).transpose());
        let decoded: Result<Vec<Option<R>>, record::Damaged> = decoded.collect();
        decoded.or_else(|_| self.damaged())
    }

    /// The record at `key`.
    pub(crate) fn load<R: Record>(&mut self, key: &Key) -> Answer<Option<R>> {
        if let Some((ticket, value)) = self.memory.overlay.get(key) {
            self.saw = self.saw.max(Some(*ticket));
            let decoded = value
                .as_ref()
                .map(|bytes| record::decode(key, bytes))
                .transpose();
            return decoded.or_else(|_| self.damaged());
        }
        if let Some(value) = self.facts.get(key) {
            let decoded = value
                .as_ref()
                .map(|bytes| record::decode(key, bytes))
                .transpose();
            return decoded.or_else(|_| self.damaged());
        }
        Ok(self.load_all(std::slice::from_ref(key))?.pop().flatten())
    }

    /// The record at `key`, which another record says is there.
    pub(crate) fn load_existing<R: Record>(&mut self, key: &Key) -> Answer<R> {
        match self.load(key)? {
            Some(record) => Ok(record),
            None => self.damaged(),
        }
    }

    /// A record is damaged, or one that must be there is not.
    pub(crate) fn damaged<T>(&mut self) -> Answer<T> {
        self.memory.tallies.records_damaged += 1;
        refuse(RefusalCode::Storage)
    }

    /// A log's head.
    pub(crate) fn head(&mut self, log: &LogAddress) -> Answer<Option<LogHead>> {
        if let Some((head, changed)) = self.memory.hot.get(log) {
            self.saw = self.saw.max(changed);
            return Ok(Some(head.clone()));
        }
        self.load(&table::head(log))
    }

    /// Changes a log's head; it is written once, when the turn ends.
    pub(crate) fn set_head(&mut self, log: &LogAddress, head: LogHead) {
        self.saw = Some(self.ticket);
        let drafted = self.memory.hot.set(*log, head, self.ticket);
        self.memory.draft.heads.extend(drafted);
    }

    pub(crate) fn save<R: Record>(&mut self, key: Key, record: &R) {
        self.saw = Some(self.ticket);
        let value = record::encode(&key, record);
        self.memory
            .overlay
            .set(key.clone(), self.ticket, Some(value.clone()));
        self.ops(&key).push(Op::Put { key, value });
    }

    pub(crate) fn delete(&mut self, key: Key) {
        self.saw = Some(self.ticket);
        self.memory.overlay.set(key.clone(), self.ticket, None);
        self.ops(&key).push(Op::Delete { key });
    }

    fn ops(&mut self, key: &Key) -> &mut Vec<Op> {
        let shard: Shard = table::shard(table::subject(key), self.memory.config.shards);
        self.memory.draft.ops.entry(shard).or_default()
    }
}
