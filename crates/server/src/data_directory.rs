//! The directory that holds everything a host keeps: its layout, its format, its lock, its secret.
//!
//! ```text
//! format     version of this layout, and the domain of the host
//! lock       held by the process that serves; a note for the next one inside
//! secret     32 bytes, mode 0600: signs puzzles and invitations
//! store/     the embedded store
//! admin      the operator's socket, while a host serves
//! acme/      account and certificate from an authority, if one is named
//! blobs/     sealed blobs, one file each, by the first byte of their id
//! look/      the store's files under other names, while somebody looks whether they are sound
//! ```
//! Nothing is touched before the format, the domain and the lock were found good. What is in `store/`
//! and `look/` belongs to [`crate::store`], what is in `blobs/` to [`crate::blob_files`],
//! what is in `acme/` to [`crate::acme`].

mod error;
mod format;
mod note;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

pub use error::DataDirectoryError;
pub use format::FORMAT;
pub(crate) use format::{Found, inspect};
pub use note::Note;

/// An open, locked data directory. Dropping it gives the lock back.
#[derive(Debug)]
pub struct DataDirectory {
    path: PathBuf,
    lock: File,
}

impl DataDirectory {
    /// Opens `path` for the host of `domain`, creating it if it does not exist, and takes its lock.
    ///
    /// # Errors
    ///
    /// Another process has it, it belongs to another domain, a newer program wrote it, it is something
    /// else, or the system refuses; in each case nothing in it was changed.
    pub fn open(path: &Path, domain: &str) -> Result<Self, DataDirectoryError> {
        let found = inspect(path)?;
        belongs_to(&found, domain, path)?;
        if found == Found::Nothing {
            create_directory(path)?;
        }
        let lock = take_lock(path, OpenOptions::new().create(true))?;
        // Between the look and the lock another process may have begun.
        let found = inspect(path)?;
        belongs_to(&found, domain, path)?;
        if found == Found::Nothing {
            let written = format::written(domain);
            write_whole(&path.join("format"), written.as_bytes())?;
        }
        Ok(Self {
            path: path.to_owned(),
            lock,
        })
    }

    /// Opens a directory that is there, whosever it is, and takes its lock. Changes nothing.
    ///
    /// # Errors
    ///
    /// There is none of a format this build knows, another process has it, or the system refuses.
    pub fn open_to_look(path: &Path) -> Result<Self, DataDirectoryError> {
        if inspect(path)? == Found::Nothing {
            return Err(DataDirectoryError::Io {
                path: path.to_owned(),
                source: io::ErrorKind::NotFound.into(),
            });
        }
        Ok(Self {
            path: path.to_owned(),
            lock: take_lock(path, &mut OpenOptions::new())?,
        })
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the embedded store lies.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.path.join("store")
    }

    /// Where the store's files have other names while somebody looks at them.
    pub(crate) fn look(&self) -> PathBuf {
        self.path.join("look")
    }

    /// Writes a note into the lock file, for the next process that opens the directory.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn note(&mut self, note: Note) -> Result<(), DataDirectoryError> {
        let path = self.path.join("lock");
        let text = note.line();
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        // Every note is as long as the one that it replaces: there is no moment without one.
        self.lock
            .rewind()
            .and_then(|()| self.lock.write_all(text.as_bytes()))
            .and_then(|()| self.lock.set_len(length))
            .and_then(|()| self.lock.sync_data())
            .map_err(|source| DataDirectoryError::Io { path, source })
    }

    /// What was noted last; zeros if nothing was, or if it cannot be made out.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn noted(&mut self) -> Result<Note, DataDirectoryError> {
        let mut bytes = Vec::new();
        self.lock
            .rewind()
            .and_then(|()| self.lock.read_to_end(&mut bytes))
            .map_err(|source| DataDirectoryError::Io {
                path: self.path.join("lock"),
                source,
            })?;
        let note = Note::from_bytes(&bytes);
        if note.is_none() && !bytes.is_empty() {
            tracing::warn!("the lock file's note is damaged: lost commits would not be noticed");
        }
        Ok(note.unwrap_or_default())
    }

    /// Reads the host's secret from `file`, or from the directory; the first start makes it there.
    ///
    /// # Errors
    ///
    /// It cannot be read or made, or has another length.
    pub fn secret(&self, file: Option<&Path>) -> Result<[u8; 32], DataDirectoryError> {
        if let Some(secret) = self.secret_if_made(file)? {
            return Ok(secret);
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|_| DataDirectoryError::Entropy)?;
        write_whole(&self.path.join("secret"), &secret)?;
        Ok(secret)
    }

    /// Gives the directory a secret, if it has none.
    pub(crate) fn keep_secret(&self, secret: &[u8; 32]) -> Result<(), DataDirectoryError> {
        write_whole(&self.path.join("secret"), secret)
    }

    /// The secret in `file`, or that in the directory if it was made already.
    ///
    /// # Errors
    ///
    /// It cannot be read, or has another length.
    pub fn secret_if_made(
        &self,
        file: Option<&Path>,
    ) -> Result<Option<[u8; 32]>, DataDirectoryError> {
        secret_if_made(&self.path, file)
    }
}

/// The secret in `file`, or that in the data directory at `path` if it was made already: the one thing
/// that is read beside a host that runs, because it is written once.
pub(crate) fn secret_if_made(
    path: &Path,
    file: Option<&Path>,
) -> Result<Option<[u8; 32]>, DataDirectoryError> {
    let path = file.map_or_else(|| path.join("secret"), Path::to_owned);
    match fs::read(&path) {
        Ok(bytes) => <[u8; 32]>::try_from(bytes.as_slice())
            .map(Some)
            .map_err(|_| DataDirectoryError::Secret {
                path,
                found: bytes.len(),
            }),
        Err(error) if error.kind() == io::ErrorKind::NotFound && file.is_none() => Ok(None),
        Err(source) => Err(DataDirectoryError::Io { path, source }),
    }
}

fn belongs_to(found: &Found, wanted: &str, path: &Path) -> Result<(), DataDirectoryError> {
    match found {
        Found::Known { domain } if domain != wanted => Err(DataDirectoryError::OtherDomain {
            path: path.to_owned(),
            found: domain.clone(),
            wanted: wanted.to_owned(),
        }),
        Found::Known { .. } | Found::Nothing => Ok(()),
    }
}

fn take_lock(directory: &Path, how: &mut OpenOptions) -> Result<File, DataDirectoryError> {
    let path = directory.join("lock");
    let io = |source| DataDirectoryError::Io {
        path: path.clone(),
        source,
    };
    let file = how
        .read(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DataDirectoryError::Locked {
            path: directory.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

/// Makes a directory that only its owner looks into, unless it is there.
pub(crate) fn create_directory(path: &Path) -> Result<(), DataDirectoryError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| DataDirectoryError::Io {
            path: path.to_owned(),
            source,
        })
}

/// Writes a file that only its owner reads so that after a crash it is there whole, or as it was.
pub(crate) fn keep_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let half = path.with_extension("new");
    let _ = fs::remove_file(&half);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&half)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&half, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

/// The same of a file of the directory's own.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), DataDirectoryError> {
    keep_whole(path, bytes).map_err(|source| DataDirectoryError::Io {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests;
