//! The program as it is given out: in release mode, with the app inside.

use std::path::PathBuf;

use crate::step::{command_step, step};
use crate::workspace::{self, Profile};
use crate::{prerequisite, web};

/// Builds it, with all that it takes, and tells where it lies.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    step("prerequisites", prerequisite::for_building)?;
    let app = web::shipped()?;
    command_step(
        "build",
        workspace::cargo()?
            .args(["build", "--release", "--package", "hudhud"])
            .env(web::DIST_VARIABLE, app),
    )?;
    workspace::program("hudhud", Profile::Release)
}
