//! Creating a log.

use hudhud_base::{Generation, LogAddress, Minute, RunningHash, Seq};
use hudhud_crypto::puzzle::PaidFor;
use hudhud_logstore::Key;
use hudhud_wire::{CapabilityHashes, Create, LogKind, RefusalCode, Reply};

use crate::Space;
use crate::record::{GenerationRecord, LogHead, Ordinals, Standing};
use crate::refusal::{Answer, refuse};
use crate::step::Step;
use crate::table;

/// A log as it begins.
#[derive(Debug)]
pub(crate) struct NewLog {
    pub(crate) kind: LogKind,
    pub(crate) hashes: CapabilityHashes,
    /// The first one.
    pub(crate) generation: Generation,
    /// Where its first entry will stand.
    pub(crate) first: Seq,
}

impl NewLog {
    /// One that continues no other.
    pub(crate) fn new(kind: LogKind, hashes: CapabilityHashes) -> Self {
        Self {
            kind,
            hashes,
            generation: Generation(0),
            first: Seq(1),
        }
    }
}

impl Step<'_> {
    pub(crate) fn create(&mut self, create: &Create) -> Answer<Reply> {
        if create.kind != LogKind::Conversation {
            // An inbox belongs to an account, and is made by its sign-up.
            return refuse(RefusalCode::Forbidden);
        }
        let payment = Self::payment_key(create.payment.as_ref());
        let log = NewLog {
            kind: create.kind,
            hashes: create.hashes,
            generation: create.generation,
            first: create.first,
        };
        let keys = self.made_keys(&create.address, create.generation);
        self.need(keys.chain(payment))?;
        // Before payment and room: a resend costs nothing, even where nothing new may be made.
        if self.is_made(&create.address, &log)? {
            return Ok(Reply::Done);
        }
        self.check_space(Space::Ample)?;
        let bits = self.memory.config.puzzle_bits.create;
        let payment =
            self.check_payment(bits, create.payment.as_ref(), PaidFor::Log(&create.address))?;
        self.spend(payment);
        self.write_new_log(&create.address, &log);
        Ok(Reply::Done)
    }

    /// What [`Step::is_made`] looks at.
    pub(crate) fn made_keys(
        &self,
        address: &LogAddress,
        first: Generation,
    ) -> impl Iterator<Item = Key> + use<> {
        let first = table::generation(address, first);
        self.head_key(address).into_iter().chain([first])
    }

    /// Whether exactly this log is there already.
    ///
    /// # Errors
    /// `Exists` if another one is.
    pub(crate) fn is_made(&mut self, address: &LogAddress, log: &NewLog) -> Answer<bool> {
        let Some(head) = self.head(address)? else {
            return Ok(false);
        };
        let key = table::generation(address, log.generation);
        // The record of a generation that ended long ago may have been retired.
        let first = self.load::<GenerationRecord>(&key)?;
        if head.kind == log.kind && first.is_some_and(|first| first.hashes == log.hashes) {
            Ok(true)
        } else {
            refuse(RefusalCode::Exists)
        }
    }

    pub(crate) fn write_new_log(&mut self, address: &LogAddress, log: &NewLog) {
        let record = GenerationRecord {
            hashes: log.hashes,
            until: Seq(0),
            until_hash: RunningHash::EMPTY,
        };
        self.save(table::generation(address, log.generation), &record);
        let head = LogHead {
            kind: log.kind,
            generation: log.generation,
            next_seq: log.first,
            first_seq: log.first,
            plain_from: log.first,
            ordered_head: Seq(0),
            running_hash: RunningHash::EMPTY,
            created: self.now.day(),
            newest: Minute(0),
            counted_bytes: 0,
            ordinals: [Ordinals::default(); 2],
            standing: Standing::Open,
        };
        self.set_head(address, head);
    }
}
