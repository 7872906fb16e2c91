//! Blobs' records: which sealed bytes the host keeps, and until when. The bytes are files of the
//! shell's.

use hudhud_base::{BlobId, CapabilityHash, Day, Timestamp, limits};
use hudhud_crypto::puzzle::PaidFor;
use hudhud_logstore::{Batch, Facts, Shard, Wanted};
use hudhud_wire::{Capability, PuzzleSolution, Refusal, RefusalCode};

use crate::decision::Changes;
use crate::log::capability_fits;
use crate::memory::Memory;
use crate::record::BlobRecord;
use crate::refusal::{Answer, Halt, refuse};
use crate::step::Step;
use crate::{SessionId, Space, Ticket, table};

/// A wish to store a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobUpload {
    /// Random, chosen by the client.
    pub id: BlobId,
    /// Bytes, all of them; at least 1.
    pub size_bytes: u64,
    /// Hash of what erases it; without it nobody can.
    pub erase_hash: Option<CapabilityHash>,
    /// For `id`.
    pub payment: Option<PuzzleSolution>,
}

/// Bytes of a blob that are to come, or have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobBytes {
    /// The blob.
    pub id: BlobId,
    /// Bytes before these.
    pub offset_bytes: u64,
    /// How many they are.
    pub length_bytes: u64,
    /// Whoever brings them says that the blob ends with them.
    pub is_last: bool,
}

/// What is asked about a blob.
#[derive(Debug)]
pub enum BlobQuestion {
    /// May this be stored, and how much of it is here? What is announced already costs nothing.
    Begin(BlobUpload),
    /// May these bytes come? If the blob goes on elsewhere, its record says where.
    Await(BlobBytes),
    /// These bytes are in the blob's file, and synced.
    Came(BlobBytes),
    /// How much of it is here?
    Stands(BlobId),
    /// May it be served? `Gone` if it is unknown, incomplete, not yet durable or expired, `Storage`
    /// if its record could not be read.
    Read(BlobId),
    /// Is this what erases it? Its file may go when the answer has come.
    Erase(BlobId, Capability),
}

/// What came of a request about a blob.
pub type BlobDecision = Alone<BlobRecord>;

/// What came of a request that no link has made, decided under a ticket of its own.
#[derive(Debug)]
pub struct Alone<T> {
    /// `Some`: the outcome may be told once this ticket is durable; if it fails, the request failed.
    pub ticket: Option<Ticket>,
    /// To be committed, as those of a [`crate::Turn`]; may be empty although there is a ticket.
    pub batches: Vec<(Shard, Batch)>,
    /// What it then is, or why not.
    pub outcome: Result<T, Refusal>,
}

impl Memory {
    /// Answers a question about a blob.
    pub(crate) fn blob(
        &mut self,
        now: Timestamp,
        facts: &Facts,
        question: &BlobQuestion,
    ) -> Result<BlobDecision, Wanted> {
        self.alone(now, facts, |step| match question {
            BlobQuestion::Begin(upload) => step.blob_begin(upload),
            BlobQuestion::Await(bytes) => step.blob_awaits(bytes),
            BlobQuestion::Came(bytes) => step.blob_came(bytes),
            BlobQuestion::Stands(id) => step.blob_stands(*id),
            BlobQuestion::Read(id) => step.blob_read(*id),
            BlobQuestion::Erase(id, secret) => step.blob_erase(*id, secret),
        })
    }

