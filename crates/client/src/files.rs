//! Files of sealed bytes beside the database, each under the name of a blob. Nothing plain is ever
//! in them.
//!
//! Owns where they lie and which of them belong to nobody. Does not know what is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hudhud_base::BlobId;

use crate::platform::{FileError, Folder};

/// Where they lie.
#[derive(Debug, Clone)]
enum Place {
    Folder(Folder),
    /// With a device that is in memory itself.
    Memory(Arc<Mutex<BTreeMap<BlobId, Vec<u8>>>>),
}

/// The files of one device. Clones are the same files.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    place: Place,
    /// Written since the device was opened: somebody knows of them.
    touched: Arc<Mutex<BTreeSet<BlobId>>>,
}

impl Files {
    pub(crate) fn in_folder(folder: Folder) -> Self {
        Self::at(Place::Folder(folder))
    }

    pub(crate) fn in_memory() -> Self {
        Self::at(Place::Memory(Arc::default()))
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            touched: Arc::default(),
        }
    }

    /// Bytes of a file; 0 if it is not there.
    pub(crate) async fn size(&self, file: BlobId) -> Result<u64, FileError> {
        match &self.place {
            Place::Folder(folder) => folder.size(file).await,
            Place::Memory(files) => Ok(held(files).get(&file).map_or(0, Vec::len) as u64),
        }
    }

    /// Exactly `length` bytes from `at` on.
    pub(crate) async fn read(
        &self,
        file: BlobId,
        at: u64,
        length: usize,
    ) -> Result<Vec<u8>, FileError> {
        match &self.place {
            Place::Folder(folder) => folder.read(file, at, length).await,
            Place::Memory(files) => {
                let files = held(files);
                let bytes = files.get(&file).ok_or(FileError::Missing)?;
                let part = usize::try_from(at)
                    .ok()
                    .and_then(|at| bytes.get(at..at.checked_add(length)?));
                part.map(<[u8]>::to_vec).ok_or(FileError::Missing)
            }
        }
    }

    /// Puts bytes at `at`, where the file ends from then on; they are on the disk when this returns.
    pub(crate) async fn write(
        &self,
        file: BlobId,
        at: u64,
        bytes: Vec<u8>,
    ) -> Result<(), FileError> {
        held(&self.touched).insert(file);
        match &self.place {
            Place::Folder(folder) => folder.write(file, at, bytes).await,
            Place::Memory(files) => {
                let at = usize::try_from(at).map_err(|_| FileError::Full)?;
                let mut files = held(files);
                let there = files.entry(file).or_default();
                there.truncate(at);
                if there.len() != at {
                    return Err(FileError::Missing);
                }
                there.extend_from_slice(&bytes);
                Ok(())
            }
        }
    }

    /// Removes a file, if it is there.
    pub(crate) async fn remove(&self, file: BlobId) -> Result<(), FileError> {
        match &self.place {
            Place::Folder(folder) => folder.remove(file).await,
            Place::Memory(files) => {
                held(files).remove(&file);
                Ok(())
            }
        }
    }

    /// Removes every file that is not among these and was not written since the device was opened: it
    /// was sealed for a message that was never sent, or its removal broke off.
    pub(crate) async fn keep_only(self, known: BTreeSet<BlobId>) {
        let Place::Folder(folder) = &self.place else {
            return;
        };
        for file in folder.names().await.unwrap_or_default() {
            let touched = held(&self.touched).contains(&file);
            if !touched && !known.contains(&file) {
                // What cannot be removed today may be tomorrow.
                let _ = folder.remove(file).await;
            }
        }
    }
}

/// Nothing is left half done under these locks, so a panic elsewhere spoils nothing.
fn held<T>(locked: &Mutex<T>) -> MutexGuard<'_, T> {
    locked.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: BlobId = BlobId([1; 32]);

    #[tokio::test]
    async fn a_file_is_written_piece_by_piece_and_ends_where_it_was_written_last() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::beside(&directory.path().join("hudhud.db"));
        for files in [Files::in_folder(folder), Files::in_memory()] {
            assert_eq!(files.size(FILE).await, Ok(0));
            assert_eq!(files.read(FILE, 0, 1).await, Err(FileError::Missing));
            files.write(FILE, 0, b"one two".to_vec()).await.unwrap();
            files.write(FILE, 4, b"three".to_vec()).await.unwrap();
            assert_eq!(files.size(FILE).await, Ok(9));
            assert_eq!(files.read(FILE, 2, 7).await, Ok(b"e three".to_vec()));
            assert_eq!(files.read(FILE, 2, 8).await, Err(FileError::Missing));
            files.remove(FILE).await.unwrap();
            files.remove(FILE).await.unwrap();
            assert_eq!(files.size(FILE).await, Ok(0));
        }
    }

    #[tokio::test]
    async fn what_belongs_to_nobody_is_removed_and_nothing_else_is() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("hudhud.db");
        let before = Files::in_folder(Folder::beside(&database));
        for number in 1..=3 {
            let file = BlobId([number; 32]);
            before.write(file, 0, vec![number]).await.unwrap();
        }
        let letter = directory.path().join("media").join("letter.txt");
        std::fs::write(&letter, "not ours").unwrap();
        let now = Files::in_folder(Folder::beside(&database));
        now.write(BlobId([3; 32]), 0, vec![9]).await.unwrap();
        now.clone().keep_only(BTreeSet::from([FILE])).await;
        let sizes = [1, 2, 3].map(|number| now.size(BlobId([number; 32])));
        let [known, nobody, new] = sizes;
        assert_eq!(known.await, Ok(1));
        assert_eq!(nobody.await, Ok(0));
        assert_eq!(new.await, Ok(1));
        assert!(letter.exists());
    }
}
