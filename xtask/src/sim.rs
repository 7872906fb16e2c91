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
}

const PROGRAM: &str = "hudhud-sim";
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
        self.run(&workspace::built_program(PROGRAM, Profile::Dev)?)
    }

    /// With the program that was built together with the tests. Built alone it would be compiled
    /// again, with all of its cryptography: tests ask for other features of what they share.
    pub(crate) fn perform_as_built(self) -> anyhow::Result<()> {
        self.run(&workspace::program(PROGRAM, Profile::Dev)?)
    }

    fn run(self, program: &Path) -> anyhow::Result<()> {
        succeed(
            Command::new(program)
                .args(["--seeds", &self.seeds.to_string()])
                .args(["--first-seed", &self.first_seed.to_string()]),
        )
    }
}
