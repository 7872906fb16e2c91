//! `cargo xtask fuzz`: mutated bytes into every decoder, guided by coverage. Targets are in `fuzz/`.
//!
//! The stable compiler has what libFuzzer needs, coverage counters and comparison tracing, so no
//! further tool is installed. Memory errors are not looked for: this project has no unsafe code, and
//! what a target must show is that no input panics, hangs or allocates without bound.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::step::{command_step, say};
use crate::workspace;

/// Feed mutated bytes to the decoders
#[derive(clap::Args)]
pub(crate) struct Fuzz {
    /// One target; all, one after another, if left out
    target: Option<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Print the names of the targets
    #[arg(long, conflicts_with = "target")]
    list: bool,
}

/// Optimised, and what overflows in a crate of ours is found.
const PROFILE: &str = "fuzz";

/// Counters in every basic block, and the operands of comparisons.
const COVERAGE_FLAGS: &str = "-Ccodegen-units=1 -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Clink-dead-code";

/// Bytes of the longest input: a little more than the largest frame would only slow mutation down.
const INPUT_BYTES_MAX: &str = "-max_len=65536";
/// Mebibytes one target may hold: a decoder that needs more allocates before it checks.
const MEMORY_LIMIT_MB: &str = "-rss_limit_mb=1024";
/// Seconds one input may take.
const INPUT_SECONDS_MAX: &str = "-timeout=5";

impl Fuzz {
    /// Stops at the first target that finds something; the input lies in `fuzz/artifacts`.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        let known = targets()?;
        if self.list {
            known.iter().for_each(|name| say(format_args!("{name}")));
            return Ok(());
        }
        let chosen = match self.target {
            None => known,
            Some(name) if known.contains(&name) => vec![name],
            Some(name) => bail!("no fuzz target {name}; there are: {}", known.join(", ")),
        };
        let programs = build(&chosen)?;
        for name in chosen {
            command_step(
                &format!("fuzz {name}"),
                &mut invocation(&programs, &name, self.seconds)?,
            )?;
        }
        Ok(())
    }
}

fn directory() -> anyhow::Result<PathBuf> {
    Ok(workspace::root()?.join("fuzz"))
}

/// Apart from all others, as the flags are: each would have the other compiled again.
fn target_directory() -> anyhow::Result<PathBuf> {
    Ok(workspace::metadata()?
        .target_directory
        .join("fuzz")
        .into_std_path_buf())
}

/// One target is one file in `fuzz/targets`.
fn targets() -> anyhow::Result<Vec<String>> {
    let folder = directory()?.join("targets");
    let mut names = Vec::new();
    for file in folder
        .read_dir()
        .with_context(|| format!("no {}", folder.display()))?
    {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let stem = path.file_stem().context("a file without a name")?;
            names.push(stem.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Where the instrumented programs lie. Naming the platform keeps build scripts uninstrumented.
fn build(names: &[String]) -> anyhow::Result<PathBuf> {
    let platform = platform()?;
    let target = target_directory()?;
    command_step(
        "build the fuzz targets",
        workspace::cargo()?
            .args(["build", "--package", "hudhud-fuzz"])
            .args(["--profile", PROFILE, "--target", &platform])
            .args(names.iter().flat_map(|name| ["--bin", name]))
            .env("CARGO_TARGET_DIR", &target)
            .env("RUSTFLAGS", COVERAGE_FLAGS),
    )?;
    Ok(target.join(platform).join(PROFILE))
}

fn platform() -> anyhow::Result<String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .context("rustc is missing")?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host
        .context("rustc does not tell its host platform")?
        .to_owned())
}

fn invocation(programs: &std::path::Path, name: &str, seconds: u32) -> anyhow::Result<Command> {
    let corpus = directory()?.join("corpus").join(name);
    let artifacts = directory()?.join("artifacts").join(name);
    for folder in [&corpus, &artifacts] {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("could not create {}", folder.display()))?;
    }
    let mut command = Command::new(programs.join(name));
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .args([
            INPUT_BYTES_MAX,
            MEMORY_LIMIT_MB,
            INPUT_SECONDS_MAX,
            "-print_final_stats=1",
        ])
        .arg(corpus);
    Ok(command)
}
