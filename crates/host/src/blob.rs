//! Blobs' records: which sealed bytes the host keeps, and until when. The bytes are files of the
//! shell's.

use hudhud_base::{BlobId, Day, Timestamp};
use hudhud_crypto::puzzle::PaidFor;
use hudhud_logstore::{Batch, Facts, Shard, Wanted};
use hudhud_wire::{PuzzleSolution, Refusal, RefusalCode};

use crate::memory::Memory;
use crate::record::{BlobRecord, BlobState};
use crate::refusal::{Answer, Halt, refuse};
use crate::step::Step;
use crate::{SessionId, Space, Ticket, table};

/// A wish to store a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobUpload {
    /// Random, chosen by the client.
    pub id: BlobId,
    /// Bytes, all of them.
    pub size_bytes: u64,
    /// BLAKE3 of the bytes.
    pub hash: [u8; 32],
    /// For `id`.
    pub payment: Option<PuzzleSolution>,
}

/// What came of a request about a blob.
#[derive(Debug)]
pub struct BlobDecision {
    /// `Some`: the outcome may be told once this ticket is durable; if it fails, the request failed.
    pub ticket: Option<Ticket>,
    /// To be committed, as those of a [`crate::Turn`]; may be empty although there is a ticket.
    pub batches: Vec<(Shard, Batch)>,
    /// The record as it then is, or why not.
    pub outcome: Result<BlobRecord, Refusal>,
}

impl Memory {
    /// Decides about a blob under a ticket of its own.
    pub(crate) fn blob(
        &mut self,
        now: Timestamp,
        facts: &Facts,
        decide: impl FnOnce(&mut Step<'_>) -> Answer<BlobRecord>,
    ) -> Result<BlobDecision, Wanted> {
        let mut wanted = Wanted::default();
        // No link asks, and nothing about a blob changes one.
        let mut step = Step::new((self, facts), &mut wanted, SessionId(0), now);
        let outcome = match decide(&mut step) {
            Ok(record) => Ok(record),
            Err(Halt::Refused(refusal)) => Err(refusal),
            Err(Halt::Wanting) => return Err(wanted),
        };
        let done = step.done();
        let saw = done.saw;
        self.make(SessionId(0), done);
        let (written, batches) = self.close_draft();
        // What wrote nothing may still have seen what is not durable: that is not told before.
        let unsettled = saw.filter(|ticket| self.waiting(*ticket).is_some());
        Ok(BlobDecision {
            ticket: written.or(unsettled),
            batches,
            outcome,
        })
    }
}

/// Days for which an announced blob may stay without its bytes.
const AWAITED_DAYS: u32 = 1;

impl Step<'_> {
    pub(crate) fn blob_begin(&mut self, upload: &BlobUpload) -> Answer<BlobRecord> {
        let key = table::blob(&upload.id);
        let payment = Self::payment_key(upload.payment.as_ref());
        self.need(payment.into_iter().chain([key.clone()]))?;
        let today = self.now.day();
        if let Some(known) = self.load::<BlobRecord>(&key)?
            // What has expired is not there, whether or not the walk has come by.
            && known.expires > today
        {
            let same = known.size_bytes == upload.size_bytes && known.hash == upload.hash;
            return if same {
                Ok(known)
            } else {
                refuse(RefusalCode::Conflict)
            };
        }
        if upload.size_bytes > self.memory.config.quotas.blob_bytes {
            return refuse(RefusalCode::TooLarge);
        }
        self.check_space(Space::Ample)?;
        let bits = self.memory.config.puzzle_bits.blob_of(upload.size_bytes);
        let payment =
            self.check_payment(bits, upload.payment.as_ref(), PaidFor::Blob(&upload.id))?;
        self.spend(payment);
        let record = BlobRecord {
            size_bytes: upload.size_bytes,
            hash: upload.hash,
            // The first day without it: what is left of today does not count.
            expires: Day(today.0.saturating_add(1 + AWAITED_DAYS)),
            state: BlobState::Awaited,
        };
        self.save(key, &record);
        Ok(record)
    }

    pub(crate) fn blob_complete(
        &mut self,
        id: BlobId,
        (size_bytes, hash): (u64, [u8; 32]),
    ) -> Answer<BlobRecord> {
        let key = table::blob(&id);
        let today = self.now.day();
        let known = self
            .load::<BlobRecord>(&key)?
            .filter(|known| known.expires > today);
        let Some(mut record) = known else {
            return refuse(RefusalCode::Gone);
        };
        if record.size_bytes != size_bytes || record.hash != hash {
            return refuse(RefusalCode::Conflict);
        }
        // Once: bytes that come again do not make it stay for longer.
        if record.state == BlobState::Awaited {
            record.state = BlobState::Complete;
            let days = self.memory.config.quotas.blob_days.max(1);
            record.expires = Day(today.0.saturating_add(1).saturating_add(days));
            self.save(key, &record);
        }
        Ok(record)
    }

    pub(crate) fn blob_read(&mut self, id: BlobId) -> Answer<BlobRecord> {
        let today = self.now.day();
        let record = self.load::<BlobRecord>(&table::blob(&id))?;
        let served =
            |record: &BlobRecord| record.state == BlobState::Complete && record.expires > today;
        match record {
            // One that is on its way to the store may never come there.
            Some(record) if self.saw.is_none() && served(&record) => Ok(record),
            Some(_) | None => refuse(RefusalCode::Gone),
        }
    }
}
