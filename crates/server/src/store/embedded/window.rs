//! One window: what was written within some minutes, in a tree of its own that is deleted whole.
//!
//! ```text
//! recent-7/       a window
//!   tree/         its tree, journal included
//!   made          there if the tree is: made last, and taken away first
//! ```
//! A directory without `made` is what a crash left of one that was being made, and was not written to,
//! or of one that was being deleted, and was settled. A deleted record is an empty one, because the
//! engine does not show what it deleted to whoever copies.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::data_directory::create_directory;

use super::tree::{BEGINS, Blocks, COMMITS, Tree};

const PREFIX: &str = "recent-";

/// What stands for a record that was deleted. No sealed record is empty.
pub(super) const DELETED: &[u8] = &[];

/// An open window.
pub(super) struct Window {
    /// Of two windows, the larger one's is the newer one.
    pub(super) number: u64,
    // Closed before its files are removed.
    pub(super) tree: Tree,
    files: Files,
}

/// The files of a window, which go with it once it was settled.
struct Files {
    path: PathBuf,
    is_settled: AtomicBool,
}

impl Files {
    fn at(path: PathBuf) -> Self {
        Self {
            path,
            is_settled: AtomicBool::new(false),
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        if self.is_settled.load(Ordering::Acquire)
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            // The next start removes it.
            tracing::warn!(kind = %error.kind(), "what was settled stays on the disk until the next start");
        }
    }
}

impl Window {
    /// Makes an empty one, durably.
    ///
    /// # Errors
    /// The system refuses.
    pub(super) fn make(store: &Path, number: u64, blocks: Blocks<'_>) -> fjall::Result<Self> {
        let path = store.join(format!("{PREFIX}{number}"));
        create_directory(&path).map_err(io::Error::other)?;
        let tree = Tree::open(&path.join("tree"), blocks)?;
        File::create_new(path.join("made"))?.sync_all()?;
        sync_directory(&path)?;
        sync_directory(store)?;
        Ok(Self {
            number,
            tree,
            files: Files::at(path),
        })
    }

    /// Opens those that were made, the oldest first; removes what is left of others.
    ///
    /// # Errors
    /// One is damaged, or the system refuses.
    pub(super) fn open_all(store: &Path, blocks: Blocks<'_>) -> fjall::Result<Vec<Self>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(store)? {
            let entry = entry?;
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
            let Some(number) = number.and_then(|number| number.parse::<u64>().ok()) else {
                continue;
            };
            if entry.path().join("made").try_exists()? {
                found.push((number, entry.path()));
            } else {
                fs::remove_dir_all(entry.path())?;
            }
        }
        found.sort_unstable();
        let open = |(number, path): (u64, PathBuf)| {
            let tree = Tree::open(&path.join("tree"), blocks)?;
            Ok(Self {
                number,
                tree,
                files: Files::at(path),
            })
        };
        found.into_iter().map(open).collect()
    }

    /// How many commits the store had seen before the first one of this window, and with its last;
    /// `None` if nothing was written to it.
    ///
    /// # Errors
    /// It could not be read, or is damaged.
    pub(super) fn commits(&self) -> fjall::Result<Option<(u64, u64)>> {
        let begins = self.tree.own_number(&BEGINS)?;
        let ends = self.tree.own_number(&COMMITS)?;
        match (begins, ends) {
            (Some(begins), Some(ends)) => Ok(Some((begins, ends))),
            (None, None) => Ok(None),
            // They are written together.
            _ => Err(fjall::Error::Unrecoverable),
        }
    }

    /// Takes the mark away: from now on it is not a window of the store.
    ///
    /// # Errors
    /// The system refuses.
    pub(super) fn unmake(&self) -> io::Result<()> {
        fs::remove_file(self.files.path.join("made"))?;
        sync_directory(&self.files.path)
    }

    /// From now on its files go with it, when the last who has it lets it go.
    pub(super) fn settled(&self) {
        self.files.is_settled.store(true, Ordering::Release);
    }
}

fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
