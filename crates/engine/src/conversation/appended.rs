//! What a host says to an entry that was sent.

use hudhud_base::{ConversationId, OutboxId};
use hudhud_store::{
    messages,
    outbox::{self, OutboxRow},
};
use hudhud_wire::{Appended, Refusal, RefusalCode};

use crate::api::{Failure, Link};
use crate::conversation::Conversation;
use crate::log::end::Word;
use crate::turn::pending::LogOwner;
use crate::turn::retry::is_passing;
use crate::turn::{Step, Turn};

/// Milliseconds before an entry that a host could not take is sent again, at least.
const RETRY_MS: u64 = 1_000;

impl Turn<'_> {
    pub(crate) fn appended(
        &mut self,
        link: &Link,
        conversation: ConversationId,
        id: OutboxId,
        appended: &Appended,
    ) -> Step {
        let owner = LogOwner::Conversation(conversation);
        if let Some(log) = self.memory.open_log(link, owner) {
            // Before anything else: whatever is made of the answer, the next one may leave.
            log.in_flight = None;
        }
        if let Some(mut view) = self.conversation(conversation)?
            && appended.seq <= view.row.cursor
            // One whose seal was dropped meanwhile was read, and not known again.
            && outbox::by_id(view.turn.db, id)?.is_some_and(|out| out.entry.is_some())
        {
            // It is said to stand where something else was read. Sent again, it would be so again.
            view.take_word(Word::Behind, appended.minute)?;
            return view.save();
        }
        // Gone: it was read back before the answer came, or withdrawn.
        if let Some(out) = outbox::by_id(self.db, id)? {
            if let Some(message) = out.message {
                // The row leaves the outbox when it is read back, in its place among the others.
                messages::set_sent(self.db, message, appended.seq, appended.minute)?;
                self.message_changed(conversation, message);
            }
            if let Some(log) = self.memory.open_log(link, owner) {
                // Nothing more is sent before it was read back.
                log.known_next = log.known_next.max(appended.seq.next());
            }
        }
        self.drive(conversation)
    }

    pub(crate) fn append_refused(
        &mut self,
        link: &Link,
        conversation: ConversationId,
        id: OutboxId,
        refusal: &Refusal,
    ) -> Step {
        let owner = LogOwner::Conversation(conversation);
        if let Some(log) = self.memory.open_log(link, owner) {
            log.in_flight = None;
        }
        let out = outbox::by_id(self.db, id)?;
        let (Some(out), Some(mut view)) = (out, self.conversation(conversation)?) else {
            return self.drive(conversation);
        };
        if is_passing(refusal.code) {
            let least_ms = u64::from(refusal.retry_after_ms).max(RETRY_MS);
            return view.send_later(out, least_ms);
        }
        if matches!(
            refusal.code,
            RefusalCode::Generation | RefusalCode::NoSuchHandle | RefusalCode::NoSuchLog
        ) {
            // What began another generation is on its way to us.
            view.count_refusal(out)?;
            return view.reopen_log();
        }
        if refusal.code == RefusalCode::Head {
            // So is what won.
            if let Some(log) = view.open_log() {
                log.known_next = log.known_next.max(refusal.seq.next());
            }
            // The log is behind what an answer to our plea said of it: then that was made up.
            if refusal.seq < view.row.ordered_head && view.answer_was_wrong()? {
                view.save()?;
                return view.reopen_log();
            }
            if refusal.seq <= view.row.ordered_head {
                // A head that was read already: who says so would say it again at once.
                view.again_later(out, RETRY_MS)?;
            } else {
                view.unseal(out)?;
            }
        } else if refusal.code == RefusalCode::Conflict {
            // The entry's id is taken by other bytes: another id, the same message. Ids do not meet by
            // chance: who says that they did would say it again at once.
            view.again_later(out, RETRY_MS)?;
        } else if refusal.code == RefusalCode::Quota {
            view.no_room(out)?;
        } else {
            view.give_up(&out, Failure::Refused(refusal.code))?;
        }
        self.drive(conversation)
    }

    /// What the host said to the log that a commit in the outbox leads to.
    pub(crate) fn next_log_answered(
        &mut self,
        conversation: ConversationId,
        id: OutboxId,
        refusal: Option<&Refusal>,
    ) -> Step {
        // Withdrawn, because another commit came first: that log stays empty.
        if let Some(out) = outbox::by_id(self.db, id)?
            && let Some(mut view) = self.conversation(conversation)?
        {
            view.next_log_answered(out, refusal)?;
        }
        self.drive(conversation)
    }
}

impl Conversation<'_, '_> {
    /// The first time that a host has moved on is no reason to wait. A second time of the same entry is.
    fn count_refusal(&mut self, mut out: OutboxRow) -> Step {
        if out.attempts > 0 {
            return self.send_later(out, RETRY_MS);
        }
        out.attempts = 1;
        Ok(outbox::update(self.turn.db, &out)?)
    }
}
