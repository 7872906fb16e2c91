//! Retiring what is too old, in bounded slices: a walk over the tables that ends and begins anew.
//!
//! There is no index of what falls due when: it would group on disk what was written in one moment.
//! What has expired is already served as a tombstone before the walk reaches it.

mod conversation;
mod inbox;

use std::collections::VecDeque;

use hudhud_base::{AccountId, BlobId, LogAddress, Minute, Seq, Timestamp, limits};
use hudhud_logstore::{Facts, Key, Wanted, WantedListing};
use hudhud_wire::LogKind;

use crate::directory::is_free;
use crate::memory::Memory;
use crate::record::{LogHead, NameRecord, SpentRecord, StoredBody, StoredEntry, TakeRecord};
use crate::step::{Answer, Halt, ROUNDS, Step};
use crate::table;
use crate::{BlobRecord, Maintenance, SessionId};

/// Entries looked at in one part of one log.
const ENTRIES: usize = 256;
/// Bytes of entries looked at together.
const ENTRIES_BYTES: usize = 1024 * 1024;

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
    /// The last record that was listed.
    after: Option<Key>,
    /// Records that were listed and not yet looked at.
    listed: VecDeque<Key>,
    /// No more records are in the table than those listed.
    last_of_table: bool,
    log: InLog,
}

/// Where the walk is in the log that it looks at.
#[derive(Debug, Default)]
struct InLog {
    part: Part,
    /// More is due in a part that was left.
    more: bool,
    /// The ordinal of the expiring track that comes next.
    expiring_from: u64,
}

/// The parts in which a log is looked at: each is a decision of its own, over what the one before it
/// has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    /// What expires, or everything in an inbox.
    #[default]
    Expiring,
    /// Plain entries.
    Plain,
    /// Ordered ones.
    Ordered,
    /// Where the log then begins.
    First,
}

impl Part {
    const fn next(self) -> Option<Self> {
        match self {
            Self::Expiring => Some(Self::Plain),
            Self::Plain => Some(Self::Ordered),
            Self::Ordered => Some(Self::First),
            Self::First => None,
        }
    }
}

/// How far a part of a record, or all of it, was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// All of the record.
    Done,
    /// This part of a log.
    Part,
    /// Some of this part of a log.
    SomeOfPart {
        /// The ordinal of the expiring track that comes next.
        expiring_from: u64,
    },
    /// Some of the record.
    Some,
}

impl Progress {
    const fn of_part(more: bool, expiring_from: u64) -> Self {
        if more {
            Self::SomeOfPart { expiring_from }
        } else {
            Self::Part
        }
    }
}

/// Entries that have been kept for long enough.
struct Over {
    entries: Vec<StoredEntry>,
    /// None of those looked at was too young: the next may be over as well.
    all: bool,
}

impl Memory {
    pub(crate) fn expire(
        &mut self,
        now: Timestamp,
        limit: usize,
        facts: &mut Facts,
    ) -> Maintenance {
        let mut maintenance = Maintenance::default();
        if !self.list(limit.max(1), facts, &mut maintenance) {
            return maintenance;
        }
        while let Some(key) = self.sweep.listed.front() {
            let mut step = self.step(SessionId(0), now, facts);
            let progress = match step.retire(key, &self.sweep.log, &mut maintenance.blobs) {
                Err(Halt::Wanting) if facts.rounds() < ROUNDS => {
                    maintenance.wanted = step.wanted;
                    self.want_listed(now, facts, &mut maintenance.wanted);
                    break;
                }
                Ok(progress) => progress,
                // A damaged record is counted where it is found, and must not stop the walk.
                Err(Halt::Refused(_) | Halt::Wanting) => Progress::Done,
            };
            // What was done is done, even if a damaged record ended it.
            let done = step.done();
            self.make(SessionId(0), done);
            facts.begin_rounds();
            if self.go_on(progress) {
                break;
            }
        }
        if self.sweep.listed.is_empty() && self.sweep.last_of_table {
            let table = self.sweep.table + 1;
            self.sweep = Sweep {
                table,
                ..Sweep::default()
            };
        }
        (maintenance.ticket, maintenance.batches) = self.close_draft();
        maintenance
    }

