//! The handle an interface holds: commands in, events and views out.
//!
//! Owns the door to the driver and the waiting for outcomes. Does not hold the engine or the store:
//! the driver alone does.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hudhud_dialogue::{Answer, AskError, Command, Event};
use hudhud_engine::{Config, Engine};
use hudhud_store::{Db, Store, StoreError, attachments};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::driver::{Driver, Ends, Errand, Progress};
use crate::fault;
use crate::files::Files;
#[cfg(not(target_arch = "wasm32"))]
use crate::home::Home;
#[cfg(unix)]
use crate::lend::borrow::Borrower;
#[cfg(unix)]
use crate::lend::frames::Ask;
use crate::platform::{Folder, JoinSet, Tls, TlsError};
use crate::question::Question;
#[cfg(not(target_arch = "wasm32"))]
use crate::unlock::{Unlock, UnlockError};

/// Errands waiting for the driver.
const ERRANDS: usize = 64;
/// Events kept for a subscriber that does not keep pace.
const EVENTS: usize = 1024;

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
        /// Its path or name.
        path: &'a Path,
        /// What opens it.
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
        /// The directory.
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

/// One person's device, open. Clones share it; it closes when the last is dropped.
#[derive(Debug, Clone)]
pub struct Client {
    door: Door,
    files: Files,
    /// Aborted when the last clone is gone.
    _tasks: Arc<JoinSet<()>>,
}

/// The way to whoever has the device open.
#[derive(Debug, Clone)]
enum Door {
    /// This process.
    Own(mpsc::Sender<Errand>, broadcast::Sender<Event>),
    /// Another one, which lends it: events come as long as it does.
    #[cfg(unix)]
    Lent(Borrower, broadcast::WeakSender<Event>),
}

/// What a look may find: it may have to come from another process.
pub(crate) trait Found: Serialize + DeserializeOwned + Send + 'static {}

impl<T: Serialize + DeserializeOwned + Send + 'static> Found for T {}

/// What a subscriber hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something happened.
    Event(Event),
    /// Events were lost because the subscriber did not keep pace: look at everything again.
    Lost,
}

/// A subscriber's end of the events.
#[derive(Debug)]
pub struct Subscription(broadcast::Receiver<Event>);

