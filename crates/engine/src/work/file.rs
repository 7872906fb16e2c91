//! Transfers whose sealed bytes are in a file of the shell's: what the shell is to do, and what came of
//! it.

use hudhud_crypto::identity::capability_hash;
use hudhud_store::{
    attachments::{self, AttachmentState},
    blobs::{self, BlobDirection, BlobRow},
};
use hudhud_wire::Capability;

use crate::api::{BlobOutcome, BlobTask};
use crate::turn::{Step, Turn};
use crate::work::transfer::BlobEnded;

/// Other bytes than were sent, so often: then they are so at the host.
const DAMAGED_AFTER: u32 = 2;

impl Turn<'_> {
    /// The task of a transfer whose bytes are in a file.
    pub(crate) fn file_task(
        &self,
        row: BlobRow,
        payment: Option<(bytes::Bytes, u64)>,
    ) -> Step<Option<BlobTask>> {
        if row.direction == BlobDirection::Seal {
            return self.sealing_task(row);
        }
        let (transfer, host) = (row.transfer(), row.host);
        Ok(match row.direction {
            BlobDirection::Up => {
                let kept = attachments::by_file(self.db, &transfer.blob)?;
                let erase = kept.and_then(|kept| kept.erase);
                erase.map(|erase| BlobTask::Store {
                    transfer,
                    host,
                    size: row.size,
                    erase_hash: capability_hash(erase.as_bytes()),
                    payment,
                })
            }
            BlobDirection::Down => Some(BlobTask::Fetch {
                transfer,
                blob: row.at_host,
                host,
                size: row.size,
                hash: row.hash,
            }),
            BlobDirection::Erase => Some(BlobTask::Erase {
                transfer,
                blob: row.at_host,
                host,
                secret: Capability(*row.key.as_bytes()),
            }),
            BlobDirection::Seal => None,
        })
    }

    /// Takes the outcome of a transfer whose bytes are in a file; `None` if it goes on.
    pub(crate) fn attachment_ended(
        &mut self,
        mut row: BlobRow,
        outcome: &BlobOutcome,
    ) -> Step<Option<BlobEnded>> {
        let again = match outcome {
            // What leaves goes to where its conversation is, and waits for that host as the words do.
            BlobOutcome::Unreachable if row.direction == BlobDirection::Up => true,
            BlobOutcome::Unreachable => self.now <= row.expires,
            BlobOutcome::Differs => row.attempts + 1 < DAMAGED_AFTER,
            BlobOutcome::Stored
            | BlobOutcome::Fetched(_)
            | BlobOutcome::Kept
            | BlobOutcome::Sealed(_)
            | BlobOutcome::Unpaid { .. }
            | BlobOutcome::Missing
            | BlobOutcome::Refused => false,
        };
        if again {
            self.try_later(&mut row);
            blobs::update(self.db, &row)?;
            return Ok(None);
        }
        self.memory.blobs_paid.remove(&row.transfer());
        blobs::delete(self.db, &row.transfer())?;
        let Some(mut kept) = attachments::by_file(self.db, &row.id)? else {
            return Ok(None);
        };
        if row.direction == BlobDirection::Seal {
            let message = Some(kept.message);
            self.take_sealing(&row, kept, outcome)?;
            return Ok(Some(BlobEnded {
                direction: BlobDirection::Seal,
                message,
            }));
        }
        kept.state = match (row.direction, outcome) {
            (BlobDirection::Up, BlobOutcome::Stored) | (_, BlobOutcome::Kept) => {
                AttachmentState::Here
            }
            (BlobDirection::Up, _) => AttachmentState::Unsent,
            (_, BlobOutcome::Differs) => AttachmentState::Damaged,
            (_, BlobOutcome::Unreachable) => AttachmentState::There,
            (BlobDirection::Down | BlobDirection::Erase | BlobDirection::Seal, _) => {
                AttachmentState::Gone
            }
        };
        attachments::put(self.db, &kept)?;
        Ok(Some(BlobEnded {
            direction: row.direction,
            message: Some(kept.message),
        }))
    }
}
