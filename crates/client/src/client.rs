//! The handle an interface holds: commands in, events and views out.
//!
//! Owns the door to the driver and the waiting for outcomes. Does not hold the engine or the store:
//! the driver alone does.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hudhud_engine::{Answer, Command, CommandError, Config, Engine, Event};
use hudhud_store::{Db, Store, StoreError};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::driver::{Ask, Driver, Progress};
#[cfg(not(target_arch = "wasm32"))]
use crate::home::Home;
use crate::platform::{JoinSet, Tls, TlsError};
#[cfg(not(target_arch = "wasm32"))]
use crate::unlock::{Unlock, UnlockError};

/// Asks waiting for the driver.
const ASKS: usize = 64;
/// Events kept for a subscriber that does not keep pace.
pub(crate) const EVENTS: usize = 1024;

/// What an interface may choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of the engine.
    pub engine: Config,
    /// Certificates of authorities to trust beside the public ones, in PEM.
    pub extra_authorities: Option<Vec<u8>>,
    /// Let plain text leave this machine. Contents stay sealed; who talks to the host does not.
    pub allow_plain: bool,
    /// First attempts of links are spread over this time, so that a host cannot tell by the
    /// instant which of them are one person's.
    pub connect_spread: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            engine: Config::default(),
            extra_authorities: None,
            allow_plain: false,
            connect_spread: Duration::from_millis(250),
        }
    }
}

/// Where a device lies whose key is kept by whoever opens it.
pub enum Database<'a> {
    /// An encrypted file: natively at this path, in a browser under this name.
    File {
        /// Where.
        path: &'a Path,
        /// Opens it.
        key: &'a [u8; 32],
    },
    /// In memory: it ends with the client.
    Memory,
}

impl fmt::Debug for Database<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, .. } => write!(f, "File({})", path.display()),
            Self::Memory => f.write_str("Memory"),
        }
    }
}

/// Why a device did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory cannot be made.
    #[cfg(not(target_arch = "wasm32"))]
    #[error("{path}: {source}")]
    Directory {
        /// Which.
        path: std::path::PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no key.
    #[cfg(not(target_arch = "wasm32"))]
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// The database does not open.
    #[error(transparent)]
    Store(#[from] hudhud_store::OpenError),
    /// The extra authorities cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The system gives no randomness.
    #[error("the system gives no random numbers")]
    NoEntropy,
}

/// Why an ask was not answered with what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The command was refused; nothing has changed.
    #[error(transparent)]
    Refused(#[from] CommandError),
    /// The disk is full: nothing was written.
    #[error("no space is left on the disk: nothing was written")]
    Full,
    /// The database failed: nothing was written.
    #[error("the local database failed: nothing was written")]
    Database,
    /// The device was closed meanwhile.
    #[error("the device was closed")]
    Closed,
}

impl From<StoreError> for AskError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full,
            StoreError::Busy
            | StoreError::Refused
            | StoreError::Corrupt
            | StoreError::Constraint
            | StoreError::Missing
            | StoreError::NoTransaction
            | StoreError::Sqlite(_) => Self::Database,
        }
    }
}

pub(crate) type CommandResult = Result<Answer, AskError>;

/// One person's device, open. Clones share it; it closes when the last is dropped.
#[derive(Debug, Clone)]
pub struct Client {
    asks: mpsc::Sender<Ask>,
    events: broadcast::Sender<Event>,
    /// Aborted when the last clone is gone.
    _driver: Arc<JoinSet<()>>,
}

/// What a subscriber hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Something happened.
    Event(Event),
    /// Events were lost because the subscriber did not keep pace: look at everything again.
    Resync,
}

/// A subscriber's end of the events.
#[derive(Debug)]
pub struct Subscription(broadcast::Receiver<Event>);

