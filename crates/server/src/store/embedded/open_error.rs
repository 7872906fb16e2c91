//! Why a store could not be opened, sorted by who must act.

use std::io;
use std::path::{Path, PathBuf};

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreOpenError {
    /// Another process has it open, although it does not hold the lock of the data directory.
    #[error("the store in {path} is locked by another process: stop it first")]
    Locked {
        /// Where it lies.
        path: PathBuf,
    },
    /// It is damaged, or was written by another version of the engine.
    #[error(
        "the store in {path} cannot be read ({source}): restore the data directory from a backup"
    )]
    Damaged {
        /// Where it lies.
        path: PathBuf,
        /// What the engine said.
        source: Box<fjall::Error>,
    },
    /// It opens, but the end of what was once durable is missing.
    #[error(
        "the store in {path} has lost commits (it has {found} of {expected}): restore the data \
         directory from a backup, or see what is gone with `hudhud repair`"
    )]
    Lost {
        /// Where it lies.
        path: PathBuf,
        /// Commits in it.
        found: u64,
        /// Commits that were durable.
        expected: u64,
    },
    /// The system refused.
    #[error("the store in {path}: {source}")]
    Io {
        /// Where it lies.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl StoreOpenError {
    pub(crate) fn lost(path: &Path, found: u64, expected: u64) -> Self {
        Self::Lost {
            path: path.to_owned(),
            found,
            expected,
        }
    }

    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Locked { .. } => 75,
            Self::Damaged { .. } | Self::Lost { .. } => 65,
            Self::Io { .. } => 74,
        }
    }

    /// The same, said of the store whose likeness was opened.
    pub(crate) fn concerning(mut self, store: &Path) -> Self {
        let (Self::Locked { path }
        | Self::Damaged { path, .. }
        | Self::Lost { path, .. }
        | Self::Io { path, .. }) = &mut self;
        store.clone_into(path);
        self
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the engine's list of errors is open"
    )]
    pub(super) fn new(path: &Path, error: fjall::Error) -> Self {
        let path = path.to_owned();
        match error {
            fjall::Error::Locked => Self::Locked { path },
            fjall::Error::Io(source) => Self::Io { path, source },
            // The engine's list of errors is open; every other one means the files are not as
            // they were written.
            source => Self::Damaged {
                path,
                source: Box::new(source),
            },
        }
    }
}
