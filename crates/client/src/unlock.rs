//! The database key: from a passphrase, or from a file that holds it.
//!
//! Owns `key.json`, which says in clear how the key is made. Does not ask a person for anything.

use std::io;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER_PERMISSIVE;
use getrandom::SysRng;
use hudhud_crypto::keys::StoreKey;
use hudhud_crypto::passphrase::{self, Parameters};
use rand_core::UnwrapErr;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::home::{Home, write_private};

/// What opens a device's database.
pub enum Unlock {
    /// Something a person knows.
    Passphrase(Zeroizing<String>),
    /// A file with the key itself; made if it is not there. Whoever has it reads everything.
    KeyFile(PathBuf),
}

impl std::fmt::Debug for Unlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Passphrase(_) => f.write_str("Passphrase(…)"),
            Self::KeyFile(_) => f.write_str("KeyFile(…)"),
        }
    }
}

/// What a device's database asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockKind {
    /// A passphrase.
    Passphrase,
    /// The file with the key.
    KeyFile,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum UnlockError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// `key.json` is not what this program writes.
    #[error("{path} is damaged, or was written by a newer version")]
    Record {
        /// The file.
        path: PathBuf,
    },
    /// The key file does not hold 64 hexadecimal digits.
    #[error("{path} holds no key: 64 hexadecimal digits are expected")]
    KeyFile {
        /// The file.
        path: PathBuf,
    },
    /// The database was made with the other kind of lock.
    #[error("this data directory is opened with {}", describe(.wanted))]
    OtherLock {
        /// What it asks for.
        wanted: LockKind,
    },
    /// The database is there, and the record of its key is not.
    #[error("{path} is missing: without it the database beside it cannot be opened")]
    RecordMissing {
        /// Where it should be.
        path: PathBuf,
    },
}

fn describe(kind: &LockKind) -> &'static str {
    match kind {
        LockKind::Passphrase => "a passphrase, not with a key file",
        LockKind::KeyFile => "a key file, not with a passphrase",
    }
}

/// `key.json`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    version: u32,
    lock: RecordLock,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RecordLock {
    /// Hexadecimal [`Parameters::encode`].
    Passphrase(String),
    KeyFile,
}

/// The version of `key.json` that this program writes, and the newest that it reads.
const RECORD_VERSION: u32 = 1;

impl Home {
    /// What the database here asks for; `None` if there is none yet.
    ///
    /// # Errors
    /// [`UnlockError::File`], [`UnlockError::Record`], [`UnlockError::RecordMissing`].
    pub fn lock_kind(&self) -> Result<Option<LockKind>, UnlockError> {
        Ok(read_record(self)?.map(|record| record.lock.kind()))
    }

    /// The database key; the first time it is made and recorded. A passphrase takes about a
    /// quarter of a second. A wrong passphrase gives another key: the database tells.
    ///
    /// # Errors
    /// [`UnlockError`].
    pub(crate) fn unlock(&self, unlock: &Unlock) -> Result<StoreKey, UnlockError> {
        let record = match read_record(self)? {
            Some(record) => record,
            None => make_record(self, unlock)?,
        };
        match (&record.lock, unlock) {
            (RecordLock::Passphrase(parameters), Unlock::Passphrase(text)) => {
                let damaged = || UnlockError::Record {
                    path: self.key_record(),
                };
                let bytes = HEXLOWER_PERMISSIVE.decode(parameters.as_bytes());
                let bytes = bytes.map_err(|_| damaged())?;
                let parameters = Parameters::decode(&bytes).map_err(|_| damaged())?;
                passphrase::derive(text, &parameters).map_err(|_| damaged())
            }
            (RecordLock::KeyFile, Unlock::KeyFile(path)) => read_key(path),
            (lock, _) => Err(UnlockError::OtherLock {
                wanted: lock.kind(),
            }),
        }
    }
}

impl RecordLock {
    const fn kind(&self) -> LockKind {
        match self {
            Self::Passphrase(_) => LockKind::Passphrase,
            Self::KeyFile => LockKind::KeyFile,
        }
    }
}

fn read_record(home: &Home) -> Result<Option<Record>, UnlockError> {
    let path = home.key_record();
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if home.database().exists() {
                Err(UnlockError::RecordMissing { path })
            } else {
                Ok(None)
            };
        }
        Err(source) => return Err(UnlockError::File { path, source }),
    };
    match serde_json::from_str::<Record>(&text) {
        Ok(record) if record.version == RECORD_VERSION => Ok(Some(record)),
        Ok(_) | Err(_) => Err(UnlockError::Record { path }),
    }
}

