//! Our own entry came back from the log: only now does it count.

use hudhud_base::{IntentId, Timestamp};
use hudhud_store::{
    conversations::{ConversationKind, ConversationState},
    intents::{self, IntentState},
    members, messages,
    outbox::{self, OutboxClass, OutboxRow},
};
use hudhud_wire::{Class, Entry};

use crate::conversation::commit::Aftermath;
use crate::conversation::kept::Kept;
use crate::conversation::notice::Notice;
use crate::conversation::{Conversation, Reading};
use crate::turn::Step;
use crate::turn::damage::Damage;
use crate::work::intent::IntentKind;
use crate::work::outbox::kept_rotation;

/// Milliseconds between two renewals of our leaf because of what it is said to have sealed. Whoever is in
/// the group can say so in its name.
const RENEWAL_MS: u64 = 3_600_000;

impl Conversation<'_, '_> {
    /// An entry that claims our leaf. One that we do not remember was sealed by a copy of this database,
    /// or by itself before it was set back; or somebody lies, who cannot be told from these. In the
    /// current epoch the keys would repeat: before anything more is sealed, the leaf gets others, which no
    /// copy has.
    pub(crate) fn take_claimed(&mut self, entry: &Entry, epoch: u64) -> Step<Reading> {
        if outbox::by_entry(self.turn.db, self.row.id, &entry.id)?.is_some() {
            return self.take_own(entry);
        }
        // Keys of an epoch that has ended are not used again.
        if epoch != self.with_group(|group, _| group.epoch())? {
            return Ok(Reading::GoesOn);
        }
        match entry.class {
            Class::Plain => self.renew_leaf(entry)?,
            // A commit that only its maker can follow: if it is one, the others are ahead.
            Class::Ordered => self.suspect()?,
        }
        Ok(Reading::GoesOn)
    }

    fn renew_leaf(&mut self, entry: &Entry) -> Step {
        let last: Option<u64> = self.kept(Kept::Renewed)?;
        let lately = last.is_some_and(|at| self.turn.now.since_ms(Timestamp(at)) < RENEWAL_MS);
        if self.row.state != ConversationState::Active || lately {
            return Ok(());
        }
        self.keep(Kept::Renewed, &self.turn.now.0)?;
        self.own_line_of(entry, &Notice::Copied)?;
        // What was sealed and has not left uses keys that somebody else has used as well.
        for out in outbox::list(self.turn.db, self.row.id)? {
            if out.class == OutboxClass::Plain && out.sealed.is_some() {
                self.unseal(out)?;
            }
        }
        // However young its keys are, somebody else may have them.
        self.row.leaf_renewed = Timestamp(0);
        self.turn
            .insert_intent(Some(self.row.id), &IntentKind::Renew)?;
        Ok(())
    }

    pub(crate) fn take_own(&mut self, entry: &Entry) -> Step<Reading> {
        let Some(out) = outbox::by_entry(self.turn.db, self.row.id, &entry.id)? else {
            return Ok(Reading::GoesOn);
        };
        // A message counts wherever it stands; only commits are bound to a place.
        if out.class == OutboxClass::Plain {
            outbox::delete(self.turn.db, out.id)?;
            match out.message {
                Some(message) => {
                    messages::set_sent(self.turn.db, message, entry.seq, entry.minute)?;
                    self.turn.message_changed(self.row.id, message);
                }
                None => self.own_reaction_is_said(&out.content)?,
            }
            return Ok(Reading::GoesOn);
        }
        let aftermath = Aftermath::of(&out);
        let aftermath = aftermath.ok_or_else(|| self.damaged(Damage::AftermathUnreadable))?;
        if aftermath.leave {
            return self.we_left(entry, &out);
        }
        if !self.stands_as_sent(entry, &out, &aftermath) {
            // The others pass it over, and so does whoever made it.
            self.withdraw(&out)?;
            return Ok(Reading::GoesOn);
        }
        if aftermath.rejoin {
            self.we_are_back(entry, &out)?;
            return Ok(Reading::GoesOn);
        }
        let reading = self.take_own_commit(entry, &out, &aftermath)?;
        let moves = reading == Reading::GoesOn && aftermath.moves.is_some();
        Ok(if moves { Reading::MovesOn } else { reading })
    }

    /// Whether a commit of ours stands where it was built to stand, before the log to which it may lead,
    /// and the host was told with it what we told it. What it does was checked when it was made, and nothing has changed since, or it would
    /// have been withdrawn.
    fn stands_as_sent(&self, entry: &Entry, out: &OutboxRow, aftermath: &Aftermath) -> bool {
        entry.class == Class::Ordered
            && out.generation == self.row.generation
            && out.expected_head == Some(self.row.ordered_head)
            && entry.rotation == out.rotation.as_deref().and_then(kept_rotation)
            && aftermath.moves.is_none_or(|next| next.first > entry.seq)
    }

    fn take_own_commit(
        &mut self,
        entry: &Entry,
        out: &OutboxRow,
        aftermath: &Aftermath,
    ) -> Step<Reading> {
        // Once it is merged, the group no longer says who was there.
        let before = self.with_group(|group, _| group.members())?;
        let merged = self.with_group(|group, context| group.merge_pending(context))?;
        merged.map_err(|_| self.damaged(Damage::OwnCommitNotMerged))?;
        outbox::delete(self.turn.db, out.id)?;
        if aftermath.renews {
            self.row.leaf_renewed = self.turn.now;
        }
        if let Some(control) = &aftermath.control
            && entry.rotation.is_some()
        {
            self.begin_generation(entry.seq, Some(control.0))?;
        }
        let own = self.turn.own()?.account;
        self.group_changed(entry, own, &before)?;
        // After the generation has begun: the letters bring the new one.
        self.invite_added(entry.seq, &before, aftermath)?;
        let alone = members::count(self.turn.db, self.row.id)? <= 1;
        let they_left = self.row.kind == ConversationKind::Direct && before.len() > 1 && alone;
        match out.intent {
            Some(intent) if they_left => self.turn.intent_done(intent)?,
            Some(intent) => self.go_on_with(intent)?,
            None => {}
        }
        if they_left {
            self.they_left()
        } else {
            Ok(Reading::GoesOn)
        }
    }

    /// An intent whose commit was merged is planned once more: there may be more to do, or it is done.
    fn go_on_with(&mut self, intent: IntentId) -> Step {
        let Some(mut intent) = intents::by_id(self.turn.db, intent)? else {
            return Ok(());
        };
        if let Some(IntentKind::Renew | IntentKind::Move(_)) = IntentKind::of(&intent) {
            return self.turn.intent_done(intent.id);
        }
        intent.state = IntentState::Open;
        Ok(intents::update(self.turn.db, &intent)?)
    }
}
