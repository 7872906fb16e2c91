//! The app's files, as a value: the host serves them and knows nothing of what they do.
//!
//! They are compiled into the program that runs the host, or read from a directory that
//! `cargo xtask web` has written. Answering requests is `network::app`.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::Deserialize;

/// The list that a directory of finished files holds.
const LISTING: &str = "listing.json";

/// One file, in the encodings in which it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct AppFile {
    /// Its media type.
    pub media_type: String,
    /// A hash of its contents, in hexadecimal digits.
    pub hash: String,
    /// Whether its path will never have other contents.
    pub is_immutable: bool,
    /// Its contents.
    pub contents: Contents,
}

/// A file's contents.
#[derive(Clone, PartialEq, Eq)]
pub enum Contents {
    /// As they are; compressing them would not help.
    Plain(Bytes),
    /// Compressed; as they are only for whoever reads neither.
    Compressed {
        /// In Brotli (RFC 7932).
        brotli: Bytes,
        /// In gzip (RFC 1952).
        gzip: Bytes,
    },
}

/// All files by path, with the slash in front. None: this build has no app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppFiles {
    files: BTreeMap<String, AppFile>,
}

/// Why a directory's files cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum AppFilesError {
    /// A file cannot be read.
    #[error("the app's file {path}: {source}")]
    Unreadable {
        /// The file that is meant.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The list of files is not one.
    #[error("the app's file {path}: {source}; it is written by `cargo xtask web`")]
    Listing {
        /// The list.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
}

#[derive(Deserialize)]
struct Listing {
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    media_type: String,
    hash: String,
    is_immutable: bool,
    brotli_bytes: Option<u64>,
}

impl AppFiles {
    /// The files of a directory that `cargo xtask web` has written.
    ///
    /// # Errors
    ///
    /// The list or a file it names cannot be read.
    pub fn read(directory: &Path) -> Result<Self, AppFilesError> {
        let read = |path: PathBuf| match std::fs::read(&path) {
            Ok(bytes) => Ok(Bytes::from(bytes)),
            Err(source) => Err(AppFilesError::Unreadable { path, source }),
        };
        let path = directory.join(LISTING);
        let listing: Listing = serde_json::from_slice(&read(path.clone())?)
            .map_err(|source| AppFilesError::Listing { path, source })?;
        let mut files = Self::default();
        for listed in listing.files {
            let at = |ending: &str| {
                let relative = listed.path.trim_start_matches('/');
                directory.join(format!("{relative}{ending}"))
            };
            let contents = if listed.brotli_bytes.is_some() {
                Contents::Compressed {
                    brotli: read(at(".br"))?,
                    gzip: read(at(".gz"))?,
                }
            } else {
                Contents::Plain(read(at(""))?)
            };
            let file = AppFile {
                media_type: listed.media_type,
                hash: listed.hash,
                is_immutable: listed.is_immutable,
                contents,
            };
            files.insert(listed.path, file);
        }
        Ok(files)
    }

    /// Adds a file at a path, with the slash in front; what was there is replaced.
    pub fn insert(&mut self, path: impl Into<String>, file: AppFile) {
        self.files.insert(path.into(), file);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file at exactly this path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&AppFile> {
        self.files.get(path)
    }
}

impl Contents {
    /// What the file holds, not compressed.
    ///
    /// # Errors
    ///
    /// The compressed form is damaged.
    pub fn plain(&self) -> io::Result<Bytes> {
        match self {
            Self::Plain(bytes) => Ok(bytes.clone()),
            Self::Compressed { gzip, .. } => {
                let mut plain = Vec::new();
                flate2::read::GzDecoder::new(&gzip[..]).read_to_end(&mut plain)?;
                Ok(plain.into())
            }
        }
    }
}

impl fmt::Debug for AppFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppFile")
            .field("media_type", &self.media_type)
            .field("hash", &self.hash)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contents")
    }
}
