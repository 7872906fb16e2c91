//! The form of a copy: a head, pieces, and an end with a hash over everything before it.
//!
//! ```text
//! head     "hudhud backup" || version (1) || commits (8) || length of the domain (1) || domain
//!          || 0, or 1 and the host's secret (32)
//!          || 0, or 1 and the hash at the end of the copy that it goes on from (32)
//! record   1 || length of the key (2) || length of the value (4) || key || value as it is stored
//! blob     2 || blob id (32) || size (8) || bytes; its record follows
//! end      3 || records (8) || blobs (8) || spared (8) || BLAKE3 (32) of all before the hash
//! spared   4 || blob id (32) || size (8): its bytes are in an earlier copy; its record follows
//! ```
//! Numbers are big-endian. Keys ascend.

use std::fs::File;
use std::io::{self, Read, Write};

use blake3::Hash;
use hudhud_base::BlobId;
use hudhud_logstore::{KEY_BYTES, VALUE_BYTES};

use super::error::BackupError;
use crate::store::SEAL_BYTES;

const MAGIC: &[u8; 13] = b"hudhud backup";
const VERSION: u8 = 1;
const RECORD: u8 = 1;
const BLOB: u8 = 2;
const END: u8 = 3;
const SPARED: u8 = 4;
/// Bytes of a blob that are in memory at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// A blob is no larger than a host may be told to take.
const BLOB_BYTES: u64 = 4096 << 20;

/// What a copy begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) commits: u64,
    pub(super) domain: String,
    /// If it lies in the data directory.
    pub(super) secret: Option<[u8; 32]>,
    /// The hash of the copy that has the bytes which this one spares.
    pub(super) earlier: Option<Hash>,
}

/// How many pieces of each kind there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) records: u64,
    pub(super) blobs: u64,
    pub(super) spared: u64,
}

/// Writes a copy, hashing what it writes.
pub(super) struct Writer<W> {
    to: W,
    hash: blake3::Hasher,
    counts: Counts,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(to: W, head: &Head) -> io::Result<Self> {
        let mut writer = Self {
            to,
            hash: blake3::Hasher::new(),
            counts: Counts::default(),
        };
        writer.put(MAGIC)?;
        writer.put(&[VERSION])?;
        writer.put(&head.commits.to_be_bytes())?;
        let domain = head.domain.as_bytes();
        writer.put(&[u8::try_from(domain.len()).unwrap_or(u8::MAX)])?;
        writer.put(domain)?;
        let earlier = head.earlier.map(|hash| *hash.as_bytes());
        for maybe in [&head.secret, &earlier] {
            match maybe {
                None => writer.put(&[0])?,
                Some(bytes) => {
                    writer.put(&[1])?;
                    writer.put(bytes)?;
                }
            }
        }
        Ok(writer)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.to.write_all(bytes)
    }

    pub(super) fn record(&mut self, key: &[u8], stored: &[u8]) -> io::Result<()> {
        self.put(&[RECORD])?;
        self.put(&u16::try_from(key.len()).unwrap_or(u16::MAX).to_be_bytes())?;
        self.put(
            &u32::try_from(stored.len())
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        )?;
        self.put(key)?;
        self.put(stored)?;
        self.counts.records += 1;
        Ok(())
    }

    /// What has come of a blob. It changes no more, whatever is written behind it meanwhile.
    pub(super) fn blob(&mut self, id: &BlobId, size: u64, file: &mut File) -> io::Result<()> {
        self.put(&[BLOB])?;
        self.put(id.as_bytes())?;
        self.put(&size.to_be_bytes())?;
        in_chunks(size, |part| {
            file.read_exact(part)?;
            self.put(part)
        })?;
        self.counts.blobs += 1;
        Ok(())
    }

    /// A blob whose bytes an earlier copy has.
    pub(super) fn spared(&mut self, id: &BlobId, size: u64) -> io::Result<()> {
        self.put(&[SPARED])?;
        self.put(id.as_bytes())?;
        self.put(&size.to_be_bytes())?;
        self.counts.spared += 1;
        Ok(())
    }

    /// Ends it; what there is, and the hash by which a later copy names this one.
    pub(super) fn end(mut self) -> io::Result<(Counts, Hash)> {
        let counts = self.counts;
        self.put(&[END])?;
        for count in [counts.records, counts.blobs, counts.spared] {
            self.put(&count.to_be_bytes())?;
        }
        let hash = self.hash.finalize();
        self.to.write_all(hash.as_bytes())?;
        self.to.flush()?;
        Ok((counts, hash))
    }
}

/// What comes next in a copy.
#[derive(Debug)]
pub(super) enum Piece {
    Record { key: Vec<u8>, stored: Vec<u8> },
    Blob { id: BlobId, size_bytes: u64 },
    Spared { id: BlobId, size_bytes: u64 },
    End { counts: Counts, hash: Hash },
}

