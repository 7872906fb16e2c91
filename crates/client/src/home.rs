//! The directory that holds one person's device: where its files lie, and who may read them.
//!
//! Owns paths and permissions. Does not know what is in the files.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What others than its owner may do with a file, in its mode.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

/// One device's directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    directory: PathBuf,
}

impl Home {
    /// The device in `directory`, which need not exist yet.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
        }
    }

    /// The directory itself.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The encrypted database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.directory.join("hudhud.db")
    }

    /// Where the device is lent while a process has it open.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.directory.join("daemon")
    }

    /// What is kept in clear about the database's key: how it is made, never the key.
    #[must_use]
    pub fn key_record(&self) -> PathBuf {
        self.directory.join("key.json")
    }

    /// Whether nothing has been stored here yet.
    #[must_use]
    pub fn is_new(&self) -> bool {
        !self.database().exists() && !self.key_record().exists()
    }

    /// Makes the directory, which nobody but its owner may enter; one that others may is not taken.
    pub(crate) fn create(&self) -> io::Result<()> {
        if self.directory.is_dir() {
            return self.check();
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.directory)
    }
}

impl Home {
    /// Whoever may enter the directory is nearer to the key and to the socket than anybody is to be. Its mode is
    /// not changed here: somebody may have meant it, of a directory that holds other things as well.
    #[cfg(unix)]
    fn check(&self) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&self.directory)?.permissions().mode();
        if mode & OTHERS == 0 {
            return Ok(());
        }
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "other users may enter this directory; nobody else is to (chmod 700)",
        ))
    }

    #[cfg(not(unix))]
    fn check(&self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a file that only its owner may read, whole or not at all; an existing one is left alone.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}.part", std::process::id()));
    let partial = PathBuf::from(partial);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        // A link, not a rename: two programs that start at once must not replace each other's key.
        fs::hard_link(&partial, path)
    });
    let removed = fs::remove_file(&partial);
    written.and(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_file_is_written_once_and_never_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        write_private(&path, b"first").unwrap();
        let error = write_private(&path, b"second").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_directory_or_a_private_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let home = Home::new(directory.path().join("a").join("b"));
        home.create().unwrap();
        write_private(&home.key_record(), b"x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(home.directory()), 0o700);
        assert_eq!(mode(&home.key_record()), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_others_may_enter_is_not_taken() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let home = Home::new(directory.path());
        for (mode, taken) in [
            (0o700, true),
            (0o755, false),
            (0o710, false),
            (0o701, false),
        ] {
            let mode = fs::Permissions::from_mode(mode);
            fs::set_permissions(directory.path(), mode).unwrap();
            assert_eq!(home.create().is_ok(), taken);
        }
    }
}
