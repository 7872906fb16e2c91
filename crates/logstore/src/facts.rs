//! What a machine wants to know of a store, and what it has been told.
//!
//! A machine does not read. It names what it wants, its shell looks that up by whatever way it has,
//! and the machine decides over what it was told. What was told is good for one turn: it is older
//! than whatever the turn itself decides.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::{Key, ReadError, Reads};

/// What is to be looked up before a machine can go on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Records at exact keys; one may stand there several times.
    pub keys: Vec<Key>,
    /// Records in order, as far as their bytes go.
    pub runs: Vec<WantedRun>,
    /// Keys of a table.
    pub listing: Option<WantedListing>,
}

/// Records that are wanted in the order of their keys, until they come to more than some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedRun {
    /// At least one.
    pub keys: Vec<Key>,
    /// As in [`Reads::read_until`].
    pub bytes: usize,
}

/// The next keys of a table, for the walk that retires old records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedListing {
    /// As in [`Reads::sweep`].
    pub table: u8,
    /// As in [`Reads::sweep`].
    pub after: Option<Key>,
    /// As in [`Reads::sweep`].
    pub limit: usize,
}

impl Wanted {
    /// Whether there is nothing to look up.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.runs.is_empty() && self.listing.is_none()
    }

    /// Adds what something else wants.
    pub fn append(&mut self, mut other: Self) {
        self.keys.append(&mut other.keys);
        self.runs.append(&mut other.runs);
        self.listing = other.listing.or(self.listing.take());
    }

    /// The first thing wanted, alone; `None` if that is all.
    #[must_use]
    pub fn first(&self) -> Option<Self> {
        let first = if let Some(key) = self.keys.first() {
            Self {
                keys: vec![key.clone()],
                ..Self::default()
            }
        } else if let Some(run) = self.runs.first() {
            // A run of one: the bound does not matter.
            Self {
                keys: run.keys.first().cloned().into_iter().collect(),
                ..Self::default()
            }
        } else {
            return None;
        };
        let all = self.keys.len() + self.runs.iter().map(|run| run.keys.len()).sum::<usize>();
        (all > 1 || self.listing.is_some()).then_some(first)
    }
}

/// What is known of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact<'a> {
    /// Nothing: it was not looked up.
    Unknown,
    /// It could not be read.
    Unreadable,
    /// There is none.
    Absent,
    /// Its value.
    Present(&'a Bytes),
}

/// What was told in one turn.
#[derive(Debug, Default)]
pub struct Facts {
    records: BTreeMap<Key, Result<Option<Bytes>, ReadError>>,
    listing: Option<Result<Vec<Key>, ReadError>>,
    rounds: u32,
}

impl Facts {
    /// Nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What is known of the record at `key`.
    #[must_use]
    pub fn record(&self, key: &Key) -> Fact<'_> {
        match self.records.get(key) {
            None => Fact::Unknown,
            Some(Err(ReadError::Storage)) => Fact::Unreadable,
            Some(Ok(None)) => Fact::Absent,
            Some(Ok(Some(value))) => Fact::Present(value),
        }
    }

    /// The keys that were listed, once.
    pub fn take_listing(&mut self) -> Option<Result<Vec<Key>, ReadError>> {
        self.listing.take()
    }

    /// How often everything that was wanted was told since [`Facts::begin_rounds`].
    #[must_use]
    pub const fn rounds(&self) -> u32 {
        self.rounds
    }

    /// Something was decided over what is known: rounds are counted anew.
    pub const fn begin_rounds(&mut self) {
        self.rounds = 0;
    }

    /// Everything that was wanted was told.
    pub const fn end_round(&mut self) {
        self.rounds = self.rounds.saturating_add(1);
    }

    /// Looks up what is wanted. A failure becomes a fact about the records that it concerns, and
    /// about no others.
    pub fn look_up<S: Reads + ?Sized>(&mut self, wanted: Wanted, store: &S) {
        let Wanted {
            mut keys,
            runs,
            listing,
        } = wanted;
        keys.sort_unstable();
        keys.dedup();
        if !keys.is_empty() {
            self.look_up_keys(keys, store);
        }
        for WantedRun { keys, bytes } in runs {
            self.look_up_run(keys, bytes, store);
        }
        if let Some(WantedListing {
            table,
            after,
            limit,
        }) = listing
        {
            self.listing = Some(store.sweep(table, after.as_ref(), limit));
        }
    }

    fn look_up_keys<S: Reads + ?Sized>(&mut self, keys: Vec<Key>, store: &S) {
        match store.read(&keys) {
            Ok(found) => {
                let told = keys.into_iter().zip(found.into_iter().map(Ok));
                if self.records.is_empty() {
                    // Built at once from sorted keys, which costs less than inserting one by one.
                    self.records = told.collect();
                } else {
                    self.records.extend(told);
                }
            }
            Err(_) => keys
                .into_iter()
                .for_each(|key| self.look_up_one(key, store)),
        }
    }

    fn look_up_run<S: Reads + ?Sized>(&mut self, keys: Vec<Key>, bytes: usize, store: &S) {
        // Two may want the same run.
        if keys
            .first()
            .is_none_or(|key| self.records.contains_key(key))
        {
            return;
        }
        match store.read_until(&keys, bytes) {
            Ok(found) => {
                let told = keys.into_iter().zip(found.into_iter().map(Ok));
                self.records.extend(told);
            }
            // The first is enough to go on, or to fail.
            Err(_) => keys
                .into_iter()
                .take(1)
                .for_each(|key| self.look_up_one(key, store)),
        }
    }

    fn look_up_one<S: Reads + ?Sized>(&mut self, key: Key, store: &S) {
        let found = store.read(std::slice::from_ref(&key));
        let found = found.map(|found| found.into_iter().next().flatten());
        self.records.insert(key, found);
    }
}
