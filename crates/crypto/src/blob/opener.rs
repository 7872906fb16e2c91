//! Opens a blob chunk by chunk, in any order once the first one has been opened.

use std::ops::Range;

use hudhud_base::limits::BLOB_BYTES;
use zeroize::Zeroizing;

use super::format::{
    self, CHUNK_BYTES, HEADER_BYTES, LENGTH_BYTES, PREFIX_BYTES, SEALED_CHUNK_BYTES, VERSION, nonce,
};
use crate::keys::BlobKey;
use crate::{OpenError, aead, derive};

/// Opens the chunks of one blob.
#[derive(Debug, Clone)]
pub struct Opener {
    key: BlobKey,
    prefix: [u8; PREFIX_BYTES],
    sealed_len: u64,
    content_len: u64,
}

impl Opener {
    /// Bytes at the beginning of a blob of `sealed_len` bytes that [`Opener::begin`] needs; `None`
    /// if no blob has that length.
    #[must_use]
    pub fn head_len(sealed_len: u64) -> Option<usize> {
        let shortest = (HEADER_BYTES + LENGTH_BYTES + aead::TAG_BYTES) as u64;
        (shortest..=BLOB_BYTES).contains(&sealed_len).then(|| {
            // The first chunk is part of it: the content's length stands there.
            let head = HEADER_BYTES + SEALED_CHUNK_BYTES;
            usize::try_from(sealed_len).map_or(head, |len| len.min(head))
        })
    }

    /// Opens the header and the first chunk, and returns that chunk's content.
    ///
    /// # Errors
    /// [`OpenError`] for a wrong key, and for changed or malformed bytes.
    pub fn begin(
        key: &BlobKey,
        sealed_len: u64,
        head: &[u8],
    ) -> Result<(Self, Vec<u8>), OpenError> {
        if Self::head_len(sealed_len) != Some(head.len()) {
            return Err(OpenError);
        }
        let (version, rest) = head.split_first().ok_or(OpenError)?;
        let (prefix, chunk) = rest.split_first_chunk().ok_or(OpenError)?;
        if *version != VERSION {
            return Err(OpenError);
        }
        let mut opener = Self {
            key: key.clone(),
            prefix: *prefix,
            sealed_len,
            content_len: 0,
        };
        // `open_chunk` needs the length that stands in this one.
        let plaintext = opener.open_padded(0, chunk)?;
        let (length, _) = plaintext
            .split_first_chunk::<LENGTH_BYTES>()
            .ok_or(OpenError)?;
        opener.content_len = u64::from_be_bytes(*length);
        // A content has one padded length, as it has in an entry: nothing can be hidden in another.
        if format::sealed_len(opener.content_len) != sealed_len {
            return Err(OpenError);
        }
        let content = opener.content_of(0, &plaintext)?;
        Ok((opener, content))
    }

    /// Bytes of the whole content.
    #[must_use]
    pub fn content_len(&self) -> u64 {
        self.content_len
    }

    /// Chunks of the blob, the first included.
    #[must_use]
    pub fn chunks(&self) -> u32 {
        let chunks = (self.sealed_len - HEADER_BYTES as u64).div_ceil(SEALED_CHUNK_BYTES as u64);
        u32::try_from(chunks).unwrap_or(u32::MAX)
    }

    /// Where chunk `index` stands in the sealed bytes; empty beyond the last.
    #[must_use]
    pub fn sealed_range(&self, index: u32) -> Range<u64> {
        let start = HEADER_BYTES as u64 + u64::from(index) * SEALED_CHUNK_BYTES as u64;
        start.min(self.sealed_len)..(start + SEALED_CHUNK_BYTES as u64).min(self.sealed_len)
    }

    /// The chunk that holds the content's byte `offset`; `None` beyond its end.
    #[must_use]
    pub fn chunk_of(&self, offset: u64) -> Option<u32> {
        let chunk = (offset < self.content_len)
            .then(|| (offset + LENGTH_BYTES as u64) / CHUNK_BYTES as u64)?;
        u32::try_from(chunk).ok()
    }

    /// The content in chunk `index`, whose sealed bytes are given; empty if it is padding alone.
    ///
    /// # Errors
    /// [`OpenError`] if there is no such chunk, and for changed or malformed bytes.
    pub fn open_chunk(&self, index: u32, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let plaintext = self.open_padded(index, sealed)?;
        self.content_of(index, &plaintext)
    }

    fn open_padded(&self, index: u32, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let range = self.sealed_range(index);
        if range.is_empty() || range.end - range.start != sealed.len() as u64 {
            return Err(OpenError);
        }
        let nonce = nonce(&self.prefix, index, range.end == self.sealed_len);
        aead::open(&self.key, &nonce, derive::BLOB.as_bytes(), sealed).map(Zeroizing::new)
    }

    /// Content without length and padding; padding that is not zero is refused.
    fn content_of(&self, index: u32, plaintext: &[u8]) -> Result<Vec<u8>, OpenError> {
        // Positions are those in the whole padded blob, of which this chunk may hold any part: the
        // length, content, zeros.
        let start = u64::from(index) * CHUNK_BYTES as u64;
        let content_end = LENGTH_BYTES as u64 + self.content_len;
        let within = |position: u64| {
            usize::try_from(position.saturating_sub(start))
                .map_or(plaintext.len(), |offset| offset.min(plaintext.len()))
        };
        let (content, zeros) = plaintext.split_at(within(content_end));
        if zeros.iter().any(|byte| *byte != 0) {
            return Err(OpenError);
        }
        Ok(content[within(LENGTH_BYTES as u64)..].to_vec())
    }
}
