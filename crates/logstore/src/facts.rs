//! What a machine wants to know of a store, and what it has been told.
//!
//! A machine does not read. It names what it wants, its shell looks that up by whatever way it has,
//! and the machine decides over what it was told. What was told is good for one turn: it is older
//! than whatever the turn itself decides.

use bytes::Bytes;

use crate::{Key, ReadError, Unordered};

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
    /// As in [`crate::Reads::read_until`].
    pub bytes: usize,
}

/// The next keys of a table, for the walk that retires old records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedListing {
    /// As in [`crate::Reads::sweep`].
    pub table: u8,
    /// As in [`crate::Reads::sweep`].
    pub after: Option<Key>,
    /// As in [`crate::Reads::sweep`].
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
    records: Unordered<Key, Result<Option<Bytes>, ReadError>>,
    listing: Option<Result<Vec<Key>, ReadError>>,
    /// Of values that were told.
    bytes: usize,
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

    /// Bytes of values that were told.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
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

    /// What is found, or not found, at a key.
    pub fn learn(&mut self, key: Key, found: Result<Option<Bytes>, ReadError>) {
        if let Ok(Some(value)) = &found {
            self.bytes = self.bytes.saturating_add(value.len());
        }
        self.records.insert(key, found);
    }

    /// The same of many keys.
    pub fn learn_all(&mut self, found: impl Iterator<Item = (Key, Option<Bytes>)>) {
        let mut bytes = 0_usize;
        let found = found.map(|(key, value)| {
            bytes = bytes.saturating_add(value.as_ref().map_or(0, Bytes::len));
            (key, Ok(value))
        });
        self.records.extend(found);
        self.bytes = self.bytes.saturating_add(bytes);
    }

    /// The keys that were wanted of a table.
    pub fn learn_listing(&mut self, listing: Result<Vec<Key>, ReadError>) {
        self.listing = Some(listing);
    }
}