    /// Decides under a ticket of its own.
    pub(crate) fn alone<T>(
        &mut self,
        now: Timestamp,
        facts: &Facts,
        decide: impl FnOnce(&mut Step<'_>) -> Answer<T>,
    ) -> Result<Alone<T>, Wanted> {
        let mut wanted = Wanted::default();
        // No link asks, and what is asked here changes none.
        let mut step = Step::new((self, facts), &mut wanted, SessionId(0), now);
        let outcome = match decide(&mut step) {
            Ok(found) => Ok(found),
            Err(Halt::Refused(refusal)) => {
                // What is refused changes nothing.
                step.changes = Changes::default();
                Err(refusal)
            }
            Err(Halt::Wanting) => return Err(wanted),
        };
        let done = step.done();
        let saw = done.saw;
        self.make(SessionId(0), done);
        let (written, batches) = self.close_draft();
        // What wrote nothing may still have seen what is not durable: that is not told before.
        let unsettled = saw.filter(|ticket| self.waiting(*ticket).is_some());
        Ok(Alone {
            ticket: written.or(unsettled),
            batches,
            outcome,
        })
    }
}

impl Step<'_> {
    fn blob_begin(&mut self, upload: &BlobUpload) -> Answer<BlobRecord> {
        let key = table::blob(&upload.id);
        let payment = Self::payment_key(upload.payment.as_ref());
        self.need(payment.into_iter().chain([key.clone()]))?;
        if let Some(known) = self.blob_known(&upload.id)? {
            let same =
                known.size_bytes == upload.size_bytes && known.erase_hash == upload.erase_hash;
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
            offset_bytes: 0,
            expires: self.blob_expiry(limits::BLOB_ARRIVAL_DAYS),
            erase_hash: upload.erase_hash,
        };
        self.save(key, &record);
        Ok(record)
    }

    fn blob_awaits(&mut self, bytes: &BlobBytes) -> Answer<BlobRecord> {
        let record = self.blob_stands(bytes.id)?;
        if record.offset_bytes != bytes.offset_bytes {
            return Ok(record);
        }
        let end = bytes.offset_bytes.saturating_add(bytes.length_bytes);
        let is_end = end == record.size_bytes;
        if bytes.length_bytes == 0 || end > record.size_bytes || is_end != bytes.is_last {
            return refuse(RefusalCode::Malformed);
        }
        if bytes.length_bytes > limits::BLOB_PIECE_BYTES {
            return refuse(RefusalCode::TooLarge);
        }
        // An announcement holds no room: what it announced may never come.
        self.check_space(Space::Ample)?;
        Ok(record)
    }

    fn blob_came(&mut self, bytes: &BlobBytes) -> Answer<BlobRecord> {
        let mut record = self.blob_stands(bytes.id)?;
        let end = bytes.offset_bytes.saturating_add(bytes.length_bytes);
        // The shell lets one request at a time bring bytes of a blob; this does not rest on it.
        if record.offset_bytes != bytes.offset_bytes || end > record.size_bytes {
            return refuse(RefusalCode::Conflict);
        }
        record.offset_bytes = end;
        if record.is_complete() {
            record.expires = self.blob_expiry(self.memory.config.quotas.blob_days.max(1));
        }
        self.save(table::blob(&bytes.id), &record);
        Ok(record)
    }

    fn blob_stands(&mut self, id: BlobId) -> Answer<BlobRecord> {
        match self.blob_known(&id)? {
            Some(record) => Ok(record),
            None => refuse(RefusalCode::Gone),
        }
    }

    fn blob_read(&mut self, id: BlobId) -> Answer<BlobRecord> {
        match self.blob_known(&id)? {
            // One that is on its way to the store may never come there.
            Some(record) if self.saw.is_none() && record.is_complete() => Ok(record),
            Some(_) | None => refuse(RefusalCode::Gone),
        }
    }

    fn blob_erase(&mut self, id: BlobId, secret: &Capability) -> Answer<BlobRecord> {
        let record = self.blob_stands(id)?;
        let allowed = record
            .erase_hash
            .is_some_and(|hash| capability_fits(secret, &hash));
        if !allowed {
            return refuse(RefusalCode::Forbidden);
        }
        self.delete(table::blob(&id));
        Ok(record)
    }

    /// What has expired is not there, whether or not the walk has come by.
    fn blob_known(&mut self, id: &BlobId) -> Answer<Option<BlobRecord>> {
        let today = self.now.day();
        let record = self.load::<BlobRecord>(&table::blob(id))?;
        Ok(record.filter(|record| record.expires > today))
    }

    /// The first day without a blob: what is left of today does not count.
    fn blob_expiry(&self, days: u32) -> Day {
        Day(self.now.day().0.saturating_add(1).saturating_add(days))
    }
}
