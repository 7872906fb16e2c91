//! Sealing what is to be attached, and opening what is attached: piece by piece, between a file of the
//! person's or the page's bytes and the sealed files of the device.

use bytes::Bytes;
use getrandom::SysRng;
use hudhud_base::BlobId;
use hudhud_crypto::blob::{Lengths, Opener, Sealer};
use hudhud_crypto::identity::BodyHash;
use hudhud_crypto::keys::BlobKey;
use hudhud_dialogue::{About, AskError, SealedAttachment, SecretBytes};
use hudhud_engine::{BlobOutcome, SealedAnew, SealedFile};
use hudhud_store::attachments::{AttachmentRow, AttachmentState};
use rand_core::{CryptoRng, UnwrapErr};
use serde::{Deserialize, Serialize};

use crate::files::Files;
use crate::platform::{self, FileError};

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
    /// What is attached to another message, opened as it is sealed.
    Attached(Box<Attached>),
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

/// What is known of an attachment by whoever opens it, here or in a process that borrows the device.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    file: BlobId,
    pub(crate) state: AttachmentState,
    key: SecretBytes,
    prefix: Vec<u8>,
    lead: u32,
    bytes: u64,
    about: About,
}

impl Kept {
    pub(crate) fn of(row: AttachmentRow) -> Self {
        Self {
            // Until it is sealed anew, it is what it is to be sealed from.
            file: row.sealed_from.unwrap_or(row.file),
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
    pub(crate) fn of(files: Files, kept: Kept) -> Result<Self, OpenAttachedError> {
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

/// Seals the content of one sealed file anew into another one, under a key of its own.
pub(crate) async fn seal_anew(files: &Files, file: BlobId, from: SealedFile) -> BlobOutcome {
    let mut rng = UnwrapErr(SysRng);
    let source = from.file;
    let lengths = Lengths {
        lead: from.lead,
        content: from.bytes,
    };
    let about = About::file(String::new());
    let kept = Kept {
        file: source,
        state: AttachmentState::Here,
        key: from.key,
        prefix: from.prefix.to_vec(),
        lead: from.lead,
        bytes: from.bytes,
        about: about.clone(),
    };
    let sealed = match Attached::of(files.clone(), kept) {
        Ok(content) => {
            seal(
                files,
                Content::Attached(Box::new(content)),
                (file, about),
                &mut rng,
            )
            .await
        }
        Err(_) => Err(AttachError::Unreadable),
    };
    let error = match sealed {
        Ok(sealed) => {
            return BlobOutcome::Sealed(SealedAnew {
                key: sealed.key,
                prefix: sealed.prefix,
                hash: sealed.hash,
            });
        }
        Err(error) => error,
    };
    // What it was sealed into belongs to a message, and is written from its beginning by the next attempt.
    let _ = files.remove(file).await;
    match error {
        AttachError::TooLong => BlobOutcome::Refused,
        AttachError::Full | AttachError::Unwritten => BlobOutcome::Unreachable,
        AttachError::Unreadable => match files.size(source).await {
            Ok(size) if size >= lengths.sealed() => BlobOutcome::Differs,
            Ok(_) | Err(_) => BlobOutcome::Missing,
        },
    }
}

/// Seals into a file.
pub(crate) async fn seal(
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
    while let Some(piece) = content.next().await? {
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
            Self::Attached(attached) => Ok(attached.bytes()),
        }
    }

    /// What follows; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, AttachError> {
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
            Self::Attached(attached) => {
                let piece = attached.next().await;
                let piece = piece.map_err(|_| AttachError::Unreadable)?;
                return Ok(piece.map(Bytes::from));
            }
        };
        Ok((!piece.is_empty()).then_some(piece))
    }
}

pub(crate) fn random(rng: &mut impl CryptoRng) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes
}