impl Subscription {
    /// The next news; `None`: the device was closed.
    pub async fn next(&mut self) -> Option<News> {
        match self.0.recv().await {
            Ok(event) => Some(News::Event(event)),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(News::Resync),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

impl Client {
    /// Opens the device in `home`, making it if there is none, and begins to connect.
    ///
    /// # Errors
    /// [`OpenError`]; a file that was there is as it was.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn open(home: Home, unlock: Unlock, options: Options) -> Result<Self, OpenError> {
        let tls = prepare(&options)?;
        // The passphrase takes a quarter of a second of hashing.
        let opening = tokio::task::spawn_blocking(move || open_store(&home, &unlock));
        let store = opening.await.map_err(|_| OpenError::NoEntropy)??;
        Ok(Self::run(store, tls, options))
    }

    /// Opens a device whose key is kept by whoever calls, making it if there is none, and begins to
    /// connect. Natively it has to be called inside a runtime of `tokio`.
    ///
    /// # Errors
    /// [`OpenError`]; a file that was there is as it was.
    pub fn open_database(database: Database<'_>, options: Options) -> Result<Self, OpenError> {
        let tls = prepare(&options)?;
        let store = match database {
            Database::File { path, key } => Store::open(path, key)?,
            Database::Memory => Store::in_memory(),
        };
        Ok(Self::run(store, tls, options))
    }

    fn run(store: Store, tls: Tls, options: Options) -> Self {
        let (asks, receiver) = mpsc::channel(ASKS);
        let engine = Engine::new(options.engine);
        let (driver, events) = Driver::new(engine, store, tls, options.connect_spread, receiver);
        let mut tasks = JoinSet::new();
        tasks.spawn(driver.run());
        Self {
            asks,
            events,
            _driver: Arc::new(tasks),
        }
    }

    /// Tries every link now that waits for its next attempt: whoever calls knows that the network
    /// has come back.
    ///
    /// # Errors
    /// [`AskError::Closed`].
    pub async fn reconnect(&self) -> Result<(), AskError> {
        let asked = self.asks.send(Ask::Reconnect).await;
        asked.map_err(|_| AskError::Closed)
    }

    /// Gives the engine a command and waits for its first answer, not for the network.
    ///
    /// # Errors
    /// [`AskError`]: nothing has changed.
    pub async fn command(&self, command: Command) -> Result<Answer, AskError> {
        let (answer, receiver) = oneshot::channel();
        self.asks
            .send(Ask::Command(command, answer))
            .await
            .map_err(|_| AskError::Closed)?;
        receiver.await.map_err(|_| AskError::Closed)?
    }

    /// Hears all events from now on.
    #[must_use]
    pub fn subscribe(&self) -> Subscription {
        Subscription(self.events.subscribe())
    }

    /// Closes links and database and waits for their end. Other clones get [`AskError::Closed`].
    pub async fn close(self) {
        let (done, receiver) = oneshot::channel();
        if self.asks.send(Ask::Stop(done)).await.is_ok() {
            // An error means that the driver ended otherwise meanwhile.
            let _ = receiver.await;
        }
    }

    /// Looks at the store between two turns.
    pub(crate) async fn view<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, AskError> {
        self.look(move |store, _| look(store.reader().db()))
            .await?
            .map_err(AskError::from)
    }

    /// Looks at the store and at how far the device has caught up.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Store, &Progress) -> T + Send + 'static,
    ) -> Result<T, AskError> {
        let (answer, receiver) = oneshot::channel();
        let look = Box::new(move |store: &Store, progress: &Progress| {
            // Whoever asked may have stopped waiting.
            let _ = answer.send(look(store, progress));
        });
        self.asks
            .send(Ask::View(look))
            .await
            .map_err(|_| AskError::Closed)?;
        receiver.await.map_err(|_| AskError::Closed)
    }
}

fn prepare(options: &Options) -> Result<Tls, OpenError> {
    let mut probe = [0; 1];
    getrandom::fill(&mut probe).map_err(|_| OpenError::NoEntropy)?;
    let authorities = options.extra_authorities.as_deref();
    Ok(Tls::new(authorities, options.allow_plain)?)
}

#[cfg(not(target_arch = "wasm32"))]
fn open_store(home: &Home, unlock: &Unlock) -> Result<Store, OpenError> {
    home.create().map_err(|source| OpenError::Directory {
        path: home.directory().to_owned(),
        source,
    })?;
    let key = home.unlock(unlock)?;
    Ok(Store::open(&home.database(), key.as_bytes())?)
}
