//! When a device that is out of step asks to be let in: soon, then ever more rarely, and not for ever.

use hudhud_base::AccountId;
use hudhud_store::conversations::ConversationState;
use hudhud_store::intents;

use crate::conversation::Conversation;
use crate::conversation::kept::Kept;
use crate::turn::Step;
use crate::turn::own::random;
use crate::turn::record::Bytes32;
use crate::work::intent::IntentKind;

/// Milliseconds after an epoch was claimed that is out of reach, before anybody is asked about it. The
/// claim is nobody's word yet: what a member says in our own epoch meanwhile refutes it.
const SUSPICION_MS: u64 = 300_000;
/// Milliseconds before the first plea at most.
const PLEA_SPREAD_MS: u64 = 2_000;
/// Milliseconds before a plea without an answer is sent to others, for the first few times.
pub(crate) const PLEA_RETRY_MS: u64 = 30_000;
/// Pleas that are followed by so short a wait.
pub(crate) const PLEA_RETRIES: u32 = 3;
/// Milliseconds after the next one; then twice as long each time.
const PLEA_INTERVAL_MS: u64 = 3_600_000;
/// Milliseconds between two pleas at most: a day.
const PLEA_INTERVAL_MAX_MS: u64 = 86_400_000;
/// Members that are asked at once.
pub(crate) const PLEAS: usize = 3;
/// Pleas after which nobody is believed to be left. With the waits between them they take thirty
/// days; counted rather than timed, since clocks jump and devices are switched off.
pub(crate) const PLEAS_AT_MOST: u32 = 39;

impl Conversation<'_, '_> {
    /// Asks to be let in, unless that is under way: on falling out of step, and again after it was
    /// given up, when there is a sign of life from the group, or the person says something in it.
    pub(crate) fn begin_to_plead(&mut self) -> Step {
        if self.row.state != ConversationState::OutOfStep
            || self.turn.has_intent(self.row.id, &IntentKind::Rejoin)?
        {
            return Ok(());
        }
        let soon = self.turn.now.plus_ms(self.soon_ms());
        self.turn
            .insert_intent_later(Some(self.row.id), &IntentKind::Rejoin, soon)?;
        Ok(())
    }

    /// Somebody claims an epoch that cannot be reached: nothing changes, but after a while the members
    /// are asked. Only what they sign is evidence.
    pub(crate) fn suspect(&mut self) -> Step {
        if self.row.state != ConversationState::Active || self.is_suspect()? {
            return Ok(());
        }
        let wait = SUSPICION_MS + self.soon_ms();
        let later = self.turn.now.plus_ms(wait);
        self.turn
            .insert_intent_later(Some(self.row.id), &IntentKind::Rejoin, later)?;
        Ok(())
    }

    /// Whether this device goes on, and finds out whether it should.
    fn is_suspect(&mut self) -> Step<bool> {
        Ok(self.row.state == ConversationState::Active
            && self.turn.has_intent(self.row.id, &IntentKind::Rejoin)?)
    }

    /// A member has said something in our epoch: we are where they are. Who let this device in may have
    /// let it into a group of their own, and their word alone says nothing.
    pub(crate) fn clear_suspicion(&mut self, by: &AccountId) -> Step {
        if self.row.inviter.as_ref() != Some(by) && self.is_suspect()? {
            self.end_pleading()?;
        }
        Ok(())
    }

    /// What was asked for has come, or is not wanted any more: answers are no longer taken.
    pub(crate) fn end_pleading(&mut self) -> Step {
        for intent in self
            .turn
            .open_intents_in(self.row.id, &IntentKind::Rejoin)?
        {
            self.turn.intent_done(intent.id)?;
        }
        // Not when the leaf was renewed or a log left: these bound other things, and go on to.
        for kept in [
            Kept::Nonce,
            Kept::Answers,
            Kept::Before,
            Kept::Voices,
            Kept::Lost,
            Kept::Followed,
        ] {
            self.forget_kept(kept)?;
        }
        Ok(())
    }

    /// Names the pleas of this time; drawn with the first of them.
    pub(crate) fn plea_nonce(&mut self) -> Step<Bytes32> {
        if let Some(nonce) = self.kept(Kept::Nonce)? {
            return Ok(nonce);
        }
        let nonce = Bytes32(random(self.turn.rng));
        self.keep(Kept::Nonce, &nonce)?;
        Ok(nonce)
    }

    /// Whether the host does not open the log with what is known.
    pub(crate) fn is_shut(&self) -> Step<bool> {
        let gone: Option<Bytes32> = self.kept(Kept::Lost)?;
        Ok(gone == Some(Bytes32(self.row.log.0)))
    }

    /// A short while, so that many who fell out at once do not ask at once.
    pub(crate) fn soon_ms(&mut self) -> u64 {
        self.turn.jittered(PLEA_SPREAD_MS, 0)
    }

    /// The next plea comes as if nobody had answered the last one.
    pub(crate) fn plead_in_turn(&mut self) -> Step {
        for mut intent in self
            .turn
            .open_intents_in(self.row.id, &IntentKind::Rejoin)?
        {
            intent.not_before = self.turn.now.plus_ms(wait_after(intent.attempts.max(1)));
            intents::update(self.turn.db, &intent)?;
        }
        Ok(())
    }

    /// Sets the time of the next plea, if one is still wanted.
    pub(crate) fn plead_after(&mut self, wait_ms: u64) -> Step {
        let not_before = self.turn.now.plus_ms(wait_ms);
        for mut intent in self
            .turn
            .open_intents_in(self.row.id, &IntentKind::Rejoin)?
        {
            intent.not_before = not_before;
            intents::update(self.turn.db, &intent)?;
        }
        Ok(())
    }
}

/// Milliseconds after the plea of this number, from 1.
pub(crate) fn wait_after(plea: u32) -> u64 {
    match plea.checked_sub(PLEA_RETRIES + 1) {
        None => PLEA_RETRY_MS,
        // So many doublings are far beyond the limit; more would leave the number.
        Some(later) => (PLEA_INTERVAL_MS << later.min(8)).min(PLEA_INTERVAL_MAX_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pleas_come_ever_more_rarely_and_end_after_thirty_days() {
        let waits: Vec<u64> = (1..=PLEAS_AT_MOST).map(wait_after).collect();
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&PLEA_INTERVAL_MAX_MS));
        // Each is up to an eighth shorter, by chance.
        let days = waits.iter().sum::<u64>() as f64 * (15.0 / 16.0) / 86_400_000.0;
        assert!((29.5..31.0).contains(&days), "{days} days");
    }
}
