//! The storage of a host: which engine it is, and what opening it takes. Everything else in this
//! crate holds a store by its contract, [`hudhud_logstore::LogStore`].

mod embedded;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use hudhud_logstore::LogStore;

use crate::config::Config;
use crate::data_directory::{DataDirectory, Note};
use crate::metrics::CommitMetrics;
pub use embedded::{EmbeddedStore, Sample, StoreOpenError, StoreOptions};

/// A store that several threads use.
pub(crate) type SharedStore = Arc<dyn LogStore + Send + Sync>;

/// The store of a host, opened.
pub(crate) struct Opened {
    pub(crate) store: SharedStore,
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
    };
    let store = EmbeddedStore::open_measured(&directory.store(), options, metrics)?;
    let commits = store.commits();
    Ok(Opened {
        store: Arc::new(store),
        commits,
    })
}

/// Opens the store of a host that does not run, to look at what it holds.
pub(crate) fn open_to_look(
    directory: &DataDirectory,
    noted: Note,
) -> Result<EmbeddedStore, StoreOpenError> {
    let options = StoreOptions {
        least_commits: noted.commits,
        ..StoreOptions::default()
    };
    EmbeddedStore::open(&directory.store(), options)
}
