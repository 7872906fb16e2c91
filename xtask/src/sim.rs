//! `cargo xtask sim`: simulated worlds, one for each seed. The worlds are in `crates/sim`.

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
}

const SEEDS: u64 = 300;
const FIRST_SEED: u64 = 1;

impl Default for Sim {
    fn default() -> Self {
        Self {
            seeds: SEEDS,
            first_seed: FIRST_SEED,
        }
    }
}

impl Sim {
    /// Fails with the program's own report of the seed that failed.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        let program = workspace::built_program("hudhud-sim", Profile::Dev)?;
        succeed(
            Command::new(program)
                .args(["--seeds", &self.seeds.to_string()])
                .args(["--first-seed", &self.first_seed.to_string()]),
        )
    }
}
