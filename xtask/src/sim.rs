//! `cargo xtask sim`: simulated worlds, one for each seed. The worlds are in `crates/sim`.

use std::path::Path;
use std::process::Command;

use crate::step::succeed;
use crate::workspace::{self, Profile};

/// Run simulated worlds, one for each seed
#[derive(clap::Args)]
pub(crate) struct Sim {
    /// How many worlds
    #[arg(long, default_value_t = SEEDS)]
    seeds: u64,
    /// The first world's seed; the others follow it
    #[arg(long, default_value_t = FIRST_SEED)]
    first_seed: u64,
    /// With an enemy in each world
    #[arg(long)]
    hostile: Option<Enemy>,
}

/// Who keeps to nothing
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Enemy {
    /// A member who holds all keys of its device
    Member,
    /// The host
    Host,
}

const PROGRAM: &str = "hudhud-sim";
const SEEDS: u64 = 300;
const FIRST_SEED: u64 = 1;
/// Worlds that are lived with all other tests: who is hostile, the first seed, how many. Left out are
/// those that are known not to be well (docs/sim.md, What is not well yet).
const WORLDS: [(Option<Enemy>, u64, u64); 6] = [
    (None, 1, 300),
    (Some(Enemy::Member), 1, 8),
    (Some(Enemy::Member), 10, 13),
    (Some(Enemy::Member), 24, 11),
    (Some(Enemy::Member), 42, 20),
    (Some(Enemy::Host), 1, 40),
];

impl Default for Sim {
    fn default() -> Self {
        Self {
            seeds: SEEDS,
            first_seed: FIRST_SEED,
            hostile: None,
        }
    }
}

/// Every attack in turn; fails if one came to more than it may.
pub(crate) fn demonstrate() -> anyhow::Result<()> {
    let program = workspace::built_program(PROGRAM, Profile::Dev)?;
    succeed(Command::new(program).arg("--demo"))
}

impl Sim {
    /// Fails with the program's own report of the seed that failed.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        self.run(&workspace::built_program(PROGRAM, Profile::Dev)?)
    }

    /// The worlds that belong to the tests, with the program that was built together with these. Built
    /// alone it would be compiled again, with all of its cryptography: tests ask for other features of
    /// what they share.
    pub(crate) fn perform_all_as_built() -> anyhow::Result<()> {
        let program = workspace::program(PROGRAM, Profile::Dev)?;
        for (hostile, first_seed, seeds) in WORLDS {
            let worlds = Self {
                seeds,
                first_seed,
                hostile,
            };
            worlds.run(&program)?;
        }
        Ok(())
    }

    fn run(self, program: &Path) -> anyhow::Result<()> {
        let mut command = Command::new(program);
        match self.hostile {
            None => &mut command,
            Some(Enemy::Member) => command.args(["--hostile", "member"]),
            Some(Enemy::Host) => command.args(["--hostile", "host"]),
        };
        succeed(
            command
                .args(["--seeds", &self.seeds.to_string()])
                .args(["--first-seed", &self.first_seed.to_string()]),
        )
    }
}
