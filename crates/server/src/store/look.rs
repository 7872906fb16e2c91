//! The store's files under other names, so that they can be opened and the store stays as it is.
//!
//! Opening recovers: it cuts journals where they end, makes what is missing, removes what nothing
//! refers to. What that would do to a store that is damaged must not be done to it before somebody
//! has decided so. Tables are written once and get a second name; everything else is copied, without
//! the room that journals keep for later.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::data_directory::create_directory;

/// Directories whose files are written once.
const FINAL: [&str; 2] = ["tables", "blobs"];

/// A store's files under other names; they are gone when it is dropped.
#[derive(Debug)]
pub(super) struct Likeness {
    path: PathBuf,
}

impl Likeness {
    /// Of the store in `store`, in `path`, which must be on the same file system.
    pub(super) fn of(store: &Path, path: &Path) -> io::Result<Self> {
        // A process that was killed while it looked leaves one.
        remove(path)?;
        let likeness = Self {
            path: path.to_owned(),
        };
        if store.exists() {
            liken(store, path)?;
        }
        Ok(likeness)
    }

    /// What can be opened in place of the store.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Likeness {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.path) {
            tracing::warn!(kind = %error.kind(), "files that were only looked at stay in `look`");
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn liken(from: &Path, to: &Path) -> io::Result<()> {
    create_directory(to).map_err(io::Error::other)?;
    let is_final = FINAL.iter().any(|name| from.ends_with(name));
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, other) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            liken(&path, &other)?;
        } else if !is_final || fs::hard_link(&path, &other).is_err() {
            // Some file systems have no second names.
            copy(&path, &other)?;
        }
    }
    Ok(())
}

/// Copies what was written, and leaves holes where nothing was.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let (mut from, mut to) = (File::open(from)?, File::create_new(to)?);
    let length = from.metadata()?.len();
    to.set_len(length)?;
    let mut at = 0;
    while let Some((first, end)) = stretch(&from, at, length)? {
        from.seek(SeekFrom::Start(first))?;
        to.seek(SeekFrom::Start(first))?;
        io::copy(&mut (&mut from).take(end - first), &mut to)?;
        at = end;
    }
    to.flush()
}

/// The next stretch of a file, from `at` on, that was written: where it begins and ends.
fn stretch(file: &File, at: u64, length: u64) -> io::Result<Option<(u64, u64)>> {
    use rustix::fs::{SeekFrom as Place, seek};
    if at >= length {
        return Ok(None);
    }
    match seek(file, Place::Data(at)) {
        Ok(first) => Ok(Some((first, seek(file, Place::Hole(first))?))),
        // Nothing but a hole follows.
        Err(Errno::NXIO) => Ok(None),
        // A file system that does not know its holes.
        Err(Errno::INVAL) => Ok(Some((at, length))),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_likeness_has_the_same_bytes_and_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        let (store, look) = (
            directory.path().join("store"),
            directory.path().join("look"),
        );
        fs::create_dir_all(store.join("1/tables")).unwrap();
        fs::write(store.join("1/tables/7"), "table").unwrap();
        fs::write(store.join("0.jnl"), "journal").unwrap();
        File::options()
            .write(true)
            .open(store.join("0.jnl"))
            .and_then(|file| file.set_len(1 << 20))
            .unwrap();
        let likeness = Likeness::of(&store, &look).unwrap();
        for name in ["1/tables/7", "0.jnl"] {
            let read = |root: &Path| fs::read(root.join(name)).unwrap();
            assert_eq!(read(likeness.path()), read(&store), "{name}");
        }
        fs::write(likeness.path().join("0.jnl"), "changed").unwrap();
        assert!(
            fs::read(store.join("0.jnl"))
                .unwrap()
                .starts_with(b"journal")
        );
        drop(likeness);
        assert!(!look.exists());
    }

    #[test]
    fn of_a_store_that_is_not_there_nothing_is_made() {
        let directory = tempfile::tempdir().unwrap();
        let look = directory.path().join("look");
        let likeness = Likeness::of(&directory.path().join("store"), &look).unwrap();
        assert!(!likeness.path().exists());
    }
}
