//! The one binary: reads the command line, hands it to the client or the server, prints.
//!
//! Holds no logic beyond parsing and printing: what a command means is the engine's business.

mod app;
mod arguments;
mod commands;
mod device;
#[cfg(test)]
mod documents;
mod environment;
mod find;
mod fold;
mod json;
mod log;
mod person;
mod problem;
mod sanitise;
mod screen;
mod show;
mod status;
mod ui;
mod unfinished;
mod unlock;
mod words;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::arguments::Cli;
use crate::status::Status;
use crate::ui::Ui;

/// A host makes and forgets several small things for each message, which took the system's allocator
/// a sixth of its time (docs/decisions/0012-an-allocator-for-small-things.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let command = environment::heeded(Cli::command());
    let parsed = command
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error),
    };
    let ui = Ui::new(&cli.global);
    for warning in environment::unknown(&Cli::command()) {
        ui.warning(&warning);
    }
    log::begin(&cli);
    match commands::run(cli, ui) {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            ui.problem(&problem);
            ExitCode::from(problem.status as u8)
        }
    }
}

/// Help, the version, or what is wrong with the command line: an object for programs.
fn not_understood(error: &clap::Error) -> ExitCode {
    let wrong = error.use_stderr();
    let for_programs = std::env::args_os().any(|word| word == "--json");
    // A terminal that takes no words takes no complaint about it.
    let _ = if wrong && for_programs {
        let sentence = error.render().to_string();
        let object = serde_json::json!({ "error": "usage", "message": sentence.trim_end() });
        writeln!(std::io::stderr(), "{object}")
    } else {
        error.print()
    };
    ExitCode::from(if wrong {
        Status::Usage as u8
    } else {
        Status::Done as u8
    })
}
