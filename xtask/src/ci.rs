//! `cargo xtask ci`: everything a change must pass, cheapest first.

use crate::step::{command_step, step};
use crate::{deny, fuzz, layers, prerequisite, test, tidy, workspace};

/// Format, lints, layers, tidy, licences, fuzz targets, then the tests.
pub(crate) fn perform() -> anyhow::Result<()> {
    step("prerequisites", prerequisite::for_building)?;
    command_step(
        "format",
        workspace::cargo()?.args(["fmt", "--all", "--check"]),
    )?;
    step("layers", layers::perform)?;
    step("tidy", tidy::perform)?;
    command_step(
        "lints",
        workspace::cargo()?.args([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "--deny=warnings",
        ]),
    )?;
    step("dependencies", deny::perform)?;
    step("fuzz targets", fuzz::check)?;
    test::perform()
}
