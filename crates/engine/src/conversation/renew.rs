//! This device's leaf, made anew by age: whoever read along with stolen keys is shut out again
//! (docs/spec/mls.md, Renewal).
//!
//! Only where something is said, and not at once. Whoever returns after a week would otherwise commit in
//! all conversations in the same moment, and so would everybody else whom the same outage kept away.

use hudhud_store::{conversations::ConversationState, members};

use crate::conversation::Conversation;
use crate::turn::Step;
use crate::work::intent::IntentKind;

const DAY_MS: u64 = 86_400_000;
/// Milliseconds after which a leaf is made anew: seven days, and longer in large groups.
const RENEW_MS: u64 = 7 * DAY_MS;
/// Devices in a group up to which it is not longer.
const DEVICES: u64 = 128;
/// Milliseconds after which it is made anew also on a return: thirty days.
const RETURN_MS: u64 = 30 * DAY_MS;
/// Milliseconds over which the members of a conversation spread their commits: an hour.
const SPREAD_MS: u64 = 3_600_000;

impl Conversation<'_, '_> {
    /// Something was said here, by this device or while it was listening, or before that.
    pub(crate) fn renew_leaf_in_time(&mut self, listens: bool) -> Step {
        let at_least_ms = if listens { 0 } else { RETURN_MS };
        let due = self.row.state == ConversationState::Active
            && self.leaf_age_ms() >= at_least_ms.max(self.leaf_period_ms()?);
        if !due || self.turn.has_intent(self.row.id, &IntentKind::Renew)? {
            return Ok(());
        }
        let wait = self.turn.rng.next_u64() % SPREAD_MS;
        let later = self.turn.now.plus_ms(wait);
        self.turn
            .insert_intent_later(Some(self.row.id), &IntentKind::Renew, later)?;
        Ok(())
    }

    /// Whether the leaf is as old as it may become.
    pub(crate) fn leaf_is_old(&self) -> Step<bool> {
        Ok(self.leaf_age_ms() >= self.leaf_period_ms()?)
    }

    fn leaf_age_ms(&self) -> u64 {
        self.turn.age_ms(self.row.leaf_renewed)
    }

    fn leaf_period_ms(&self) -> Step<u64> {
        let devices = members::count(self.turn.db, self.row.id)?;
        Ok(period_ms(devices))
    }
}

fn period_ms(devices: u64) -> u64 {
    RENEW_MS.saturating_mul(devices.max(DEVICES)) / DEVICES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_large_group_a_leaf_lives_longer() {
        assert_eq!(period_ms(2), 7 * DAY_MS);
        assert_eq!(period_ms(128), 7 * DAY_MS);
        assert_eq!(period_ms(256), 14 * DAY_MS);
    }
}
