//! The contract of records in memory: for tests and measurements. Can be copied, put back, and made to
//! fail.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::records::{RecordPairs, Records, RecordsError};

/// Records that are forgotten when they are dropped.
#[derive(Debug, Default)]
pub struct MemoryRecords {
    pairs: RefCell<BTreeMap<Vec<u8>, Vec<u8>>>,
    /// Writes that still succeed, if they are counted.
    writes_left: Cell<Option<u32>>,
}

impl MemoryRecords {
    /// Every record.
    #[must_use]
    pub fn snapshot(&self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        self.pairs.borrow().clone()
    }

    /// These records, and no others; writes succeed again.
    pub fn restore(&self, pairs: BTreeMap<Vec<u8>, Vec<u8>>) {
        *self.pairs.borrow_mut() = pairs;
        self.writes_left.set(None);
    }

    /// After so many more writes, every write fails.
    pub fn fail_after(&self, writes: u32) {
        self.writes_left.set(Some(writes));
    }

    fn write(
        &self,
        change: impl FnOnce(&mut BTreeMap<Vec<u8>, Vec<u8>>),
    ) -> Result<(), RecordsError> {
        match self.writes_left.get() {
            Some(0) => return Err(RecordsError::Failed),
            Some(left) => self.writes_left.set(Some(left - 1)),
            None => {}
        }
        change(&mut self.pairs.borrow_mut());
        Ok(())
    }
}

impl Records for MemoryRecords {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RecordsError> {
        Ok(self.pairs.borrow().get(key).cloned())
    }

    fn put(&self, key: &[u8], value: &[u8]) -> Result<(), RecordsError> {
        self.write(|pairs| {
            pairs.insert(key.to_vec(), value.to_vec());
        })
    }

    fn delete(&self, key: &[u8]) -> Result<(), RecordsError> {
        self.write(|pairs| {
            pairs.remove(key);
        })
    }

    fn scan_prefix(&self, prefix: &[u8]) -> Result<RecordPairs, RecordsError> {
        let pairs = self.pairs.borrow();
        let found = pairs
            .range(prefix.to_vec()..)
            .take_while(|(key, _)| key.starts_with(prefix));
        Ok(found
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }
}
