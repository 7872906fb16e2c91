//! Sealed files in a directory, readable by its owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hudhud_base::BlobId;
use hudhud_wire::blob::blob_id;

use crate::platform::FileError;

/// The directory, which is made with its first file.
#[derive(Debug, Clone)]
pub(crate) struct Folder(Arc<PathBuf>);

impl Folder {
    /// The one beside a database.
    pub(crate) fn beside(database: &Path) -> Self {
        Self(Arc::new(database.with_file_name("media")))
    }

    pub(crate) async fn size(&self, file: BlobId) -> Result<u64, FileError> {
        self.on_a_thread(move |folder| match fs::metadata(path(folder, file)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            found => Ok(found?.len()),
        })
        .await
    }

    pub(crate) async fn read(
        &self,
        file: BlobId,
        at: u64,
        length: usize,
    ) -> Result<Vec<u8>, FileError> {
        self.on_a_thread(move |folder| {
            let mut opened = File::open(path(folder, file))?;
            opened.seek(SeekFrom::Start(at))?;
            let mut bytes = vec![0; length];
            opened.read_exact(&mut bytes)?;
            Ok(bytes)
        })
        .await
    }

    pub(crate) async fn write(
        &self,
        file: BlobId,
        at: u64,
        bytes: Vec<u8>,
    ) -> Result<(), FileError> {
        self.on_a_thread(move |folder| {
            make(folder)?;
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(false);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut opened = options.open(path(folder, file))?;
            opened.set_len(at)?;
            opened.seek(SeekFrom::Start(at))?;
            opened.write_all(&bytes)?;
            opened.sync_data()
        })
        .await
    }

    pub(crate) async fn remove(&self, file: BlobId) -> Result<(), FileError> {
        self.on_a_thread(move |folder| match fs::remove_file(path(folder, file)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        })
        .await
    }

    /// Every file there that has the name of a blob.
    pub(crate) async fn names(&self) -> Result<Vec<BlobId>, FileError> {
        self.on_a_thread(|folder| {
            let mut names = Vec::new();
            for entry in fs::read_dir(folder)? {
                names.extend(entry?.file_name().to_str().and_then(blob_id));
            }
            Ok(names)
        })
        .await
    }

    async fn on_a_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, FileError> {
        let folder = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || work(&folder)).await;
        done.map_err(|_| FileError::Failed)?
            .map_err(|error| reason(&error))
    }
}

fn reason(error: &io::Error) -> FileError {
    use io::ErrorKind as Kind;
    let is_one_of = |kinds: [Kind; 2]| kinds.contains(&error.kind());
    if is_one_of([Kind::NotFound, Kind::UnexpectedEof]) {
        FileError::Missing
    } else if is_one_of([Kind::StorageFull, Kind::QuotaExceeded]) {
        FileError::Full
    } else {
        FileError::Failed
    }
}

fn path(folder: &Path, file: BlobId) -> PathBuf {
    folder.join(file.to_string())
}

fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: BlobId = BlobId([1; 32]);

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_may_read_sealed_files() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::beside(&directory.path().join("hudhud.db"));
        folder.write(FILE, 0, vec![1]).await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&directory.path().join("media")), 0o700);
        assert_eq!(mode(&path(&directory.path().join("media"), FILE)), 0o600);
    }
}
