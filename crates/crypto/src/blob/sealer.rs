//! Seals content as it comes, in pieces of any size.

use hudhud_base::limits::{BLOB_BYTES, BLOB_LEAD_BYTES};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::format::{CHUNK_BYTES, Lengths, PREFIX_BYTES, VERSION, nonce};
use crate::keys::BlobKey;
use crate::{aead, derive};

/// Why a blob could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Sealed, it would be longer than [`BLOB_BYTES`], or the lead is longer than
    /// [`BLOB_LEAD_BYTES`].
    #[error("the blob is too long")]
    TooLong,
    /// More or less content came than was announced.
    #[error("the content does not have the announced length")]
    WrongLength,
}

/// Seals one blob: [`Sealer::push`] all of the content, then [`Sealer::finish`].
pub struct Sealer {
    key: BlobKey,
    prefix: [u8; PREFIX_BYTES],
    /// `None` once the header has been written.
    header: Option<[u8; 1]>,
    chunk: Zeroizing<Vec<u8>>,
    index: u32,
    /// Content still to come.
    content_left: u64,
    /// Padded bytes not yet in `chunk`.
    padded_left: u64,
}

impl Sealer {
    /// Begins a blob of this lead, which may be empty, and exactly `content_len` bytes.
    ///
    /// # Errors
    /// [`SealError::TooLong`] if lead or blob would be longer than they may be.
    pub fn new(
        key: &BlobKey,
        lead: &[u8],
        content_len: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, SealError> {
        let lengths = Lengths {
            lead: u32::try_from(lead.len()).map_err(|_| SealError::TooLong)?,
            content: content_len,
        };
        if lengths.lead > BLOB_LEAD_BYTES || lengths.sealed() > BLOB_BYTES {
            return Err(SealError::TooLong);
        }
        let mut prefix = [0; PREFIX_BYTES];
        rng.fill_bytes(&mut prefix);
        let mut chunk = Zeroizing::new(Vec::with_capacity(CHUNK_BYTES));
        // Both fit the first chunk, whatever the lengths.
        chunk.extend_from_slice(&lengths.to_bytes());
        chunk.extend_from_slice(lead);
        Ok(Self {
            key: key.clone(),
            prefix,
            header: Some([VERSION]),
            padded_left: lengths.padded() - chunk.len() as u64,
            chunk,
            index: 0,
            content_left: content_len,
        })
    }

    /// The blob's nonce prefix: with it and the lengths, [`super::Opener::at`] opens any chunk.
    #[must_use]
    pub fn prefix(&self) -> [u8; PREFIX_BYTES] {
        self.prefix
    }

    /// Takes the next piece of content and appends to `out` what is ready.
    ///
    /// # Errors
    /// [`SealError::WrongLength`] if more came than was announced.
    pub fn push(&mut self, content: &[u8], out: &mut Vec<u8>) -> Result<(), SealError> {
        self.content_left = self
            .content_left
            .checked_sub(content.len() as u64)
            .ok_or(SealError::WrongLength)?;
        let mut rest = content;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.len().min(CHUNK_BYTES - self.chunk.len()));
            self.chunk.extend_from_slice(piece);
            self.took(piece.len(), out);
            rest = after;
        }
        Ok(())
    }

    /// Pads, and appends the rest to `out`.
    ///
    /// # Errors
    /// [`SealError::WrongLength`] if less came than was announced.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), SealError> {
        if self.content_left > 0 {
            return Err(SealError::WrongLength);
        }
        while self.padded_left > 0 {
            let room = CHUNK_BYTES - self.chunk.len();
            let zeros = usize::try_from(self.padded_left).map_or(room, |left| left.min(room));
            let end = self.chunk.len() + zeros;
            self.chunk.resize(end, 0);
            self.took(zeros, out);
        }
        // `took` left the last one for here, full or not.
        if !self.chunk.is_empty() {
            self.seal_chunk(out);
        }
        Ok(())
    }

    /// A full chunk is sealed at once, unless it may be the last one and `finish` is to come.
    fn took(&mut self, bytes: usize, out: &mut Vec<u8>) {
        self.padded_left -= bytes as u64;
        if self.chunk.len() == CHUNK_BYTES && self.padded_left > 0 {
            self.seal_chunk(out);
        }
    }

    fn seal_chunk(&mut self, out: &mut Vec<u8>) {
        if let Some(version) = self.header.take() {
            out.extend_from_slice(&version);
            out.extend_from_slice(&self.prefix);
        }
        let start = out.len();
        out.extend_from_slice(&self.chunk);
        let nonce = nonce(&self.prefix, self.index, self.padded_left == 0);
        aead::seal_in_place(&self.key, &nonce, derive::BLOB.as_bytes(), out, start);
        self.chunk.clear();
        self.index += 1;
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealer")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}
