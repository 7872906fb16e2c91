//! A Welcome and its tree: in the letter itself, or in a blob that many letters refer to.

use hudhud_base::{BlobId, Transfer, limits};
use hudhud_store::{
    blobs::{self, BlobDirection, BlobPlace},
    conversations::ConversationRow,
};

use crate::inbox::matter::{WelcomeAt, WelcomeParts};
use crate::turn::record;
use crate::turn::{Step, Turn};
use crate::work::blob::Fetched;

/// Bytes of Welcome and tree that go into the letter itself; the rest of an inbox entry is for the
/// seals, the signatures and the padding.
const INLINE_BYTES: usize = limits::INBOX_ENTRY_BYTES * 5 / 8;

/// Welcome and tree, wherever they were.
pub(crate) enum Parts {
    Here(WelcomeParts),
    Waiting,
    Lost,
}

/// Where Welcome and tree are, and the blob that has to be at the host before a letter leaves.
pub(crate) struct PlacedParts {
    pub(crate) at: WelcomeAt,
    pub(crate) blob: Option<BlobId>,
}

impl Turn<'_> {
    pub(crate) fn place_parts(
        &mut self,
        row: &ConversationRow,
        parts: WelcomeParts,
    ) -> Step<PlacedParts> {
        if parts.welcome.len() + parts.tree.len() <= INLINE_BYTES {
            return Ok(PlacedParts {
                at: WelcomeAt::Here(parts),
                blob: None,
            });
        }
        let blob = self.store_blob(row, &record::encode(&parts))?;
        let id = blob.id();
        Ok(PlacedParts {
            at: WelcomeAt::Blob(blob),
            blob: Some(id),
        })
    }

    pub(crate) fn parts_here(&mut self, row: &ConversationRow, at: &WelcomeAt) -> Step<Parts> {
        let blob = match at {
            WelcomeAt::Here(parts) => return Ok(Parts::Here(parts.clone())),
            WelcomeAt::Blob(blob) if blob.size > limits::WELCOME_BYTES => return Ok(Parts::Lost),
            WelcomeAt::Blob(blob) => blob,
        };
        Ok(match self.fetched(row, blob)? {
            Fetched::Here(bytes) => {
                record::decode::<WelcomeParts>(&bytes).map_or(Parts::Lost, Parts::Here)
            }
            Fetched::Waiting => Parts::Waiting,
            Fetched::Lost => Parts::Lost,
        })
    }
    /// Nobody needs any more what was being fetched.
    pub(crate) fn forget_parts(&mut self, row: &ConversationRow, at: &WelcomeAt) -> Step {
        let WelcomeAt::Blob(blob) = at else {
            return Ok(());
        };
        let transfer = Transfer {
            conversation: row.id,
            blob: blob.id(),
        };
        // Whoever wrote the reference has chosen its id: what else goes by it here stays.
        let fetched = blobs::by_id(self.db, &transfer)?.is_some_and(|blob| {
            blob.direction == BlobDirection::Down && blob.place == BlobPlace::Row
        });
        if fetched {
            blobs::delete(self.db, &transfer)?;
        }
        Ok(())
    }
}
