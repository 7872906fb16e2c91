//! `hudhud-load`: measures, and prints a table.

use std::io::{self, Write as _};

use clap::{Parser, Subcommand};
use hudhud_load::engine::EngineBench;
use hudhud_load::media::MediaBench;
use hudhud_load::operator::OperatorBench;
use hudhud_load::server::{Flood, ServerBench};
use hudhud_load::terminal::TerminalBench;

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
    /// Flood a host, and print what others notice of it
    Flood(Flood),
}

#[derive(Debug, Subcommand)]
enum Subject {
    Server(ServerBench),
    Engine(EngineBench),
    Media(MediaBench),
    Operator(OperatorBench),
    Terminal(TerminalBench),
}

fn main() -> anyhow::Result<()> {
    // What is being done goes beside the table, so that the table alone can be kept.
    let mut told = |what: &str| {
        let _ = writeln!(io::stderr(), "{what}");
    };
    let table = match Arguments::parse().command {
        Command::Flood(flood) => flood.measure(&mut told)?.to_string(),
        Command::Bench(subject) => match *subject {
            Subject::Server(bench) => bench.measure(&mut told)?.to_string(),
            Subject::Engine(bench) => bench.measure(&mut told)?.to_string(),
            Subject::Media(bench) => bench.measure(&mut told)?.to_string(),
            Subject::Operator(bench) => bench.measure(&mut told)?.to_string(),
            Subject::Terminal(bench) => bench.measure(&mut told)?.to_string(),
        },
    };
    write!(io::stdout(), "{table}")?;
    Ok(())
}
