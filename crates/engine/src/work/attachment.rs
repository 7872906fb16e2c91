//! Attachments on their way: to the host before their message leaves, and from it. Their sealed bytes
//! are files of the shell's, and never pass through here; each transfer is a row, so that it goes on
//! after a restart.

use hudhud_base::{BlobId, MessageRow, Transfer, limits};
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

    /// Has an attachment sealed anew as soon as what it is to be sealed from is here.
    pub(crate) fn seal_anew(&mut self, row: &AttachmentRow) -> Step {
        let waits = match self.source_of(row)? {
            Some(source) => self.is_brought(source)?,
            None => false,
        };
        let row = AttachmentRow {
            state: if waits {
                AttachmentState::Coming
            } else {
                AttachmentState::Leaving
            },
            ..row.clone()
        };
        attachments::put(self.db, &row)?;
        self.transfer_attachment(&row, BlobDirection::Seal)
    }

    /// Goes on with an attachment after it was tried to seal it anew.
    pub(crate) fn after_sealing(&mut self, file: &BlobId) -> Step {
        let Some(mut row) = attachments::by_file(self.db, file)? else {
            return Ok(());
        };
        if row.sealed_from.is_none() {
            return self.transfer_attachment(&row, BlobDirection::Up);
        }
        if row.state != AttachmentState::There {
            return Ok(());
        }
        let is_coming = match self.source_of(&row)? {
            Some(source) => self.bring(source)?,
            None => false,
        };
        row.state = if is_coming {
            AttachmentState::Coming
        } else {
            AttachmentState::Gone
        };
        attachments::put(self.db, &row)?;
        if is_coming {
            self.transfer_attachment(&row, BlobDirection::Seal)?;
            if let Some(mut sealing) = blobs::by_id(self.db, &row.transfer())? {
                sealing.attempts = 1;
                blobs::update(self.db, &sealing)?;
            }
        }
        Ok(())
    }

    /// Whether the source of a sealing is on its way; it is sent for if it is not here.
    fn is_brought(&mut self, source: AttachmentRow) -> Step<bool> {
        match source.state {
            AttachmentState::Coming => Ok(true),
            AttachmentState::Here | AttachmentState::Leaving | AttachmentState::Unsent => Ok(false),
            AttachmentState::There | AttachmentState::Gone | AttachmentState::Damaged => {
                self.bring(source)
            }
        }
    }

    /// Fetches an attachment; false if nothing as long as it is ever fetched.
    pub(crate) fn bring(&mut self, mut row: AttachmentRow) -> Step<bool> {
        if row.sealed > limits::BLOB_BYTES {
            return Ok(false);
        }
        row.state = AttachmentState::Coming;
        attachments::put(self.db, &row)?;
        self.message_changed(row.conversation, row.message);
        self.transfer_attachment(&row, BlobDirection::Down)?;
        Ok(true)
    }

    /// A file is here, or will not come: what was to be sealed anew from it is, or comes to nothing.
    pub(crate) fn source_rests(&mut self, file: &BlobId) -> Step {
        let waiting = attachments::sealed_from(self.db, file)?;
        let any = !waiting.is_empty();
        for mut row in waiting {
            if row.state == AttachmentState::Coming {
                row.state = AttachmentState::Leaving;
                attachments::put(self.db, &row)?;
                self.message_changed(row.conversation, row.message);
            }
        }
        if any { self.pump_blobs() } else { Ok(()) }
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
            let leaves = row.state == AttachmentState::Leaving
                || (row.state == AttachmentState::Coming && row.sealed_from.is_some());
            if leaves {
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
