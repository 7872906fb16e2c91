//! Why a host could not start or go on, sorted by who must act, with the exit code of each.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::config::ConfigError;
use crate::data_directory::DataDirectoryError;
use crate::store::StoreOpenError;
use crate::tls::TlsError;

/// Why serving did not begin, or ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The operator's settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data directory.
    #[error(transparent)]
    DataDirectory(#[from] DataDirectoryError),
    /// The store inside it.
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    /// Certificate or key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address is in use, or not ours.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// A thread, a timer or a signal handler could not be made.
    #[error("the system refused a thread, an event queue or a signal handler: {0}")]
    System(#[source] io::Error),
    /// The system gave no randomness.
    #[error("the system gives no randomness")]
    Entropy,
    /// A commit failed: what is on disk is whole, what is in memory is not trusted any more.
    #[error("the store in {data} can no longer be written; check the disk, then start again")]
    StoreFailed {
        /// The data directory.
        data: PathBuf,
    },
    /// A thread of the host ended by itself: a bug.
    #[error("the host's {thread} thread ended unexpectedly")]
    ThreadEnded {
        /// The thread's name.
        thread: &'static str,
    },
}

impl ServeError {
    /// Exit code of the program, after `sysexits`; listed in docs/operate.md.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) => 78,
            Self::Tls(_) => 66,
            Self::DataDirectory(error) => error.exit_code(),
            Self::Store(error) => error.exit_code(),
            Self::Listen { .. } => 69,
            Self::System(_) | Self::Entropy => 71,
            Self::StoreFailed { .. } => 74,
            Self::ThreadEnded { .. } => 70,
        }
    }
}
