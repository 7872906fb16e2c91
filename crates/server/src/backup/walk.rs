//! Going through a copy, whoever wants its pieces.

use std::io::{Read, Write};

use hudhud_base::BlobId;

use super::copied::Copied;
use super::error::BackupError;
use super::format::{Counts, Head, Piece, Reader};
use crate::store::is_sound;

/// Takes one record, by key.
pub(super) type Put<'a> = dyn FnMut(&[u8], &[u8]) -> Result<(), BackupError> + 'a;
/// Writes the bytes of one blob.
pub(super) type Bytes<'a> = dyn FnMut(&mut dyn Write) -> Result<(), BackupError> + 'a;

/// One blob of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Blob {
    pub(super) id: BlobId,
    pub(super) size_bytes: u64,
    /// Bytes of the copy before the blob's own.
    pub(super) at: u64,
}

/// Where blobs go.
pub(super) trait Blobs {
    /// Its bytes are here.
    fn keep(&mut self, blob: Blob, bytes: &mut Bytes<'_>) -> Result<(), BackupError>;

    /// Its bytes are in an earlier copy.
    fn spare(&mut self, id: &BlobId, size_bytes: u64) -> Result<(), BackupError>;
}

/// Goes through all pieces of a copy. Nothing of it counts before its end was read.
pub(super) fn go_through(
    reader: &mut Reader<impl Read>,
    head: Head,
    blobs: &mut dyn Blobs,
    put: &mut Put<'_>,
) -> Result<Copied, BackupError> {
    let mut found = Counts::default();
    let mut damaged = 0;
    let mut last = Vec::new();
    loop {
        match reader.next()? {
            Piece::Record { key, stored } => {
                if key <= last {
                    return Err(BackupError::Damaged);
                }
                // What was damaged before it was copied stays so, and is told.
                damaged += u64::from(!is_sound(&key, &stored));
                put(&key, &stored)?;
                found.records += 1;
                last = key;
            }
            Piece::Blob { id, size_bytes } => {
                let at = reader.at();
                let blob = Blob { id, size_bytes, at };
                blobs.keep(blob, &mut |to| reader.blob(size_bytes, to))?;
                found.blobs += 1;
            }
            Piece::Spared { id, size_bytes } => {
                blobs.spare(&id, size_bytes)?;
                found.spared += 1;
            }
            Piece::End { counts, hash } => {
                let copied = Copied::new(head, counts, damaged, hash);
                return (counts == found)
                    .then_some(copied)
                    .ok_or(BackupError::Damaged);
            }
        }
    }
}
