//! What somebody attaches, sealed; and what is attached, opened.

use getrandom::SysRng;
use hudhud_base::{BlobId, MessageRow};
use hudhud_dialogue::{About, AskError, SealedAttachment};
use hudhud_store::attachments::{self, AttachmentState};
use rand_core::UnwrapErr;

use crate::client::Client;
use crate::question::Question;
use crate::sealed::{AttachError, Attached, Content, Kept, OpenAttachedError, random, seal};

impl Client {
    /// Seals something that is to be sent with a message. Until it is, its file belongs to nobody, and is
    /// gone when the device is next opened.
    ///
    /// # Errors
    /// [`AttachError`].
    pub async fn seal(
        &self,
        content: Content,
        about: About,
    ) -> Result<SealedAttachment, AttachError> {
        let mut rng = UnwrapErr(SysRng);
        let file = BlobId(random(&mut rng));
        let sealed = seal(self.files(), content, (file, about), &mut rng).await;
        if sealed.is_err() {
            // The error that is told is the first one.
            let _ = self.files().remove(file).await;
        }
        sealed
    }

    /// Lets go of something that was sealed and is not to be sent after all.
    pub async fn drop_sealed(&self, sealed: &SealedAttachment) {
        // It goes with the next opening of the device, if not now.
        let _ = self.files().remove(sealed.file).await;
    }

    /// Opens an attachment that is on this device, to be read from its beginning.
    ///
    /// # Errors
    /// [`OpenAttachedError`].
    pub async fn open_attached(
        &self,
        message: MessageRow,
        part: u32,
    ) -> Result<Attached, OpenAttachedError> {
        let kept = self.kept(message, part).await?;
        let kept = kept.ok_or(OpenAttachedError::Missing)?;
        let here = matches!(
            kept.state,
            AttachmentState::Here | AttachmentState::Leaving | AttachmentState::Unsent
        );
        if !here {
            return Err(OpenAttachedError::NotHere);
        }
        Attached::of(self.files().clone(), kept)
    }

    pub(crate) async fn kept(
        &self,
        message: MessageRow,
        part: u32,
    ) -> Result<Option<Kept>, AskError> {
        self.view(Question::Attached(message, part), move |db| {
            Ok(attachments::by_part(db, message, part)?.map(Kept::of))
        })
        .await
    }
}
