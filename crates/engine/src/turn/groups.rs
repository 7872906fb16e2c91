//! The group state of the MLS crate, inside the open transaction.

use std::cell::Cell;

use hudhud_mls::{Context, Group, Records, RecordsError};
use hudhud_store::{Db, StoreError, conversations::ConversationRow, records};

use crate::api::TurnError;
use crate::turn::damage::Damage;
use crate::turn::{Step, Stop, Turn};

/// The records of the MLS crate as rows. What fails here is told as what it is: the MLS crate only
/// knows that something did.
struct StoreRecords<'a> {
    db: &'a Db,
    failure: Cell<Option<StoreError>>,
}

impl<'a> StoreRecords<'a> {
    fn new(db: &'a Db) -> Self {
        Self {
            db,
            failure: Cell::new(None),
        }
    }

    fn note<T>(&self, result: Result<T, StoreError>) -> Result<T, RecordsError> {
        result.map_err(|error| {
            self.failure.set(Some(error));
            RecordsError::Failed
        })
    }

    /// Ends the turn if a row could not be read or written.
    fn check(&self) -> Step {
        match self.failure.take() {
            Some(error) => Err(error.into()),
            None => Ok(()),
        }
    }
}

impl Records for StoreRecords<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RecordsError> {
        self.note(records::read(self.db, key))
    }

    fn put(&self, key: &[u8], value: &[u8]) -> Result<(), RecordsError> {
        self.note(records::put(self.db, key, value))
    }

    fn delete(&self, key: &[u8]) -> Result<(), RecordsError> {
        self.note(records::delete(self.db, key))
    }

    fn scan_prefix(&self, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, RecordsError> {
        self.note(records::scan_prefix(self.db, prefix))
    }
}

impl Turn<'_> {
    /// Works on a conversation's group, loading it if it is not in memory.
    pub(crate) fn with_group<R>(
        &mut self,
        row: &ConversationRow,
        work: impl FnOnce(&mut Group, &mut Context<'_>) -> R,
    ) -> Step<R> {
        let records = StoreRecords::new(self.db);
        let mut context = Context::new(&records, self.rng);
        // Taken out, and kept again only if all went well: otherwise it is ahead of the store.
        let mut group = match self.memory.take_group(row.id) {
            Some(group) => group,
            None => {
                let loaded = Group::load(&mut context, &row.group_id);
                records.check()?;
                loaded
                    .map_err(|_| damaged(row, Damage::GroupUnreadable))?
                    .ok_or_else(|| damaged(row, Damage::NoGroup))?
            }
        };
        let result = work(&mut group, &mut context);
        // Before the result is looked at: what the group makes of a full disk is not the cause.
        records.check()?;
        self.memory.keep_group(row.id, group);
        Ok(result)
    }

    /// The epoch of a conversation's group, and its transcript; `None` if what is kept of it cannot be
    /// read any more.
    pub(crate) fn epoch_if_readable(
        &mut self,
        row: &ConversationRow,
    ) -> Step<Option<(u64, Vec<u8>)>> {
        let told = |group: &Group| (group.epoch(), group.transcript().to_vec());
        if let Some(group) = self.memory.group(row.id) {
            return Ok(Some(told(group)));
        }
        let loaded = self.with_context(|context| Group::load(context, &row.group_id))?;
        Ok(loaded.ok().flatten().as_ref().map(told))
    }

    /// Erases a conversation's group, if there is one: in memory or not. Left in the store, it would bar the
    /// way back in, and its keys would outlive what they were for.
    pub(crate) fn delete_group(&mut self, row: &ConversationRow) -> Step {
        let held = self.memory.take_group(row.id);
        let deleted = self.with_context(|context| {
            let group = match held {
                Some(group) => Some(group),
                // What cannot be read is in no state to be erased record by record, and opens nothing.
                None => Group::load(context, &row.group_id).unwrap_or_default(),
            };
            group.map_or(Ok(()), |group| group.delete(context))
        })?;
        deleted.map_err(|_| damaged(row, Damage::GroupNotDeleted))
    }

    /// MLS work that concerns no group that exists yet, or one that ends.
    pub(crate) fn with_context<R>(&mut self, work: impl FnOnce(&mut Context<'_>) -> R) -> Step<R> {
        let records = StoreRecords::new(self.db);
        let result = work(&mut Context::new(&records, self.rng));
        records.check()?;
        Ok(result)
    }
}

/// A rule that does not hold for one conversation.
pub(crate) fn damaged(row: &ConversationRow, damage: Damage) -> Stop {
    Stop::Failed(TurnError::Damaged {
        damage,
        conversation: Some(row.id),
    })
}
