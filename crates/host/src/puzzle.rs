//! What pays for creation and first contact: challenges that the host signs and does not remember
//! until they are answered.
//!
//! A challenge is a version, the minute it was made, 16 random bytes and a keyed hash over these. A
//! solution is bound to the identifier it pays for; that it was spent is stored until the challenge
//! would have expired, so that a second use is refused. For what is not stored: a challenge was made in
//! the minute in which it pays, and would join what it paid for with all else of that minute. A resend
//! is recognised by what it made, before anybody asks for its payment.

use bytes::Bytes;
use hudhud_base::{Minute, Timestamp, limits};
use hudhud_crypto::puzzle::PaidFor;
use hudhud_logstore::Key;
use hudhud_wire::{LinkKind, Puzzle, PuzzleSolution, Reply};

use crate::memory::Memory;
use crate::record::{InvitationRecord, SpentRecord};
use crate::refusal::Answer;
use crate::refusal::unpaid;
use crate::step::Step;
use crate::table;

const VERSION: u8 = 1;
const RANDOM_BYTES: usize = 16;
const SIGNED_BYTES: usize = 1 + 4 + RANDOM_BYTES;
const MAC_BYTES: usize = 16;

/// A payment that was found good: to be written with what it pays for.
#[derive(Debug)]
pub(crate) enum Payment {
    Puzzle(Key, SpentRecord),
    Invitation(Key, InvitationRecord),
}

impl Memory {
    /// A fresh challenge. The host keeps nothing of it.
    pub(crate) fn challenge(&self, now: Timestamp, random: &[u8; 32]) -> Bytes {
        let mut challenge = Vec::with_capacity(SIGNED_BYTES + MAC_BYTES);
        challenge.push(VERSION);
        challenge.extend_from_slice(&now.minute().0.to_be_bytes());
        challenge.extend(random.iter().take(RANDOM_BYTES));
        let mac = self.puzzle_key.keyed_hash(&challenge);
        challenge.extend(mac.as_bytes().iter().take(MAC_BYTES));
        Bytes::from(challenge)
    }
}

impl Step<'_> {
    pub(crate) fn puzzle(&self, link: LinkKind, random: &[u8; 32]) -> Reply {
        let prices = &self.memory.config.puzzle_bits;
        let bits = match link {
            LinkKind::Account => prices.sign_up,
            LinkKind::Inbox | LinkKind::Conversations | LinkKind::People => prices.highest(),
        };
        Reply::Puzzle(Puzzle {
            challenge: self.memory.challenge(self.now, random),
            bits,
        })
    }

    /// Checks that `payment` pays `bits` for `paid_for`. `None`: there is nothing to pay.
    pub(crate) fn check_payment(
        &mut self,
        bits: u32,
        payment: Option<&PuzzleSolution>,
        paid_for: PaidFor<'_>,
    ) -> Answer<Option<Payment>> {
        if bits == 0 {
            return Ok(None);
        }
        let Some(solution) = payment else {
            return unpaid(bits);
        };
        // From cheap to dear: our own mark and its age, the work, and the store last.
        let Some(expires) = self.challenge_expires(&solution.challenge) else {
            return unpaid(bits);
        };
        let binding = paid_for.binding();
        if !hudhud_crypto::puzzle::check(&solution.challenge, binding, solution.nonce, bits) {
            return unpaid(bits);
        }
        let key = table::spent(&solution.challenge);
        let record = SpentRecord { expires };
        match self.load::<SpentRecord>(&key)? {
            Some(_) => unpaid(bits),
            None => Ok(Some(Payment::Puzzle(key, record))),
        }
    }

    /// Where a payment that was shown is remembered, for [`Step::need`].
    pub(crate) fn payment_key(payment: Option<&PuzzleSolution>) -> Option<Key> {
        let challenge = &payment?.challenge;
        // Anything longer is not ours.
        (challenge.len() == SIGNED_BYTES + MAC_BYTES).then(|| table::spent(challenge))
    }

    /// Writes that a payment was spent.
    pub(crate) fn spend(&mut self, payment: Option<Payment>) {
        match payment {
            Some(Payment::Puzzle(key, record)) => self.save(key, &record),
            Some(Payment::Invitation(key, record)) => self.save(key, &record),
            None => {}
        }
    }

    /// When a challenge of this host ends; `None`: it is not ours, or has ended.
    fn challenge_expires(&self, challenge: &[u8]) -> Option<Minute> {
        let (signed, mac) = challenge.split_at_checked(SIGNED_BYTES)?;
        let (version, rest) = signed.split_first()?;
        let made = Minute(u32::from_be_bytes(*rest.first_chunk::<4>()?));
        // Whole hashes are compared in constant time; the part that is not shown is our own.
        let own = self.memory.puzzle_key.keyed_hash(signed);
        let mut shown = *own.as_bytes();
        *shown.first_chunk_mut::<MAC_BYTES>()? = mac.try_into().ok()?;
        let genuine = own == blake3::Hash::from_bytes(shown);
        // It pays in the minute it was made and in all that follow it.
        let expires = made.plus(limits::PUZZLE_MINUTES + 1);
        (genuine && *version == VERSION && self.minute() < expires).then_some(expires)
    }
}
