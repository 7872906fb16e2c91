//! Blobs as files: one file a blob, complete or not there at all.
//!
//! An upload is written to `upload/`, synced, and renamed into `blobs/`; what a crash leaves in
//! `upload/` is removed at the next start. Which blobs may be stored or served is the host machine's
//! business.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hudhud_base::BlobId;

use crate::data_directory::create_directory;

/// The files of one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct BlobFiles {
    inner: Arc<Directories>,
}

#[derive(Debug)]
struct Directories {
    blobs: PathBuf,
    upload: PathBuf,
    next: AtomicU64,
}

/// An upload under way; its file is removed unless it is kept.
#[derive(Debug)]
pub(crate) struct Upload {
    path: PathBuf,
}

impl BlobFiles {
    /// Takes the directories over, making what is missing, and removes what unfinished uploads left.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let (blobs, upload) = (data.join("blobs"), data.join("upload"));
        for directory in [&blobs, &upload] {
            create_directory(directory).map_err(io::Error::other)?;
        }
        for entry in fs::read_dir(&upload)? {
            fs::remove_file(entry?.path())?;
        }
        // All of them now: a shelf that is made while somebody uploads is not durable before its
        // parent is, and whoever finds it there cannot tell.
        for shelf in 0..=u8::MAX {
            create_directory(&blobs.join(format!("{shelf:02x}"))).map_err(io::Error::other)?;
        }
        for directory in [&blobs, data] {
            fs::File::open(directory)?.sync_all()?;
        }
        let inner = Directories {
            blobs,
            upload,
            next: AtomicU64::new(0),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Where the blob's bytes are, if they are there.
    pub(crate) fn path(&self, id: &BlobId) -> PathBuf {
        let name = id.to_string();
        let (shelf, _) = name.split_at(2);
        self.inner.blobs.join(shelf).join(&name)
    }

    /// A place for an upload.
    pub(crate) fn begin(&self) -> Upload {
        let number = self.inner.next.fetch_add(1, Ordering::Relaxed);
        Upload {
            path: self.inner.upload.join(format!("{number}")),
        }
    }

    /// Puts a complete and synced upload in its place, durably.
    pub(crate) fn keep(&self, upload: &Upload, id: &BlobId) -> io::Result<()> {
        let path = self.path(id);
        if let Some(shelf) = path.parent() {
            fs::rename(&upload.path, &path)?;
            fs::File::open(shelf)?.sync_all()?;
        }
        Ok(())
    }

    /// Removes a blob's bytes; it is no error if they are not there.
    pub(crate) fn remove(&self, id: &BlobId) {
        match fs::remove_file(self.path(id)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(kind = %error.kind(), "a retired blob's file stays"),
        }
    }
}

impl Upload {
    /// The file to write to.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // After it was kept there is nothing under this name.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> (tempfile::TempDir, BlobFiles) {
        let data = tempfile::tempdir().unwrap();
        let files = BlobFiles::open(data.path()).unwrap();
        (data, files)
    }

    #[test]
    fn an_upload_that_is_dropped_leaves_nothing() {
        let (data, files) = files();
        let upload = files.begin();
        fs::write(upload.path(), "half").unwrap();
        drop(upload);
        assert_eq!(fs::read_dir(data.path().join("upload")).unwrap().count(), 0);
    }

    #[test]
    fn what_a_crash_left_is_gone_after_the_next_start() {
        let (data, _) = files();
        fs::write(data.path().join("upload/7"), "half").unwrap();
        BlobFiles::open(data.path()).unwrap();
        assert_eq!(fs::read_dir(data.path().join("upload")).unwrap().count(), 0);
    }

    #[test]
    fn every_shelf_is_there_before_the_first_upload() {
        let (data, files) = files();
        for first in 0..=u8::MAX {
            let shelf = files.path(&BlobId([first; 32]));
            assert!(shelf.parent().unwrap().is_dir(), "{first:02x}");
        }
        assert_eq!(
            fs::read_dir(data.path().join("blobs")).unwrap().count(),
            256
        );
    }

    #[test]
    fn a_kept_upload_is_found_under_its_id_until_it_is_removed() {
        let (_data, files) = files();
        let id = BlobId([0xab; 32]);
        let upload = files.begin();
        fs::write(upload.path(), "whole").unwrap();
        files.keep(&upload, &id).unwrap();
        drop(upload);
        assert_eq!(fs::read_to_string(files.path(&id)).unwrap(), "whole");
        files.remove(&id);
        files.remove(&id);
        assert!(!files.path(&id).exists());
    }
}
