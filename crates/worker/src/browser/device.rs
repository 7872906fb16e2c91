//! The device as a whole: opening it, its passcode, closing, erasing and rescuing it.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use hudhud_client::{Client, Database, OpenError, Options, StoreOpenError, sleep};
use hudhud_crypto::keys::StoreKey;
use hudhud_dialogue::page::{Ask, Call, Opened, Passcode, Place, Problem, Reply, Unopened};
use hudhud_opfs::{Pool, PoolError};
use hudhud_worker::desk::Desk;
use tokio::sync::mpsc;
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::{keys, page};

/// The database's name in the pool.
const DATABASE: &str = "hudhud.db";
/// What a rescued database is called.
const RESCUED: &str = "hudhud-rescued.tar";
/// Calls and news waiting for the desk or the page.
const QUEUE: usize = 256;
/// Attempts to take hold of the files: the worker of a page that was just reloaded may not have let
/// go of them yet.
const ATTEMPTS: u32 = 12;
/// Between two attempts.
const ATTEMPT_WAIT: Duration = Duration::from_millis(150);

/// The open client, for whoever listens to the browser.
pub(super) type Shared = Rc<RefCell<Option<Client>>>;

/// The device, open or not.
pub(super) struct Device {
    client: Shared,
    desk: Option<mpsc::Sender<Call>>,
    pool: Option<Pool>,
    held: bool,
}

type Answer = Result<Reply, Problem>;

impl Device {
    pub(super) fn new(client: Shared) -> Self {
        Self {
            client,
            desk: None,
            pool: None,
            held: false,
        }
    }

    /// The answer, unless the desk will give it.
    pub(super) async fn ask(&mut self, id: u32, ask: Ask) -> Option<Answer> {
        match ask {
            Ask::Open { place, passcode } => {
                let opened = self.open(place, passcode).await;
                Some(opened.map_err(Problem::Unopened))
            }
            Ask::SetPasscode { old, new } => Some(set_passcode(old, new).await),
            Ask::Close => {
                self.close().await;
                Some(Ok(Reply::Done))
            }
            Ask::Erase => Some(self.erase().await),
            Ask::Rescue => Some(self.rescue().await),
            other => self.hand_on(Call { id, ask: other }).await,
        }
    }

    async fn hand_on(&self, call: Call) -> Option<Answer> {
        let Some(desk) = &self.desk else {
            return Some(Err(Problem::CLOSED));
        };
        match desk.send(call).await {
            Ok(()) => None,
            Err(_) => Some(Err(Problem::CLOSED)),
        }
    }

    async fn open(&mut self, place: Place, passcode: Option<Passcode>) -> Result<Reply, Unopened> {
        if self.client.borrow().is_some() {
            return Err(Unopened::Busy);
        }
        let passcode = passcode.map(|passcode| Zeroizing::new(passcode.0));
        let (client, sealed) = match place {
            Place::Memory => (begin(Database::Memory)?, false),
            Place::Kept => match self.open_kept(passcode.as_ref()).await {
                Ok(opened) => opened,
                Err(reason) => {
                    // A person who is asked for a passcode keeps the device; else others may try.
                    if !matches!(reason, Unopened::PasscodeNeeded | Unopened::WrongPasscode) {
                        self.release();
                    }
                    return Err(reason);
                }
            },
        };
        let account = client.account().await;
        let account = account.map_err(|_| Unopened::Damaged)?;
        self.desk = Some(run_desk(client.clone()));
        self.client.replace(Some(client));
        Ok(Reply::Opened(Opened {
            account,
            passcode: sealed,
        }))
    }

    async fn open_kept(
        &mut self,
        passcode: Option<&Zeroizing<String>>,
    ) -> Result<(Client, bool), Unopened> {
        let there = self.hold().await?.contains(DATABASE).map_err(unheld)?;
        let kept = match keys::load().await? {
            Some(kept) => kept,
            None if there => return Err(Unopened::KeyMissing),
            None => {
                let kept = keys::fresh()?;
                keys::save(&kept).await?;
                kept
            }
        };
        let key = kept.open(passcode.map(|text| text.as_str()))?;
        Ok((begin(file(&key))?, kept.is_sealed()))
    }

