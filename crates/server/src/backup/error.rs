//! Why there is no copy, or nothing was restored.

use std::io;
use std::path::PathBuf;

use crate::data_directory::DataDirectoryError;
use crate::store::StoreOpenError;

/// Why a copy was not taken, or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is no data directory.
    #[error("{data} is no data directory")]
    Nothing {
        /// Where it was looked for.
        data: PathBuf,
    },
    /// Something is where a copy is to be restored.
    #[error("{data} is not empty: a backup is restored into a directory of its own")]
    Occupied {
        /// The directory.
        data: PathBuf,
    },
    /// The data directory.
    #[error(transparent)]
    DataDirectory(#[from] DataDirectoryError),
    /// The store inside it.
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    /// The store cannot be read.
    #[error("the store cannot be read")]
    Unreadable,
    /// Reading or writing failed.
    #[error("the backup was cut short: {0}")]
    Io(#[source] io::Error),
    /// It is no copy.
    #[error("this is no backup of a host")]
    Foreign,
    /// A newer program took it.
    #[error(
        "this backup was taken by a newer program (version {version} of the form; this one knows {known}): restore it with that"
    )]
    Newer {
        /// Of its form.
        version: u8,
        /// The newest that is known here.
        known: u8,
    },
    /// It goes on from an earlier copy that is not at hand.
    #[error(
        "this backup goes on from the one that ends in {hash}, which is not at hand: name it with --earlier"
    )]
    EarlierMissing {
        /// With which the earlier one ends.
        hash: blake3::Hash,
    },
    /// It was changed or cut since it was taken.
    #[error("this backup is damaged, or was not finished: nothing of it was kept")]
    Damaged,
}

impl From<fjall::Error> for BackupError {
    fn from(error: fjall::Error) -> Self {
        if let fjall::Error::Io(error) = error {
            Self::Io(error)
        } else {
            Self::Unreadable
        }
    }
}

impl BackupError {
    /// Exit code of the program; listed in docs/operate.md.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Nothing { .. } | Self::Occupied { .. } => 73,
            Self::DataDirectory(error) => error.exit_code(),
            Self::Store(error) => error.exit_code(),
            Self::Unreadable
            | Self::Foreign
            | Self::Newer { .. }
            | Self::Damaged
            | Self::EarlierMissing { .. } => 65,
            Self::Io(_) => 74,
        }
    }
}