fn make_record(home: &Home, unlock: &Unlock) -> Result<Record, UnlockError> {
    let lock = match unlock {
        Unlock::Passphrase(_) => {
            let parameters = Parameters::generate(&mut UnwrapErr(SysRng)).encode();
            RecordLock::Passphrase(HEXLOWER_PERMISSIVE.encode(&parameters))
        }
        Unlock::KeyFile(path) => {
            if !path.exists() {
                make_key(path)?;
            }
            RecordLock::KeyFile
        }
    };
    let record = Record {
        version: RECORD_VERSION,
        lock,
    };
    let path = home.key_record();
    let text = serde_json::to_string(&record).map_err(|error| UnlockError::File {
        path: path.clone(),
        source: error.into(),
    })?;
    write_private(&path, text.as_bytes()).map_err(|source| UnlockError::File { path, source })?;
    Ok(record)
}

fn make_key(path: &Path) -> Result<(), UnlockError> {
    let key = StoreKey::generate(&mut UnwrapErr(SysRng));
    let mut text = Zeroizing::new(HEXLOWER_PERMISSIVE.encode(key.as_bytes()));
    text.push('\n');
    write_private(path, text.as_bytes()).map_err(|source| UnlockError::File {
        path: path.to_owned(),
        source,
    })
}

fn read_key(path: &Path) -> Result<StoreKey, UnlockError> {
    let text = std::fs::read_to_string(path).map_err(|source| UnlockError::File {
        path: path.to_owned(),
        source,
    })?;
    let text = Zeroizing::new(text);
    let no_key = || UnlockError::KeyFile {
        path: path.to_owned(),
    };
    let bytes = HEXLOWER_PERMISSIVE
        .decode(text.trim().as_bytes())
        .map_err(|_| no_key())?;
    let bytes = Zeroizing::new(bytes);
    let bytes: [u8; StoreKey::LEN] = bytes.as_slice().try_into().map_err(|_| no_key())?;
    Ok(StoreKey::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Unlock {
        Unlock::Passphrase(Zeroizing::new(text.to_owned()))
    }

    fn home() -> (tempfile::TempDir, Home) {
        let directory = tempfile::tempdir().unwrap();
        let home = Home::new(directory.path());
        (directory, home)
    }

    #[test]
    fn the_same_passphrase_gives_the_same_key_and_another_gives_another() {
        let (_directory, home) = home();
        assert_eq!(home.lock_kind().unwrap(), None);
        let key = home.unlock(&passphrase("هدهد one two")).unwrap();
        assert_eq!(home.lock_kind().unwrap(), Some(LockKind::Passphrase));
        assert!(home.unlock(&passphrase("هدهد one two")).unwrap() == key);
        assert!(home.unlock(&passphrase("هدهد one")).unwrap() != key);
    }

    #[test]
    fn a_key_file_is_made_once_and_read_afterwards() {
        let (directory, home) = home();
        let path = directory.path().join("elsewhere.key");
        let key = home.unlock(&Unlock::KeyFile(path.clone())).unwrap();
        assert!(home.unlock(&Unlock::KeyFile(path.clone())).unwrap() == key);
        std::fs::write(&path, "not a key").unwrap();
        let error = home.unlock(&Unlock::KeyFile(path)).unwrap_err();
        assert!(matches!(error, UnlockError::KeyFile { .. }));
    }

    #[test]
    fn the_wrong_kind_of_lock_says_which_is_wanted() {
        let (directory, home) = home();
        home.unlock(&passphrase("a")).unwrap();
        let error = home
            .unlock(&Unlock::KeyFile(directory.path().join("k")))
            .unwrap_err();
        assert!(matches!(
            error,
            UnlockError::OtherLock {
                wanted: LockKind::Passphrase
            }
        ));
    }

    #[test]
    fn a_damaged_or_missing_record_is_told_apart_from_a_new_home() {
        let (_directory, home) = home();
        std::fs::write(home.key_record(), "{\"version\":2,\"lock\":\"key-file\"}").unwrap();
        assert!(matches!(home.lock_kind(), Err(UnlockError::Record { .. })));
        std::fs::remove_file(home.key_record()).unwrap();
        std::fs::write(home.database(), "").unwrap();
        assert!(matches!(
            home.lock_kind(),
            Err(UnlockError::RecordMissing { .. })
        ));
    }
}
