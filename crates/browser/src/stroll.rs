//! Walks at random, one for each seed: what a person would have to be unlucky to find.

use std::io::Write as _;

use hudhud_browser::{Axe, Walk};

/// Let three people do whatever can be done, for one seed after another
#[derive(Debug, clap::Args)]
pub(crate) struct Stroll {
    /// How many walks
    #[arg(long, default_value_t = 1)]
    seeds: u64,
    /// The seed of the first one
    #[arg(long, default_value_t = 1)]
    first_seed: u64,
    /// How much is done in each
    #[arg(long, default_value_t = 60)]
    steps: u32,
    /// Print what was done, also where nothing went wrong
    #[arg(long)]
    tell: bool,
}

impl Stroll {
    /// Walks, and fails with the first seed that went wrong.
    pub(crate) async fn perform(self) -> anyhow::Result<()> {
        let axe = Axe::load()?;
        for seed in (self.first_seed..).take(usize::try_from(self.seeds)?) {
            let walk = Walk {
                seed,
                steps: self.steps,
            };
            let done = walk.perform(&axe).await?;
            let mut out = std::io::stdout();
            if self.tell {
                writeln!(out, "{}", done.join("\n"))?;
            }
            writeln!(out, "seed {seed}: {} steps, and nothing wrong", self.steps)?;
        }
        Ok(())
    }
}
