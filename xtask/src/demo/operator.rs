//! `cargo xtask demo operator`: the life of a host, from its package to its second home, and what its
//! people see of it.
//!
//! Owns the frame: what is built before, and what is left afterwards, which is nothing. The host and whoever
//! runs it are in `operator/house.rs`, what happens in `operator/script.rs`. All of it is real: the package,
//! the programs, the protocol by which a certificate is given; only the authority is the tests' own, and
//! the machine a directory.

mod house;
mod script;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;

use super::transcript::Transcript;
use crate::package::{self, machine::Machine};
use crate::shipped;
use house::House;
use script::Company;

/// Fails if a command fails that should not, or if somebody does not see what they should.
pub(super) fn perform(program: Option<PathBuf>, brief: bool) -> anyhow::Result<()> {
    let program = match program {
        Some(program) => program,
        None => shipped::program()?,
    };
    let directory = tempfile::tempdir()?;
    let package = package::packed(&program, "", directory.path())?;
    let newer = package::packed(&program, "+1", directory.path())?;
    let machine = Machine::install(&directory.path().join("debian"))?;
    let transcript = Transcript::new();
    let started = Instant::now();
    let house = House::new(machine, directory.path().join("log"), &transcript)?;
    let summary = Company::new(house, &transcript).live((&package, &newer), brief)?;
    transcript.heading("What it came to");
    for line in summary {
        transcript.narrate(&line);
    }
    let seconds = started.elapsed().as_secs_f64();
    transcript.narrate(&format!("All of it took {seconds:.0} s."));
    directory
        .close()
        .context("the machine could not be removed")
}
