//! Attachments that have come to rest: here, at the host, or not at all. What waited for them goes on, or
//! comes to nothing.

use hudhud_base::MessageRow;
use hudhud_store::{
    attachments::{self, AttachmentRow, AttachmentState},
    messages::{self, StoredMessage},
    outbox,
};

use crate::turn::{Step, Stop, Turn};

impl Turn<'_> {
    /// An attachment's transfer is over: what waited for it leaves, or comes to nothing.
    pub(crate) fn attachment_came_to_rest(&mut self, message: MessageRow) -> Step {
        let Some(row) = messages::by_id(self.db, message)? else {
            return Ok(());
        };
        self.message_changed(row.conversation, message);
        let all = attachments::of_message(self.db, message)?;
        for one in &all {
            self.source_rests(&one.file)?;
        }
        let is = |state| all.iter().any(|one| one.state == state);
        let Some(mut conversation) = self.conversation(row.conversation)? else {
            return Ok(());
        };
        if is(AttachmentState::Unsent) || all.iter().any(is_not_sealed_for_good) {
            return conversation.give_up_attached(message);
        }
        if all.iter().any(|one| one.sealed_from.is_some()) {
            return Ok(());
        }
        match conversation.compose_anew(&row) {
            // What was seen of the log meanwhile takes more room than there was.
            Err(Stop::Refused(_)) => return conversation.give_up_attached(message),
            composed => composed?,
        }
        if !is(AttachmentState::Leaving) {
            self.let_leave(&row, message)?;
        }
        Ok(())
    }

    /// Whatever waited for a message's attachments may leave, and what was held back behind them.
    fn let_leave(&mut self, row: &StoredMessage, message: MessageRow) -> Step {
        for mut out in outbox::waiting_for(self.db, message)? {
            out.waits_for = None;
            outbox::update(self.db, &out)?;
        }
        for mut out in outbox::list(self.db, row.conversation)? {
            let held_back = out.sealed.is_none() && out.attempts == 0;
            if held_back && out.not_before > self.now {
                out.not_before = out.not_before.min(self.now);
                outbox::update(self.db, &out)?;
            }
        }
        Ok(())
    }
}

/// Whether something was to be sealed anew, and what it was to be sealed from is gone.
const fn is_not_sealed_for_good(row: &AttachmentRow) -> bool {
    let lost = matches!(row.state, AttachmentState::Gone | AttachmentState::Damaged);
    lost && row.sealed_from.is_some()
}
