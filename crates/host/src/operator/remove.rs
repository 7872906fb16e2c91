//! Removing an account: first it is shut out, then its inbox is emptied in slices, then its records go.
//!
//! Each slice is durable before the next begins, and whatever is left after a crash is removed when the same
//! is asked again: the record of the account goes last.

use hudhud_base::{AccountId, CapabilityHash, DeviceId, Generation, LogAddress, Seq};
use hudhud_crypto::identity::device_id;
use hudhud_wire::CapabilityHashes;

use crate::record::{
    AccountRecord, GenerationRecord, LogHead, RemovedRecord, Standing, StoredEntry,
};
use crate::refusal::Answer;
use crate::step::Step;
use crate::table;

/// Entries of an inbox that one slice removes.
const SLICE_ENTRIES: usize = 256;

/// What no capability hashes to that anybody could find.
const NOBODYS: CapabilityHashes = CapabilityHashes {
    read: CapabilityHash([0; 32]),
    write: CapabilityHash([0; 32]),
    control: CapabilityHash([0; 32]),
};

impl Step<'_> {
    /// Goes on removing it; true when nothing of it is left.
    pub(super) fn remove_account(&mut self, id: AccountId, record: AccountRecord) -> Answer<bool> {
        let Some(head) = self.head(&record.inbox)? else {
            return self.damaged();
        };
        if !record.is_suspended || head.standing == Standing::Open {
            self.shut(&id, record, head);
            return Ok(false);
        }
        if head.first_seq < head.next_seq {
            self.empty(&record.inbox, head)?;
            return Ok(false);
        }
        self.forget_account(id, record, head)?;
        Ok(true)
    }

    /// From now on nothing is added to what is being removed.
    fn shut(&mut self, id: &AccountId, mut record: AccountRecord, mut head: LogHead) {
        record.is_suspended = true;
        head.standing = Standing::Suspended;
        self.set_head(&record.inbox, head);
        self.save(table::account(id), &record);
    }

    /// Removes some entries of an inbox.
    fn empty(&mut self, inbox: &LogAddress, mut head: LogHead) -> Answer<()> {
        let seqs = (head.first_seq.0..head.next_seq.0).take(SLICE_ENTRIES);
        let seqs: Vec<Seq> = seqs.map(Seq).collect();
        let keys: Vec<_> = seqs.iter().map(|seq| table::entry(inbox, *seq)).collect();
        for (seq, entry) in seqs.iter().zip(self.load_all::<StoredEntry>(&keys)?) {
            head.first_seq = seq.next();
            head.plain_from = head.first_seq;
            // What was to be kept would be damage; what is to be removed is gone already.
            let Some(entry) = entry else { continue };
            self.remove_entry(inbox, &mut head, *seq, &entry);
            if let Some((track, ordinal)) = entry.ordinal {
                let ring = head.track_mut(track.into());
                ring.first = ring.first.max(ordinal + 1);
                self.delete(table::track(inbox, track.into(), ordinal));
            }
        }
        self.set_head(inbox, head);
        Ok(())
    }

    fn forget_account(
        &mut self,
        id: AccountId,
        mut record: AccountRecord,
        mut head: LogHead,
    ) -> Answer<()> {
        let list = self.stored_list(&record)?;
        let devices: Vec<DeviceId> = list.devices.iter().map(device_id).collect();
        let pools = self.pools(&id, &devices)?;
        let generation = table::generation(&record.inbox, Generation(0));
        let hashes = self.load_existing::<GenerationRecord>(&generation)?;
        // As if its owner had given it up: who knew the name is not misled by the next who has it.
        self.give_up(&id, &mut record)?;
        for (device, pool) in devices.iter().zip(pools) {
            if let Some(pool) = pool {
                self.delete_pool(&id, device, &pool);
            }
        }
        for version in 1..list.version {
            self.delete(table::device_list(&id, version));
        }
        let hashes = GenerationRecord {
            hashes: NOBODYS,
            ..hashes
        };
        self.save(generation, &hashes);
        head.standing = Standing::Removed;
        self.set_head(&record.inbox, head);
        // With its key alone somebody could come back as the same account.
        self.save(table::removed(&id), &RemovedRecord);
        self.delete(table::account(&id));
        Ok(())
    }
}
