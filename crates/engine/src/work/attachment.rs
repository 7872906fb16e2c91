//! Attachments on their way: to the host before their message leaves, and from it. Their sealed bytes
//! are files of the shell's, and never pass through here; each transfer is a row, so that it goes on
//! after a restart.

use hudhud_base::{BlobId, MessageRow, Transfer};
use hudhud_store::{
    Secret,
    attachments::{self, AttachmentRow, AttachmentState, LeftBehind},
    blobs::{self, BlobDirection, BlobPlace, BlobRow, BlobState},
};

use crate::api::BlobTask;
use crate::turn::{Step, Turn};
use crate::work::transfer::GIVEN_UP_MS;

impl Turn<'_> {
    /// Queues the transfer of an attachment: up if it is leaving, down if it is coming.
    pub(crate) fn transfer_attachment(
        &mut self,
        row: &AttachmentRow,
        direction: BlobDirection,
    ) -> Step {
        // One that was given up may be there still.
        self.drop_transfer(&row.transfer())?;
        let transfer = BlobRow {
            conversation: row.conversation,
            id: row.file,
            host: row.host.clone(),
            at_host: row.blob,
            direction,
            place: BlobPlace::File,
            key: row.key.clone(),
            hash: row.hash,
            size: row.sealed,
            bytes: None,
            state: BlobState::Waiting,
            attempts: 0,
            not_before: self.now,
            expires: self.now.plus_ms(GIVEN_UP_MS),
        };
        blobs::insert(self.db, &transfer)?;
        self.pump_blobs()
    }

    /// Ends a transfer of a file that stays as it is.
    pub(crate) fn stop_transfer(&mut self, transfer: Transfer) -> Step {
        self.drop_transfer(&transfer)?;
        self.out.blobs.push(BlobTask::Stop { transfer });
        Ok(())
    }

    fn drop_transfer(&mut self, transfer: &Transfer) -> Step {
        self.memory.blobs_running.remove(transfer);
        self.memory.blobs_paid.remove(transfer);
        Ok(blobs::delete(self.db, transfer)?)
    }

    /// Nothing of a message leaves any more.
    pub(crate) fn stop_attachments(&mut self, message: MessageRow) -> Step {
        for mut row in attachments::of_message(self.db, message)? {
            if row.state == AttachmentState::Leaving {
                self.drop_transfer(&row.transfer())?;
                row.state = AttachmentState::Unsent;
                attachments::put(self.db, &row)?;
            }
        }
        Ok(())
    }

    /// Hands on what to do about files that belong to no message any more: they go, and so does what
    /// the host has of ours.
    pub(crate) fn clear_up(&mut self) -> Step {
        let left = attachments::left_behind(self.db)?;
        let any = !left.is_empty();
        for LeftBehind {
            file,
            conversation,
            host,
            blob,
            erase,
        } in left
        {
            let transfer = Transfer {
                conversation,
                blob: file,
            };
            self.drop_transfer(&transfer)?;
            self.out.blobs.push(BlobTask::Forget { transfer });
            if let Some(erase) = erase {
                blobs::insert(self.db, &self.erasure(transfer, host, (blob, erase)))?;
            }
            attachments::forget(self.db, &file)?;
        }
        if any { self.pump_blobs() } else { Ok(()) }
    }

    fn erasure(
        &self,
        transfer: Transfer,
        host: String,
        (blob, erase): (BlobId, Secret),
    ) -> BlobRow {
        BlobRow {
            // It outlives the conversation, whose number nothing else is ever given.
            conversation: transfer.conversation,
            id: transfer.blob,
            host,
            at_host: blob,
            direction: BlobDirection::Erase,
            place: BlobPlace::File,
            key: erase,
            hash: [0; 32],
            size: 0,
            bytes: None,
            state: BlobState::Waiting,
            attempts: 0,
            not_before: self.now,
            expires: self.now.plus_ms(GIVEN_UP_MS),
        }
    }
}
