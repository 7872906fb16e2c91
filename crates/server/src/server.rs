//! A running host: the order in which its parts start and stop.
//!
//! Three threads: network, host machine, committer. [`Server`] is the handle for programs that run a
//! host inside themselves (tests, load); [`crate::run()`] is the whole of `hudhud serve`.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use hudhud_base::Minute;
use hudhud_host::{Counters, Host, Prices, Quotas};
use hudhud_logstore::{Fence, LogStore as _, Shard};
use tokio::sync::{mpsc, oneshot};

use crate::acme::{Acme, Ready};
use crate::admin::AdminSocket;
use crate::admin::desk::Desk;
use crate::blob_files::BlobFiles;
use crate::config::{Config, Registration};
use crate::data_directory::{DataDirectory, DataDirectoryError, Note};
use crate::host_thread::{HostLinks, HostThread};
use crate::mailbox::{ToHost, ToNetwork};
use crate::metrics::Metrics;
use crate::network::{Begun, Control, Network};
use crate::random::seeded;
use crate::serve_error::ServeError;
use crate::store::{self, EmbeddedStore};
use crate::tls::Proofs;

/// A host that serves. Dropping it stops it as [`Server::shutdown`] does.
pub struct Server {
    pub(crate) begun: Begun,
    control: mpsc::Sender<Control>,
    pub(crate) ended: Option<oneshot::Receiver<()>>,
    threads: Vec<(&'static str, JoinHandle<()>)>,
    pub(crate) shared: Arc<HostLinks>,
    data: PathBuf,
    /// Ends first: it asks the machine, and reads the store.
    admin: Option<AdminSocket>,
    /// Sees to the certificate, if an authority is named.
    acme: Option<Acme>,
    /// Given back last, when nothing writes any more.
    held: Option<Held>,
}

/// The data directory of a running host, and what is noted there.
struct Held {
    directory: DataDirectory,
    fence: u64,
    commits: Arc<AtomicU64>,
    minute: Minute,
}

impl Held {
    /// From now on somebody serves from this directory.
    fn take(
        directory: DataDirectory,
        noted: Note,
        fence: u64,
        commits: Arc<AtomicU64>,
    ) -> Result<Self, DataDirectoryError> {
        let mut held = Self {
            directory,
            fence,
            commits,
            minute: noted.minute,
        };
        held.note(true)?;
        if noted.serving {
            tell_recovered(noted, &held.commits);
        }
        Ok(held)
    }

    fn note(&mut self, serving: bool) -> Result<(), DataDirectoryError> {
        self.directory.note(Note {
            fence: self.fence,
            commits: self.commits.load(Ordering::Relaxed),
            minute: self.minute,
            serving,
        })
    }
}

impl Server {
    /// Opens the data directory, listens, and returns when connections are accepted.
    ///
    /// # Errors
    ///
    /// See [`ServeError`]; nothing is left running.
    pub fn start(config: Config) -> Result<Self, ServeError> {
        config.check()?;
        let mut directory = DataDirectory::open(&config.data, &config.domain)?;
        let metrics = Arc::new(Metrics::new());
        let noted = directory.noted()?;
        // Opening changes a store, and one that is not sound must stay as it was found.
        if directory.store().exists() || noted.commits > 0 {
            drop(store::look(&directory, noted)?);
        }
        let secret = directory.secret(config.server_secret.as_deref())?;
        let store::Opened { store, commits } =
            store::open(&config, &directory, noted, metrics.commit.clone())?;
        let host_config = host_config(&config);
        let data = config.data.clone();
        let fences = taken_over(&store, host_config.shards, &data)?;
        let fence = fences.values().map(|fence| fence.0).max().unwrap_or(0);
        let held = Held::take(directory, noted, fence, commits)?;
        let blobs = BlobFiles::open(&config.data).map_err(ServeError::System)?;
        let shared = Arc::new(HostLinks {
            to_host: Arc::new(ToHost::new()),
            to_network: Arc::new(ToNetwork::new()),
            metrics,
            counters: Mutex::new(Counters::default()),
            alive: AtomicBool::new(true),
            store_failed: AtomicBool::new(false),
            minute: AtomicU32::new(noted.minute.0),
        });
        let desk = desk(&config, &shared, &store, &blobs);
        let host_thread = HostThread {
            host: Host::new(host_config, secret),
            store,
            fences,
            blobs: blobs.clone(),
            rng: seeded()?,
            shared: Arc::clone(&shared),
            clock_is_right: config.clock_is_right,
        };
        let proofs = Proofs::default();
        let (control, told) = mpsc::channel(4);
        let reload = control.clone();
        let given = move || tell_reload(&reload);
        let acme = Acme::ready(&config, &proofs, &shared.metrics, given)?;
        let network = Network {
            proofs,
            config,
            shared: Arc::clone(&shared),
            blobs,
            rng: seeded()?,
        };
        let mut server = Self {
            begun: Begun {
                main: SocketAddr::from(([0, 0, 0, 0], 0)),
                metrics: None,
                certificate_until: None,
            },
            control,
            ended: None,
            threads: Vec::new(),
            shared,
            data,
            admin: None,
            acme: None,
            held: Some(held),
        };
        server.spawn(host_thread, network, told)?;
        server.admin = admin_socket(desk);
        // Nobody asks for a proof before somebody listens.
        server.acme = acme.map(Ready::begin).transpose()?;
        Ok(server)
    }

