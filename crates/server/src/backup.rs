//! Copies of all that a host keeps, as it is at one moment: taken while it serves, or while it does not.
//!
//! A copy is a stream of records by key, each blob's bytes before its record, and a hash over all of it at
//! the end ([`format`]). A later copy may spare the bytes of blobs that an earlier one has. It says what was kept, and not in which order it came. Normative:
//! docs/spec/storage.md, Backup.

mod copied;
mod earlier;
mod error;
mod format;
mod pace;
mod restore;
mod spared;
mod walk;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use hudhud_base::BlobId;

pub use copied::Copied;
pub use earlier::{Earlier, Had, had};
pub use error::BackupError;
pub use restore::{restore, verify};
pub(crate) use spared::{Spared, list, listed};

use crate::blob_files::BlobFiles;
use crate::data_directory::{DataDirectory, Found, inspect, secret_if_made};
use crate::store::{self, Frozen, value_of};
use format::{Head, Writer};
use pace::Paced;

/// What is copied.
pub(crate) struct Source<'a> {
    pub(crate) frozen: Frozen,
    pub(crate) blobs: &'a BlobFiles,
    pub(crate) data: &'a Path,
    pub(crate) domain: &'a str,
}

/// Writes a copy, so many mebibytes in a second at most.
///
/// # Errors
/// Something cannot be read, or the copy cannot be written: what was written is then no copy.
pub(crate) fn write(
    source: &Source<'_>,
    mut spared: Spared<impl Iterator<Item = io::Result<(BlobId, u64)>>>,
    mib_per_second: u32,
    to: &mut dyn Write,
) -> io::Result<Copied> {
    let head = Head {
        domain: source.domain.to_owned(),
        commits: source.frozen.commits(),
        // A secret that lies elsewhere is kept elsewhere.
        secret: secret_if_made(source.data, None).ok().flatten(),
        earlier: spared.hash,
    };
    let mut writer = Writer::begin(Paced::new(to, mib_per_second), &head)?;
    let mut damaged = 0;
    source.frozen.visit(|key, stored| {
        let value = value_of(key, stored);
        damaged += u64::from(value.is_none());
        let blob = value.and_then(|value| hudhud_host::blob_of(key, value));
        if let Some((id, bytes)) = blob
            && bytes > 0
        {
            let is_spared = spared.has(&id, bytes)?;
            match File::open(source.blobs.path(&id)) {
                Ok(_) if is_spared => writer.spared(&id, bytes)?,
                Ok(mut file) if file.metadata()?.len() >= bytes => {
                    writer.blob(&id, bytes, &mut file)?;
                }
                // Its record promises more than there is.
                Ok(_) => damaged += 1,
                // Retired since.
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(Stopped::Copy(error)),
            }
        }
        Ok(writer.record(key, stored)?)
    })?;
    let (counts, hash) = writer.end()?;
    Ok(Copied::new(head, counts, damaged, hash))
}

/// Why a walk over records ended.
enum Stopped {
    Store,
    Copy(io::Error),
}

impl From<fjall::Error> for Stopped {
    fn from(_: fjall::Error) -> Self {
        Self::Store
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Copy(error)
    }
}

impl From<Stopped> for io::Error {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Store => Self::new(io::ErrorKind::InvalidData, "the store cannot be read"),
            Stopped::Copy(error) => error,
        }
    }
}

/// Copies a data directory that no host serves from; nothing in it is changed.
///
/// # Errors
/// A host serves from it, it is damaged, or the copy cannot be written.
pub fn copy_at_rest(
    data: &Path,
    had: Option<Had>,
    to: &mut dyn Write,
) -> Result<Copied, BackupError> {
    let Found::Known { domain } = inspect(data)? else {
        return Err(BackupError::Nothing {
            data: data.to_owned(),
        });
    };
    let mut directory = DataDirectory::open_to_look(data)?;
    let noted = directory.noted()?;
    let looked = store::look(&directory, noted)?;
    let frozen = looked.store.freeze().map_err(|_| BackupError::Unreadable)?;
    let blobs = BlobFiles::seen_in(data);
    let source = Source {
        frozen,
        blobs: &blobs,
        data,
        domain: &domain,
    };
    let (hash, blobs) = had.map_or((None, Vec::new()), |had| (Some(had.hash), had.blobs));
    let spared = Spared::new(hash, blobs.into_iter().map(Ok));
    write(&source, spared, u32::MAX, to).map_err(BackupError::Io)
}
