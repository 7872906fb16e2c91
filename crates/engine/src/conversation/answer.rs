//! Whether the answer to a plea leads back into the conversation that was left: everything in it is the
//! word of one member, who may lie. Nothing is changed before it is compared with what is known here.

use std::cmp::Ordering;

use hudhud_base::{AccountId, DeviceId, Generation};
use hudhud_crypto::identity::device_id;
use hudhud_mls::{MadeRejoin, Member};
use hudhud_store::{conversations::ConversationState, generations, members, outbox};

use crate::conversation::Conversation;
use crate::conversation::commit::is_rejoin;
use crate::conversation::kept::Kept;
use crate::conversation::policy::Policy;
use crate::inbox::matter::{GenerationRecord, Place};
use crate::turn::Step;

/// What a member wrote beside the group info.
pub(crate) struct Claimed<'a> {
    pub(crate) place: &'a Place,
    pub(crate) generation: &'a GenerationRecord,
    /// Who signed the letter.
    pub(crate) from: AccountId,
    pub(crate) device: DeviceId,
}

/// Where a member is, seen from here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lies {
    /// In a later epoch.
    Ahead,
    /// In our epoch.
    Level,
    /// In an earlier one.
    Behind,
    /// In another group of the same id, after the same handshakes. Only a suspect asks for that.
    Apart,
}

impl Conversation<'_, '_> {
    pub(crate) fn is_genuine(&mut self, claimed: &Claimed<'_>, made: &MadeRejoin) -> Step<bool> {
        let host = self.host()?;
        let group = made.pending.group();
        let signed = made.signer.as_ref().is_some_and(|signer| {
            signer.account == claimed.from && signer.device == claimed.device
        });
        let same_group = group.id() == self.row.group_id.as_slice();
        let known_log = *claimed.place.host() == host
            && (claimed.place.log() == self.row.log || self.may_have_moved(claimed)?);
        let policy = Policy::of(group).is_some_and(|policy| {
            policy.log() == claimed.place.log() && policy.row_kind() == self.row.kind
        });
        // Each epoch began with an entry; the last one, which is ours, is not in the log yet.
        let possible = group.epoch() <= claimed.place.cursor().next().0;
        let sound = signed && made.returns && same_group && known_log && policy && possible;
        // The lists last: looking at them may ask a host about somebody.
        Ok(sound
            && self.is_known_generation(claimed.generation)?
            && self.are_listed(&group.members())?)
    }

    /// Whether the group may be in another log by now, as somebody says: in a later generation, and by the
    /// word of somebody who could move it. The host shows nobody else's log to be ours.
    fn may_have_moved(&self, claimed: &Claimed<'_>) -> Step<bool> {
        let members = members::list(self.turn.db, self.row.id)?;
        let admin = members
            .iter()
            .any(|member| member.admin && member.account == claimed.from);
        Ok(admin && claimed.generation.generation() > self.row.generation)
    }

    /// Not an older one, and not the one that is known with other keys. If the log does not open with what is
    /// known, that may be what somebody made up who let this device in, and bars nobody's way.
    fn is_known_generation(&self, record: &GenerationRecord) -> Step<bool> {
        let number = record.generation();
        let known = generations::by_number(self.turn.db, self.row.id, number)?;
        if self.is_shut()? && (known.is_none() || number == self.row.generation) {
            return Ok(true);
        }
        let older = number < self.row.generation;
        Ok(!older && known.is_none_or(|known| record.is_of(&known)))
    }

    /// Every device of an account whose list is known has to be in it.
    fn are_listed(&mut self, members: &[Member]) -> Step<bool> {
        for member in members {
            let listed = self.turn.device_keys(&member.account)?;
            if !listed.is_empty() && listed.iter().all(|key| device_id(key) != member.device) {
                // The list may be an old one: it is there for the next answer.
                self.turn.inquire_again(self.row.id, &member.account)?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reading goes on from here. The caller saves the row.
    pub(crate) fn read_at(&mut self, place: &Place) {
        self.row.log = place.log();
        self.row.cursor = place.cursor();
        self.row.running_hash = place.running_hash();
        self.row.ordered_head = place.ordered_head();
    }

    /// How what an answer shows lies to the group as it is here.
    pub(crate) fn lies(&mut self, place: &Place, made: &MadeRejoin) -> Step<Lies> {
        // Our own commit is in it already; the members are one epoch before.
        let shown = made.pending.group().epoch().saturating_sub(1);
        let Some((ours, transcript)) = self.turn.epoch_if_readable(&self.row)? else {
            return Ok(Lies::Ahead);
        };
        // Whoever has read the same handshakes is in the same epoch of the same group, or one of us is in a
        // group to which the log does not lead.
        let apart = self.row.state == ConversationState::Active
            && place.ordered_head() == self.row.ordered_head
            && transcript != made.transcript;
        Ok(match shown.cmp(&ours) {
            Ordering::Greater => Lies::Ahead,
            Ordering::Equal | Ordering::Less if apart => Lies::Apart,
            Ordering::Equal => Lies::Level,
            Ordering::Less => Lies::Behind,
        })
    }

    /// The log is not where an answer said: it is read on from where it was read before. True if one
    /// was being tried. The caller saves the row.
    pub(crate) fn answer_was_wrong(&mut self) -> Step<bool> {
        let before: Option<(Place, u32)> = self.kept(Kept::Before)?;
        let Some((place, generation)) = before else {
            return Ok(false);
        };
        self.forget_kept(Kept::Before)?;
        self.read_at(&place);
        self.row.generation = Generation(generation);
        for out in outbox::list(self.turn.db, self.row.id)? {
            if is_rejoin(&out) {
                self.withdraw(&out)?;
            }
        }
        // Not at once: whoever answers like this would use up all that is asked.
        self.plead_in_turn()?;
        Ok(true)
    }
}
