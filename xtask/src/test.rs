//! `cargo xtask test`: every test of the project.
//!
//! The app is built first, because the program under test serves it. The test runner comes last, so that its own summary is the last line printed.

use std::process::Command;

use crate::step::{command_step, last_command_step, step};
use crate::{prerequisite, sim, web};

/// Builds, then runs documentation tests, the simulation, and all other tests.
///
/// `cargo` is what builds: in [`crate::ci`] its compiler lints as well.
pub(crate) fn perform(cargo: fn() -> anyhow::Result<Command>) -> anyhow::Result<()> {
    step("prerequisites", || {
        prerequisite::for_building()?;
        prerequisite::cargo_tool("nextest")?;
        prerequisite::browsers()?;
        prerequisite::accessibility_checker()
    })?;
    let app = web::shipped()?;
    command_step(
        "build",
        cargo()?
            .args(["build", "--workspace", "--all-targets"])
            .env(web::DIST_VARIABLE, &app),
    )?;
    command_step(
        "documentation tests",
        cargo()?.args(["test", "--quiet", "--workspace", "--doc"]),
    )?;
    step("simulation", sim::Sim::perform_all_as_built)?;
    last_command_step(
        "tests",
        cargo()?
            .args(["nextest", "run", "--workspace"])
            .env(web::DIST_VARIABLE, &app),
    )
}
