//! `cargo xtask screens`: the pictures of the documentation, taken of the app itself.

use std::path::PathBuf;
use std::process::Command;

use crate::step::{command_step, step, succeed};
use crate::workspace::{self, Profile};
use crate::{prerequisite, web};

/// Take the pictures of the documentation
#[derive(clap::Args)]
pub(crate) struct Screens {
    /// Where to put them
    #[arg(default_value = "docs/screens")]
    directory: PathBuf,
    /// Take every screen in every width, language and look in its place, into this directory
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "directory")]
    every: Option<PathBuf>,
}

impl Screens {
    /// Builds the program with the app in it, and has people use it.
    pub(crate) fn perform(self) -> anyhow::Result<()> {
        let program = people()?;
        let mut screens = Command::new(program);
        screens.current_dir(workspace::root()?).arg("screens");
        match self.every {
            Some(directory) => screens.arg("--every").arg(directory),
            None => screens.arg(self.directory),
        };
        succeed(&mut screens)
    }
}

/// The program whose people use the app in real browsers, and beside it the host that serves it.
pub(crate) fn people() -> anyhow::Result<PathBuf> {
    step("prerequisites", || {
        prerequisite::for_building()?;
        prerequisite::browsers()
    })?;
    let app = web::shipped()?;
    command_step(
        "build",
        workspace::cargo()?
            .args(["build", "--release", "--workspace", "--bin", "hudhud"])
            .env(web::DIST_VARIABLE, app),
    )?;
    workspace::built_program("hudhud-browser", Profile::Release)
}
