//! When a device that is out of step asks to be let in: soon, then ever more rarely, and not for ever.

use hudhud_store::conversations::ConversationState;
use hudhud_store::intents;

use crate::conversation::Conversation;
use crate::turn::Step;
use crate::work::intent::IntentKind;

/// Milliseconds before the first plea at most.
const PLEA_SPREAD_MS: u64 = 2_000;
/// Milliseconds before a plea without an answer is sent to others, for the first few times.
const PLEA_RETRY_MS: u64 = 30_000;
/// Pleas that are followed by so short a wait.
const PLEA_RETRIES: u32 = 3;
/// Milliseconds after the next one; then twice as long each time.
const PLEA_INTERVAL_MS: u64 = 3_600_000;
/// Milliseconds between two pleas at most: a day.
const PLEA_INTERVAL_MAX_MS: u64 = 86_400_000;
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

    /// A short while, so that many who fell out at once do not ask at once.
    pub(crate) fn soon_ms(&mut self) -> u64 {
        self.turn.jittered(PLEA_SPREAD_MS, 0)
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
