//! Invitations: codes with which somebody may sign up although strangers may not.
//!
//! A code is the day until which it is good, six random bytes, and a keyed hash over these: whoever has
//! the host's secret makes them, and the host remembers only which were used. It is shown in the place
//! of a challenge, and pays for the sign-up.

use hudhud_base::{Day, limits};
use hudhud_logstore::Key;
use hudhud_wire::{PuzzleSolution, RefusalCode};

use crate::puzzle::Payment;
use crate::record::InvitationRecord;
use crate::refusal::{Answer, refuse};
use crate::secret::{HostKey, INVITATIONS};
use crate::step::Step;
use crate::table;

const DAY_BYTES: usize = 2;
const RANDOM_BYTES: usize = 6;
const SIGNED_BYTES: usize = DAY_BYTES + RANDOM_BYTES;
const MAC_BYTES: usize = limits::INVITATION_BYTES - SIGNED_BYTES;

/// A code with which one account can be made, up to the end of a day, on a host with this secret.
#[must_use]
pub fn invitation(server_secret: &[u8; 32], until: Day, random: &[u8; 32]) -> String {
    let mut code = Vec::with_capacity(limits::INVITATION_BYTES);
    let until = u16::try_from(until.0).unwrap_or(u16::MAX);
    code.extend_from_slice(&until.to_be_bytes());
    code.extend(random.iter().take(RANDOM_BYTES));
    let mac = HostKey::derive(server_secret, INVITATIONS).keyed_hash(&code);
    code.extend(mac.as_bytes().iter().take(MAC_BYTES));
    hudhud_text::code::written(&code)
}

impl Step<'_> {
    /// Checks that what is shown is an invitation of this host that nobody used.
    ///
    /// # Errors
    /// `INVITATION` if it is not.
    pub(crate) fn check_invitation(
        &mut self,
        shown: Option<&PuzzleSolution>,
    ) -> Answer<Option<Payment>> {
        let Some(shown) = shown else {
            return refuse(RefusalCode::Invitation);
        };
        let Some(until) = self.good_until(&shown.challenge) else {
            return refuse(RefusalCode::Invitation);
        };
        let key = table::invitation(&shown.challenge);
        match self.load::<InvitationRecord>(&key)? {
            Some(_) => refuse(RefusalCode::Invitation),
            None => Ok(Some(Payment::Invitation(key, InvitationRecord { until }))),
        }
    }

    /// Where it stands that an invitation was used, for [`Step::need`].
    pub(crate) fn invitation_key(shown: Option<&PuzzleSolution>) -> Option<Key> {
        let code = &shown?.challenge;
        (code.len() == limits::INVITATION_BYTES).then(|| table::invitation(code))
    }

    /// The last day of a code; `None`: it is not ours, or that day is over.
    fn good_until(&self, code: &[u8]) -> Option<Day> {
        let (signed, mac) = code.split_at_checked(SIGNED_BYTES)?;
        let until = Day(u32::from(u16::from_be_bytes(*signed.first_chunk::<2>()?)));
        // Whole hashes are compared in constant time; the part that is not shown is our own.
        let own = self.memory.invitation_key.keyed_hash(signed);
        let mut shown = *own.as_bytes();
        *shown.first_chunk_mut::<MAC_BYTES>()? = mac.try_into().ok()?;
        let genuine = own == blake3::Hash::from_bytes(shown);
        (genuine && self.now.day() <= until).then_some(until)
    }
}
