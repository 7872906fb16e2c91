//! Blobs that an earlier copy has, as they are named to whoever takes the next one.

use std::io::{self, Read, Write};
use std::iter::Peekable;

use blake3::Hash;
use hudhud_base::BlobId;

/// Blobs with their sizes, written one behind another: id (32) || size (8, big-endian).
pub(crate) fn listed(
    from: &mut dyn Read,
    count: u64,
) -> impl Iterator<Item = io::Result<(BlobId, u64)>> {
    (0..count).map(|_| {
        let (mut id, mut size) = ([0; 32], [0; 8]);
        from.read_exact(&mut id)?;
        from.read_exact(&mut size)?;
        Ok((BlobId(id), u64::from_be_bytes(size)))
    })
}

/// Writes what [`listed`] reads.
pub(crate) fn list(blobs: &[(BlobId, u64)], to: &mut dyn Write) -> io::Result<()> {
    for (id, size) in blobs {
        to.write_all(id.as_bytes())?;
        to.write_all(&size.to_be_bytes())?;
    }
    to.flush()
}

/// What an earlier copy has: its blobs with their sizes come by id, each when it is looked for.
pub(crate) struct Spared<I: Iterator> {
    pub(super) hash: Option<Hash>,
    blobs: Peekable<I>,
}

impl<I: Iterator<Item = io::Result<(BlobId, u64)>>> Spared<I> {
    pub(crate) fn new(hash: Option<Hash>, blobs: I) -> Self {
        Self {
            hash,
            blobs: blobs.peekable(),
        }
    }

    /// Whether it has this blob with so many bytes. Ids ascend from question to question.
    pub(super) fn has(&mut self, id: &BlobId, bytes: u64) -> io::Result<bool> {
        loop {
            let next = self.blobs.next_if(|next| match next {
                Ok((known, _)) => known <= id,
                Err(_) => true,
            });
            match next.transpose()? {
                None => return Ok(false),
                Some((known, size)) if known == *id => return Ok(size == bytes),
                Some(_) => {}
            }
        }
    }
}
