//! Fetching what is attached to a message, because somebody wants it, or does not want it any more.

use hudhud_base::{MessageRow, limits};
use hudhud_store::{
    attachments::{self, AttachmentState},
    blobs::BlobDirection,
};

use crate::api::{Answer, CommandError};
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// Fetches an attachment that is not here, or not any more.
    pub(crate) fn fetch_attached(&mut self, message: MessageRow, part: u32) -> Step<Answer> {
        let target = self.target_message(message)?;
        let row = attachments::by_part(self.db, message, part)?;
        let mut row = row.ok_or(CommandError::NoSuchMessage)?;
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
        if row.sealed > limits::BLOB_BYTES {
            return Ok(Answer::Done);
        }
        row.state = AttachmentState::Coming;
        attachments::put(self.db, &row)?;
        self.message_changed(target.conversation, message);
        self.transfer_attachment(&row, BlobDirection::Down)?;
        Ok(Answer::Done)
    }

    /// Stops fetching an attachment, whoever began it.
    pub(crate) fn stop_fetching(&mut self, message: MessageRow, part: u32) -> Step<Answer> {
        let target = self.target_message(message)?;
        let row = attachments::by_part(self.db, message, part)?;
        let mut row = row.ok_or(CommandError::NoSuchMessage)?;
        if row.state == AttachmentState::Coming {
            row.state = AttachmentState::There;
            attachments::put(self.db, &row)?;
            self.message_changed(target.conversation, message);
            self.stop_transfer(row.transfer())?;
        }
        Ok(Answer::Done)
    }
}
