//! `cargo xtask demo`: a host and five people on this machine, and what each of them sees.
//!
//! Owns the command and the frame round it; the conversation itself is in `demo/script.rs`. Uses the
//! program's public command line and nothing else, listens on loopback alone, and leaves neither
//! processes nor files behind.

mod agreement;
mod person;
mod script;
mod transcript;

use std::time::Instant;

use hudhud_trial::Plan;

use crate::step::say;
use crate::workspace::{self, Profile};
use transcript::Transcript;

/// Start a host and five people, and print what each of them sees of a conversation
#[derive(clap::Args)]
pub(crate) struct Demo {
    /// Six simulated people, a member who keeps to nothing, and a host that lies, instead
    #[arg(value_enum, conflicts_with = "release")]
    instead: Option<Instead>,
    /// Use the program as it is shipped; building it takes longer
    #[arg(long)]
    release: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Instead {
    /// Every attack in turn, and what honest people see of it
    Hostile,
}

impl Demo {
    /// Fails if a command fails that should not, or if people do not see the same.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        if let Some(Instead::Hostile) = self.instead {
            return crate::sim::demonstrate();
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
