//! `cargo xtask ci`: everything a change must pass, cheapest first.

use crate::step::{command_step, step};
use crate::{deny, layers, prerequisite, test, tidy, workspace};

/// Format, layers, tidy, lints, licences, then the tests.
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
    test::perform()
}