    /// Sees to it that records are listed. Whether there are any to look at; if not, `maintenance`
    /// says why.
    fn list(&mut self, limit: usize, facts: &mut Facts, maintenance: &mut Maintenance) -> bool {
        let Some(table) = TABLES.get(self.sweep.table).copied() else {
            self.sweep = Sweep::default();
            maintenance.complete = true;
            return false;
        };
        if !self.sweep.listed.is_empty() {
            return true;
        }
        match facts.take_listing() {
            None => {
                let after = self.sweep.after.clone();
                maintenance.wanted.listing = Some(WantedListing {
                    table,
                    after,
                    limit,
                });
                false
            }
            Some(Ok(keys)) => {
                self.sweep.last_of_table = keys.len() < limit;
                self.sweep.after = keys.last().cloned().or(self.sweep.after.take());
                self.sweep.listed = keys.into();
                true
            }
            // It is asked for again by the next slice.
            Some(Err(_)) => false,
        }
    }

    /// Adds what the listed records behind the first want. Not what they want many bytes of.
    fn want_listed(&self, now: Timestamp, facts: &Facts, wanted: &mut Wanted) {
        for key in self.sweep.listed.iter().skip(1) {
            let mut step = self.step(SessionId(0), now, facts);
            let tried = step.retire(key, &InLog::default(), &mut Vec::new());
            if tried == Err(Halt::Wanting) {
                wanted.keys.append(&mut step.wanted.keys);
            }
        }
    }

    /// Moves the walk on. Whether the slice ends here.
    fn go_on(&mut self, progress: Progress) -> bool {
        let at = &mut self.sweep.log;
        let next = match progress {
            Progress::Done => None,
            Progress::Some => return true,
            Progress::Part => at.part.next(),
            Progress::SomeOfPart { expiring_from } => {
                at.more = true;
                at.expiring_from = expiring_from;
                at.part.next()
            }
        };
        if let Some(part) = next {
            at.part = part;
            return false;
        }
        if at.more && progress != Progress::Done {
            // The same log again, from its first part on.
            at.part = Part::default();
            at.more = false;
            return true;
        }
        self.sweep.log = InLog::default();
        self.sweep.listed.pop_front();
        false
    }
}

impl Step<'_> {
    fn retire(&mut self, key: &Key, at: &InLog, blobs: &mut Vec<BlobId>) -> Answer<Progress> {
        match key.table() {
            table::HEAD => return self.retire_in_log(key, at),
            table::NAME | table::SKELETON => self.retire_name(key)?,
            table::TAKE => self.retire_take(key)?,
            table::SPENT => self.retire_spent(key)?,
            table::BLOB => self.retire_blob(key, blobs)?,
            _ => {}
        }
        Ok(Progress::Done)
    }

    fn retire_in_log(&mut self, key: &Key, at: &InLog) -> Answer<Progress> {
        let Ok(address) = LogAddress::try_from(table::subject(key)) else {
            return self.damaged();
        };
        let Some(head) = self.head(&address)? else {
            return Ok(Progress::Done);
        };
        let mut changed = head.clone();
        let progress = match head.kind {
            LogKind::Inbox => self.retire_in_inbox(&address, &mut changed),
            LogKind::Conversation => self.retire_part(&address, &mut changed, at),
        };
        // The head must not speak of entries that have gone, even if a damaged record ended it.
        if changed != head {
            self.set_head(&address, changed);
        }
        progress
    }

    /// Those at the beginning of `seqs` that have been kept for `days`.
    fn over(&mut self, log: &LogAddress, seqs: &[Seq], days: u32) -> Answer<Over> {
        let mut over = Over {
            entries: Vec::new(),
            all: false,
        };
        let keys: Vec<_> = seqs.iter().map(|seq| table::entry(log, *seq)).collect();
        let Some(first) = keys.first() else {
            return Ok(over);
        };
        // Mostly the first is too young already, and the others are not worth a look.
        let first = self.load_existing::<StoredEntry>(first)?;
        if !self.is_over(first.minute, days) {
            return Ok(over);
        }
        for entry in self.load_until::<StoredEntry>(&keys, ENTRIES_BYTES)? {
            match entry {
                Some(entry) if self.is_over(entry.minute, days) => over.entries.push(entry),
                Some(_) => return Ok(over),
                // Those before the hole are removed, and the next look begins with it.
                None => break,
            }
        }
        over.all = true;
        Ok(over)
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
