//! Sealing what is to be attached, and opening what is attached: piece by piece, between a file of the
//! person's or the page's bytes and the sealed files of the device.

use bytes::Bytes;
use getrandom::SysRng;
use hudhud_base::{BlobId, MessageRow};
use hudhud_crypto::blob::{Lengths, Opener, Sealer};
use hudhud_crypto::identity::BodyHash;
use hudhud_crypto::keys::BlobKey;
use hudhud_dialogue::{About, AskError, SealedAttachment, SecretBytes};
use hudhud_store::attachments::{self, AttachmentRow, AttachmentState};
use rand_core::{CryptoRng, UnwrapErr};
use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::files::Files;
use crate::platform::{self, FileError};
use crate::question::Question;

/// Bytes sealed at once.
const PIECE_BYTES: usize = 1024 * 1024;

/// What is to be attached.
#[derive(Debug)]
pub enum Content {
    /// Bytes at hand.
    Bytes(Bytes),
    /// A file, read as it is sealed.
    #[cfg(not(target_arch = "wasm32"))]
    File(std::fs::File),
}

/// Why something was not sealed. Nothing is left of it.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// It is longer than a blob can be.
    #[error("the file is too long")]
    TooLong,
    /// It cannot be read, or changed while it was read.
    #[error("the file cannot be read")]
    Unreadable,
    /// There is no room for its sealed bytes.
    #[error("no space is left")]
    Full,
    /// The sealed bytes cannot be kept.
    #[error("the sealed file cannot be written")]
    Unwritten,
}

/// Why an attachment was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenAttachedError {
    /// There is no such attachment.
    #[error("there is no such attachment")]
    Missing,
    /// Its sealed bytes are not on this device: they have to be fetched.
    #[error("the attachment is not on this device")]
    NotHere,
    /// They do not open: they are not what was sent.
    #[error("the attachment is damaged")]
    Damaged,
    /// The device did not answer.
    #[error(transparent)]
    Ask(#[from] AskError),
}

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

/// What is known of an attachment by whoever opens it, here or in a process that borrows the device.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    file: BlobId,
    state: AttachmentState,
    key: SecretBytes,
    prefix: Vec<u8>,
    lead: u32,
    bytes: u64,
    about: About,
}

impl Kept {
    fn of(row: AttachmentRow) -> Self {
        Self {
            file: row.file,
            state: row.state,
            key: SecretBytes(*row.key.as_bytes()),
            about: row.about(),
            prefix: row.prefix,
            lead: row.lead,
            bytes: row.bytes,
        }
    }
}

/// An attachment as it is read.
#[derive(Debug)]
pub struct Attached {
    files: Files,
    file: BlobId,
    opener: Opener,
    next: u32,
    about: About,
}

impl Attached {
    fn of(files: Files, kept: Kept) -> Result<Self, OpenAttachedError> {
        let damaged = OpenAttachedError::Damaged;
        let key = BlobKey::from_bytes(kept.key.0);
        let prefix = kept.prefix.as_slice().try_into().map_err(|_| damaged)?;
        let lengths = Lengths {
            lead: kept.lead,
            content: kept.bytes,
        };
        Ok(Self {
            files,
            file: kept.file,
            opener: Opener::at(&key, prefix, lengths).map_err(|_| damaged)?,
            next: 0,
            about: kept.about,
        })
    }

    /// What its sender says of it.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// Bytes of it.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.opener.lengths().content
    }

    /// What follows; `None` at the end.
    ///
    /// # Errors
    /// [`OpenAttachedError::NotHere`] and [`OpenAttachedError::Damaged`]: what came before is not to be
    /// used either.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, OpenAttachedError> {
        if self.next >= self.opener.chunks() {
            return Ok(None);
        }
        let range = self.opener.sealed_range(self.next);
        let length = usize::try_from(range.end - range.start);
        let length = length.map_err(|_| OpenAttachedError::Damaged)?;
        let sealed = self.files.read(self.file, range.start, length).await;
        let sealed = sealed.map_err(|_| OpenAttachedError::NotHere)?;
        let opened = self.opener.open_chunk(self.next, &sealed);
        self.next += 1;
        opened.map(Some).map_err(|_| OpenAttachedError::Damaged)
    }

    /// All of it.
    ///
    /// # Errors
    /// As for [`Attached::next`].
    pub async fn all(mut self) -> Result<Vec<u8>, OpenAttachedError> {
        let mut all = Vec::new();
        while let Some(piece) = self.next().await? {
            all.extend_from_slice(&piece);
            platform::yield_now().await;
        }
        Ok(all)
    }
}

async fn seal(
    files: &Files,
    mut content: Content,
    (file, about): (BlobId, About),
    rng: &mut UnwrapErr<SysRng>,
) -> Result<SealedAttachment, AttachError> {
    let bytes = content.measured()?;
    let key = BlobKey::generate(rng);
    let mut sealer = Sealer::new(&key, &[], bytes, rng).map_err(|_| AttachError::TooLong)?;
    let prefix = sealer.prefix();
    let mut hash = BodyHash::default();
    let (mut sealed, mut written) = (Vec::new(), 0);
    while let Some(piece) = content.next()? {
        let pushed = sealer.push(&piece, &mut sealed);
        pushed.map_err(|_| AttachError::Unreadable)?;
        written = keep(files, file, (written, &mut sealed), &mut hash).await?;
        platform::yield_now().await;
    }
    let finished = sealer.finish(&mut sealed);
    finished.map_err(|_| AttachError::Unreadable)?;
    keep(files, file, (written, &mut sealed), &mut hash).await?;
    Ok(SealedAttachment {
        file,
        key: SecretBytes(*key.as_bytes()),
        erase: SecretBytes(random(rng)),
        prefix,
        hash: hash.finish(),
        bytes,
        about,
    })
}

/// Writes what was sealed behind what was written; how much that is now.
async fn keep(
    files: &Files,
    file: BlobId,
    (written, sealed): (u64, &mut Vec<u8>),
    hash: &mut BodyHash,
) -> Result<u64, AttachError> {
    let piece = std::mem::take(sealed);
    hash.update(&piece);
    let end = written + piece.len() as u64;
    let kept = files.write(file, written, piece).await;
    kept.map_err(|error| match error {
        FileError::Full => AttachError::Full,
        FileError::Missing | FileError::Failed => AttachError::Unwritten,
    })?;
    Ok(end)
}

impl Content {
    /// Bytes of it.
    fn measured(&self) -> Result<u64, AttachError> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
            #[cfg(not(target_arch = "wasm32"))]
            Self::File(file) => {
                let metadata = file.metadata().map_err(|_| AttachError::Unreadable)?;
                Ok(metadata.len())
            }
        }
    }

    /// What follows; `None` at the end.
    fn next(&mut self) -> Result<Option<Bytes>, AttachError> {
        let piece = match self {
            Self::Bytes(bytes) => bytes.split_to(bytes.len().min(PIECE_BYTES)),
            #[cfg(not(target_arch = "wasm32"))]
            Self::File(file) => {
                use std::io::Read as _;
                let mut piece = Vec::new();
                let mut part = file.take(PIECE_BYTES as u64);
                let read = part.read_to_end(&mut piece);
                read.map_err(|_| AttachError::Unreadable)?;
                Bytes::from(piece)
            }
        };
        Ok((!piece.is_empty()).then_some(piece))
    }
}

fn random(rng: &mut impl CryptoRng) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes
}
