//! Making a data directory out of a copy, or finding out whether that would succeed.

use std::io::{self, Read};
use std::path::Path;

use hudhud_base::BlobId;

use super::copied::Copied;
use super::earlier::Earlier;
use super::error::BackupError;
use super::format::{Head, Reader};
use super::walk::{Blob, Blobs, Bytes, go_through};
use crate::blob_files::BlobFiles;
use crate::data_directory::{DataDirectory, Found, Note, inspect};
use crate::store;

/// Reads a copy to its end and keeps nothing. Without any earlier one at hand, what it spares is not
/// looked for.
///
/// # Errors
/// It is no copy, or damaged, or does not go on from those that are at hand.
pub fn verify(from: &mut dyn Read, earlier: &Earlier) -> Result<Copied, BackupError> {
    let (mut reader, head) = Reader::begin(from)?;
    if !earlier.is_empty() {
        earlier.goes_before(&head)?;
    }
    let mut sink = Sink(earlier);
    go_through(&mut reader, head, &mut sink, &mut |_, _| Ok(()))
}

/// Makes a data directory of what a copy has, and of what it spares because an earlier one has it. A host
/// that is started there is as it was at the moment of the copy.
///
/// # Errors
/// Something is there already, the copy is damaged, an earlier one is not at hand, or it cannot be
/// written: then nothing is left of it.
pub fn restore(
    from: &mut dyn Read,
    earlier: &mut Earlier,
    data: &Path,
) -> Result<Copied, BackupError> {
    if inspect(data)? != Found::Nothing {
        return Err(BackupError::Occupied {
            data: data.to_owned(),
        });
    }
    let was_there = data.exists();
    let (mut reader, head) = Reader::begin(from)?;
    earlier.goes_before(&head)?;
    let restored = restore_into(&mut reader, head, earlier, data);
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
    earlier: &mut Earlier,
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
    let files = BlobFiles::open(data).map_err(BackupError::Io)?;
    let mut files = Files { files, earlier };
    store::fill(&directory.store(), |put| {
        go_through(reader, head, &mut files, put)
    })
}

/// Reads the bytes, and keeps nothing. What an earlier copy is to have must be there, if any is at hand.
struct Sink<'a>(&'a Earlier);

impl Blobs for Sink<'_> {
    fn keep(&mut self, _: Blob, bytes: &mut Bytes<'_>) -> Result<(), BackupError> {
        bytes(&mut io::sink())
    }

    fn spare(&mut self, id: &BlobId, size_bytes: u64) -> Result<(), BackupError> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.knows(id, size_bytes)
    }
}

struct Files<'a> {
    files: BlobFiles,
    earlier: &'a mut Earlier,
}

impl Blobs for Files<'_> {
    fn keep(&mut self, blob: Blob, bytes: &mut Bytes<'_>) -> Result<(), BackupError> {
        let mut file = self.files.go_on(&blob.id, 0).map_err(BackupError::Io)?;
        bytes(&mut file)?;
        file.sync_all().map_err(BackupError::Io)
    }

    fn spare(&mut self, id: &BlobId, size_bytes: u64) -> Result<(), BackupError> {
        let mut file = self.files.go_on(id, 0).map_err(BackupError::Io)?;
        self.earlier.copy(id, size_bytes, &mut file)?;
        file.sync_all().map_err(BackupError::Io)
    }
}
