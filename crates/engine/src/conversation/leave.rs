//! Leaving, and being removed: what it means for those who stay, and for this device if it is the one.

use hudhud_base::AccountId;
use hudhud_store::{
    conversations::ConversationState,
    intents::{self, IntentState},
    outbox::{self, OutboxRow},
};
use hudhud_wire::Entry;

use crate::api::Failure;
use crate::conversation::invitation::Invited;
use crate::conversation::notice::Notice;
use crate::conversation::{Conversation, Reading};
use crate::turn::Step;
use crate::work::intent::IntentKind;

/// Milliseconds in which one who holds control commits a leave, at most.
const COMMIT_LEAVES_AFTER_MS: u64 = 1_000;
/// Milliseconds that others leave a holder of control to commit a leave.
const OTHERS_COMMIT_LEAVES_AFTER_MS: u64 = 30_000;

impl Conversation<'_, '_> {
    /// A member asked to leave: somebody commits it before anything else is said.
    pub(crate) fn somebody_leaves(&mut self, leaf: u32) -> Step {
        let member = self.with_group(|group, _| group.member(leaf))?;
        if let Some(member) = member {
            let leaving = self.turn.memory.leaving.entry(self.row.id).or_default();
            leaving.insert(member.account);
        }
        // Who holds control goes first: only they can end the generation with the same commit.
        let wait = if self.holds_control()? {
            self.turn.jittered(COMMIT_LEAVES_AFTER_MS, 0)
        } else {
            // Between this time and twice as much.
            self.turn.jittered(OTHERS_COMMIT_LEAVES_AFTER_MS, 1)
        };
        let later = self.turn.now.plus_ms(wait);
        self.turn
            .insert_intent_later(Some(self.row.id), &IntentKind::CommitLeaves, later)?;
        Ok(())
    }

    /// Members left by somebody's commit that did not end the generation: whoever holds control does.
    pub(crate) fn rotate_after_leaves(&mut self) -> Step {
        if !self.holds_control()? {
            return Ok(());
        }
        let kind = IntentKind::Rotate(self.row.generation.0);
        let wait = self.turn.jittered(COMMIT_LEAVES_AFTER_MS, 0);
        let later = self.turn.now.plus_ms(wait);
        self.turn
            .insert_intent_later(Some(self.row.id), &kind, later)?;
        Ok(())
    }

    /// Our leave came back: for us it is over.
    pub(crate) fn we_left(&mut self, entry: &Entry, out: &OutboxRow) -> Step<Reading> {
        // Before the rest is given up, or it would end as a failure.
        outbox::delete(self.turn.db, out.id)?;
        if let Some(intent) = out.intent {
            self.turn.intent_done(intent)?;
        }
        let own = self.turn.own()?.account;
        if !self.turn.goes_on_elsewhere(&self.row)? {
            self.line_of(entry, own, &Notice::Left(vec![own]))?;
        }
        self.end_here(ConversationState::Left)?;
        Ok(Reading::Ended)
    }

    /// Ends a conversation that the person wants to leave, where nobody can be told: its log does not open,
    /// and nobody lets this device in. The others have to remove it. False if nobody wants that.
    pub(crate) fn leave_unheard(&mut self) -> Step<bool> {
        let wanted = self.turn.open_intents_in(self.row.id, &IntentKind::Leave)?;
        if wanted.is_empty() {
            return Ok(false);
        }
        for intent in wanted {
            self.turn.intent_done(intent.id)?;
        }
        self.end_pleading()?;
        let own = self.turn.own()?.account;
        let minute = self.turn.now.minute();
        self.line_here(minute, &Notice::Left(vec![own]))?;
        self.end_here(ConversationState::Left)?;
        self.save()?;
        Ok(true)
    }

    /// The other person of a direct conversation has left it, and nobody can come in their place: what
    /// waits is said to nobody.
    pub(crate) fn they_left(&mut self) -> Step<Reading> {
        self.end_here(ConversationState::Deserted)?;
        Ok(Reading::Ended)
    }

    pub(crate) fn we_were_removed(&mut self, entry: &Entry, by: AccountId) -> Step<Reading> {
        let own = self.turn.own()?.account;
        self.line_of(entry, by, &Notice::Removed(vec![own]))?;
        self.end_here(ConversationState::Removed)?;
        self.save()?;
        // Invited again, perhaps, before this device had read that it was removed.
        Ok(match self.next_invitation()? {
            Some(Invited::Accepted) => Reading::InvitedAgain,
            Some(Invited::Waits) | None => Reading::Ended,
        })
    }

    /// Ends a conversation on this device: what waited to be sent will not be.
    fn end_here(&mut self, state: ConversationState) -> Step {
        self.row.state = state;
        self.row.receipt_due = None;
        self.nothing_leaves()?;
        for intent in intents::list(self.turn.db, self.row.id)? {
            if matches!(intent.state, IntentState::Open | IntentState::Staged) {
                self.turn.intent_failed(intent.id, Failure::NotAllowed)?;
            }
        }
        self.turn.delete_group(&self.row)?;
        self.changed();
        Ok(())
    }
}
