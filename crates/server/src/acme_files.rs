//! What is kept of an authority in the data directory, in `acme/`, for its owner alone.
//!
//! ```text
//! account      the key with which the authority knows this host, and where
//! identity     certificate chain and its key, in PEM, in one file: there is no moment between the two
//! failure      why no certificate was given last; not there: one was
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::data_directory::{create_directory, keep_whole};

/// The folder in a data directory.
#[derive(Debug, Clone)]
pub(crate) struct AcmeFiles(PathBuf);

impl AcmeFiles {
    pub(crate) fn of(data: &Path) -> Self {
        Self(data.join("acme"))
    }

    /// Certificate and key.
    pub(crate) fn identity(&self) -> PathBuf {
        self.0.join("identity")
    }

    /// The account, if there is one.
    pub(crate) fn account(&self) -> Option<Vec<u8>> {
        fs::read(self.0.join("account")).ok()
    }

    pub(crate) fn keep_account(&self, bytes: &[u8]) -> io::Result<()> {
        self.keep("account", bytes)
    }

    pub(crate) fn keep_identity(&self, pem: &str) -> io::Result<()> {
        self.keep("identity", pem.as_bytes())
    }

    /// The authority does not know it any more.
    pub(crate) fn forget_account(&self) {
        // If it stays, it is refused again, and forgotten then.
        let _ = fs::remove_file(self.0.join("account"));
    }

    /// Why no certificate was given last.
    pub(crate) fn failure(&self) -> Option<String> {
        fs::read_to_string(self.0.join("failure")).ok()
    }

    /// For `doctor`, which runs beside: nothing is lost without it.
    pub(crate) fn note_failure(&self, sentence: Option<&str>) {
        let _ = match sentence {
            Some(sentence) => self.keep("failure", sentence.as_bytes()),
            None => fs::remove_file(self.0.join("failure")),
        };
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        create_directory(&self.0).map_err(|error| io::Error::other(error.to_string()))?;
        keep_whole(&self.0.join(name), bytes)
    }
}
