//! Attachments that are sealed anew from a file of another message. The bytes are the shell's; each
//! sealing is a row among the transfers, so that it goes on after a restart.

use hudhud_base::BlobId;
use hudhud_crypto::blob::Lengths;
use hudhud_store::{
    Secret,
    attachments::{self, AttachmentRow, AttachmentState},
    blobs::BlobRow,
};

use crate::api::{BlobOutcome, BlobTask, SealedFile, SecretBytes};
use crate::turn::{Step, Turn};

impl Turn<'_> {
    /// What an attachment is to be sealed anew from.
    pub(crate) fn source_of(&self, row: &AttachmentRow) -> Step<Option<AttachmentRow>> {
        Ok(match &row.sealed_from {
            Some(file) => attachments::by_file(self.db, file)?,
            None => None,
        })
    }

    /// Whether a sealing has to wait: what it is made from is on its way.
    pub(crate) fn waits_for_source(&self, file: &BlobId) -> Step<bool> {
        let source = match attachments::by_file(self.db, file)? {
            Some(row) => self.source_of(&row)?,
            None => None,
        };
        Ok(source.is_some_and(|source| source.state == AttachmentState::Coming))
    }

    /// What the shell is to do.
    pub(crate) fn sealing_task(&self, row: BlobRow) -> Step<Option<BlobTask>> {
        let transfer = row.transfer();
        let kept = attachments::by_file(self.db, &transfer.blob)?;
        let from = kept.and_then(|kept| {
            Some(SealedFile {
                file: kept.sealed_from?,
                key: SecretBytes(*kept.key.as_bytes()),
                prefix: kept.prefix.as_slice().try_into().ok()?,
                lead: kept.lead,
                bytes: kept.bytes,
            })
        });
        let host = row.host;
        Ok(from.map(|from| BlobTask::Seal {
            transfer,
            host,
            from,
        }))
    }

    /// What came of it. Sealed, it is what it will be at the host, and leaves.
    pub(crate) fn take_sealing(
        &self,
        row: &BlobRow,
        mut kept: AttachmentRow,
        outcome: &BlobOutcome,
    ) -> Step {
        match outcome {
            BlobOutcome::Sealed(sealed) => {
                kept.key = Secret::new(sealed.key.0);
                kept.prefix = sealed.prefix.to_vec();
                kept.hash = sealed.hash;
                kept.lead = 0;
                kept.sealed = Lengths::of_content(kept.bytes).sealed();
                kept.sealed_from = None;
                kept.state = AttachmentState::Leaving;
            }
            BlobOutcome::Differs => kept.state = AttachmentState::Damaged,
            BlobOutcome::Stored
            | BlobOutcome::Fetched(_)
            | BlobOutcome::Kept
            | BlobOutcome::Unpaid { .. }
            | BlobOutcome::Missing
            | BlobOutcome::Unreachable
            | BlobOutcome::Refused => {
                let source = self.source_of(&kept)?.map(|source| source.state);
                kept.state = match source {
                    // A browser clears files away that are said to be here: once, the host is asked for it.
                    Some(AttachmentState::Here) if row.attempts == 0 => AttachmentState::There,
                    Some(AttachmentState::Damaged) => AttachmentState::Damaged,
                    // Somebody did not want to have it fetched.
                    Some(AttachmentState::There) => AttachmentState::Unsent,
                    Some(_) | None => AttachmentState::Gone,
                };
            }
        }
        Ok(attachments::put(self.db, &kept)?)
    }
}
