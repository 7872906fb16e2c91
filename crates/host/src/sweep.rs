//! Retiring what is too old, in bounded slices: a walk over the tables that ends and begins anew.
//!
//! There is no index of what falls due when: it would group on disk what was written in one moment.
//! What has expired is already served as a tombstone before the walk reaches it.

mod conversation;
mod entries;
mod inbox;
pub(crate) mod walk;

use hudhud_base::{AccountId, BlobId, LogAddress, Timestamp, limits};
use hudhud_logstore::{Facts, Key, Wanted, WantedListing};
use hudhud_wire::LogKind;

use crate::ahead::ROUNDS;
use crate::directory::is_free;
use crate::memory::Memory;
use crate::record::{BlobRecord, InvitationRecord, NameRecord, SpentRecord, TakeRecord};
use crate::refusal::{Answer, Halt};
use crate::step::Step;
use crate::table;
use crate::{Maintenance, SessionId};
use walk::{InLog, Part, Progress, Sweep};

const TABLES: [u8; 7] = [
    table::HEAD,
    table::NAME,
    table::SKELETON,
    table::TAKE,
    table::SPENT,
    table::BLOB,
    table::INVITATION,
];

/// Records that one slice removes or changes, about: what it listed and has not looked at is left to
/// the next, because whoever asks meanwhile waits for it.
const SLICE_OPS: usize = 512;

impl Memory {
    fn drafted(&self) -> usize {
        self.draft.ops.values().map(Vec::len).sum()
    }

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
            let wanted = &mut maintenance.wanted;
            let mut step = Step::new((self, facts), wanted, SessionId(0), now);
            let progress = match step.retire(key, &self.sweep.log, &mut maintenance.blobs) {
                Err(Halt::Wanting) if facts.rounds() < ROUNDS => {
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
            // Left over from what wanted too often and was passed over.
            maintenance.wanted = Wanted::default();
            // What is known of one log is of no use to the next: a slice holds no more than a turn.
            let is_long = facts.bytes() > self.config.turn_bytes || self.drafted() > SLICE_OPS;
            if self.go_on(progress) || is_long {
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
                // An empty list leaves the place where it was.
                self.sweep.after = keys.last().cloned().or(self.sweep.after.take());
                self.sweep.listed = keys.into();
                true
            }
            // It is asked for again by the next slice.
            Some(Err(_)) => false,
        }
    }

    /// Adds what the listed records behind the first want. Not what they want many bytes of.
    fn want_listed(&mut self, now: Timestamp, facts: &Facts, wanted: &mut Wanted) {
        let mut trials = std::mem::take(&mut self.sweep.trials);
        trials.prepare(self.sweep.listed.len(), facts);
        for (place, key) in self.sweep.listed.iter().enumerate().skip(1) {
            if trials.may(place) {
                let mut also = Wanted::default();
                let mut step = Step::new((self, facts), &mut also, SessionId(0), now);
                // From the first part of each log: what the walk left half done is the one in
                // front.
                let tried = step.retire(key, &InLog::default(), &mut Vec::new());
                trials.tried(place, tried == Err(Halt::Wanting));
                wanted.keys.append(&mut also.keys);
            }
        }
        self.sweep.trials = trials;
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
        // Also of a damaged log that has more: the next walk comes to it again.
        self.sweep.log = InLog::default();
        self.sweep.listed.pop_front();
        self.sweep.trials.pop_front();
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
            table::INVITATION => self.retire_invitation(key)?,
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

    fn retire_name(&mut self, key: &Key) -> Answer<()> {
        let today = self.now.day();
        if let Some(NameRecord {
            freed: Some(freed), ..
        }) = self.load(key)?
            // Who holds it has no day on which it ends.
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
        // Days are counted whole: the last one is over before it is forgotten.
        if day.0.saturating_add(limits::ENTRY_ID_DAYS) >= today.0 {
            return Ok(());
        }
        let account = table::subject(key).get(..32).unwrap_or_default();
        let Ok(account) = AccountId::try_from(account) else {
            return self.damaged();
        };
        // A last-resort package was not used up: it belongs to its pool, which removes it.
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

    fn retire_invitation(&mut self, key: &Key) -> Answer<()> {
        let today = self.now.day();
        if let Some(InvitationRecord { until }) = self.load(key)?
            && until < today
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
            // The file goes after the record is gone for good: a record without a file would be
            // served.
            blobs.extend(BlobId::try_from(table::subject(key)));
        }
        Ok(())
    }
}
