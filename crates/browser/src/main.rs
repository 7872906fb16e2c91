//! `hudhud-browser`: figures and pictures of the app, made by people who use it in real browsers.
//! Started by `cargo xtask bench web` and `cargo xtask screens`.

mod bench;
mod screens;
mod stroll;

use clap::{Parser, Subcommand};
use hudhud_browser::Engine;

#[derive(Parser)]
#[command(about = "Figures and pictures of the app in real browsers")]
struct Cli {
    /// In Firefox, in place of Chromium
    #[arg(long, global = true)]
    firefox: bool,
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
    let cli = Cli::parse();
    let engine = if cli.firefox {
        Engine::Firefox
    } else {
        Engine::Chromium
    };
    engine.lends(|| {
        runtime.block_on(async {
            match cli.task {
                Task::Bench(bench) => bench.perform().await,
                Task::Screens(screens) => screens.perform().await,
                Task::Walk(stroll) => stroll.perform().await,
            }
        })
    })
}
