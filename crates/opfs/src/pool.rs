//! The pool of files that SQLite writes to, and the cipher over it.

use std::fmt;

use sqlite_wasm_rs::vfs::VfsFilesManager as _;
use sqlite_wasm_rs::{SQLITE_OK, WasmOsCallback, sqlite3mc_vfs_create};
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};

use crate::PoolError;
use crate::directory::{self, NAME};

/// The pool's name inside SQLite.
const LAYER: &std::ffi::CStr = c"hudhud";

/// The files of this origin, held: no other worker has them until this is released.
pub struct Pool {
    files: OpfsSAHPoolUtil,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").finish_non_exhaustive()
    }
}

impl Pool {
    /// Takes hold of the files and puts the cipher over them: from now on SQLite opens every
    /// database here, and with a key.
    ///
    /// # Errors
    /// [`PoolError`].
    pub async fn hold() -> Result<Self, PoolError> {
        directory::there().await?;
        let layer = LAYER.to_str().map_err(|_| PoolError::Browser)?;
        let settings = OpfsSAHPoolCfgBuilder::new()
            .vfs_name(layer)
            .directory(NAME)
            .build();
        // Never SQLite's default itself: what is opened without the cipher would lie in clear.
        let files = install::<WasmOsCallback>(&settings, false)
            .await
            .map_err(|error| reason(&error))?;
        cover()?;
        Ok(Self { files })
    }

    /// Takes hold of them again after [`Pool::release`].
    ///
    /// # Errors
    /// [`PoolError`].
    pub async fn hold_again(&self) -> Result<(), PoolError> {
        let resumed = self.files.resume().await;
        resumed.map_err(|error| reason(&error))
    }

    /// Whether there is a database of this name.
    ///
    /// # Errors
    /// [`PoolError`].
    pub fn contains(&self, name: &str) -> Result<bool, PoolError> {
        self.files.contains(name).map_err(|error| reason(&error))
    }

    /// Lets other workers have the files. Every database must be closed.
    ///
    /// # Errors
    /// [`PoolError::Browser`] if one is open.
    pub fn release(&self) -> Result<(), PoolError> {
        self.files.pause().map_err(|error| reason(&error))
    }
}

/// Puts the cipher between SQLite and the pool, as SQLite's default.
#[expect(
    unsafe_code,
    reason = "the cipher is C, and nobody has wrapped this function"
)]
fn cover() -> Result<(), PoolError> {
    // SAFETY: `LAYER` is a string that ends with a zero byte and is never freed, and a layer of this
    // name is registered: `install` has just succeeded. SQLite keeps a pointer to that layer, which
    // stays valid because `uninstall` is never called, and a worker is one thread. A second call
    // would add a second cover over the same layer, which does the same.
    let code = unsafe { sqlite3mc_vfs_create(LAYER.as_ptr(), 1) };
    if code == SQLITE_OK {
        Ok(())
    } else {
        Err(PoolError::Browser)
    }
}

/// Sorts what can go wrong by what a person can do.
fn reason(error: &OpfsSAHError) -> PoolError {
    match error {
        OpfsSAHError::NotSupported => PoolError::NoFileSystem,
        OpfsSAHError::Opfs { value, .. } => directory::reason(value),
        OpfsSAHError::DirectoryInUse(_) => PoolError::Busy,
        OpfsSAHError::InvalidHeader { .. }
        | OpfsSAHError::DuplicateFilename(_)
        | OpfsSAHError::InvalidDirectoryEntry
        | OpfsSAHError::NeedsRecovery => PoolError::Damaged,
        OpfsSAHError::Cleanup { error, .. } => reason(error),
        // The list is open and the rest is for programmers: a wrong name, a wrong order of calls.
        _ => PoolError::Browser,
    }
}