    fn spawn(
        &mut self,
        host_thread: HostThread,
        network: Network,
        told: mpsc::Receiver<Control>,
    ) -> Result<(), ServeError> {
        let (listening, wait) = std::sync::mpsc::sync_channel(1);
        let (ended, end) = oneshot::channel();
        let network_thread = std::thread::Builder::new()
            .name("network".to_owned())
            .spawn(move || {
                network.run(told, |result| {
                    // The other end waits for exactly this.
                    let _ = listening.send(result);
                });
                let _ = ended.send(());
            })
            .map_err(ServeError::System)?;
        self.threads.push(("network", network_thread));
        self.ended = Some(end);
        self.begun = wait
            .recv()
            .unwrap_or(Err(ServeError::ThreadEnded { thread: "network" }))?;
        let host_thread = std::thread::Builder::new()
            .name("host".to_owned())
            .spawn(move || host_thread.run())
            .map_err(ServeError::System)?;
        self.threads.push(("host", host_thread));
        Ok(())
    }

    /// Where it listens; the port is the one the system chose if 0 was asked for.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.begun.main
    }

    /// Where metrics are served.
    #[must_use]
    pub fn metrics_addr(&self) -> Option<SocketAddr> {
        self.begun.metrics
    }

    /// Reads the TLS files again, and asks the authority again if it was asked in vain.
    pub fn reload(&self) {
        if let Some(acme) = &self.acme {
            acme.hurry();
        }
        tell_reload(&self.control);
    }

    /// Tells everybody when to come back, makes durable what was acknowledged, and ends. Takes at most
    /// ten seconds.
    ///
    /// # Errors
    ///
    /// The store had failed, or a thread had ended by itself.
    pub fn shutdown(mut self) -> Result<(), ServeError> {
        self.stop()
    }

    /// Without it the next start notices less, and serves the same.
    pub(crate) fn note(&mut self, serving: bool) {
        let minute = Minute(self.shared.minute.load(Ordering::Relaxed));
        let noted = self.held.as_mut().map_or(Ok(()), |held| {
            held.minute = minute;
            held.note(serving)
        });
        if let Err(error) = noted {
            tracing::warn!(%error, "the state of the store could not be noted");
        }
    }

    fn stop(&mut self) -> Result<(), ServeError> {
        // It has questions under way, which nobody answers any more after that.
        self.admin = None;
        self.acme = None;
        // If nobody receives, the network thread has ended already.
        let _ = self.control.try_send(Control::Stop);
        self.join()
    }

    pub(crate) fn join(&mut self) -> Result<(), ServeError> {
        let mut result = Ok(());
        self.admin = None;
        self.acme = None;
        for (thread, handle) in self.threads.drain(..) {
            if handle.join().is_err() {
                result = Err(ServeError::ThreadEnded { thread });
            }
        }
        let store_failed = self.shared.store_failed.load(Ordering::Relaxed);
        self.note(store_failed || result.is_err());
        self.held = None;
        if store_failed {
            result = Err(ServeError::StoreFailed {
                data: self.data.clone(),
            });
        }
        result
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::error!(%error, "the host did not end well");
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").finish_non_exhaustive()
    }
}

fn tell_reload(network: &mpsc::Sender<Control>) {
    // A full queue means that a reload already waits.
    let _ = network.try_send(Control::Reload);
}

/// The host before this one ended without a word: nothing is lost, and somebody may want to know why.
fn tell_recovered(noted: Note, commits: &AtomicU64) {
    let commits = commits.load(Ordering::Relaxed);
    tracing::warn!(
        commits,
        after_last_note = commits.saturating_sub(noted.commits),
        "recovered: the host had ended without being stopped; what it had acknowledged is there"
    );
}

/// From now on whoever wrote to these before is refused.
fn taken_over(
    store: &EmbeddedStore,
    shards: u16,
    data: &Path,
) -> Result<BTreeMap<Shard, Fence>, ServeError> {
    let failed = |_| ServeError::StoreFailed {
        data: data.to_owned(),
    };
    let shards = (0..shards).map(Shard);
    let taken = shards.map(|shard| Ok((shard, store.take_over(shard).map_err(failed)?)));
    taken.collect()
}

/// What the host's own socket answers from.
fn desk(
    config: &Config,
    shared: &HostLinks,
    store: &Arc<EmbeddedStore>,
    blobs: &BlobFiles,
) -> Desk {
    Desk {
        to_host: Arc::clone(&shared.to_host),
        store: Arc::clone(store),
        blobs: blobs.clone(),
        data: config.data.clone(),
        domain: config.domain.clone(),
        marks: (config.disk_high_percent, config.reserve_bytes),
        is_copying: AtomicBool::new(false),
    }
}

/// The host's own socket. Without it the host serves all the same.
fn admin_socket(desk: Desk) -> Option<AdminSocket> {
    match AdminSocket::open(desk) {
        Ok(socket) => Some(socket),
        Err(error) => {
            tracing::warn!(%error, "no socket in the data directory: `hudhud admin` cannot ask this host");
            None
        }
    }
}

fn host_config(config: &Config) -> hudhud_host::Config {
    let defaults = hudhud_host::Config::default();
    hudhud_host::Config {
        host: config.domain.clone(),
        agent: concat!("hudhud/", env!("CARGO_PKG_VERSION")).to_owned(),
        puzzle_bits: Prices {
            create: config.create_bits,
            deliver: config.contact_bits,
            sign_up: config.sign_up_bits,
            blob: config.blob_bits,
        },
        quotas: Quotas {
            log_bytes: config.log_bytes,
            blob_bytes: config.blob_bytes,
            ordered_days: config.ordered_days,
            plain_days: config.plain_days,
            blob_days: config.blob_days,
        },
        registration: match config.registration {
            Registration::Open => hudhud_host::Registration::Open,
            Registration::Invitation => hudhud_host::Registration::Invitation,
            Registration::Closed => hudhud_host::Registration::Closed,
        },
        reserved_names: config.reserved_names.clone(),
        ..defaults
    }
}
