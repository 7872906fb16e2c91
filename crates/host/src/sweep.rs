//! Retiring what is too old, in bounded slices: a walk over the tables that ends and begins anew.
//!
//! There is no index of what falls due when: it would group on disk what was written in one moment.
//! What has expired is already served as a tombstone before the walk reaches it.

mod conversation;
mod inbox;

use std::collections::BTreeMap;

use hudhud_base::{AccountId, BlobId, LogAddress, Minute, Seq, Timestamp, limits};
use hudhud_logstore::{Key, Reads};
use hudhud_wire::LogKind;

use crate::directory::is_free;
use crate::host::Memory;
use crate::record::{LogHead, NameRecord, SpentRecord, StoredBody, StoredEntry, TakeRecord};
use crate::step::{Answer, Step};
use crate::table;
use crate::{BlobRecord, Maintenance, SessionId};

/// Entries looked at in one slice of one log.
const ENTRIES: usize = 256;

const TABLES: [u8; 6] = [
    table::HEAD,
    table::NAME,
    table::SKELETON,
    table::TAKE,
    table::SPENT,
    table::BLOB,
];

/// Where the walk is.
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    table: usize,
    /// The last record that was looked at.
    after: Option<Key>,
    /// In a log with more entries than one slice looks at: the ordinal of its expiring track that
    /// comes next.
    expiring_from: u64,
}

/// Whether a record needs another slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Done,
    More,
}

impl Memory {
    pub(crate) fn expire(
        &mut self,
        now: Timestamp,
        limit: usize,
        store: &dyn Reads,
    ) -> Maintenance {
        let mut maintenance = Maintenance::default();
        let Some(table) = TABLES.get(self.sweep.table).copied() else {
            self.sweep = Sweep::default();
            maintenance.complete = true;
            return maintenance;
        };
        let limit = limit.max(1);
        let Ok(keys) = store.sweep(table, self.sweep.after.as_ref(), limit) else {
            return maintenance;
        };
        let last_of_table = keys.len() < limit;
        let mut facts = BTreeMap::new();
        let mut finished = true;
        for key in keys {
            let mut step = self.step(SessionId(0), now, store, &mut facts);
            // A damaged record is counted where it is found, and must not stop the walk.
            let progress = step
                .retire(&key, &mut maintenance.blobs)
                .unwrap_or(Progress::Done);
            if progress == Progress::More {
                finished = false;
                break;
            }
            self.sweep.after = Some(key);
            self.sweep.expiring_from = 0;
        }
        if finished && last_of_table {
            let table = self.sweep.table + 1;
            self.sweep = Sweep {
                table,
                ..Sweep::default()
            };
        }
        (maintenance.ticket, maintenance.batches) = self.close_draft();
        maintenance
    }
}

impl Step<'_> {
    fn retire(&mut self, key: &Key, blobs: &mut Vec<BlobId>) -> Answer<Progress> {
        match key.table() {
            table::HEAD => return self.retire_in_log(key),
            table::NAME | table::SKELETON => self.retire_name(key)?,
            table::TAKE => self.retire_take(key)?,
            table::SPENT => self.retire_spent(key)?,
            table::BLOB => self.retire_blob(key, blobs)?,
            _ => {}
        }
        Ok(Progress::Done)
    }

    fn retire_in_log(&mut self, key: &Key) -> Answer<Progress> {
        let Ok(address) = LogAddress::try_from(table::subject(key)) else {
            return self.damaged();
        };
        let Some(head) = self.head(&address)? else {
            return Ok(Progress::Done);
        };
        match head.kind {
            LogKind::Inbox => self.retire_in_inbox(&address, head),
            LogKind::Conversation => self.retire_in_conversation(&address, head),
        }
    }

    /// Removes an entry with its id.
    fn remove_entry(
        &mut self,
        log: &LogAddress,
        head: &mut LogHead,
        seq: Seq,
        entry: &StoredEntry,
    ) {
        if let StoredBody::Sealed(body) = &entry.body {
            head.body_bytes = head.body_bytes.saturating_sub(body.len() as u64);
        }
        self.delete(table::entry_id(log, &entry.id));
        self.delete(table::entry(log, seq));
    }

    /// Whether something of `minute` has been kept for `days`.
    fn is_over(&self, minute: Minute, days: u32) -> bool {
        let days = days.max(limits::ENTRY_ID_DAYS);
        minute.plus(days.saturating_mul(24 * 60)) <= self.minute()
    }

    fn retire_name(&mut self, key: &Key) -> Answer<()> {
        let today = self.now.day();
        if let Some(NameRecord {
            freed: Some(freed), ..
        }) = self.load(key)?
            && is_free(freed, today)
        {
            self.delete(key.clone());
        }
        Ok(())
    }

    fn retire_take(&mut self, key: &Key) -> Answer<()> {
        let today = self.now.day();
        let Some(TakeRecord { day, taken }) = self.load(key)? else {
            return Ok(());
        };
        if day.0.saturating_add(limits::ENTRY_ID_DAYS) >= today.0 {
            return Ok(());
        }
        let account = table::subject(key).get(..32).unwrap_or_default();
        let Ok(account) = AccountId::try_from(account) else {
            return self.damaged();
        };
        for one in taken.iter().filter(|one| !one.last_resort) {
            self.delete(table::key_package(&account, &one.device, one.ordinal));
        }
        self.delete(key.clone());
        Ok(())
    }

    fn retire_spent(&mut self, key: &Key) -> Answer<()> {
        let now = self.minute();
        if let Some(SpentRecord { expires, .. }) = self.load(key)?
            && expires <= now
        {
            self.delete(key.clone());
        }
        Ok(())
    }

    fn retire_blob(&mut self, key: &Key, blobs: &mut Vec<BlobId>) -> Answer<()> {
        let today = self.now.day();
        if let Some(record) = self.load::<BlobRecord>(key)?
            && record.expires <= today
        {
            self.delete(key.clone());
            blobs.extend(BlobId::try_from(table::subject(key)));
        }
        Ok(())
    }
}