impl Subscription {
    /// What happens next; `None`: the device was closed.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(event) => Some(Heard::Event(event)),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Heard::Lost),
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
        let files = Files::in_folder(Folder::beside(&home.database()));
        let opening = tokio::task::spawn_blocking(move || open_store(&home, &unlock));
        let store = opening.await.map_err(|_| OpenError::NoEntropy)??;
        Ok(Self::run(store, files, tls, options))
    }

    /// Opens a device whose key is kept by whoever calls, making it if there is none, and begins to
    /// connect. Natively it has to be called inside a runtime of `tokio`.
    ///
    /// # Errors
    /// [`OpenError`]; a file that was there is as it was.
    pub fn open_database(database: Database<'_>, options: Options) -> Result<Self, OpenError> {
        let tls = prepare(&options)?;
        let files = match &database {
            Database::File { path, .. } => Files::in_folder(Folder::beside(path)),
            Database::Memory => Files::in_memory(),
        };
        let store = match database {
            Database::File { path, key } => Store::open(path, key)?,
            Database::Memory => Store::in_memory(),
        };
        Ok(Self::run(store, files, tls, options))
    }

    /// A device that another process has open, if it lends it ([`crate::Lender`]).
    ///
    /// # Errors
    /// Nobody lends it.
    #[cfg(unix)]
    pub async fn borrow(home: &Home) -> std::io::Result<Self> {
        let (sender, _) = broadcast::channel(EVENTS);
        let events = sender.downgrade();
        let mut tasks = JoinSet::new();
        let borrower = Borrower::connect(&home.socket(), sender, &mut tasks).await?;
        Ok(Self {
            door: Door::Lent(borrower, events),
            files: Files::in_folder(Folder::beside(&home.database())),
            _tasks: Arc::new(tasks),
        })
    }

    fn run(store: Store, files: Files, tls: Tls, options: Options) -> Self {
        let known = attachments::files(store.reader().db());
        let (errands, receiver) = mpsc::channel(ERRANDS);
        let (events, _) = broadcast::channel(EVENTS);
        let ends = Ends {
            errands: receiver,
            events: events.clone(),
        };
        let engine = Engine::new(options.engine);
        let way = (tls, options.connect_spread);
        let driver = Driver::new(engine, store, way, files.clone(), ends);
        let mut tasks = JoinSet::new();
        tasks.spawn(driver.run());
        // If it cannot be said which files belong to somebody, all of them stay.
        if let Ok(known) = known {
            tasks.spawn(files.clone().keep_only(known.into_iter().collect()));
        }
        Self {
            door: Door::Own(errands, events),
            files,
            _tasks: Arc::new(tasks),
        }
    }

    pub(crate) const fn files(&self) -> &Files {
        &self.files
    }

    /// Tries every link now that waits for its next attempt: whoever calls knows that the network
    /// has come back.
    ///
    /// # Errors
    /// [`AskError::Closed`].
    pub async fn reconnect(&self) -> Result<(), AskError> {
        let errands = match &self.door {
            Door::Own(errands, _) => errands,
            #[cfg(unix)]
            Door::Lent(lender, _) => return lender.ask(Ask::Reconnect).await,
        };
        let asked = errands.send(Errand::Reconnect).await;
        asked.map_err(|_| AskError::Closed)
    }

    /// Gives the engine a command and waits for its first answer, not for the network.
    ///
    /// # Errors
    /// [`AskError`]: nothing has changed.
    pub async fn command(&self, command: Command) -> Result<Answer, AskError> {
        let errands = match &self.door {
            Door::Own(errands, _) => errands,
            #[cfg(unix)]
            Door::Lent(lender, _) => return lender.ask(Ask::Command(command)).await,
        };
        let (answer, receiver) = oneshot::channel();
        errands
            .send(Errand::Command(command, answer))
            .await
            .map_err(|_| AskError::Closed)?;
        receiver.await.map_err(|_| AskError::Closed)?
    }

    /// Hears all events from now on.
    #[must_use]
    pub fn subscribe(&self) -> Subscription {
        Subscription(match &self.door {
            Door::Own(_, events) => events.subscribe(),
            #[cfg(unix)]
            Door::Lent(_, events) => match events.upgrade() {
                Some(events) => events.subscribe(),
                // Nobody has it open any more, and nothing happens any more.
                None => broadcast::channel(1).1,
            },
        })
    }

    /// Closes links and database and waits for their end. Other clones get [`AskError::Closed`]. What is
    /// borrowed is given back, and stays open where it is.
    pub async fn close(self) {
        let errands = match &self.door {
            Door::Own(errands, _) => errands,
            #[cfg(unix)]
            Door::Lent(..) => return,
        };
        let (done, receiver) = oneshot::channel();
        if errands.send(Errand::Stop(done)).await.is_ok() {
            // An error means that the driver ended otherwise meanwhile.
            let _ = receiver.await;
        }
    }

    /// Looks at the store between two turns.
    pub(crate) async fn view<T: Found>(
        &self,
        question: Question,
        look: impl FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, AskError> {
        self.look(question, move |store, _| look(store.reader().db()))
            .await
    }

    /// Looks at the store and at how far the device has caught up: here, or by the question where it is
    /// open.
    #[cfg_attr(
        not(unix),
        expect(unused_variables, reason = "nobody else has it open there")
    )]
    pub(crate) async fn look<T: Found>(
        &self,
        question: Question,
        look: impl FnOnce(&Store, &Progress) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, AskError> {
        let errands = match &self.door {
            Door::Own(errands, _) => errands,
            #[cfg(unix)]
            Door::Lent(lender, _) => return lender.ask(Ask::Look(question)).await,
        };
        let (answer, receiver) = oneshot::channel();
        let look = Box::new(move |store: &Store, progress: &Progress| {
            // Whoever asked may have stopped waiting.
            let _ = answer.send(look(store, progress));
        });
        errands
            .send(Errand::View(look))
            .await
            .map_err(|_| AskError::Closed)?;
        let looked = receiver.await.map_err(|_| AskError::Closed)?;
        looked.map_err(|error| fault::of_store(&error))
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
