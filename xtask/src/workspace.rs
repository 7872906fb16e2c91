//! Where things are: the workspace's root, its members, its build directory, the cargo in use.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use cargo_metadata::{Metadata, MetadataCommand, Package};

/// The directory that holds the workspace manifest.
pub(crate) fn root() -> anyhow::Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(here
        .parent()
        .context("xtask has no parent directory")?
        .to_path_buf())
}

/// The cargo that started this program, run in the workspace's root.
pub(crate) fn cargo() -> anyhow::Result<Command> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()?);
    Ok(command)
}

/// The same cargo, whose compiler lints what it compiles and takes each warning for an error: what
/// `cargo clippy` does, without reading the workspace a second time, and 600 dependencies with it.
///
/// Clippy has no documented way to do so. Its driver is a compiler, and this is how `cargo clippy` hands
/// its arguments to it. What is built so is kept apart from what [`cargo`] builds, dependencies excepted.
pub(crate) fn linting_cargo() -> anyhow::Result<Command> {
    let output = Command::new("rustc")
        .current_dir(root()?)
        .args(["--print", "sysroot"])
        .output()
        .context("rustc is missing")?;
    let sysroot = String::from_utf8(output.stdout).context("a path that is not UTF-8")?;
    let driver = Path::new(sysroot.trim()).join("bin/clippy-driver");
    if !driver.exists() {
        bail!("clippy is missing: rustup component add clippy");
    }
    let mut command = cargo()?;
    command
        .env("RUSTC_WORKSPACE_WRAPPER", driver)
        .env("CLIPPY_ARGS", "--deny=warnings");
    Ok(command)
}

/// The workspace with its resolved dependency graph for this machine's platform.
pub(crate) fn metadata() -> anyhow::Result<Metadata> {
    MetadataCommand::new()
        .manifest_path(root()?.join("Cargo.toml"))
        .exec()
        .context("cargo metadata failed")
}

/// The files that git tracks, and those it would track, relative to a working tree's root.
pub(crate) fn tracked_files(root: &Path) -> anyhow::Result<BTreeSet<String>> {
    let output = Command::new("git")
        .current_dir(root)
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .output()
        .context("git is missing")?;
    if !output.status.success() {
        bail!(
            "git ls-files failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let listed = String::from_utf8(output.stdout).context("a path that is not UTF-8")?;
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    Ok(paths.map(str::to_owned).collect())
}

/// The members, in the order of their names.
pub(crate) fn members(metadata: &Metadata) -> Vec<&Package> {
    let mut members = metadata.workspace_packages();
    members.sort_by_key(|package| package.name.to_string());
    members
}

/// A package's name as the documents write it: without the project's prefix.
pub(crate) fn short_name(package_name: &str) -> &str {
    package_name.strip_prefix("hudhud-").unwrap_or(package_name)
}

/// Builds one program with the features the whole workspace asks for, so that nothing is compiled
/// twice, and tells where it lies.
pub(crate) fn built_program(name: &str, profile: Profile) -> anyhow::Result<PathBuf> {
    let flag = match profile {
        Profile::Dev => "--profile=dev",
        Profile::Release => "--release",
    };
    let status = cargo()?
        .args(["build", "--quiet", "--workspace", "--bin", name, flag])
        .status()?;
    if !status.success() {
        bail!("{name} could not be built");
    }
    program(name, profile)
}

/// Where a program lies once it is built.
pub(crate) fn program(name: &str, profile: Profile) -> anyhow::Result<PathBuf> {
    let directory = match profile {
        Profile::Dev => "debug",
        Profile::Release => "release",
    };
    let target = metadata()?.target_directory;
    Ok(target.join(directory).join(name).into_std_path_buf())
}

/// How a program is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// As the tests are.
    Dev,
    /// As it is shipped and measured.
    Release,
}
