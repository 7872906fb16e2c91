//! The directory that the pool lies in, seen from outside: works as well if the pool does not.

use js_sys::{AsyncIterator, IteratorNext, Promise, Reflect, Uint8Array, global};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemHandle, FileSystemHandleKind,
    FileSystemRemoveOptions, WorkerGlobalScope,
};

use crate::{PoolError, archive};

/// Of this origin's private directories, ours.
pub(crate) const NAME: &str = "hudhud";

/// All files as they lie there, sealed, in one archive (`tar`). Nobody may hold them.
///
/// # Errors
/// [`PoolError`].
pub async fn copy() -> Result<Vec<u8>, PoolError> {
    let root = root().await?;
    let directory: FileSystemDirectoryHandle = done(root.get_directory_handle(NAME)).await?;
    let mut files = Vec::new();
    let mut left = vec![(NAME.to_owned(), directory)];
    while let Some((path, directory)) = left.pop() {
        for entry in entries(&directory).await? {
            let path = format!("{path}/{}", entry.name());
            match entry.kind() {
                FileSystemHandleKind::File => {
                    files.push((path, content(entry.unchecked_ref()).await?));
                }
                _ => left.push((path, entry.unchecked_into())),
            }
        }
    }
    let named = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    Ok(archive::pack(named))
}

/// Removes all files. Nobody may hold them.
///
/// # Errors
/// [`PoolError`]; that there were none is none.
pub async fn erase() -> Result<(), PoolError> {
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    let removal = root().await?.remove_entry_with_options(NAME, &options);
    match JsFuture::from(removal).await {
        Ok(_) => Ok(()),
        Err(value) if is(&value, "NotFoundError") => Ok(()),
        Err(value) => Err(reason(&value)),
    }
}

/// Whether this browser gives a place for files. Some say so only when they are asked for it, each
/// in its own words: nothing has been looked at yet, so whatever they say means that there is none.
///
/// # Errors
/// [`PoolError::NoFileSystem`].
pub(crate) async fn there() -> Result<(), PoolError> {
    match root().await {
        Ok(_) => Ok(()),
        Err(_) => Err(PoolError::NoFileSystem),
    }
}

async fn root() -> Result<FileSystemDirectoryHandle, PoolError> {
    let scope: WorkerGlobalScope = global().unchecked_into();
    let storage = scope.navigator().storage();
    let able = Reflect::has(storage.as_ref(), &"getDirectory".into());
    if able != Ok(true) {
        return Err(PoolError::NoFileSystem);
    }
    done(storage.get_directory()).await
}

async fn entries(
    directory: &FileSystemDirectoryHandle,
) -> Result<Vec<FileSystemHandle>, PoolError> {
    let values: AsyncIterator = directory.values();
    let mut entries = Vec::new();
    loop {
        let step = values.next().map_err(|value| reason(&value))?;
        let step: IteratorNext = done(step).await?;
        if step.done() {
            return Ok(entries);
        }
        entries.push(step.value().unchecked_into());
    }
}

async fn content(file: &FileSystemFileHandle) -> Result<Vec<u8>, PoolError> {
    let file: File = done(file.get_file()).await?;
    let buffer: JsValue = done(file.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// What a promise of the file system gives. Its type is the caller's word.
async fn done<T: wasm_bindgen::JsCast>(promise: Promise) -> Result<T, PoolError> {
    match JsFuture::from(promise).await {
        Ok(value) => Ok(value.unchecked_into()),
        Err(value) => Err(reason(&value)),
    }
}

/// Sorts what the browser throws by what a person can do.
pub(crate) fn reason(value: &JsValue) -> PoolError {
    let name = Reflect::get(value, &"name".into());
    match name.ok().and_then(|name| name.as_string()).as_deref() {
        Some("NoModificationAllowedError" | "InvalidStateError") => PoolError::Busy,
        Some("QuotaExceededError") => PoolError::Full,
        Some("SecurityError" | "NotAllowedError" | "NotSupportedError") => PoolError::NoFileSystem,
        _ => PoolError::Browser,
    }
}

fn is(value: &JsValue, wanted: &str) -> bool {
    let name = Reflect::get(value, &"name".into());
    name.is_ok_and(|name| name.as_string().as_deref() == Some(wanted))
}
