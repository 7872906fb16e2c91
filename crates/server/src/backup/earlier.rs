//! Copies that were taken before: what they have need not be copied again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write};
use std::path::PathBuf;

use blake3::Hash;
use hudhud_base::BlobId;

use super::error::BackupError;
use super::format::{Head, Reader, in_chunks};
use super::walk::{Blob, Blobs, Bytes, go_through};

/// What one copy has, itself or by those before it: the next one spares the same bytes.
#[derive(Debug)]
pub struct Had {
    /// The hash with which it ends.
    pub hash: Hash,
    /// Each with its size, by id.
    pub blobs: Vec<(BlobId, u64)>,
}

/// Reads a copy to its end: on one that is damaged nothing is built.
///
/// # Errors
/// It is no copy, or damaged.
pub fn had(from: &mut dyn Read) -> Result<Had, BackupError> {
    struct Names(Vec<(BlobId, u64)>);
    impl Blobs for Names {
        fn keep(&mut self, blob: Blob, bytes: &mut Bytes<'_>) -> Result<(), BackupError> {
            self.0.push((blob.id, blob.size_bytes));
            bytes(&mut io::sink())
        }
        fn spare(&mut self, id: &BlobId, size_bytes: u64) -> Result<(), BackupError> {
            self.0.push((*id, size_bytes));
            Ok(())
        }
    }
    let (mut reader, head) = Reader::begin(from)?;
    let mut names = Names(Vec::new());
    let copied = go_through(&mut reader, head, &mut names, &mut |_, _| Ok(()))?;
    Ok(Had {
        hash: copied.hash,
        blobs: names.0,
    })
}

/// Copies at hand, out of which a later one is made whole.
#[derive(Debug, Default)]
pub struct Earlier {
    files: Vec<(Hash, File)>,
    /// Which file has a blob, and how many bytes before it.
    places: BTreeMap<(BlobId, u64), (usize, u64)>,
}

impl Earlier {
    /// Reads each of them to its end.
    ///
    /// # Errors
    /// One is no copy, or damaged, or goes on from one that is not among them.
    pub fn open(paths: &[PathBuf]) -> Result<Self, BackupError> {
        let mut earlier = Self::default();
        let mut wanted = Vec::new();
        for path in paths {
            let file = File::open(path).map_err(BackupError::Io)?;
            let again = file.try_clone().map_err(BackupError::Io)?;
            let (mut reader, head) = Reader::begin(BufReader::new(file))?;
            wanted.extend(head.earlier);
            let mut index = Index(&mut earlier);
            let copied = go_through(&mut reader, head, &mut index, &mut |_, _| Ok(()))?;
            earlier.files.push((copied.hash, again));
        }
        for hash in wanted {
            earlier.has(hash)?;
        }
        Ok(earlier)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether what a copy spares can be here.
    pub(super) fn goes_before(&self, head: &Head) -> Result<(), BackupError> {
        head.earlier.map_or(Ok(()), |hash| self.has(hash))
    }

    fn has(&self, hash: Hash) -> Result<(), BackupError> {
        let here = self.files.iter().any(|(known, _)| *known == hash);
        here.then_some(())
            .ok_or(BackupError::EarlierMissing { hash })
    }

    pub(super) fn knows(&self, id: &BlobId, size_bytes: u64) -> Result<(), BackupError> {
        let known = self.places.contains_key(&(*id, size_bytes));
        known.then_some(()).ok_or(BackupError::Damaged)
    }

    /// Copies the bytes of a blob that was spared.
    pub(super) fn copy(
        &mut self,
        id: &BlobId,
        size_bytes: u64,
        to: &mut dyn Write,
    ) -> Result<(), BackupError> {
        let place = self.places.get(&(*id, size_bytes));
        let (file, at) = place.copied().ok_or(BackupError::Damaged)?;
        let (_, file) = self.files.get_mut(file).ok_or(BackupError::Damaged)?;
        file.seek(SeekFrom::Start(at)).map_err(BackupError::Io)?;
        in_chunks(size_bytes, |part| {
            file.read_exact(part)?;
            to.write_all(part)
        })
        .map_err(BackupError::Io)
    }
}

/// Notes where the blobs of one copy are.
struct Index<'a>(&'a mut Earlier);

impl Blobs for Index<'_> {
    fn keep(&mut self, blob: Blob, bytes: &mut Bytes<'_>) -> Result<(), BackupError> {
        let place = (self.0.files.len(), blob.at);
        self.0.places.insert((blob.id, blob.size_bytes), place);
        bytes(&mut io::sink())
    }

    fn spare(&mut self, _: &BlobId, _: u64) -> Result<(), BackupError> {
        Ok(())
    }
}
