//! The directory that holds everything a host keeps: its layout, its format, its lock, its secret.
//!
//! ```text
//! format     version of this layout, one decimal number
//! lock       held by the process that serves; a note for the next one inside
//! secret     32 bytes, mode 0600: signs puzzles
//! store/     the embedded store
//! blobs/     sealed blobs, one file each, by the first byte of their id
//! upload/    blobs on their way in; emptied at every start
//! ```
//! Nothing is touched before the format and the lock were found good. What is in `store/` belongs
//! to [`crate::store`], what is in `blobs/` to [`crate::blob_files`].

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The layout this build reads and writes.
pub const FORMAT: u32 = 1;

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataDirectoryError {
    /// Another process serves from it.
    #[error("the data directory {path} is locked by another process: stop it first")]
    Locked {
        /// The directory.
        path: PathBuf,
    },
    /// A newer program wrote it.
    #[error(
        "the data directory {path} has format {found}, and this program knows formats up to \
         {known}: start it with the newer program that wrote it"
    )]
    Newer {
        /// The directory.
        path: PathBuf,
        /// What its `format` file says.
        found: u32,
        /// What this build knows.
        known: u32,
    },
    /// The `format` file has something else in it than a number, or is missing beside other files.
    #[error(
        "{path} is not a data directory of a host: it is not empty and has no readable `format` file"
    )]
    Foreign {
        /// The directory.
        path: PathBuf,
    },
    /// The secret is not 32 bytes.
    #[error("the secret in {path} has {found} bytes instead of 32: restore it from a backup")]
    Secret {
        /// The file.
        path: PathBuf,
        /// Its length.
        found: usize,
    },
    /// The system said no.
    #[error("{path}: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no randomness for a new secret.
    #[error("the system gives no randomness")]
    Entropy,
}

impl DataDirectoryError {
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Locked { .. } => 75,
            Self::Newer { .. } | Self::Foreign { .. } | Self::Secret { .. } => 65,
            Self::Io { .. } => 73,
            Self::Entropy => 71,
        }
    }
}

/// An open, locked data directory. Dropping it gives the lock back.
#[derive(Debug)]
pub struct DataDirectory {
    path: PathBuf,
    lock: File,
}

impl DataDirectory {
    /// Opens `path`, creating it if it does not exist, and takes its lock.
    ///
    /// # Errors
    ///
    /// Another process has it, a newer program wrote it, it is something else, or the system
    /// refuses; in each case nothing in it was changed.
    pub fn open(path: &Path) -> Result<Self, DataDirectoryError> {
        let found = inspect(path)?;
        if found == Found::Nothing {
            create_directory(path)?;
        }
        let lock = take_lock(path)?;
        // Between the look and the lock another process may have begun.
        if inspect(path)? == Found::Nothing {
            write_whole(&path.join("format"), format!("{FORMAT}\n").as_bytes(), path)?;
        }
        for name in ["blobs", "upload"] {
            create_directory(&path.join(name))?;
        }
        Ok(Self {
            path: path.to_owned(),
            lock,
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
        let note = std::str::from_utf8(&bytes).ok().and_then(Note::from_line);
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
        let path = file.map_or_else(|| self.path.join("secret"), Path::to_owned);
        match fs::read(&path) {
            Ok(bytes) => {
                <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| DataDirectoryError::Secret {
                    path,
                    found: bytes.len(),
                })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && file.is_none() => {
                let mut secret = [0; 32];
                getrandom::fill(&mut secret).map_err(|_| DataDirectoryError::Entropy)?;
                write_whole(&path, &secret, &self.path)?;
                Ok(secret)
            }
            Err(source) => Err(DataDirectoryError::Io { path, source }),
        }
    }
}

/// What one process tells the next about the store, in a place that is not the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Note {
    /// No shard's fence was larger.
    pub fence: u64,
    /// So many commits were durable: a store with fewer has lost some.
    pub commits: u64,
}

impl Note {
    fn line(self) -> String {
        let fields = format!("{:020} {:020}", self.fence, self.commits);
        let check = blake3::hash(fields.as_bytes()).to_hex();
        format!("{fields} {}\n", check.get(..8).unwrap_or_default())
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut fields = line.split_ascii_whitespace();
        let note = Self {
            fence: fields.next()?.parse().ok()?,
            commits: fields.next()?.parse().ok()?,
        };
        (note.line() == line).then_some(note)
    }
}

/// What lies at a path before anything is done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing, or an empty directory.
    Nothing,
    /// A data directory of a format this build knows.
    Known,
}

