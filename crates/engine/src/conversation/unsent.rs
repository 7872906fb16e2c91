//! What was to be sent and will not be.

use hudhud_base::{MessageRow, Timestamp};
use hudhud_content::{Envelope, Message};
use hudhud_store::{
    messages::{self, MessageState, StoredMessage},
    outbox::{self, OutboxClass, OutboxRow},
};

use crate::conversation::Conversation;
use crate::conversation::notice::Notice;
use crate::turn::Step;

impl Conversation<'_, '_> {
    /// Nothing that waits leaves any more: the conversation is over, or never began.
    pub(crate) fn nothing_leaves(&mut self) -> Step {
        for out in outbox::list(self.turn.db, self.row.id)? {
            outbox::delete(self.turn.db, out.id)?;
            self.is_unsaid(&out)?;
        }
        Ok(())
    }

    /// What was to be said is not, and with it perhaps how this account shows itself.
    pub(crate) fn tells_profile_again(&mut self) -> Step {
        self.row.profile_told = Timestamp(0);
        self.save()
    }

    /// What a queued row carries will not be sent: a message says so itself, a change is said in a line, since
    /// it is seen here as if it had been made.
    pub(crate) fn is_unsaid(&mut self, out: &OutboxRow) -> Step {
        if let Some(message) = out.message {
            return self.message_failed(message);
        }
        if out.class == OutboxClass::Plain && is_change(&out.content) {
            self.own_reaction_is_unsaid(&out.content)?;
            let minute = self.turn.now.minute();
            self.line_here(minute, &Notice::ChangeUnsaid)?;
        }
        Ok(())
    }

    fn message_failed(&mut self, id: MessageRow) -> Step {
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

/// Whether content changes what was said, for everybody who reads it.
fn is_change(content: &[u8]) -> bool {
    Envelope::decode(content).is_ok_and(|(envelope, _)| {
        matches!(
            envelope.message,
            Message::Edit { .. }
                | Message::Delete { .. }
                | Message::Reaction { .. }
                | Message::Unreact { .. }
        )
    })
}
