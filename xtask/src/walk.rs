//! `cargo xtask walk`: people do whatever can be done in the app, at random. What they do and what may
//! not happen is in `crates/browser`.

use std::process::Command;

use crate::step::{step, succeed};
use crate::{prerequisite, screens};

/// Walk through the app at random, in real browsers
#[derive(clap::Args)]
pub(crate) struct Walk {
    /// How many walks
    #[arg(long, default_value_t = 10)]
    seeds: u64,
    /// The seed of the first one; one that failed fails again
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// How much is done in each
    #[arg(long, default_value_t = 60)]
    steps: u32,
    /// In Firefox, in place of Chromium
    #[arg(long)]
    firefox: bool,
}

impl Walk {
    /// Builds the program with the app in it, and fails with the first walk that led somewhere wrong.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        step("accessibility checker", prerequisite::accessibility_checker)?;
        let program = screens::people()?;
        succeed(
            Command::new(program)
                .arg("walk")
                .args(["--seeds", &self.seeds.to_string()])
                .args(["--first-seed", &self.first_seed.to_string()])
                .args(["--steps", &self.steps.to_string()])
                .args(self.firefox.then_some("--firefox")),
        )
    }
}