    /// The pool, held.
    async fn hold(&mut self) -> Result<&Pool, Unopened> {
        let mut attempt = 1;
        while !self.held {
            let result = match &self.pool {
                Some(pool) => pool.hold_again().await,
                None => Pool::hold().await.map(|pool| self.pool = Some(pool)),
            };
            match result {
                Ok(()) => self.held = true,
                Err(PoolError::Busy) if attempt < ATTEMPTS => {
                    attempt += 1;
                    sleep(ATTEMPT_WAIT).await;
                }
                Err(error) => return Err(unheld(error)),
            }
        }
        self.pool.as_ref().ok_or(Unopened::Browser)
    }

    fn release(&mut self) {
        if let Some(pool) = &self.pool
            && pool.release().is_ok()
        {
            self.held = false;
        }
    }

    async fn close(&mut self) {
        self.desk = None;
        let client = self.client.take();
        if let Some(client) = client {
            client.close().await;
        }
        self.release();
    }

    async fn erase(&mut self) -> Answer {
        self.close().await;
        // The key first: without it whatever is left of the files says nothing.
        keys::erase().await.map_err(Problem::Unopened)?;
        if !hudhud_client::erase_attached().await {
            return Err(Problem::Unopened(Unopened::Browser));
        }
        let erased = hudhud_opfs::erase().await;
        erased.map_err(|error| Problem::Unopened(unheld(error)))?;
        Ok(Reply::Done)
    }

    async fn rescue(&mut self) -> Answer {
        self.close().await;
        let copied = hudhud_opfs::copy().await;
        let bytes = copied.map_err(|error| Problem::Unopened(unheld(error)))?;
        let name = RESCUED.to_owned();
        Ok(Reply::File { name, bytes })
    }
}

fn file(key: &StoreKey) -> Database<'_> {
    Database::File {
        path: Path::new(DATABASE),
        key: key.as_bytes(),
    }
}

fn begin(database: Database<'_>) -> Result<Client, Unopened> {
    Client::open_database(database, Options::default()).map_err(|error| match error {
        OpenError::Store(error) => unopened(error),
        OpenError::Tls(_) | OpenError::NoEntropy => Unopened::Browser,
    })
}

/// Puts a desk between the page and the device; calls go in where this leads.
fn run_desk(client: Client) -> mpsc::Sender<Call> {
    let (news, mut told) = mpsc::channel(QUEUE);
    let (calls, asked) = mpsc::channel(QUEUE);
    let desk = Desk::new(client, news);
    spawn_local(desk.run(asked));
    spawn_local(async move {
        while let Some(news) = told.recv().await {
            page::say(&news);
        }
    });
    calls
}

async fn set_passcode(old: Option<Passcode>, new: Option<Passcode>) -> Answer {
    let old = old.map(|passcode| Zeroizing::new(passcode.0));
    let new = new.map(|passcode| Zeroizing::new(passcode.0));
    let changed = async {
        let kept = keys::load().await?.ok_or(Unopened::KeyMissing)?;
        let key = kept.open(old.as_ref().map(|text| text.as_str()))?;
        let kept = keys::seal(key, new.as_ref().map(|text| text.as_str()))?;
        keys::save(&kept).await
    };
    changed.await.map_err(Problem::Unopened)?;
    Ok(Reply::Done)
}

fn unheld(error: PoolError) -> Unopened {
    match error {
        PoolError::NoFileSystem => Unopened::NoFileSystem,
        PoolError::Busy => Unopened::Busy,
        PoolError::Full => Unopened::Full,
        PoolError::Damaged => Unopened::Damaged,
        PoolError::Browser => Unopened::Browser,
    }
}

fn unopened(error: StoreOpenError) -> Unopened {
    match error {
        // The key is the right one, or it would not have come out of its seal.
        StoreOpenError::WrongKey | StoreOpenError::NotADatabase => Unopened::Damaged,
        StoreOpenError::NewerVersion { .. } => Unopened::Newer,
        StoreOpenError::Locked => Unopened::Busy,
        StoreOpenError::Full => Unopened::Full,
        StoreOpenError::Unreadable | StoreOpenError::Sqlite(_) => Unopened::Browser,
    }
}
