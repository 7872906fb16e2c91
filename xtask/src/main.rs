//! All automation of the project, as `cargo xtask SUBCOMMAND`.
//!
//! Owns how the project is built, run, tested and checked. Holds nothing the product needs while it
//! runs: no crate depends on this one. Each subcommand is a module of the same name.

mod bench;
mod ci;
mod demo;
mod deny;
mod fuzz;
mod layers;
mod package;
mod prerequisite;
mod prove;
mod run;
mod screens;
mod shipped;
mod sim;
mod step;
mod test;
mod tidy;
mod violation;
mod walk;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Hudhud's automation"
)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build Hudhud in release mode and serve on this machine
    Run(run::Run),
    /// Start a host and five people, and print what each of them sees of a conversation
    Demo(demo::Demo),
    /// Build everything and run every test: documentation, simulation, then all others
    Test,
    /// Build the app's files
    Web(web::Web),
    /// Everything a change must pass: format, layers, tidy, lints, licences, tests
    Ci,
    /// Compare the crates' dependencies with the tables in ARCHITECTURE.md
    Layers,
    /// Check the budgets and conventions of STYLE.md
    Tidy(tidy::Tidy),
    /// Plant a fault for each scenario, and show that it fails
    Prove(prove::Prove),
    /// Check licences, bans and sources of dependencies, and known advisories if reachable
    Deny,
    /// Run simulated worlds, one for each seed
    Sim(sim::Sim),
    /// Build what is installed on servers: a Debian package, an image for containers
    Package(package::Package),
    /// Measure in release mode
    Bench(bench::Bench),
    /// Take the pictures of the documentation
    Screens(screens::Screens),
    /// Walk through the app at random, in real browsers
    Walk(walk::Walk),
    /// Feed mutated bytes to the decoders
    Fuzz(fuzz::Fuzz),
}

fn main() -> ExitCode {
    match perform(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            step::say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> anyhow::Result<()> {
    match task {
        Task::Run(run) => run.perform(),
        Task::Demo(demo) => demo.perform(),
        Task::Test => test::perform(workspace::cargo),
        Task::Web(web) => web.perform(),
        Task::Ci => ci::perform(),
        Task::Layers => layers::perform(),
        Task::Tidy(tidy) => tidy.perform(),
        Task::Prove(prove) => prove.perform(),
        Task::Deny => deny::perform(),
        Task::Sim(sim) => sim.perform(),
        Task::Package(package) => package.perform(),
        Task::Bench(bench) => bench.perform(),
        Task::Screens(screens) => screens.perform(),
        Task::Walk(walk) => walk.perform(),
        Task::Fuzz(fuzz) => fuzz.perform(),
    }
}
