//! Blobs as files: one file a blob, of which as much counts as its record says.
//!
//! What lies behind a record's offset is a piece on its way. It is cut away when that breaks off, and what
//! a crash has left is when the next one comes. Which blobs may be stored or served is the host machine's business.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hudhud_base::BlobId;

use crate::data_directory::create_directory;

/// The files of one data directory; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct BlobFiles {
    blobs: Arc<PathBuf>,
}

impl BlobFiles {
    /// Takes the directory over, making what is missing.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let blobs = data.join("blobs");
        create_directory(&blobs).map_err(io::Error::other)?;
        // All of them now: a shelf that is made while somebody uploads is not durable before its
        // parent is, and whoever finds it there cannot tell.
        for shelf in 0..=u8::MAX {
            create_directory(&blobs.join(format!("{shelf:02x}"))).map_err(io::Error::other)?;
        }
        for directory in [blobs.as_path(), data] {
            File::open(directory)?.sync_all()?;
        }
        Ok(Self::seen_in(data))
    }

    /// Those of a data directory in which nothing is changed.
    pub(crate) fn seen_in(data: &Path) -> Self {
        Self {
            blobs: Arc::new(data.join("blobs")),
        }
    }

    /// Where the blob's bytes are, if they are there.
    pub(crate) fn path(&self, id: &BlobId) -> PathBuf {
        let name = id.to_string();
        let (shelf, _) = name.split_at(2);
        self.blobs.join(shelf).join(&name)
    }

    /// The blob's file, made if it begins now, with `offset` bytes, to be written on behind them.
    ///
    /// # Errors
    /// What the system says, and if there are fewer bytes than that.
    pub(crate) fn go_on(&self, id: &BlobId, offset: u64) -> io::Result<File> {
        let path = self.path(id);
        let is_new = offset == 0;
        let mut file = OpenOptions::new()
            .write(true)
            .create(is_new)
            .truncate(false)
            .open(&path)?;
        if file.metadata()?.len() < offset {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        file.set_len(offset)?;
        file.seek(SeekFrom::Start(offset))?;
        // Else the file could be gone after a power cut, and its record not.
        if is_new && let Some(shelf) = path.parent() {
            File::open(shelf)?.sync_all()?;
        }
        Ok(file)
    }

    /// Takes away what lies behind the first `offset` bytes, and the file if there are none.
    pub(crate) fn cut(&self, id: &BlobId, offset: u64) {
        if offset == 0 {
            return self.remove(id);
        }
        let file = OpenOptions::new().write(true).open(self.path(id));
        let cut = file.and_then(|file| {
            let length = file.metadata()?.len();
            file.set_len(length.min(offset))
        });
        if let Err(error) = cut {
            tracing::warn!(kind = %error.kind(), "what a piece of a blob has left stays");
        }
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const ID: BlobId = BlobId([0xab; 32]);

    fn files() -> (tempfile::TempDir, BlobFiles) {
        let data = tempfile::tempdir().unwrap();
        let files = BlobFiles::open(data.path()).unwrap();
        (data, files)
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
    fn what_an_upload_left_behind_the_offset_is_cut_away() {
        let (_data, files) = files();
        files
            .go_on(&ID, 0)
            .unwrap()
            .write_all(b"whole junk")
            .unwrap();
        files.go_on(&ID, 5).unwrap().write_all(b"!").unwrap();
        assert_eq!(fs::read_to_string(files.path(&ID)).unwrap(), "whole!");
        drop(files.go_on(&ID, 0).unwrap());
        assert_eq!(fs::read_to_string(files.path(&ID)).unwrap(), "");
    }

    #[test]
    fn nothing_is_left_of_a_piece_that_broke_off() {
        let (_data, files) = files();
        let begun = || files.go_on(&ID, 0).unwrap().write_all(b"whole junk");
        begun().unwrap();
        files.cut(&ID, 5);
        assert_eq!(fs::read_to_string(files.path(&ID)).unwrap(), "whole");
        files.cut(&ID, 9);
        assert_eq!(fs::read_to_string(files.path(&ID)).unwrap(), "whole");
        files.cut(&ID, 0);
        assert!(!files.path(&ID).exists());
    }

    #[test]
    fn a_file_that_has_lost_bytes_is_not_gone_on_with() {
        let (_data, files) = files();
        assert!(files.go_on(&ID, 1).is_err());
        files.go_on(&ID, 0).unwrap().write_all(b"four").unwrap();
        let refused = files.go_on(&ID, 5).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_blob_may_be_removed_twice() {
        let (_data, files) = files();
        drop(files.go_on(&ID, 0).unwrap());
        files.remove(&ID);
        files.remove(&ID);
        assert!(!files.path(&ID).exists());
    }
}
