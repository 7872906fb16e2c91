//! Our own entry came back from the log: only now does it count.

use hudhud_store::{
    intents::{self, IntentState},
    messages,
    outbox::{self, OutboxClass, OutboxRow},
};
use hudhud_wire::Entry;

use crate::conversation::commit::Aftermath;
use crate::conversation::{Conversation, Reading};
use crate::turn::Step;
use crate::turn::damage::Damage;

impl Conversation<'_, '_> {
    pub(crate) fn take_own(&mut self, entry: &Entry) -> Step<Reading> {
        let Some(out) = outbox::by_entry(self.turn.db, self.row.id, &entry.id)? else {
            // Nothing of ours that we remember. Whoever claims our leaf cannot be told from a copy of
            // this database that ran on; only a copy could have sealed in the current epoch, and then
            // the keys would repeat. A sealed message that is already done is remembered by its id.
            return Ok(Reading::GoesOn);
        };
        if out.class == OutboxClass::Plain {
            outbox::delete(self.turn.db, out.id)?;
            if let Some(message) = out.message {
                messages::set_sent(self.turn.db, message, entry.seq, entry.minute)?;
                self.turn.message_changed(self.row.id, message);
            }
            return Ok(Reading::GoesOn);
        }
        let aftermath = Aftermath::of(&out);
        let aftermath = aftermath.ok_or_else(|| self.damaged(Damage::AftermathUnreadable))?;
        if aftermath.leave {
            return self.we_left(&out);
        }
        if aftermath.rejoin {
            self.we_are_back(entry, &out)?;
        } else {
            self.take_own_commit(entry, &out, &aftermath)?;
        }
        Ok(Reading::GoesOn)
    }

    fn take_own_commit(&mut self, entry: &Entry, out: &OutboxRow, aftermath: &Aftermath) -> Step {
        let before = self.with_group(|group, _| group.members())?;
        let merged = self.with_group(|group, context| group.merge_pending(context))?;
        merged.map_err(|_| self.damaged(Damage::OwnCommitNotMerged))?;
        outbox::delete(self.turn.db, out.id)?;
        if let Some(control) = &aftermath.control
            && entry.rotation.is_some()
        {
            self.begin_generation(entry.seq, Some(control.0))?;
        }
        let own = self.turn.own()?.account;
        self.group_changed(entry, own, &before)?;
        // After the generation has begun: the letters bring the new one.
        self.invite_added(entry.seq, &before, aftermath)?;
        let Some(intent) = out.intent else {
            return Ok(());
        };
        if let Some(mut intent) = intents::by_id(self.turn.db, intent)? {
            // Planned once more: there may be more to do, or it is done.
            intent.state = IntentState::Open;
            intents::update(self.turn.db, &intent)?;
        }
        Ok(())
    }
}
