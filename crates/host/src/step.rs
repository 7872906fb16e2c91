//! One decision: facts under the overlay, and changes that are made when it is taken.
//!
//! A decision changes nothing while it is being made. If a fact is not known, it names what it
//! wants, is forgotten, and is made again when that was looked up.

use bytes::Bytes;
use hudhud_base::{LogAddress, Minute, Timestamp};
use hudhud_logstore::{Fact, Facts, Key, Op, Wanted, WantedRun};
use hudhud_wire::{RefusalCode, ServerFrame};

use crate::decision::{Changes, Done};
use crate::memory::Memory;
use crate::record::{self, LogHead, Record};
use crate::refusal::{Answer, Halt, refuse};
use crate::table;
use crate::{Outgoing, SessionId, Ticket};

/// The surroundings of one decision.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    pub(crate) memory: &'a Memory,
    facts: &'a Facts,
    pub(crate) now: Timestamp,
    /// The link that asks.
    pub(crate) session: SessionId,
    /// What changes are made under.
    ticket: Ticket,
    /// The newest ticket whose changes this decision has seen, its own included.
    pub(crate) saw: Option<Ticket>,
    /// What is to be looked up before it can be made goes here.
    pub(crate) wanted: &'a mut Wanted,
    /// What it changes, if it is taken.
    pub(crate) changes: Changes,
    /// Frames for the same link that leave after the answer.
    pub(crate) behind: Vec<ServerFrame>,
    /// Frames for other links that leave at once.
    pub(crate) for_others: Vec<Outgoing>,
    /// Damaged records that it met.
    pub(crate) damaged: u64,
}

impl<'a> Step<'a> {
    pub(crate) fn new(
        (memory, facts): (&'a Memory, &'a Facts),
        wanted: &'a mut Wanted,
        session: SessionId,
        now: Timestamp,
    ) -> Self {
        Self {
            memory,
            facts,
            now,
            session,
            ticket: memory.next_ticket,
            saw: None,
            wanted,
            changes: Changes::default(),
            behind: Vec::new(),
            for_others: Vec::new(),
            damaged: 0,
        }
    }

    /// The decision is made.
    pub(crate) fn done(self) -> Done {
        Done {
            changes: self.changes,
            saw: self.saw,
            damaged: self.damaged,
        }
    }

    pub(crate) fn minute(&self) -> Minute {
        self.now.minute()
    }

    /// Names everything that the next lines look at, so that it is looked up with one call.
    pub(crate) fn need(&mut self, keys: impl IntoIterator<Item = Key>) -> Answer<()> {
        // Counted and not asked for emptiness: trials of other frames leave their wishes here too.
        let before = self.wanted.keys.len();
        // One that could not be read is not wanted again: it is refused where it is needed.
        let unknown = keys.into_iter().filter(|key| {
            self.memory.overlay.get(key).is_none() && self.facts.record(key) == Fact::Unknown
        });
        self.wanted.keys.extend(unknown);
        if self.wanted.keys.len() > before {
            Err(Halt::Wanting)
        } else {
            Ok(())
        }
    }

    /// The key of a log's head, unless the head is in memory: for [`Step::need`].
    pub(crate) fn head_key(&self, log: &LogAddress) -> Option<Key> {
        (!self.memory.hot.contains(log)).then(|| table::head(log))
    }

    /// The bytes at `key`; `None` outside: not known.
    fn look(&mut self, key: &Key) -> Answer<Option<Option<Bytes>>> {
        if let Some((ticket, value)) = self.memory.overlay.get(key) {
            // Also where it is gone: that it is gone is not durable yet either.
            self.saw = self.saw.max(Some(*ticket));
            return Ok(Some(value.clone()));
        }
        match self.facts.record(key) {
            Fact::Unknown => Ok(None),
            Fact::Unreadable => refuse(RefusalCode::Storage),
            Fact::Absent => Ok(Some(None)),
            Fact::Present(value) => Ok(Some(Some(value.clone()))),
        }
    }

    fn decode<R: Record>(&mut self, key: &Key, value: Option<Bytes>) -> Answer<Option<R>> {
        let decoded = value.map(|bytes| record::decode(key, &bytes)).transpose();
        decoded.or_else(|_| self.damaged())
    }

    /// The record at `key`.
    pub(crate) fn load<R: Record>(&mut self, key: &Key) -> Answer<Option<R>> {
        let Some(value) = self.look(key)? else {
            self.wanted.keys.push(key.clone());
            return Err(Halt::Wanting);
        };
        self.decode(key, value)
    }

    /// The record at `key`, when those at `others` are known too: all of it is looked up at once.
    pub(crate) fn load_with<R: Record>(
        &mut self,
        key: &Key,
        others: impl IntoIterator<Item = Key>,
    ) -> Answer<Option<R>> {
        let value = self.look(key)?;
        if value.is_none() {
            self.wanted.keys.push(key.clone());
        }
        // Before the value is looked at, so that one look-up brings both.
        self.need(others)?;
        match value {
            Some(value) => self.decode(key, value),
            None => Err(Halt::Wanting),
        }
    }

    /// The records at `keys`, in their order.
    pub(crate) fn load_all<R: Record>(&mut self, keys: &[Key]) -> Answer<Vec<Option<R>>> {
        self.need(keys.iter().cloned())?;
        keys.iter().map(|key| self.load(key)).collect()
    }

    /// The records at `keys`, in their order, until they come to more than `bytes`: the one with
    /// which they do is the last.
    pub(crate) fn load_until<R: Record>(
        &mut self,
        keys: &[Key],
        bytes: usize,
    ) -> Answer<Vec<Option<R>>> {
        let mut found = Vec::with_capacity(keys.len());
        let mut total = 0;
        for (at, key) in keys.iter().enumerate() {
            if total > bytes {
                break;
            }
            let Some(value) = self.look(key)? else {
                let left = keys.iter().skip(at);
                let unknown = left.filter(|key| {
                    self.memory.overlay.get(key).is_none()
                        && self.facts.record(key) == Fact::Unknown
                });
                let keys = unknown.cloned().collect();
                // What is known counts: only so much is read as the limit still leaves room for.
                let bytes = bytes.saturating_sub(total);
                self.wanted.runs.push(WantedRun { keys, bytes });
                return Err(Halt::Wanting);
            };
            total += value.as_ref().map_or(0, Bytes::len);
            found.push(self.decode(key, value)?);
        }
        Ok(found)
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
        self.damaged += 1;
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
        self.changes.head = Some((*log, head));
    }

    pub(crate) fn save<R: Record>(&mut self, key: Key, record: &R) {
        self.saw = Some(self.ticket);
        let value = record::encode(&key, record);
        self.changes.ops.push(Op::Put { key, value });
    }

    pub(crate) fn delete(&mut self, key: Key) {
        self.saw = Some(self.ticket);
        self.changes.ops.push(Op::Delete { key });
    }
}
