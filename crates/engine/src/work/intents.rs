//! Intents as rows: written, changed, and ended with a word to the interface.

use hudhud_base::{ConversationId, IntentId, Timestamp};
use hudhud_store::intents::{self, IntentRow, IntentState};
use hudhud_wire::Refusal;

use crate::api::{Ended, Event, Failure, IntentEnd, NotAdded};
use crate::turn::record;
use crate::turn::{Step, Turn};
use crate::work::intent::{IntentKind, Target};

/// Milliseconds to wait before asking again for what a host could not do just now, at least.
const RETRY_MS: u64 = 2_000;

impl Turn<'_> {
    pub(crate) fn insert_intent(
        &mut self,
        conversation: Option<ConversationId>,
        kind: &IntentKind,
    ) -> Step<IntentId> {
        self.insert_intent_later(conversation, kind, Timestamp(0))
    }

    pub(crate) fn insert_intent_later(
        &mut self,
        conversation: Option<ConversationId>,
        kind: &IntentKind,
        not_before: Timestamp,
    ) -> Step<IntentId> {
        Ok(intents::insert(
            self.db,
            &IntentRow {
                id: IntentId(0),
                conversation,
                kind: kind.code(),
                payload: record::encode(kind),
                state: IntentState::Open,
                not_before,
                attempts: 0,
            },
        )?)
    }

    pub(crate) fn save_intent(&mut self, row: &mut IntentRow, kind: &IntentKind) -> Step {
        row.kind = kind.code();
        row.payload = record::encode(kind);
        Ok(intents::update(self.db, row)?)
    }

    pub(crate) fn postpone_intent(&mut self, intent: IntentId, at_least_ms: u64) -> Step {
        self.postpone(intent, |turn, attempts| {
            turn.jittered(at_least_ms.max(RETRY_MS), attempts)
        })
    }

    /// The host refuses for now what an intent needs.
    pub(crate) fn postpone_refused(&mut self, intent: IntentId, refusal: &Refusal) -> Step {
        self.postpone(intent, |turn, attempts| {
            turn.wait_after(refusal, RETRY_MS, attempts)
        })
    }

    fn postpone(&mut self, intent: IntentId, wait_ms: impl FnOnce(&mut Self, u32) -> u64) -> Step {
        if let Some(mut row) = intents::by_id(self.db, intent)? {
            row.attempts = row.attempts.saturating_add(1);
            let wait = wait_ms(self, row.attempts);
            row.not_before = self.now.plus_ms(wait);
            intents::update(self.db, &row)?;
        }
        Ok(())
    }

    /// Everything of an intent has happened that can: who could not be found is told.
    pub(crate) fn intent_fulfilled(&mut self, intent: IntentId, kind: &IntentKind) -> Step {
        let not_added = match kind {
            IntentKind::Add(targets) => targets.iter().filter_map(Target::unfound).collect(),
            IntentKind::SignUp
            | IntentKind::ClaimName
            | IntentKind::Start(..)
            | IntentKind::Remove(_)
            | IntentKind::Rename(_)
            | IntentKind::Promote(_)
            | IntentKind::Demote(_)
            | IntentKind::Leave
            | IntentKind::CommitLeaves
            | IntentKind::Rotate(_)
            | IntentKind::Accept
            | IntentKind::Rejoin
            | IntentKind::Renew
            | IntentKind::Move(_)
            | IntentKind::Refound(_) => Vec::new(),
        };
        self.end_intent(intent, Ok(not_added))
    }

    pub(crate) fn intent_done(&mut self, intent: IntentId) -> Step {
        self.end_intent(intent, Ok(Vec::new()))
    }

    pub(crate) fn intent_failed(&mut self, intent: IntentId, failure: Failure) -> Step {
        self.end_intent(intent, Err(failure))
    }

    fn end_intent(&mut self, intent: IntentId, result: Result<Vec<NotAdded>, Failure>) -> Step {
        let Some(mut row) = intents::by_id(self.db, intent)? else {
            return Ok(());
        };
        row.state = match result {
            Ok(_) => IntentState::Done,
            Err(_) => IntentState::Failed,
        };
        // The targets' key packages have served.
        row.payload.clear();
        intents::update(self.db, &row)?;
        let conversation = row.conversation;
        self.event(Event::IntentEnded(IntentEnd {
            intent,
            result: result.map(|not_added| Ended {
                conversation,
                not_added,
            }),
        }));
        Ok(())
    }

    /// Ends every open intent of this kind.
    pub(crate) fn intents_done(&mut self, kind: &IntentKind) -> Step {
        for row in self.open_intents(kind)? {
            self.intent_done(row.id)?;
        }
        Ok(())
    }

    pub(crate) fn intents_failed(&mut self, kind: &IntentKind, failure: Failure) -> Step {
        for row in self.open_intents(kind)? {
            self.intent_failed(row.id, failure)?;
        }
        Ok(())
    }

    /// Every open intent of this kind, oldest first.
    pub(crate) fn open_intents(&mut self, kind: &IntentKind) -> Step<Vec<IntentRow>> {
        let mut rows = intents::open_all(self.db)?;
        rows.retain(|row| row.kind == kind.code());
        Ok(rows)
    }

    /// Every open intent of this kind in a conversation, oldest first.
    pub(crate) fn open_intents_in(
        &mut self,
        conversation: ConversationId,
        kind: &IntentKind,
    ) -> Step<Vec<IntentRow>> {
        let mut rows = intents::open_of(self.db, conversation)?;
        rows.retain(|row| row.kind == kind.code());
        Ok(rows)
    }

    pub(crate) fn has_intent(
        &mut self,
        conversation: ConversationId,
        kind: &IntentKind,
    ) -> Step<bool> {
        Ok(!self.open_intents_in(conversation, kind)?.is_empty())
    }
}
