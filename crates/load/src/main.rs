//! `hudhud-load`: measures, and prints a table.

use std::io::{self, Write as _};

use clap::{Parser, Subcommand};
use hudhud_load::engine::EngineBench;
use hudhud_load::server::ServerBench;

/// Load and measurements for Hudhud
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure, and print a table in Markdown
    #[command(subcommand)]
    Bench(Box<Subject>),
}

#[derive(Debug, Subcommand)]
enum Subject {
    Server(ServerBench),
    Engine(EngineBench),
}

fn main() -> anyhow::Result<()> {
    let Command::Bench(subject) = Arguments::parse().command;
    // What is being done goes beside the table, so that the table alone can be kept.
    let mut told = |what: &str| {
        let _ = writeln!(io::stderr(), "{what}");
    };
    let table = match *subject {
        Subject::Server(bench) => bench.measure(&mut told)?,
        Subject::Engine(bench) => bench.measure(&mut told)?,
    };
    write!(io::stdout(), "{table}")?;
    Ok(())
}
