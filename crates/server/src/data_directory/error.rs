//! Why a data directory cannot be used.

use std::io;
use std::path::PathBuf;

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
    /// It belongs to a host with another name.
    #[error(
        "the data directory {path} belongs to {found}, and the domain is set to {wanted}: names and \
         signatures in it hold for {found} alone; set the domain back, or use another directory"
    )]
    OtherDomain {
        /// The directory.
        path: PathBuf,
        /// Whose it is.
        found: String,
        /// The domain that was set.
        wanted: String,
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
            Self::OtherDomain { .. } => 78,
            Self::Io { .. } => 73,
            Self::Entropy => 71,
        }
    }
}