/// Looks without changing anything.
pub(crate) fn inspect(path: &Path) -> Result<Found, DataDirectoryError> {
    let io = |source| DataDirectoryError::Io {
        path: path.to_owned(),
        source,
    };
    match fs::read_to_string(path.join("format")) {
        Ok(text) => match text.trim().parse::<u32>() {
            Ok(found) if found > FORMAT => Err(DataDirectoryError::Newer {
                path: path.to_owned(),
                found,
                known: FORMAT,
            }),
            Ok(FORMAT) => Ok(Found::Known),
            Ok(_) | Err(_) => Err(DataDirectoryError::Foreign {
                path: path.to_owned(),
            }),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_dir(path) {
            Ok(entries) => {
                for entry in entries {
                    let name = entry.map_err(io)?.file_name();
                    // These two are what a first start that was cut short leaves.
                    if name != "lock" && name != "format.new" {
                        return Err(DataDirectoryError::Foreign {
                            path: path.to_owned(),
                        });
                    }
                }
                Ok(Found::Nothing)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Nothing),
            Err(source) => Err(io(source)),
        },
        Err(source) => Err(io(source)),
    }
}

fn take_lock(directory: &Path) -> Result<File, DataDirectoryError> {
    let path = directory.join("lock");
    let io = |source| DataDirectoryError::Io {
        path: path.clone(),
        source,
    };
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
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

fn create_directory(path: &Path) -> Result<(), DataDirectoryError> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| DataDirectoryError::Io {
            path: path.to_owned(),
            source,
        })
}

/// Writes a new file so that after a crash it is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8], parent: &Path) -> Result<(), DataDirectoryError> {
    let io = |source| DataDirectoryError::Io {
        path: path.to_owned(),
        source,
    };
    let half = path.with_extension("new");
    let _ = fs::remove_file(&half);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&half)
        .map_err(io)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(io)?;
    fs::rename(&half, path).map_err(io)?;
    File::open(parent)
        .and_then(|directory| directory.sync_all())
        .map_err(io)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_second_opening_says_that_the_directory_is_locked() {
        let directory = tempfile::tempdir().unwrap();
        let first = DataDirectory::open(directory.path()).unwrap();
        let error = DataDirectory::open(directory.path()).unwrap_err();
        assert!(error.to_string().contains("locked by another process"));
        drop(first);
        DataDirectory::open(directory.path()).unwrap();
    }

    #[test]
    fn a_newer_format_is_refused_before_anything_is_touched() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("format"), "2\n").unwrap();
        let error = DataDirectory::open(directory.path()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("start it with the newer program"),
            "{error}"
        );
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_directory_of_something_else_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("holiday.jpg"), "sand").unwrap();
        let error = DataDirectory::open(directory.path()).unwrap_err();
        assert!(matches!(error, DataDirectoryError::Foreign { .. }));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_secret_is_made_once_and_only_its_owner_reads_it() {
        let directory = tempfile::tempdir().unwrap();
        let opened = DataDirectory::open(directory.path()).unwrap();
        let secret = opened.secret(None).unwrap();
        assert_eq!(opened.secret(None).unwrap(), secret);
        assert_ne!(secret, [0; 32]);
        let mode = fs::metadata(directory.path().join("secret"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_note_is_read_back_and_a_damaged_one_is_none() {
        let directory = tempfile::tempdir().unwrap();
        let mut opened = DataDirectory::open(directory.path()).unwrap();
        assert_eq!(opened.noted().unwrap(), Note::default());
        for (fence, commits) in [(41, 1_000_000), (7, 0)] {
            let note = Note { fence, commits };
            opened.note(note).unwrap();
            assert_eq!(opened.noted().unwrap(), note);
        }
        let line = Note {
            fence: 7,
            commits: 123,
        }
        .line();
        for length in 0..line.len() {
            assert_eq!(Note::from_line(&line[..length]), None);
        }
        assert_eq!(Note::from_line(&line.replace("123", "124")), None);
    }
}
