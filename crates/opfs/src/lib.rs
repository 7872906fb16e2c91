//! SQLite's files in a browser: a pool of private files that only this origin has, under a cipher.
//!
//! Owns the pool, the cipher layer between SQLite and the pool, and what can be done with the files
//! as a whole: copy them as they are, erase them. Does not know what is in them, nor keep their key.
//! There is nothing here for other platforms. It holds the one foreign call of the project that the
//! compiler cannot check.

#[cfg(any(test, target_arch = "wasm32"))]
mod archive;
#[cfg(target_arch = "wasm32")]
mod directory;
#[cfg(target_arch = "wasm32")]
mod pool;

#[cfg(target_arch = "wasm32")]
pub use directory::{copy, erase};
#[cfg(target_arch = "wasm32")]
pub use pool::Pool;

/// Why the browser's files cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// There is no private file system here: an old browser, a private window, or no worker.
    #[error("the browser gives no private file system")]
    NoFileSystem,
    /// Another worker holds them.
    #[error("another tab holds the files")]
    Busy,
    /// This origin's share of the disk is used up.
    #[error("no space is left")]
    Full,
    /// What lies there was not written by this program.
    #[error("the files are damaged")]
    Damaged,
    /// The browser failed otherwise.
    #[error("the browser failed")]
    Browser,
}
