//! `cargo xtask demo`: a host and five people on this machine, and what each of them sees.
//!
//! Owns the command and the frame round it; the conversation itself is in `demo/script.rs`, and what
//! befalls a host in `demo/operator.rs`. Uses the
//! program's public command line and nothing else, listens on loopback alone, and leaves neither
//! processes nor files behind.

mod agreement;
mod operator;
mod person;
mod script;
mod transcript;

use std::path::PathBuf;
use std::time::Instant;

use hudhud_trial::Plan;

use crate::step::say;
use crate::workspace::{self, Profile};
use transcript::Transcript;

/// Start a host and five people, and print what each of them sees of a conversation
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Demo {
    #[command(subcommand)]
    instead: Option<Instead>,
    /// Use the program as it is shipped; building it takes longer
    #[arg(long)]
    release: bool,
}

#[derive(clap::Subcommand)]
enum Instead {
    /// Every attack in turn: six simulated people, a member who keeps to nothing, and a host that lies
    Hostile,
    /// Install a host from its package, let it be used, copy it, destroy it, restore it, upgrade it, and
    /// print what its people see. Needs root, and a network for a fresh Debian
    Operator(Operator),
}

#[derive(clap::Args)]
struct Operator {
    /// Pack this program instead of building the one that is shipped
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// End before the ten minutes after which a group goes on in another log
    #[arg(long)]
    brief: bool,
}

impl Demo {
    /// Fails if a command fails that should not, or if people do not see the same.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        match self.instead {
            Some(Instead::Hostile) => return crate::sim::demonstrate(),
            Some(Instead::Operator(operator)) => {
                return operator::perform(operator.program, operator.brief);
            }
            None => {}
        }
        let profile = if self.release {
            Profile::Release
        } else {
            Profile::Dev
        };
        say(format_args!("Builds hudhud (a first time takes minutes)."));
        let program = workspace::built_program("hudhud", profile)?;
        let directory = tempfile::tempdir()?;
        let transcript = Transcript::new();
        let started = Instant::now();
        let host = Plan::new(&program, &directory.path().join("host"))
            .flags(["--domain", "demo.example"])
            // Clients come back at once: nobody watches a demo wait.
            .flags(["--return-seconds", "1"])
            .start()?;
        let summary = script::play(&program, directory.path(), host, &transcript)?;
        transcript.heading("What it came to");
        for line in summary {
            transcript.narrate(&line);
        }
        let seconds = started.elapsed().as_secs_f64();
        transcript.narrate(&format!("All of it took {seconds:.1} s."));
        Ok(())
    }
}
