//! Opens a blob chunk by chunk, in any order.

use std::ops::Range;

use hudhud_base::limits::{BLOB_BYTES, BLOB_LEAD_BYTES};
use zeroize::Zeroizing;

use super::format::{
    CHUNK_BYTES, HEADER_BYTES, LENGTHS_BYTES, Lengths, PREFIX_BYTES, SEALED_CHUNK_BYTES, VERSION,
    nonce,
};
use crate::keys::BlobKey;
use crate::{OpenError, aead, derive};

/// Opens the chunks of one blob.
#[derive(Debug, Clone)]
pub struct Opener {
    key: BlobKey,
    prefix: [u8; PREFIX_BYTES],
    sealed_len: u64,
    lengths: Lengths,
}

/// What is in a blob's first chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstChunk {
    /// The whole lead; empty if there is none.
    pub lead: Vec<u8>,
    /// The beginning of the content.
    pub content: Vec<u8>,
}

impl Opener {
    /// Opens a blob whose nonce prefix and lengths are known, for example from a message.
    ///
    /// # Errors
    /// [`OpenError`] if no blob has these lengths.
    pub fn at(
        key: &BlobKey,
        prefix: [u8; PREFIX_BYTES],
        lengths: Lengths,
    ) -> Result<Self, OpenError> {
        let sealed_len = lengths.sealed();
        if lengths.lead > BLOB_LEAD_BYTES || sealed_len > BLOB_BYTES {
            return Err(OpenError);
        }
        Ok(Self {
            key: key.clone(),
            prefix,
            sealed_len,
            lengths,
        })
    }

    /// Bytes at the beginning of a blob of `sealed_len` bytes that [`Opener::begin`] needs; `None`
    /// if no blob has that length.
    #[must_use]
    pub fn head_len(sealed_len: u64) -> Option<usize> {
        let shortest = (HEADER_BYTES + LENGTHS_BYTES + aead::TAG_BYTES) as u64;
        (shortest..=BLOB_BYTES).contains(&sealed_len).then(|| {
            // The first chunk is part of it: the lengths stand there.
            let head = HEADER_BYTES + SEALED_CHUNK_BYTES;
            usize::try_from(sealed_len).map_or(head, |len| len.min(head))
        })
    }

    /// Opens the header and the first chunk, and returns what is in that chunk.
    ///
    /// # Errors
    /// [`OpenError`] for a wrong key, and for changed or malformed bytes.
    pub fn begin(
        key: &BlobKey,
        sealed_len: u64,
        head: &[u8],
    ) -> Result<(Self, FirstChunk), OpenError> {
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
            lengths: Lengths::of_content(0),
        };
        let plaintext = opener.open_padded(0, chunk)?;
        let lengths = Lengths::read(&plaintext).ok_or(OpenError)?;
        // A content has one padded length, as it has in an entry: nothing can be hidden in another.
        if lengths.lead > BLOB_LEAD_BYTES || lengths.sealed() != sealed_len {
            return Err(OpenError);
        }
        opener.lengths = lengths;
        let first = opener.first_of(&plaintext)?;
        Ok((opener, first))
    }

    /// Bytes of lead and content.
    #[must_use]
    pub fn lengths(&self) -> Lengths {
        self.lengths
    }

    /// Bytes of the whole blob, sealed.
    #[must_use]
    pub fn sealed_len(&self) -> u64 {
        self.sealed_len
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
        let chunk = (offset < self.lengths.content)
            .then(|| (offset + self.lengths.content_start()) / CHUNK_BYTES as u64)?;
        u32::try_from(chunk).ok()
    }

    /// The content's bytes in chunk `index`, which may be none.
    #[must_use]
    pub fn content_range(&self, index: u32) -> Range<u64> {
        let chunk = u64::from(index) * CHUNK_BYTES as u64;
        let within = |position: u64| {
            position
                .saturating_sub(self.lengths.content_start())
                .min(self.lengths.content)
        };
        within(chunk)..within(chunk + CHUNK_BYTES as u64)
    }

    /// Lead and content of the first chunk, whose sealed bytes are given.
    ///
    /// # Errors
    /// [`OpenError`] for changed or malformed bytes, and if the blob says other lengths than were
    /// told.
    pub fn open_first(&self, sealed: &[u8]) -> Result<FirstChunk, OpenError> {
        let plaintext = self.open_padded(0, sealed)?;
        self.first_of(&plaintext)
    }

    /// The content in chunk `index`, whose sealed bytes are given; empty if there is none in it.
    ///
    /// # Errors
    /// [`OpenError`] if there is no such chunk, for changed or malformed bytes, and as
    /// [`Opener::open_first`].
    pub fn open_chunk(&self, index: u32, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let plaintext = self.open_padded(index, sealed)?;
        if index == 0 {
            return Ok(self.first_of(&plaintext)?.content);
        }
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

    fn first_of(&self, plaintext: &[u8]) -> Result<FirstChunk, OpenError> {
        // Lengths from elsewhere are a claim: the blob's own stand under its key.
        if Lengths::read(plaintext) != Some(self.lengths) {
            return Err(OpenError);
        }
        let content_start = usize::try_from(self.lengths.content_start()).map_err(|_| OpenError)?;
        let lead = plaintext
            .get(LENGTHS_BYTES..content_start)
            .ok_or(OpenError)?;
        Ok(FirstChunk {
            lead: lead.to_vec(),
            content: self.content_of(0, plaintext)?,
        })
    }

    /// Content without what stands before it, and without padding; padding that is not zero is
    /// refused.
    fn content_of(&self, index: u32, plaintext: &[u8]) -> Result<Vec<u8>, OpenError> {
        // Positions are those in the whole padded blob, of which this chunk may hold any part.
        let start = u64::from(index) * CHUNK_BYTES as u64;
        let within = |position: u64| {
            usize::try_from(position.saturating_sub(start))
                .map_or(plaintext.len(), |offset| offset.min(plaintext.len()))
        };
        let (content, zeros) = plaintext.split_at(within(self.lengths.filled()));
        if zeros.iter().any(|byte| *byte != 0) {
            return Err(OpenError);
        }
        Ok(content[within(self.lengths.content_start())..].to_vec())
    }
}
