//! One person's device: the real engine over a real store, and what its process knows of links.

use std::cell::OnceCell;
use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;
use hudhud_base::{AccountId, BlobId, Timestamp};
use hudhud_crypto::{identity::account_id, signature::SigningKey};
use hudhud_engine::{Config, Engine, Event, Input, Link};
use hudhud_store::{Store, own};
use rand_chacha::ChaCha20Rng;

use crate::world::process::Order;
use crate::world::queue::ConnectionId;

/// The world begins at this time.
pub(crate) const EPOCH_MS: u64 = 1_790_000_000_000;

/// A link that the device holds, or tries to make.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) connection: ConnectionId,
    pub(crate) up: bool,
}

/// A device and the process that runs on it.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) name: &'static str,
    pub(crate) config: Config,
    pub(crate) engine: Engine,
    pub(crate) store: Store,
    pub(crate) rng: ChaCha20Rng,
    /// How far its clock is ahead of the world's, in milliseconds.
    pub(crate) ahead_ms: i64,
    pub(crate) links: BTreeMap<Link, Held>,
    pub(crate) failures: u32,
    /// Sealed files beside its database, which outlive its process as that does.
    pub(crate) files: BTreeMap<BlobId, Bytes>,
    /// Its process runs and its screen is on.
    pub(crate) running: bool,
    /// The network lets it through.
    pub(crate) reachable: bool,
    /// Its disk has no room.
    pub(crate) full: bool,
    /// Its disk takes nothing, for no reason that anybody knows of.
    pub(crate) refuses: bool,
    /// Grows with each start of the process, and whenever its tasks are given up.
    pub(crate) life: u64,
    /// The number of the deadline it waits for.
    pub(crate) wake: u64,
    /// Actions of others until it wakes from a long sleep.
    pub(crate) asleep: u32,
    pub(crate) inputs: VecDeque<Input>,
    /// What it told its interface, and nobody has taken yet.
    pub(crate) heard: Vec<Event>,
    /// Frames of each kind that it has sent.
    pub(crate) asked: BTreeMap<&'static str, u64>,
    /// What befalls a turn of it because somebody asked for that.
    pub(crate) order: Option<Order>,
    /// Its account, once it is known: it never changes, and its key takes time to derive.
    known: OnceCell<AccountId>,
}

impl Device {
    pub(crate) fn new(name: &'static str, config: Config, store: Store, rng: ChaCha20Rng) -> Self {
        Self {
            name,
            config,
            engine: Engine::new(config),
            store,
            rng,
            ahead_ms: 0,
            links: BTreeMap::new(),
            failures: 0,
            files: BTreeMap::new(),
            running: true,
            reachable: true,
            full: false,
            refuses: false,
            life: 0,
            wake: 0,
            asleep: 0,
            inputs: VecDeque::new(),
            heard: Vec::new(),
            asked: BTreeMap::new(),
            order: None,
            known: OnceCell::new(),
        }
    }

    /// What its clock shows when the world has lasted `now` milliseconds.
    pub(crate) fn clock(&self, now: u64) -> Timestamp {
        Timestamp(
            EPOCH_MS
                .saturating_add(now)
                .saturating_add_signed(self.ahead_ms),
        )
    }

    /// When, in milliseconds of the world, its clock shows `at`.
    pub(crate) fn world_time(&self, at: Timestamp) -> u64 {
        at.0.saturating_sub(EPOCH_MS)
            .saturating_add_signed(self.ahead_ms.saturating_neg())
    }

    pub(crate) fn account(&self) -> Option<AccountId> {
        if let Some(known) = self.known.get() {
            return Some(*known);
        }
        let row = own::load(self.store.reader().db()).ok().flatten()?;
        let key = SigningKey::from_seed(row.account_seed.as_bytes());
        Some(*self.known.get_or_init(|| account_id(&key.public())))
    }

    /// How it reaches its home, once it has keys.
    pub(crate) fn home(&self) -> Option<String> {
        let row = own::load(self.store.reader().db()).ok().flatten()?;
        Some(row.host)
    }

    pub(crate) fn signed_up(&self) -> bool {
        own::load(self.store.reader().db())
            .ok()
            .flatten()
            .is_some_and(|row| row.signed_up)
    }
}
