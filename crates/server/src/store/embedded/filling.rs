//! A new store, filled by key: what a copy of one is restored into.

use std::path::Path;

use super::tree::{Blocks, Tree};
use crate::data_directory::create_directory;

/// Bytes of blocks that are kept in memory meanwhile.
const CACHE_BYTES: u64 = 16 << 20;

/// Makes a store at `path` of the records that `give` puts, in the order of their keys and as they were
/// stored. It has all of them, or there is no store.
///
/// # Errors
/// What `give` says, or that the store could not be written.
pub(crate) fn fill<T, E: From<fjall::Error>>(
    path: &Path,
    give: impl FnOnce(&mut dyn FnMut(&[u8], &[u8]) -> Result<(), E>) -> Result<T, E>,
) -> Result<T, E> {
    create_directory(path)
        .map_err(std::io::Error::other)
        .map_err(fjall::Error::from)?;
    let settled = Tree::open(&path.join("settled"), Blocks::Bytes(CACHE_BYTES))?;
    let mut filling = settled.records.start_ingestion()?;
    let given = give(&mut |key, stored| filling.write(key, stored).map_err(E::from))?;
    // Atomic, and synced.
    filling.finish()?;
    Ok(given)
}
