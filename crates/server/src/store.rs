//! The storage of a host: which engine it is, and what opening it takes. Everything else in this
//! crate holds a store by its contract, [`hudhud_logstore::LogStore`].

mod embedded;
mod look;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use hudhud_logstore::LogStore;

use crate::config::Config;
use crate::data_directory::{DataDirectory, Note};
use crate::metrics::CommitMetrics;
pub(crate) use embedded::{Commits, Frozen, SEAL_BYTES, fill, is_sound, value_of};
pub use embedded::{EmbeddedStore, Purpose, Sample, StoreOpenError, StoreOptions};
use look::Likeness;

/// A store that several threads use.
pub(crate) type SharedStore = Arc<dyn LogStore + Send + Sync>;

/// The store of a host, opened.
pub(crate) struct Opened {
    pub(crate) store: Arc<EmbeddedStore>,
    /// Counts the commits that are durable; final once the store was dropped.
    pub(crate) commits: Arc<AtomicU64>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

/// Opens the store in a data directory, in which `noted` was written outside of it.
pub(crate) fn open(
    config: &Config,
    directory: &DataDirectory,
    noted: Note,
    metrics: CommitMetrics,
) -> Result<Opened, StoreOpenError> {
    let options = StoreOptions {
        cache_bytes: config.cache_bytes,
        sync: config.sync,
        least_fence: noted.fence,
        least_commits: noted.commits,
        reserve_bytes: config.reserve_bytes,
        ..StoreOptions::default()
    };
    let store = EmbeddedStore::open_measured(&directory.store(), options, metrics)?;
    let commits = store.commits();
    Ok(Opened {
        store: Arc::new(store),
        commits,
    })
}

/// A store that is only looked at: what is done to it is done to its likeness.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) store: EmbeddedStore,
    // Dropped last: the store has its files open.
    _likeness: Likeness,
}

/// Opens the store in a data directory as [`open`] would, and leaves it as it is.
pub(crate) fn look(directory: &DataDirectory, noted: Note) -> Result<Looked, StoreOpenError> {
    let looked = look_at_all(directory)?;
    let Commits { found, expected } = looked.store.counted();
    let expected = expected.max(noted.commits);
    if found < expected {
        return Err(StoreOpenError::lost(&directory.store(), found, expected));
    }
    Ok(looked)
}

fn look_at_all(directory: &DataDirectory) -> Result<Looked, StoreOpenError> {
    let path = directory.store();
    let likeness = Likeness::of(&path, &directory.look()).map_err(|source| StoreOpenError::Io {
        path: path.clone(),
        source,
    })?;
    let store = EmbeddedStore::open(likeness.path(), opened_to(Purpose::Look))
        .map_err(|error| error.concerning(&path))?;
    Ok(Looked {
        store,
        _likeness: likeness,
    })
}

fn opened_to(purpose: Purpose) -> StoreOptions {
    StoreOptions {
        purpose,
        ..StoreOptions::default()
    }
}

/// How many commits the store in a data directory would have if it were opened as it is.
pub(crate) fn commits_in(directory: &DataDirectory) -> Result<Commits, StoreOpenError> {
    Ok(look_at_all(directory)?.store.counted())
}

/// Opens the store in a data directory however much it has lost; how many commits it then has.
pub(crate) fn recover(directory: &DataDirectory) -> Result<u64, StoreOpenError> {
    let path = directory.store();
    // What was missing is made by the first opening. Only the second finds what was meant for it.
    drop(EmbeddedStore::open(&path, opened_to(Purpose::Look))?);
    drop(EmbeddedStore::open(&path, opened_to(Purpose::Recover))?);
    let store = EmbeddedStore::open(&path, opened_to(Purpose::Look))?;
    Ok(store.counted().found)
}
