//! What tests in real browsers need on a machine: Chromium, and axe-core, which looks for what keeps
//! people out. Neither is part of the product or of the repository.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::step::{say, succeed};
use crate::{prerequisite, workspace};

/// By any name under which it is packaged.
const CHROMIUM: [&str; 3] = ["chromium", "google-chrome", "chromium-browser"];

/// The test of every screen is of this version: another one asks for other things.
const AXE: &str = "axe-core@4.11.0";

/// Installs or fetches what is missing.
pub(crate) fn prepare() -> anyhow::Result<()> {
    let named = std::env::var_os("HUDHUD_CHROMIUM").is_some();
    if !named && !CHROMIUM.into_iter().any(prerequisite::is_on_path) {
        say(format_args!("there is no Chromium here; installing it"));
        prerequisite::debian(&["chromium"])?;
    }
    let directory = workspace::metadata()?.target_directory.join("axe-core");
    axe(directory.as_std_path())
}

/// The script comes alone: nothing of the package is run here.
fn axe(directory: &Path) -> anyhow::Result<()> {
    let script = directory.join("axe.min.js");
    if script.is_file() {
        return Ok(());
    }
    if !prerequisite::is_on_path("npm") {
        prerequisite::debian(&["npm"])?;
    }
    std::fs::create_dir_all(directory)?;
    let mut fetch = Command::new("npm");
    fetch.args(["pack", "--silent", "--ignore-scripts", AXE]);
    succeed(fetch.current_dir(directory))?;
    let archive = format!("{}.tgz", AXE.replace('@', "-"));
    let mut open = Command::new("tar");
    open.args(["--extract", "--gzip", "--strip-components=1", "--file"])
        .args([&archive, "package/axe.min.js", "package/LICENSE"]);
    succeed(open.current_dir(directory))?;
    std::fs::remove_file(directory.join(archive)).context("the archive was there")
}
