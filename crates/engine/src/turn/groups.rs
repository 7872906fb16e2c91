//! The group state of the MLS crate, inside the open transaction.

use hudhud_mls::{Context, Group, Records, RecordsError};
use hudhud_store::{Db, conversations::ConversationRow, records};

use crate::api::TurnError;
use crate::turn::damage::Damage;
use crate::turn::{Step, Stop, Turn};

struct StoreRecords<'a>(&'a Db);

impl Records for StoreRecords<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, RecordsError> {
        records::read(self.0, key).map_err(|_| RecordsError::Failed)
    }

    fn put(&self, key: &[u8], value: &[u8]) -> Result<(), RecordsError> {
        records::put(self.0, key, value).map_err(|_| RecordsError::Failed)
    }

    fn delete(&self, key: &[u8]) -> Result<(), RecordsError> {
        records::delete(self.0, key).map_err(|_| RecordsError::Failed)
    }

    fn scan_prefix(&self, prefix: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, RecordsError> {
        records::scan_prefix(self.0, prefix).map_err(|_| RecordsError::Failed)
    }
}

impl Turn<'_> {
    /// Works on a conversation's group, loading it if it is not in memory.
    pub(crate) fn with_group<R>(
        &mut self,
        row: &ConversationRow,
        work: impl FnOnce(&mut Group, &mut Context<'_>) -> R,
    ) -> Step<R> {
        let records = StoreRecords(self.db);
        let mut context = Context::new(&records, self.rng);
        let mut group = match self.memory.take_group(row.id) {
            Some(group) => group,
            None => Group::load(&mut context, &row.group_id)
                .map_err(|_| damaged(row, Damage::GroupUnreadable))?
                .ok_or_else(|| damaged(row, Damage::NoGroup))?,
        };
        let result = work(&mut group, &mut context);
        self.memory.keep_group(row.id, group);
        Ok(result)
    }

    /// MLS work that concerns no group that exists yet, or one that ends.
    pub(crate) fn with_context<R>(&mut self, work: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let records = StoreRecords(self.db);
        work(&mut Context::new(&records, self.rng))
    }
}

/// A rule that does not hold for one conversation.
pub(crate) fn damaged(row: &ConversationRow, damage: Damage) -> Stop {
    Stop::Failed(TurnError::Damaged {
        damage,
        conversation: Some(row.id),
    })
}
