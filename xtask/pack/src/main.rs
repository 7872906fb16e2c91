//! Makes the files a browser loads out of what the compiler made.
//!
//! Started by `cargo xtask web`, and a program of its own because what reads and rewrites
//! WebAssembly takes a minute to compile and nothing else of the automation needs it. It reads two
//! modules and the directory of the web crate, and writes one directory of finished files with a
//! list of them. It calls no compiler.

mod bindings;
mod compress;
mod kind;
mod listing;
mod names;
mod sources;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;

use crate::compress::Effort;
use crate::kind::Kind;
use crate::listing::Listing;

#[derive(Parser)]
#[command(
    name = "xtask-pack",
    about = "Makes the app's files out of compiled modules"
)]
struct Arguments {
    /// The page's module, as the compiler made it
    #[arg(long)]
    page: PathBuf,
    /// The worker's module, as the compiler made it
    #[arg(long)]
    worker: PathBuf,
    /// The web crate's directory, with `static`, `styles` and `fonts`
    #[arg(long)]
    sources: PathBuf,
    /// Where the finished files go; what lies there is replaced
    #[arg(long)]
    out: PathBuf,
    /// For whom the files are
    #[arg(long, value_enum)]
    kind: Kind,
}

fn main() -> ExitCode {
    match perform(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _closed = writeln!(std::io::stderr().lock(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &Arguments) -> anyhow::Result<()> {
    let page = read(&arguments.page)?;
    let worker = read(&arguments.worker)?;
    let own = sources::read(&arguments.sources)?;
    let stamp = stamp(arguments.kind, &page, &worker, &own);
    if Listing::read(&arguments.out).is_some_and(|listing| listing.stamp == stamp) {
        return Ok(());
    }
    let mut all = own;
    all.extend(bindings::make("page", page, arguments.kind)?);
    all.extend(bindings::make("device", worker, arguments.kind)?);
    let build = match arguments.kind {
        Kind::Ship => "ship",
        Kind::Dev => "dev",
    };
    let files = names::settle(all, build)?;
    let effort = match arguments.kind {
        Kind::Ship => Effort::Best,
        Kind::Dev => Effort::Quick,
    };
    let listing = listing::write(&arguments.out, stamp, files, effort)?;
    say(&listing);
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

/// Changes whenever one of the inputs, or this program, does.
fn stamp(kind: Kind, page: &[u8], worker: &[u8], own: &[sources::Source]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{kind:?}").as_bytes());
    if let Ok(program) = std::env::current_exe().and_then(std::fs::read) {
        hasher.update(blake3::hash(&program).as_bytes());
    }
    for bytes in [page, worker] {
        hasher.update(blake3::hash(bytes).as_bytes());
    }
    for source in own {
        hasher.update(&(source.name.len() as u64).to_le_bytes());
        hasher.update(source.name.as_bytes());
        hasher.update(blake3::hash(&source.bytes).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The sizes, beside what they are to be.
fn say(listing: &Listing) {
    let mut out = std::io::stderr().lock();
    for file in &listing.files {
        let _closed = writeln!(
            out,
            "{:>9} B {:>9} B compressed  {}",
            file.bytes,
            file.transferred_bytes(),
            file.path
        );
    }
    let (shell, all) = (listing.shell_bytes(), listing.all_bytes());
    let _closed = writeln!(
        out,
        "shell: {:.0} kB (goal 350), all: {:.0} kB (goal 1600), compressed",
        shell as f64 / 1000.0,
        all as f64 / 1000.0
    );
}
