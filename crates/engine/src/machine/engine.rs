//! The machine itself: one turn is one transaction.

use std::collections::BTreeSet;

use hudhud_base::Timestamp;
use hudhud_mls::Suite;
use hudhud_store::Store;

use crate::api::{Env, Input, Link, Outputs, TurnError};
use crate::turn::memory::Memory;
use crate::turn::{Stop, Turn};

/// What a program may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// Of the conversations this device begins, and of the key packages it publishes.
    pub suite: Suite,
    /// Receipts wait at least this long, in milliseconds, to be sent together.
    pub receipt_delay_min_ms: u64,
    /// Receipts wait at most this long, in milliseconds.
    pub receipt_delay_max_ms: u64,
    /// Tell others what has been read here.
    pub read_receipts: bool,
    /// One-time key packages kept at the host.
    pub key_packages: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            suite: Suite::Hybrid,
            receipt_delay_min_ms: 5_000,
            receipt_delay_max_ms: 30_000,
            read_receipts: true,
            key_packages: hudhud_base::limits::KEY_PACKAGES,
        }
    }
}

/// One person's device.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    memory: Memory,
    wanted: BTreeSet<Link>,
}

impl Engine {
    /// A machine with an empty memory. The first turn reads what it needs.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            memory: Memory::default(),
            wanted: BTreeSet::new(),
        }
    }

    /// When the machine wants to be woken with [`Input::Tick`], if nothing happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.memory.deadline
    }

    /// The links the shell should hold now.
    #[must_use]
    pub fn wanted(&self) -> &BTreeSet<Link> {
        &self.wanted
    }

    /// Lets one thing happen, in one transaction. What comes out may leave: it is durable.
    ///
    /// # Errors
    /// [`TurnError`]: nothing was written, and what was in memory only is forgotten. The shell
    /// closes every link and goes on, or tells the person that the database failed.
    pub fn turn(
        &mut self,
        store: &mut Store,
        env: Env<'_>,
        input: Input,
    ) -> Result<Outputs, TurnError> {
        let result = self.transact(store, env, input);
        if result.is_err() {
            self.memory = Memory::default();
            self.wanted.clear();
        }
        result
    }

    fn transact(
        &mut self,
        store: &mut Store,
        env: Env<'_>,
        input: Input,
    ) -> Result<Outputs, TurnError> {
        let transaction = store.begin()?;
        let mut turn = Turn {
            db: transaction.db(),
            rng: env.rng,
            now: env.now,
            config: &self.config,
            memory: &mut self.memory,
            out: Outputs::default(),
        };
        match turn.handle(input).and_then(|()| turn.finish()) {
            Ok(wanted) => {
                let out = turn.out;
                transaction.commit()?;
                self.wanted = wanted;
                Ok(out)
            }
            Err(Stop::Refused(error)) => {
                // A command checks before it changes: what was rolled back is at most what it wrote.
                self.memory.drop_groups();
                Ok(Outputs {
                    answer: Some(Err(error)),
                    ..Outputs::default()
                })
            }
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}
