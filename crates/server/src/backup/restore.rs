//! Making a data directory out of a copy, or finding out whether that would succeed.

use std::io::{self, Read, Write};
use std::path::Path;

use hudhud_base::BlobId;

use super::Copied;
use super::error::BackupError;
use super::format::{Head, Piece, Reader};
use crate::blob_files::BlobFiles;
use crate::data_directory::{DataDirectory, Found, Note, inspect};
use crate::store::{self, is_sound};

/// Reads a copy to its end and keeps nothing.
///
/// # Errors
/// It is no copy, or damaged.
pub fn verify(from: &mut dyn Read) -> Result<Copied, BackupError> {
    let (mut reader, head) = Reader::begin(from)?;
    let mut sink = Sink;
    go_through(&mut reader, head, &mut sink, &mut |_, _| Ok(()))
}

/// Makes a data directory of what a copy has. A host that is started there is as it was at the moment of
/// the copy.
///
/// # Errors
/// Something is there already, the copy is damaged, or it cannot be written: then nothing is left of it.
pub fn restore(from: &mut dyn Read, data: &Path) -> Result<Copied, BackupError> {
    if inspect(data)? != Found::Nothing {
        return Err(BackupError::Occupied {
            data: data.to_owned(),
        });
    }
    let was_there = data.exists();
    let (mut reader, head) = Reader::begin(from)?;
    let restored = restore_into(&mut reader, head, data);
    if restored.is_err() {
        // What was made since, and nothing that was there: that was empty.
        let removed = if was_there {
            empty(data)
        } else {
            std::fs::remove_dir_all(data)
        };
        if let Err(error) = removed {
            tracing::warn!(kind = %error.kind(), "what was restored in part stays");
        }
    }
    restored
}

fn empty(data: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(data)? {
        let path = entry?.path();
        if path.is_dir() {
            // What a new file system has is not ours.
            if path.ends_with("lost+found") {
                continue;
            }
            std::fs::remove_dir_all(path)?;
        } else {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn restore_into(
    reader: &mut Reader<&mut dyn Read>,
    head: Head,
    data: &Path,
) -> Result<Copied, BackupError> {
    let mut directory = DataDirectory::open(data, &head.domain)?;
    // First of all: what is restored in part has fewer commits, and is not served from.
    directory.note(Note {
        commits: head.commits,
        ..Note::default()
    })?;
    if let Some(secret) = &head.secret {
        directory.keep_secret(secret)?;
    }
    let mut files = Files(BlobFiles::open(data).map_err(BackupError::Io)?);
    store::fill(&directory.store(), |put| {
        go_through(reader, head, &mut files, put)
    })
}

/// Takes one record, by key.
type Put<'a> = dyn FnMut(&[u8], &[u8]) -> Result<(), BackupError> + 'a;

/// Where blobs go.
trait Blobs {
    fn keep(
        &mut self,
        id: &BlobId,
        copy: &mut dyn FnMut(&mut dyn Write) -> Result<(), BackupError>,
    ) -> Result<(), BackupError>;
}

struct Sink;

impl Blobs for Sink {
    fn keep(
        &mut self,
        _: &BlobId,
        copy: &mut dyn FnMut(&mut dyn Write) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        copy(&mut io::sink())
    }
}

struct Files(BlobFiles);

impl Blobs for Files {
    fn keep(
        &mut self,
        id: &BlobId,
        copy: &mut dyn FnMut(&mut dyn Write) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let mut file = self.0.go_on(id, 0).map_err(BackupError::Io)?;
        copy(&mut file)?;
        file.sync_all().map_err(BackupError::Io)
    }
}

/// Goes through all pieces of a copy. Nothing of it counts before its end was read.
fn go_through(
    reader: &mut Reader<&mut dyn Read>,
    head: Head,
    blobs: &mut dyn Blobs,
    put: &mut Put<'_>,
) -> Result<Copied, BackupError> {
    let mut copied = Copied {
        domain: head.domain,
        ..Copied::default()
    };
    let mut last = Vec::new();
    loop {
        match reader.next()? {
            Piece::Record { key, stored } => {
                if key <= last {
                    return Err(BackupError::Damaged);
                }
                // What was damaged before it was copied stays so, and is told.
                copied.damaged += u64::from(!is_sound(&key, &stored));
                put(&key, &stored)?;
                copied.records += 1;
                last = key;
            }
            Piece::Blob { id, size_bytes } => {
                blobs.keep(&id, &mut |to| reader.blob(size_bytes, to))?;
                copied.blobs += 1;
            }
            Piece::End { records, blobs } => {
                let whole = (records, blobs) == (copied.records, copied.blobs);
                return whole.then_some(copied).ok_or(BackupError::Damaged);
            }
        }
    }
}
