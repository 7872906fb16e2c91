//! `cargo xtask bench`: measurements in release mode. What is measured is in `crates/load`, and for
//! the app in `crates/browser`.

use std::process::Command;

use crate::screens;
use crate::step::succeed;
use crate::workspace::{self, Profile};

/// Measure in release mode
#[derive(clap::Args)]
pub(crate) struct Bench {
    /// What to measure
    subject: Subject,
    /// Passed to the program that measures
    #[arg(last = true)]
    arguments: Vec<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Subject {
    /// A host: durable messages, sign-ups, fan-out, idle connections
    Server,
    /// Photos and files: how fast, how much memory, what is sent twice, what messages wait for them
    Media,
    /// A host that has been there for long: copied while it serves, and started again
    Operator,
    /// The client machine: sealing, opening, joining, lists
    Engine,
    /// The program on a whole screen: its start, and keys
    Terminal,
    /// The app in a real browser: first paint, list, typing, sending, search, download
    Web,
}

impl Bench {
    /// Builds the load generator and the program it measures, then measures.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        let subject = match self.subject {
            Subject::Server => with_host("server")?,
            Subject::Media => with_host("media")?,
            Subject::Operator => with_host("operator")?,
            Subject::Engine => "engine",
            Subject::Terminal => with_host("terminal")?,
            Subject::Web => {
                let program = screens::people()?;
                return succeed(Command::new(program).arg("bench").args(self.arguments));
            }
        };
        let program = workspace::built_program("hudhud-load", Profile::Release)?;
        succeed(
            Command::new(program)
                .args(["bench", subject])
                .args(self.arguments),
        )
    }
}

/// What is measured of the program, which is built.
fn with_host(subject: &'static str) -> anyhow::Result<&'static str> {
    workspace::built_program("hudhud", Profile::Release)?;
    Ok(subject)
}
