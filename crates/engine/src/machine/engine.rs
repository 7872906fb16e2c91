//! The machine itself: one turn is one transaction.

use std::collections::BTreeSet;

use hudhud_base::Timestamp;
use hudhud_store::Store;

use crate::api::{Env, Input, Link, Outputs, TurnError};
use crate::turn::apart::Trouble;
use crate::turn::care::Care;
use crate::turn::config::Config;
use crate::turn::memory::Memory;
use crate::turn::{Stop, Turn};

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
        // Groups are not copied: they are in the store, as they were before this turn.
        let before = self.memory.without_groups();
        let Env { now, rng } = env;
        let whole = Env {
            now,
            rng: &mut *rng,
        };
        let result = match self.transact(store, whole, input.clone(), Care::Whole) {
            // Once more, each thing by itself: what is in trouble again is set aside.
            Ok(None) => {
                self.memory = before;
                self.transact(store, Env { now, rng }, input, Care::Each)
            }
            done => done,
        };
        if result.is_err() {
            // What it remembers may rest on rows that were never written.
            self.memory = Memory::default();
            self.wanted.clear();
        }
        result.map(Option::unwrap_or_default)
    }

    /// One transaction; `None` if it was in trouble as a whole, and is to be taken with care.
    fn transact(
        &mut self,
        store: &mut Store,
        env: Env<'_>,
        input: Input,
        care: Care,
    ) -> Result<Option<Outputs>, TurnError> {
        let is_command = matches!(input, Input::Command(_));
        let transaction = store.begin()?;
        let mut turn = Turn {
            db: transaction.db(),
            rng: env.rng,
            now: env.now,
            config: &self.config,
            memory: &mut self.memory,
            care,
            out: Outputs::default(),
        };
        match turn.take(input).and_then(|()| turn.links_to_hold()) {
            Ok(wanted) => {
                let out = turn.out;
                // Nothing is released that is not durable: a commit that fails fails the turn.
                transaction.commit()?;
                self.wanted = wanted;
                Ok(Some(out))
            }
            Err(Stop::Refused(error)) if is_command => {
                // A command checks before it changes: what was rolled back is at most what it wrote.
                self.memory.drop_groups();
                Ok(Some(Outputs {
                    answer: Some(Err(error)),
                    ..Outputs::default()
                }))
            }
            Err(stop) if care == Care::Whole && Trouble::of(&stop).is_some() => Ok(None),
            Err(Stop::Failed(error)) => Err(error),
            // Nobody asked for anything, and nothing has happened.
            Err(Stop::Refused(_)) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use hudhud_store::StoreError;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    use super::*;
    use crate::api::Command;

    const SEED: u64 = 7;
    /// Groups of one for which the pages of a new database have no room.
    const GROUPS: u32 = 1_000;

    #[test]
    fn a_full_disk_is_no_damage_also_where_a_group_is_written() {
        let mut store = Store::in_memory();
        let mut engine = Engine::new(Config::default());
        let mut rng = ChaCha20Rng::seed_from_u64(SEED);
        let mut give = |store: &mut Store, command| {
            let env = Env {
                now: Timestamp(1),
                rng: &mut rng,
            };
            engine.turn(store, env, Input::Command(command))
        };
        let sign_up = Command::SignUp {
            host: "https://hoopoe.example".to_owned(),
            name: None,
            code: None,
        };
        give(&mut store, sign_up).unwrap();
        store.max_pages(1).unwrap();
        let failed = (0..GROUPS).find_map(|number| {
            let group = Command::CreateGroup {
                title: format!("group {number}, seed {SEED}"),
                members: Vec::new(),
            };
            give(&mut store, group).err()
        });
        assert!(
            matches!(failed, Some(TurnError::Store(StoreError::Full))),
            "{failed:?}"
        );
    }
}
