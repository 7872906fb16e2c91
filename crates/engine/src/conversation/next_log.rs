//! A full log is left for another one of the same host: who may take the group there does, everybody
//! follows, and what was to be said waits until then (docs/spec/conversations.md, A full log).

use hudhud_base::{RunningHash, Seq, Timestamp, limits};
use hudhud_store::{
    conversations::ConversationRow,
    intents::IntentRow,
    outbox::{self, OutboxRow},
};
use hudhud_wire::{Create, LogKind, Refusal, Request};

use crate::api::Failure;
use crate::conversation::Conversation;
use crate::conversation::commit::{Aftermath, NextLog};
use crate::conversation::kept::Kept;
use crate::conversation::policy::Policy;
use crate::turn::Step;
use crate::turn::damage::Damage;
use crate::turn::pending::Pending;
use crate::turn::record::{self, Bytes32};
use crate::turn::retry::is_passing;
use crate::work::intent::IntentKind;
use crate::work::outbox::kept_rotation;

/// Milliseconds before a move that lost its race is tried again, at least.
const RETRY_MS: u64 = 2_000;
/// Milliseconds before what a full log did not take is sent again, at least: entries expire.
const ROOM_MS: u64 = 60_000;
/// Milliseconds between two full logs that one device leaves. At a host whose logs take next to nothing,
/// it would make one after another.
const MOVE_INTERVAL_MS: u64 = 3_600_000;
/// Positions that are left out for entries which come before the commit.
const GAP: u64 = limits::MOVE_GAP / 2;
/// Of these, what has to be left when the commit leaves.
const MARGIN: u64 = limits::MOVE_GAP / 4;

/// Where the first entry will stand in the log after the one that is read here.
pub(crate) fn first_of_next(row: &ConversationRow) -> Seq {
    Seq(row.cursor.next().0.saturating_add(GAP))
}

impl Conversation<'_, '_> {
    /// The log has no room for an entry of ours. Nothing is given up.
    pub(crate) fn no_room(&mut self, out: OutboxRow) -> Step {
        let aftermath = Aftermath::of(&out);
        if aftermath.is_some_and(|aftermath| aftermath.moves.is_some()) {
            // What is kept for such commits is gone too. What waits asks for another one in its time.
            let code = hudhud_wire::RefusalCode::Quota;
            return self.give_up(&out, Failure::Refused(code));
        }
        // It is not in the log: it may still be withheld.
        self.again_later(out, ROOM_MS)?;
        self.wish_to_move()
    }

    /// Whoever may take the group to another log does so, without being asked.
    fn wish_to_move(&mut self) -> Step {
        let kind = IntentKind::Move(Bytes32(self.row.log.0));
        let own = self.turn.own()?.account;
        let policy = self.with_group(|group, _| Policy::of(group))?;
        let may = policy.is_some_and(|policy| policy.is_admin(&own)) && self.holds_control()?;
        if !may || self.turn.has_intent(self.row.id, &kind)? {
            return Ok(());
        }
        let last: Option<u64> = self.kept(Kept::Moved)?;
        let not_before = match last {
            Some(last) => Timestamp(last).plus_ms(MOVE_INTERVAL_MS).max(self.turn.now),
            None => self.turn.now,
        };
        self.keep(Kept::Moved, &not_before.0)?;
        self.turn
            .insert_intent_later(Some(self.row.id), &kind, not_before)?;
        Ok(())
    }

    /// A move that loses its race leaves an empty log behind: the next one takes its time.
    pub(crate) fn not_again_at_once(&mut self, mut intent: IntentRow) -> IntentRow {
        let wait = self.turn.jittered(RETRY_MS, intent.attempts);
        intent.attempts = intent.attempts.saturating_add(1);
        intent.not_before = self.turn.now.plus_ms(wait);
        intent
    }

    /// Whether enough positions are left between what was read here and the next log. One that is not
    /// behind the commit would be no move, but the generation would have ended.
    pub(crate) fn is_far_enough(&self, next: &NextLog) -> bool {
        next.first.0 >= self.row.cursor.0.saturating_add(MARGIN)
    }

    /// Creates the log that a queued commit of ours leads to.
    pub(crate) fn create_next_log(&mut self, out: &OutboxRow, next: &NextLog) -> Step {
        let (link, conversation) = (self.link(), self.row.id);
        let waits = self.turn.log_waits(conversation);
        let pending = Pending::CreateNext {
            conversation,
            outbox: out.id,
        };
        let asked = |asked: &Pending| *asked == pending;
        if !self.turn.is_ready(&link) || waits || self.turn.memory.is_requested(&link, asked) {
            return Ok(());
        }
        let rotation = out.rotation.as_deref().and_then(kept_rotation);
        let rotation = rotation.ok_or_else(|| self.damaged(Damage::AftermathUnreadable))?;
        let create = Create {
            address: next.log(),
            kind: LogKind::Conversation,
            // Of the generation that the commit begins: whoever reads it can open the next log.
            hashes: rotation.hashes,
            payment: None,
            generation: rotation.generation,
            first: next.first,
        };
        self.turn
            .request_payable(&link, Request::Create(create), pending);
        Ok(())
    }

    /// What the host said to the log that a queued commit of ours leads to.
    pub(crate) fn next_log_answered(&mut self, out: OutboxRow, refusal: Option<&Refusal>) -> Step {
        match refusal {
            None => self.next_log_is_there(out),
            Some(refusal) if is_passing(refusal.code) => {
                self.turn.try_log_later(self.row.id, refusal);
                Ok(())
            }
            Some(refusal) => self.give_up(&out, Failure::Refused(refusal.code)),
        }
    }

    fn next_log_is_there(&mut self, mut out: OutboxRow) -> Step {
        self.turn.memory.log_retry.remove(&self.row.id);
        let mut aftermath = Aftermath::of(&out).unwrap_or_default();
        aftermath.moves = aftermath.moves.map(NextLog::found);
        out.content = record::encode(&aftermath);
        Ok(outbox::update(self.turn.db, &out)?)
    }

    /// The group has gone to the log that its policy names. The caller saves the row, and opens it there.
    pub(crate) fn go_on_in_next_log(&mut self) -> Step {
        let policy = self.with_group(|group, _| Policy::of(group))?;
        let policy = policy.ok_or_else(|| self.damaged(Damage::PolicyUnreadable))?;
        self.row.log = policy.log();
        // Positions run on, and in the gap before the first there is nothing to read.
        self.row.cursor = Seq(policy.first().0.saturating_sub(1));
        // Hash and head begin anew: both are of one log.
        self.row.running_hash = Some(RunningHash::EMPTY);
        self.row.ordered_head = Seq(0);
        for mut out in outbox::list(self.turn.db, self.row.id)? {
            // Here is room for it.
            out.attempts = 0;
            out.not_before = Timestamp(0);
            outbox::update(self.turn.db, &out)?;
        }
        Ok(())
    }
}
