//! What must be on a machine before anything is built or tested, and how it gets there.
//!
//! System packages are installed on Debian and Ubuntu only, and only when missing; elsewhere the
//! error says what to install. The Rust toolchain itself is never changed.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::step::{say, succeed};
use crate::workspace;

const RUSTC_MAJOR_MINOR: (u32, u32) = (1, 95);

/// SQLCipher is compiled from source with its own OpenSSL: these build it.
const BUILD_PROGRAMS: [&str; 4] = ["cc", "make", "perl", "pkg-config"];
const DEBIAN_PACKAGES: [&str; 3] = ["build-essential", "perl", "pkg-config"];

/// Makes sure that the workspace can be compiled here.
pub(crate) fn for_building() -> anyhow::Result<()> {
    recent_compiler()?;
    let missing: Vec<_> = BUILD_PROGRAMS
        .into_iter()
        .filter(|program| !is_on_path(program))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !is_on_path("apt-get") {
        bail!("install these first: {}", missing.join(", "));
    }
    debian(&DEBIAN_PACKAGES)
}

/// Installs packages where Debian's tools are at hand; elsewhere says which are missing.
pub(crate) fn debian(packages: &[&str]) -> anyhow::Result<()> {
    let names = packages.join(" ");
    if !is_on_path("apt-get") {
        bail!("install what Debian calls {names}");
    }
    say(format_args!("installing {names}"));
    apt_get(&["update"])?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    apt_get(&install)
}

/// Makes sure that `cargo SUBCOMMAND` exists; otherwise compiles and installs it.
pub(crate) fn cargo_tool(subcommand: &str) -> anyhow::Result<()> {
    let package = format!("cargo-{subcommand}");
    if is_on_path(&package) {
        return Ok(());
    }
    say(format_args!(
        "{package} is missing; installing it (a few minutes, once)"
    ));
    succeed(
        workspace::cargo()?
            .args(["install", "--locked", &package])
            // A tool's build does not belong among this project's artefacts.
            .env_remove("CARGO_TARGET_DIR"),
    )
}

/// Makes sure that there are browsers to test with, and to take pictures in.
pub(crate) fn browsers() -> anyhow::Result<()> {
    const CHROMIUM: [&str; 4] = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];
    let mut missing = Vec::new();
    if !CHROMIUM.into_iter().any(is_on_path) {
        missing.push("chromium");
    }
    if !FIREFOX.into_iter().any(is_on_path) {
        missing.push("firefox-esr");
    }
    if missing.is_empty() {
        return Ok(());
    }
    debian(&missing)
}

/// Makes sure that the checker of accessibility lies where the browser tests look for it. It is
/// used in tests alone, and its licence is no concern of the product's.
pub(crate) fn accessibility_checker() -> anyhow::Result<()> {
    const PACKAGE: &str = "axe-core@4.14.1";
    let directory = workspace::metadata()?
        .target_directory
        .into_std_path_buf()
        .join("axe-core");
    if is_file(&directory.join("axe.min.js")) {
        return Ok(());
    }
    if !is_on_path("npm") {
        debian(&["npm"])?;
    }
    std::fs::create_dir_all(&directory)?;
    say(format_args!("fetching {PACKAGE} for the browser tests"));
    succeed(
        Command::new("npm")
            .args(["pack", "--silent", PACKAGE])
            .current_dir(&directory),
    )?;
    let archive = format!("{}.tgz", PACKAGE.replace('@', "-"));
    succeed(
        Command::new("tar")
            .args([
                "xzf",
                &archive,
                "--strip-components=1",
                "package/axe.min.js",
            ])
            .current_dir(&directory),
    )
}

fn recent_compiler() -> anyhow::Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .context("rustc is missing")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let found = major_minor(&text).with_context(|| format!("unknown compiler: {text}"))?;
    if found < RUSTC_MAJOR_MINOR {
        let (major, minor) = RUSTC_MAJOR_MINOR;
        bail!(
            "Rust {major}.{minor} or newer is needed, found {}.{}: run `rustup update stable`",
            found.0,
            found.1
        );
    }
    Ok(())
}

/// From `rustc 1.95.0 (…)`.
fn major_minor(version_line: &str) -> Option<(u32, u32)> {
    let mut numbers = version_line.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

pub(crate) fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| is_file(&directory.join(program)))
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.is_file())
}

fn apt_get(arguments: &[&str]) -> anyhow::Result<()> {
    let identity = Command::new("id")
        .arg("-u")
        .output()
        .context("id is missing")?;
    let is_root = identity.stdout.trim_ascii() == b"0";
    let mut command = Command::new(if is_root { "apt-get" } else { "sudo" });
    if !is_root {
        command.arg("apt-get");
    }
    succeed(
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_version_is_read_from_its_own_line() {
        assert_eq!(
            major_minor("rustc 1.95.0 (59807616e 2026-04-14)"),
            Some((1, 95))
        );
        assert_eq!(major_minor("rustc 2.0.0-nightly"), Some((2, 0)));
        assert_eq!(major_minor("gcc (Debian 12.2.0)"), None);
    }

    #[test]
    fn a_program_that_does_not_exist_is_not_on_the_path() {
        assert!(is_on_path("sh"));
        assert!(!is_on_path("no-such-program-anywhere"));
    }
}
