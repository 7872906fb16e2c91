//! Handshakes of our own that will not stand: forgotten, and what they were for planned again.

use hudhud_mls::PendingRejoin;
use hudhud_store::{
    blobs,
    intents::{self, IntentState},
    outbox::{self, OutboxClass, OutboxRow},
};

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::commit::Aftermath;
use crate::conversation::kept::Kept;
use crate::turn::Step;
use crate::turn::damage::Damage;

impl Conversation<'_, '_> {
    /// Forgets a queued handshake; its intent is open again.
    pub(crate) fn withdraw(&mut self, out: &OutboxRow) -> Step {
        let aftermath = Aftermath::of(out).unwrap_or_default();
        if aftermath.rejoin {
            self.drop_rejoin()?;
        } else if aftermath.leave {
            self.stay()?;
        } else {
            self.discard_pending_commit()?;
        }
        if let Some(blob) = &out.blob {
            let transfer = self.transfer(*blob);
            blobs::delete(self.turn.db, &transfer)?;
            self.turn.memory.blobs_running.remove(&transfer);
        }
        outbox::delete(self.turn.db, out.id)?;
        let Some(intent) = out.intent else {
            return Ok(());
        };
        if let Some(mut intent) = intents::by_id(self.turn.db, intent)?
            && intent.state == IntentState::Staged
        {
            intent.state = IntentState::Open;
            intents::update(self.turn.db, &intent)?;
        }
        Ok(())
    }

    /// What was sealed will not stand: a message is sealed again, a handshake planned again, in a while.
    pub(crate) fn again_later(&mut self, mut out: OutboxRow, least_ms: u64) -> Step {
        match out.class {
            OutboxClass::Ordered => {
                self.withdraw(&out)?;
                match out.intent {
                    Some(intent) => self.turn.postpone_intent(intent, least_ms),
                    None => Ok(()),
                }
            }
            OutboxClass::Plain => {
                out.unseal();
                self.send_later(out, least_ms)
            }
        }
    }

    /// Sends it again in a while, ever more rarely.
    pub(crate) fn send_later(&mut self, mut out: OutboxRow, least_ms: u64) -> Step {
        out.attempts = out.attempts.saturating_add(1);
        let wait = self.turn.jittered(least_ms, out.attempts);
        out.not_before = self.turn.now.plus_ms(wait);
        Ok(outbox::update(self.turn.db, &out)?)
    }

    /// Withdraws every queued handshake: the head has moved.
    pub(crate) fn withdraw_staged(&mut self) -> Step {
        for out in outbox::list(self.turn.db, self.row.id)? {
            if out.class == OutboxClass::Ordered {
                self.withdraw(&out)?;
            }
        }
        Ok(())
    }

    fn discard_pending_commit(&mut self) -> Step {
        let discarded = self.with_group(|group, context| {
            // Merging another member's commit has forgotten it already.
            if group.has_pending_commit() {
                group.discard_pending(context)
            } else {
                Ok(())
            }
        })?;
        discarded.map_err(|_| self.damaged(Damage::CommitNotDiscarded))
    }

    /// Whoever believes to be leaving could say nothing more, and change nothing.
    fn stay(&mut self) -> Step {
        let stays = self.with_group(|group, context| group.stay(context))?;
        stays.map_err(|_| self.damaged(Damage::LeaveNotMade))
    }

    /// Forgets a rejoin that waits in the records.
    pub(crate) fn discard_rejoin(&mut self) -> Step {
        let group_id = self.row.group_id.clone();
        let dropped =
            self.turn
                .with_context(|context| match PendingRejoin::load(context, &group_id)? {
                    Some(pending) => pending.discard(context),
                    None => Ok(()),
                })?;
        dropped.map_err(|_| self.damaged(Damage::RejoinNotDiscarded))
    }

    /// Forgets a rejoin that lost its race; the next plea begins again.
    fn drop_rejoin(&mut self) -> Step {
        self.discard_rejoin()?;
        // The log was where the answer said.
        self.forget_kept(Kept::Before)?;
        let soon = self.soon_ms();
        self.plead_after(soon)
    }

    /// The host will never take it.
    pub(crate) fn give_up(&mut self, out: &OutboxRow, failure: Failure) -> Step {
        self.is_unsaid(out)?;
        match out.class {
            OutboxClass::Ordered => {
                self.withdraw(out)?;
                match out.intent {
                    Some(intent) => self.turn.intent_failed(intent, failure),
                    None => Ok(()),
                }
            }
            OutboxClass::Plain => {
                outbox::delete(self.turn.db, out.id)?;
                self.tells_profile_again()
            }
        }
    }
}
