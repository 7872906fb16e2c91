//! Files that are written for a person: whole, or not at all, and never over another one.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A file that has its name only once it is whole; until then it has another, which is taken away
/// whatever comes of it.
pub(crate) struct Unfinished {
    file: File,
    part: PathBuf,
    path: PathBuf,
}

impl Unfinished {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        // What an interrupted run left behind is of no use to anybody.
        match std::fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self {
            file: options.open(&part)?,
            part,
            path: path.to_owned(),
        })
    }

    pub(crate) const fn file(&self) -> &File {
        &self.file
    }

    pub(crate) fn part(&self) -> &Path {
        &self.part
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        self.file.sync_all()?;
        // A second name, because renaming would put it in the place of a file that came meanwhile.
        // The first one goes when this is dropped.
        std::fs::hard_link(&self.part, &self.path)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // What went wrong has been told already.
        let _ = std::fs::remove_file(&self.part);
    }
}
