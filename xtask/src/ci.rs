//! `cargo xtask ci`: everything a change must pass, cheapest first.

use crate::step::{command_step, step};
use crate::{deny, layers, prerequisite, test, tidy, workspace};

/// Format, layers, tidy, licences, then the tests, built by a compiler that lints.
pub(crate) fn perform() -> anyhow::Result<()> {
    step("prerequisites", prerequisite::for_building)?;
    command_step(
        "format",
        workspace::cargo()?.args(["fmt", "--all", "--check"]),
    )?;
    step("layers", layers::perform)?;
    step("tidy", tidy::perform)?;
    step("dependencies", deny::perform)?;
    test::perform(workspace::linting_cargo)
}
