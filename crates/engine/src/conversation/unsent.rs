//! What was to be sent and will not be.

use hudhud_base::Timestamp;
use hudhud_store::{
    messages::{self, MessageState, StoredMessage},
    outbox::{self, OutboxRow},
};

use crate::conversation::Conversation;
use crate::turn::Step;

impl Conversation<'_, '_> {
    /// Nothing that waits leaves any more: the conversation is over, or never began.
    pub(crate) fn nothing_leaves(&mut self) -> Step {
        for out in outbox::list(self.turn.db, self.row.id)? {
            self.message_failed(&out)?;
            outbox::delete(self.turn.db, out.id)?;
        }
        Ok(())
    }

    /// What was to be said is not, and with it perhaps how this account shows itself.
    pub(crate) fn tells_profile_again(&mut self) -> Step {
        self.row.profile_told = Timestamp(0);
        self.save()
    }

    /// The message that a queued row carries will not be sent.
    pub(crate) fn message_failed(&mut self, out: &OutboxRow) -> Step {
        let Some(id) = out.message else {
            return Ok(());
        };
        if let Some(message) = messages::by_id(self.turn.db, id)? {
            let failed = StoredMessage {
                state: MessageState::Failed,
                ..message
            };
            messages::update(self.turn.db, &failed)?;
            self.turn.stop_attachments(id)?;
            self.turn.message_changed(self.row.id, id);
        }
        Ok(())
    }
}