/// Reads a copy, hashing what it reads. Lengths are checked before memory is taken.
pub(super) struct Reader<R> {
    from: R,
    hash: blake3::Hasher,
    /// Bytes that were read.
    at: u64,
}

impl<R: Read> Reader<R> {
    pub(super) fn begin(from: R) -> Result<(Self, Head), BackupError> {
        let mut reader = Self {
            from,
            hash: blake3::Hasher::new(),
            at: 0,
        };
        let magic: [u8; MAGIC.len()] = reader.take().map_err(|_| BackupError::Foreign)?;
        let [version] = reader.take().map_err(|_| BackupError::Foreign)?;
        match (magic == *MAGIC, version) {
            (true, VERSION) => {}
            (true, version) if version > VERSION => {
                let known = VERSION;
                return Err(BackupError::Newer { version, known });
            }
            _ => return Err(BackupError::Foreign),
        }
        let commits = u64::from_be_bytes(reader.take()?);
        let [length] = reader.take()?;
        let domain = reader.take_all(usize::from(length))?;
        let domain = String::from_utf8(domain).map_err(|_| BackupError::Damaged)?;
        let head = Head {
            commits,
            domain,
            secret: reader.take_maybe()?,
            earlier: reader.take_maybe()?.map(Hash::from_bytes),
        };
        Ok((reader, head))
    }

    /// How many bytes stand before what is read next.
    pub(super) const fn at(&self) -> u64 {
        self.at
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BackupError> {
        match self.from.read_exact(bytes) {
            Ok(()) => {
                self.hash.update(bytes);
                self.at += bytes.len() as u64;
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(BackupError::Damaged),
            Err(error) => Err(BackupError::Io(error)),
        }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn take_maybe(&mut self) -> Result<Option<[u8; 32]>, BackupError> {
        match self.take()? {
            [0] => Ok(None),
            [1] => self.take().map(Some),
            _ => Err(BackupError::Damaged),
        }
    }

    fn take_blob(&mut self) -> Result<(BlobId, u64), BackupError> {
        let id = BlobId(self.take()?);
        let size_bytes = u64::from_be_bytes(self.take()?);
        if size_bytes > BLOB_BYTES {
            return Err(BackupError::Damaged);
        }
        Ok((id, size_bytes))
    }

    fn take_all(&mut self, length: usize) -> Result<Vec<u8>, BackupError> {
        let mut bytes = vec![0; length];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// The next piece. Of a blob, its bytes are to be taken with [`Reader::blob`] before the one after.
    pub(super) fn next(&mut self) -> Result<Piece, BackupError> {
        match self.take()? {
            [RECORD] => {
                let key = usize::from(u16::from_be_bytes(self.take()?));
                let stored = u32::from_be_bytes(self.take()?);
                let stored = usize::try_from(stored).unwrap_or(usize::MAX);
                if key == 0 || key > KEY_BYTES || stored > VALUE_BYTES + SEAL_BYTES {
                    return Err(BackupError::Damaged);
                }
                Ok(Piece::Record {
                    key: self.take_all(key)?,
                    stored: self.take_all(stored)?,
                })
            }
            [BLOB] => {
                let (id, size_bytes) = self.take_blob()?;
                Ok(Piece::Blob { id, size_bytes })
            }
            [SPARED] => {
                let (id, size_bytes) = self.take_blob()?;
                Ok(Piece::Spared { id, size_bytes })
            }
            [END] => {
                let counts = Counts {
                    records: u64::from_be_bytes(self.take()?),
                    blobs: u64::from_be_bytes(self.take()?),
                    spared: u64::from_be_bytes(self.take()?),
                };
                let hash = self.hash.finalize();
                if hash != self.take::<32>()? {
                    return Err(BackupError::Damaged);
                }
                Ok(Piece::End { counts, hash })
            }
            _ => Err(BackupError::Damaged),
        }
    }

    /// Copies the bytes of a blob.
    pub(super) fn blob(&mut self, size_bytes: u64, to: &mut dyn Write) -> Result<(), BackupError> {
        in_chunks(size_bytes, |part| {
            self.fill(part)?;
            to.write_all(part).map_err(BackupError::Io)
        })
    }
}

/// Goes over so many bytes in one buffer, a part at a time, up to the first that fails.
pub(super) fn in_chunks<E>(
    size_bytes: u64,
    mut each: impl FnMut(&mut [u8]) -> Result<(), E>,
) -> Result<(), E> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut left = size_bytes;
    while left > 0 {
        let most = usize::try_from(left)
            .unwrap_or(CHUNK_BYTES)
            .min(CHUNK_BYTES);
        each(chunk.get_mut(..most).unwrap_or_default())?;
        left -= u64::try_from(most).unwrap_or(left);
    }
    Ok(())
}
