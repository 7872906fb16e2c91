//! `hudhud-browser`: figures and pictures of the app, made by people who use it in real browsers.
//! Started by `cargo xtask bench web` and `cargo xtask screens`.

mod bench;
mod screens;
mod stroll;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Figures and pictures of the app in real browsers")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Measure what a person feels
    Bench(bench::Bench),
    /// Take the pictures of the documentation
    Screens(screens::Screens),
    /// Walk through the app at random
    Walk(stroll::Stroll),
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match Cli::parse().task {
            Task::Bench(bench) => bench.perform().await,
            Task::Screens(screens) => screens.perform().await,
            Task::Walk(stroll) => stroll.perform().await,
        }
    })
}
