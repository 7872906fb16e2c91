//! For whom the app's files are made.

use clap::ValueEnum;

/// For whom the files are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// For people: compressed as far as it goes, and kept by the service worker.
    Ship,
    /// For whoever changes the code: compressed quickly, names of functions kept, never cached.
    Dev,
}
