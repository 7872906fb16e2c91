//! Fetching what is attached to a message, because somebody wants it, or does not want it any more.

use hudhud_base::MessageRow;
use hudhud_store::attachments::{self, AttachmentState};

use crate::api::{Answer, CommandError};
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Fetches an attachment that is not here, or not any more.
    pub(crate) fn fetch_attached(&mut self, message: MessageRow, part: u32) -> Step<Answer> {
        self.target_message(message)?;
        let row = attachments::by_part(self.db, message, part)?;
        let row = row.ok_or(CommandError::NoSuchMessage)?;
        if row.sealed_from.is_some() {
            // No host has it: whoever wants it sends its message again.
            return Ok(Answer::Done);
        }
        match row.state {
            // Its file is here, as long as nobody else has it; or it is on its way already.
            AttachmentState::Leaving | AttachmentState::Unsent | AttachmentState::Coming => {
                return Ok(Answer::Done);
            }
            AttachmentState::Here
            | AttachmentState::There
            | AttachmentState::Gone
            | AttachmentState::Damaged => {}
        }
        self.bring(row)?;
        Ok(Answer::Done)
    }

    /// Stops fetching an attachment, whoever began it.
    pub(crate) fn stop_fetching(&mut self, message: MessageRow, part: u32) -> Step<Answer> {
        let target = self.target_message(message)?;
        let row = attachments::by_part(self.db, message, part)?;
        let mut row = row.ok_or(CommandError::NoSuchMessage)?;
        // What waits for another message's file is not sent, or that file is not fetched.
        if row.state == AttachmentState::Coming && row.sealed_from.is_none() {
            row.state = AttachmentState::There;
            attachments::put(self.db, &row)?;
            self.message_changed(target.conversation, message);
            self.stop_transfer(row.transfer())?;
            self.source_rests(&row.file)?;
        }
        Ok(Answer::Done)
    }
}
