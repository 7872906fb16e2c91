//! Sealed files in the browser's private file system. Each is opened, used and closed in one step:
//! this worker alone has them.

use std::path::Path;

use hudhud_base::BlobId;
use hudhud_wire::blob::blob_id;
use js_sys::{AsyncIterator, IteratorNext, Promise, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemReadWriteOptions, FileSystemRemoveOptions,
    FileSystemSyncAccessHandle,
};

use super::scope;
use crate::platform::FileError;

/// Of this origin's private directories, the one of sealed files.
const NAME: &str = "hudhud-media";

/// Removes all of them, with their directory. `false`: the browser has not.
pub async fn erase_attached() -> bool {
    let removed = async {
        let options = FileSystemRemoveOptions::new();
        options.set_recursive(true);
        let removal = root().await?.remove_entry_with_options(NAME, &options);
        done::<JsValue>(removal).await
    };
    matches!(removed.await, Ok(_) | Err(FileError::Missing))
}

/// The directory, which is made with its first file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Folder;

/// A file that is open; it is closed with this.
struct Open(FileSystemSyncAccessHandle);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Folder {
    /// The one beside the database: there is one of each.
    pub(crate) fn beside(_: &Path) -> Self {
        Self
    }

    #[expect(
        clippy::unused_self,
        reason = "natively there is one for each database"
    )]
    pub(crate) async fn size(self, file: BlobId) -> Result<u64, FileError> {
        match open(file, false).await {
            Err(FileError::Missing) => Ok(0),
            Err(error) => Err(error),
            Ok(opened) => size(&opened.0),
        }
    }

    #[expect(
        clippy::unused_self,
        reason = "natively there is one for each database"
    )]
    pub(crate) async fn read(
        self,
        file: BlobId,
        at: u64,
        length: usize,
    ) -> Result<Vec<u8>, FileError> {
        let opened = open(file, false).await?;
        let mut bytes = vec![0; length];
        let read = opened
            .0
            .read_with_u8_array_and_options(&mut bytes, &place(at))
            .map_err(|value| reason(&value))?;
        if is(read, length) {
            Ok(bytes)
        } else {
            Err(FileError::Missing)
        }
    }

    #[expect(
        clippy::unused_self,
        reason = "natively there is one for each database"
    )]
    pub(crate) async fn write(
        self,
        file: BlobId,
        at: u64,
        bytes: Vec<u8>,
    ) -> Result<(), FileError> {
        let opened = open(file, true).await?;
        let written = opened
            .0
            .truncate_with_f64(number(at))
            .and_then(|()| opened.0.write_with_u8_array_and_options(&bytes, &place(at)))
            .and_then(|written| opened.0.flush().map(|()| written))
            .map_err(|value| reason(&value))?;
        // Some browsers write what there is room for, and throw nothing.
        if is(written, bytes.len()) {
            Ok(())
        } else {
            Err(FileError::Full)
        }
    }

    #[expect(
        clippy::unused_self,
        reason = "natively there is one for each database"
    )]
    pub(crate) async fn remove(self, file: BlobId) -> Result<(), FileError> {
        let removed = async {
            let directory = directory(false).await?;
            done::<JsValue>(directory.remove_entry(&file.to_string())).await
        };
        match removed.await {
            Ok(_) | Err(FileError::Missing) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Every file there that has the name of a blob.
    #[expect(
        clippy::unused_self,
        reason = "natively there is one for each database"
    )]
    pub(crate) async fn names(self) -> Result<Vec<BlobId>, FileError> {
        let keys: AsyncIterator = directory(false).await?.keys();
        let mut names = Vec::new();
        loop {
            let step = keys.next().map_err(|value| reason(&value))?;
            let step: IteratorNext = done(step).await?;
            if step.done() {
                return Ok(names);
            }
            names.extend(step.value().as_string().as_deref().and_then(blob_id));
        }
    }
}

async fn root() -> Result<FileSystemDirectoryHandle, FileError> {
    let storage = scope().navigator().storage();
    let able = Reflect::has(storage.as_ref(), &"getDirectory".into());
    if able != Ok(true) {
        return Err(FileError::Failed);
    }
    done(storage.get_directory()).await
}

async fn directory(make: bool) -> Result<FileSystemDirectoryHandle, FileError> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(make);
    let root = root().await?;
    done(root.get_directory_handle_with_options(NAME, &options)).await
}

async fn open(file: BlobId, make: bool) -> Result<Open, FileError> {
    let options = FileSystemGetFileOptions::new();
    options.set_create(make);
    let directory = directory(make).await?;
    let handle = directory.get_file_handle_with_options(&file.to_string(), &options);
    let handle: FileSystemFileHandle = done(handle).await?;
    done(handle.create_sync_access_handle()).await.map(Open)
}

fn size(opened: &FileSystemSyncAccessHandle) -> Result<u64, FileError> {
    let size = opened.get_size().map_err(|value| reason(&value))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size is a whole number that is far below 2^53"
    )]
    Ok(size as u64)
}

fn place(at: u64) -> FileSystemReadWriteOptions {
    let options = FileSystemReadWriteOptions::new();
    options.set_at(number(at));
    options
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a place in a file is far below 2^53"
)]
const fn number(at: u64) -> f64 {
    at as f64
}

/// Whether so many bytes were moved.
fn is(moved: f64, wanted: usize) -> bool {
    (moved - number(wanted as u64)).abs() < 0.5
}

/// What a promise of the file system gives. Its type is the caller's word.
async fn done<T: wasm_bindgen::JsCast>(promise: Promise) -> Result<T, FileError> {
    match JsFuture::from(promise).await {
        Ok(value) => Ok(value.unchecked_into()),
        Err(value) => Err(reason(&value)),
    }
}

fn reason(value: &JsValue) -> FileError {
    let name = Reflect::get(value, &"name".into());
    match name.ok().and_then(|name| name.as_string()).as_deref() {
        Some("NotFoundError") => FileError::Missing,
        Some("QuotaExceededError") => FileError::Full,
        _ => FileError::Failed,
    }
}
